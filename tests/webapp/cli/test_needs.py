import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from reports.document import Document
from reports.exports import FORMATS
from webapp.cli.needs import needs

DATA = Path(__file__).parents[2] / "data"
A01 = str(DATA / "a01_mini_raw.csv")
NAMES = {
    "n_pair": "n_pair",
    "mean_importance": "mean_importance",
    "mean_current": "mean_current",
    "mean_gap": "mean_discrepancy",
    "mwds": "MWDS",
    "individual": "mean_individually_weighted_discrepancy",
    "pni_modified": "PNI_modified",
    "nr": "NR_pct",
    "tr": "TR_pct",
    "pr": "PR_pct",
    "rds": "RDS",
    "rds_se": "RDS_se",
    "n_target": "n_target_pair",
    "mean_target_gap": "mean_target_gap",
    "mean_positive_gap": "mean_positive_target_gap",
}


def run(*arguments):
    return CliRunner().invoke(needs, list(arguments))


def test_a01_comes_out_as_published_in_full_precision():
    result = run(A01, "--format", "json")

    found = {row["competence"]: row for row in json.loads(result.stdout)}
    table = pd.read_csv(DATA / "a01_mini_expected.csv", index_col=0)
    assert list(found) == ["K4", "K1", "K3", "K2"]
    for competence, row in found.items():
        for ours, theirs in NAMES.items():
            expected = float(table.loc[theirs, competence])
            assert row[ours] == pytest.approx(expected, abs=5e-7), (competence, ours)


def test_a_masked_figure_is_null_and_its_state_says_why():
    found = json.loads(run(A01, "--format", "json", "--k", "6").stdout)

    row = next(row for row in found if row["competence"] == "K4")
    assert (row["mwds"], row["rds"], row["pair_state"], row["k"]) == (None, None, "masked", 6)


def test_text_is_an_aligned_table_of_ranked_needs():
    result = run(A01)

    lines = result.stdout.splitlines()
    assert "Personnes : 8 ; compétences : 4 ; échelle de 1 à 5" in lines
    assert "K4                    1  12,32         1  −100,0        4,40    1,60   2,80  5" in lines


def test_the_index_asked_for_orders_every_format():
    rows = json.loads(run(A01, "--format", "json", "--index", "mean_positive_gap").stdout)
    text = run(A01, "--index", "individual").stdout

    assert [row["competence"] for row in rows] == ["K4", "K1", "K2", "K3"]
    assert "Ordre des lignes\u00a0: Borich individuel." in text
    assert text.index("12,60") < text.index("9,00")


def test_an_index_that_the_file_cannot_give_is_refused_in_a_sentence():
    result = run(A01, "--index", "rate_intensity")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert "Ce fichier ne permet pas ce classement" in result.stderr


def weighable(folder):
    """Ten people of a, thirty of b, and the totals of their population."""
    path, totals = folder / "answers.csv", folder / "totals.csv"
    rows = [f"R{i};K;4;{2 if i < 10 else 4};{'a' if i < 10 else 'b'}" for i in range(40)]
    path.write_text("\n".join(["respondent;competence;importance;niveau;structure", *rows]))
    totals.write_text("attribute;value;total\nstructure;a;60\nstructure;b;40\n")
    return str(path), totals


def test_people_are_weighed_to_the_totals_of_another_file(tmp_path):
    path, totals = weighable(tmp_path)
    arguments = [path, "--population", str(totals), "--scale", "0-4"]

    [row] = json.loads(run(*arguments, "--format", "json").stdout)
    text = run(*arguments).stdout

    assert (row["mean_current"], row["n_pair"]) == (pytest.approx(2.8), 40)
    assert "structure (a 60, b 40)" in text


def test_totals_without_anybody_are_refused_in_a_sentence(tmp_path):
    path, totals = weighable(tmp_path)
    totals.write_text(totals.read_text() + "structure;c;5\n")

    result = run(path, "--population", str(totals))

    assert (result.exit_code, result.stdout) == (1, "")
    assert "Personne n’a répondu" in result.stderr


def test_the_given_scale_replaces_the_one_found():
    assert "échelle de 0 à 7" in run(A01, "--scale", "0-7").stdout


@pytest.mark.parametrize("scale", ["5", "5-1", "un-cinq"])
def test_a_scale_needs_two_ends(scale):
    result = run(A01, "--scale", scale)

    assert result.exit_code == 2
    assert "par exemple 1-5" in result.stderr


def test_k_is_never_below_three():
    assert run(A01, "--k", "2").exit_code == 2


def test_files_are_written_in_every_format(tmp_path):
    for name in ("text", "json", "csv", "xlsx", "document"):
        assert run(A01, "--format", name, "--output", str(tmp_path / name)).exit_code == 0

    rows = list(csv.reader(io.StringIO((tmp_path / "csv").read_text("utf-8-sig")), delimiter=";"))
    assert rows[1] == ["Besoins classés", "K4", "Rang Borich", "1", "5", ""]
    sheets = CalamineWorkbook.from_path(str(tmp_path / "xlsx"))
    assert sheets.get_sheet_by_name("Besoins classés").to_python()[2][:3] == ["K1", 2, 8.75]
    assert Document.model_validate_json((tmp_path / "document").read_text()).language == "fr"


def test_a_wrong_file_names_its_rows_and_prints_nothing_else(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("respondent,competence,importance,current\nA,K,4,abc\n,K,4,1\n")

    result = run(str(path))

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.splitlines()[1:] == [
        "Ligne 2, « current » : « abc » n’est ni un nombre ni un motif connu "
        "(« NC », « ne souhaite pas répondre »).",
        "Ligne 3 : il manque le répondant.",
    ]


def test_a_file_that_is_no_table_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("Bonjour")

    result = run(str(path))

    assert result.exit_code == 1
    assert "titres" in result.stderr


def test_a_csv_has_a_decimal_comma_unless_a_point_is_asked_for():
    comma, point = run(A01, "--format", "csv"), run(A01, "--format", "csv", "--decimal", "point")

    assert ";MWDS;12,32" in comma.stdout
    assert ";MWDS;12.32" in point.stdout
    assert run(A01, "--decimal", "dot").exit_code == 2


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("txt", "json")])
def test_every_kind_of_file_can_be_written(tmp_path, name):
    path = tmp_path / f"besoins.{name}"

    assert run(A01, "--format", name, "--output", str(path)).exit_code == 0
    assert path.stat().st_size > 1_000
