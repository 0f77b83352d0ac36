from pathlib import Path

import pytest

from reports.document import EMPTY, MASKED, Cell
from reports.file_report import file_report, needs_rows
from reports.files.answers import read_answers
from reports.static_charts import svg

DATA = Path(__file__).parents[1] / "data"


def mini():
    return read_answers((DATA / "a01_mini_raw.csv").read_bytes())


def values(document, key, column):
    table = document.section(key).table
    place = [c.key for c in table.columns].index(column)
    return {row[0].value: row[place] for row in table.rows}


def lines(*rows):
    return "respondent;competence;importance;niveau;cible;structure\n" + "\n".join(rows)


def test_both_rules_stand_side_by_side_with_their_n():
    document = file_report(mini(), translate=str)

    assert {c: cell.value for c, cell in values(document, "needs", "rank_mwds").items()} == {
        "K4": 1, "K1": 2, "K3": 3, "K2": 4
    }  # fmt: skip
    assert {c: cell.value for c, cell in values(document, "needs", "rank_rds").items()} == {
        "K4": 1, "K1": 1, "K3": 3, "K2": 3
    }  # fmt: skip
    assert values(document, "needs", "mwds")["K4"].value == pytest.approx(12.32)
    assert values(document, "needs", "mwds")["K4"].n == 5


def test_the_scale_and_the_number_of_people_are_printed():
    assert file_report(mini(), translate=str).subtitle == (
        "Personnes : 8 ; compétences : 4 ; échelle de 1 à 5"
    )


def test_statistics_under_k_are_masked_and_their_n_is_shown():
    document = file_report(mini(), k=6, translate=str)

    assert values(document, "needs", "mwds")["K4"] == MASKED
    assert values(document, "needs", "n_pair")["K4"] == Cell(value=5)
    assert values(document, "gaps", "mean_target_gap")["K4"] == MASKED


def test_k_never_goes_below_three():
    answers = read_answers(lines("A;K;4;1;3;x", "B;K;4;2;3;x").encode())

    table = needs_rows(answers, k=1)

    assert table.loc["K", "pair_state"] == "masked"


def test_each_section_has_a_chart_beside_its_table():
    document = file_report(mini(), translate=str)

    assert [section.key for section in document.sections] == ["needs", "gaps", "levels"]
    assert all(section.chart and section.table for section in document.sections)


def test_a_file_without_importance_is_ranked_by_rate_and_intensity():
    text = "respondent;competence;niveau;cible\n" + "".join(
        f"R{i};K1;3;3\nR{i};K2;1;3\n" for i in range(5)
    )
    answers = read_answers(text.encode())

    document = file_report(answers, translate=str)

    assert [section.key for section in document.sections] == ["gaps", "levels"]
    assert list(values(document, "gaps", "mean_level")) == ["K2", "K1"]


def test_groups_are_compared_and_small_ones_masked_with_another():
    sizes = {"Commune": 9, "Pays": 6, "Association": 2}
    people = [name for name, size in sizes.items() for _ in range(size)]
    rows = [f"R{i};K;4;1;3;{name}" for i, name in enumerate(people)]
    rows += [f"R{i};L;4;NC;3;{name}" for i, name in enumerate(people)]

    document = file_report(read_answers(lines(*rows).encode()), translate=str)

    section = document.sections[-1]
    assert section.title == "Par groupe : structure"
    assert section.table.rows == (
        (Cell(value="K"), Cell(value=2.0, n=9), MASKED, MASKED),
        (Cell(value="L"), EMPTY, EMPTY, EMPTY),
    )


def test_a_column_with_a_value_per_person_makes_no_groups():
    rows = [f"R{i};K;4;{i % 2};3;remarque {i}" for i in range(20)]

    document = file_report(read_answers(lines(*rows).encode()), translate=str)

    assert [section.key for section in document.sections] == ["needs", "gaps", "levels"]


def test_weighted_means_say_so():
    text = "respondent;competence;importance;niveau;poids\n" + "".join(
        f"R{i};K;4;1;{i + 1}\n" for i in range(5)
    )

    notices = file_report(read_answers(text.encode()), translate=str).notices

    assert any("pondérées" in notice for notice in notices)


@pytest.mark.parametrize("level", ["3", "NC"])
def test_answers_that_are_all_alike_still_make_a_report(level):
    rows = [f"R{i};K;3;{level};3;x" for i in range(6)]

    document = file_report(read_answers(lines(*rows).encode()), translate=str)

    for section in document.sections:
        low, high = section.chart.figure["layout"]["xaxis"]["range"]
        assert low < high
        assert svg(section.chart)


def test_the_ranking_says_what_it_leaves_open():
    people = [
        f"P{i};{name};{4 if name == 'A' else 3};{(i % 2) if name == 'A' else 2 + (i * step) % 3}"
        for i in range(15)
        for name, step in (("A", 1), ("B", 1), ("C", 2))
    ]
    text = "respondent;competence;importance;niveau\n" + "\n".join(people)
    document = file_report(read_answers(text.encode(), (0, 4)), translate=str)

    # A: gap 4 - 7/15; B and C: levels 2, 3 and 4 in turn, five people each, the same mean 3.
    section = document.section("certainty")
    assert section.texts[0] == "Un besoin est le premier sans doute raisonnable : A."
    assert values(document, "certainty", "first")["B"] == Cell(value=2, n=15)
    assert values(document, "certainty", "last")["B"] == Cell(value=3, n=15)
    assert values(document, "certainty", "rank")["C"] == Cell(value=2, n=15)
    # s² of the gaps = 10/14; t(14) at 0.975 = 2.144787: 2.144787 · √(10/14/15)
    assert values(document, "certainty", "gap_low")["B"].value == pytest.approx(-0.468, abs=5e-4)
    assert values(document, "certainty", "gap_high")["B"].value == pytest.approx(0.468, abs=5e-4)


def test_few_people_or_weights_give_no_interval():
    weighted = "respondent;competence;importance;niveau;weight\n" + "\n".join(
        f"P{i};A;{3 + i % 2};{i % 4};1,5" for i in range(20)
    )
    keys = [section.key for section in file_report(mini(), translate=str).sections]
    heavier = file_report(read_answers(weighted.encode(), (0, 4)), translate=str)

    assert "certainty" not in keys
    assert "certainty" not in [section.key for section in heavier.sections]
