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
