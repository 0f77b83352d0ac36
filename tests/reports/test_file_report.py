from pathlib import Path

import pytest

from reports.document import EMPTY, MASKED, Cell
from reports.file_report import IndexNotThere, file_report, needs_rows
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

    keys = [section.key for section in document.sections]
    assert keys == ["needs", "gaps", "grid", "levels"]
    assert all(section.chart and section.table for section in document.sections)


def test_a_file_without_importance_is_ranked_by_rate_and_intensity():
    text = "respondent;competence;niveau;cible\n" + "".join(
        f"R{i};K1;3;3\nR{i};K2;1;3\n" for i in range(5)
    )
    answers = read_answers(text.encode())

    document = file_report(answers, translate=str)

    assert [section.key for section in document.sections] == ["gaps", "levels"]
    assert list(values(document, "gaps", "mean_level")) == ["K2", "K1"]


def test_the_index_asked_for_orders_the_rows_and_says_so():
    document = file_report(mini(), index="pni_modified", translate=str)

    # 7/4, 16/19, -2/35, -1/9
    found = values(document, "needs", "pni_modified")
    assert list(found) == ["K4", "K1", "K3", "K2"]
    assert found["K4"] == Cell(value=1.75, n=5)
    assert document.section("needs").texts[0].startswith("Ordre des lignes\u00a0: PNI modifié.")


def test_by_the_target_the_rows_of_both_tables_follow_the_gap_to_close():
    document = file_report(mini(), index="mean_positive_gap", translate=str)

    found = values(document, "needs", "rank_mean_positive_gap")
    assert [cell.value for cell in found.values()] == [1, 2, 3, 3]
    assert list(found) == list(values(document, "gaps", "mean_target_gap"))
    assert values(document, "needs", "mean_positive_gap")["K4"] == Cell(value=2.2, n=5)


def test_a_competence_without_modified_index_is_named():
    rows = [f"R{i};K;4;0;3;x" for i in range(5)] + [f"R{i};L;4;1;3;x" for i in range(5)]

    document = file_report(read_answers(lines(*rows).encode()), index="pni_modified", translate=str)

    assert document.section("needs").texts[0].endswith("le niveau moyen étant 0\u00a0: K.")
    assert values(document, "needs", "pni_modified")["K"] == EMPTY


def test_an_index_that_the_file_cannot_give_is_refused():
    answers = read_answers(b"respondent;competence;niveau;cible\nA;K;1;3\n")

    with pytest.raises(IndexNotThere):
        file_report(answers, index="rds", translate=str)


def many(level, importance=3, people=24):
    """Answers on K (importance 4, level varied), and L at one importance and level."""
    return [
        line
        for i in range(people)
        for line in (f"R{i};K;4;{i % 3};3;", f"R{i};L;{importance};{level + i % 2};3;")
    ]


def test_the_grid_places_each_competence_and_says_which_place_is_sure():
    document = file_report(read_answers(lines(*many(3)).encode(), (0, 4)), translate=str)

    # K: level 1, importance 4; L: level 3.5, importance 3; the cross stands at 2.25 and 3.5.
    assert values(document, "grid", "by_mean")["K"] == Cell(value="à développer", n=24)
    assert values(document, "grid", "by_mean")["L"] == Cell(value="peut-être trop", n=24)
    assert {row.value for row in values(document, "grid", "sure").values()} == {"nette"}
    assert values(document, "grid", "locus")["K"] == Cell(value="première", n=24)
    assert "Indécises, en creux\u00a0: 0." in document.section("grid").chart.alternative


def test_places_that_the_answers_leave_open_are_drawn_hollow():
    document = file_report(read_answers(lines(*many(1, 4)).encode(), (0, 4)), translate=str)

    # Cross at 1.25. K: level 1, standard error 0.17; L: level 1.5, 0.10; 97.5 %: 2.24 of them.
    found = {name: cell.value for name, cell in values(document, "grid", "sure").items()}
    assert found == {"K": "indécise", "L": "nette"}
    symbols = [
        trace["marker"]["symbol"]
        for trace in document.section("grid").chart.figure["data"]
        if "markers" in trace["mode"] and trace["x"]
    ]
    assert symbols == ["circle", "circle-open"]


def test_under_twenty_people_or_with_weights_no_place_is_called_sure():
    few = file_report(read_answers(lines(*many(3, people=18)).encode(), (0, 4)), translate=str)
    text = "respondent;competence;importance;niveau;poids\n" + "".join(
        f"R{i};K;4;{i % 3};1\nR{i};L;3;{3 + i % 2};2\n" for i in range(24)
    )
    weighted = file_report(read_answers(text.encode(), (0, 4)), translate=str)

    assert {row.value for row in values(few, "grid", "sure").values()} == {"indécise"}
    assert "sure" not in [column.key for column in weighted.section("grid").table.columns]
    assert "Indécises" not in weighted.section("grid").chart.alternative


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
