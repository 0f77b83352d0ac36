"""`reperes plan`: from a file of answers and a catalogue to what to choose, in any format."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from webapp.cli.plan import plan

A01 = str(Path(__file__).parents[2] / "data" / "a01_mini_raw.csv")
# Borich (methods, a01): K4 12.32, K1 8.75, K3 -33/32 and K2 -9/8: two needs alone.
CATALOGUE = """module;titre;coût;compétences
M1;Coopérer;3;K1, K5
M2;Diagnostic;4;K4
M3;Récit;7;K2
M4;=cmd();2,5;K1
"""


@pytest.fixture
def run(tmp_path):
    def run(catalogue, *arguments):
        path = tmp_path / "modules.csv"
        path.write_text(catalogue, encoding="utf-8")
        return CliRunner().invoke(plan, [A01, str(path), *arguments])

    return run


def document(result):
    assert result.exit_code == 0, result.output
    return {it["key"]: it for it in json.loads(result.stdout)["sections"]}


def column(section, place):
    return [row[place]["value"] for row in section["table"]["rows"]]


def test_the_best_choice_is_named_with_its_cost_and_what_it_covers(run):
    found = document(run(CATALOGUE, "--budget", "6.5", "--format", "document"))

    assert column(found["plan"], 0) == ["M2", "M4"]
    assert column(found["needs"], 0) == ["K4", "K1"]
    assert column(found["needs"], 1) == pytest.approx([12.32, 8.75])
    assert column(found["needs"], 2) == ["couvert par le plan"] * 2
    assert "6,50 sur 6,50" in found["plan"]["texts"][0]
    assert "M3" in found["needs"]["texts"][-1]  # it answers no need


def test_what_the_budget_leaves_and_what_no_module_covers_are_told_apart(run):
    found = document(run(CATALOGUE, "--budget", "4", "--format", "document"))

    assert column(found["plan"], 0) == ["M2"]
    assert column(found["needs"], 2) == ["couvert par le plan", "un module existe, hors du plan"]
    found = document(
        run("module;coût;compétences\nM1;1;K1\n", "--budget", "9", "--format", "document")
    )
    assert column(found["needs"], 2) == ["aucun module", "couvert par le plan"]


def test_the_curve_ends_where_all_that_can_be_covered_is(run):
    found = document(run(CATALOGUE, "--budget", "4", "--format", "document"))

    assert column(found["curve"], 0)[-1] == 6.5
    shares = column(found["curve"], 1)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(100)


def test_the_text_says_the_plan_in_a_terminal(run):
    result = run(CATALOGUE, "--budget", "4")

    text = " ".join(result.output.split())
    assert "Modules choisis : 1, pour 4 sur 4. Ils couvrent 58 % du besoin pesé." in text
    assert "Il n’affecte personne" in text


def test_rows_to_mend_are_named_and_nothing_is_planned(run):
    bad = "module;coût;compétences\nM1;gratuit;K1\nM1;2;K1\n;3;K1\nM4;4;\n"

    result = run(bad, "--budget", "4")

    assert result.exit_code == 1
    for line in ("Ligne 2", "Ligne 3", "Ligne 4", "Ligne 5"):
        assert line in result.output
    assert "Modules choisis" not in result.output


def test_a_catalogue_without_a_cost_is_refused(run):
    result = run("module;compétences\nM1;K1\n", "--budget", "4")

    assert "les colonnes module, coût et compétences" in result.output


@pytest.mark.parametrize("kind", ["xlsx", "ods", "pdf", "docx", "csv"])
def test_the_plan_leaves_in_every_format(run, tmp_path, kind):
    output = tmp_path / f"plan.{kind}"

    result = run(CATALOGUE, "--budget", "6.5", "--format", kind, "--output", str(output))

    assert result.exit_code == 0
    assert output.stat().st_size > 100
