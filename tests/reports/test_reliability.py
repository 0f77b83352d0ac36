import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from reports.document import EMPTY, MASKED, Cell
from reports.file_report import file_report
from reports.files.answers import read_answers
from reports.reliability import (
    alpha_listwise,
    alpha_pairwise,
    coherence_by_area,
    omega_total,
    one_factor_loadings,
)
from reports.sections.reliability import reliability_section

DATA = Path(__file__).parents[1] / "data"
ITEMS = pd.read_csv(DATA / "a04_alpha_items.csv", index_col="r")
LOADINGS = pd.Series([0.8, 0.7, 0.6, 0.5], list("ABCD"))


def implied(loadings):
    """Return the correlations that one factor with these loadings makes."""
    matrix = np.outer(loadings, loadings)
    np.fill_diagonal(matrix, 1)
    return pd.DataFrame(matrix, loadings.index, loadings.index)


def test_a04_has_the_published_alpha():
    # 4/3 · (1 - 7.3 / (157 / 6)) = 452.8 / 471 = 0.96135881104
    assert alpha_listwise(ITEMS) == pytest.approx(452.8 / 471, abs=1e-12)
    assert alpha_pairwise(ITEMS) == pytest.approx(452.8 / 471, abs=1e-12)


def test_one_factor_gives_back_the_loadings_and_the_omega_of_the_methods():
    found = one_factor_loadings(implied(LOADINGS))

    assert found.to_numpy() == pytest.approx(LOADINGS.to_numpy(), abs=1e-6)
    assert omega_total(LOADINGS) == pytest.approx(2.6**2 / (2.6**2 + 2.26))
    assert omega_total(LOADINGS) == pytest.approx(0.749446, abs=5e-7)
    # 4/3 · (1 - 4 / (2.6² + 2.26)): the alpha of the same correlations
    assert 4 / 3 * (1 - 4 / implied(LOADINGS).to_numpy().sum()) == pytest.approx(0.742055, abs=5e-7)


def test_those_who_left_a_blank_count_by_pairs_only():
    items = pd.DataFrame({"A": [1.0, 2, 3, 4], "B": [1.0, 2, 4, math.nan]})

    # Complete: variances 1 and 7/3, covariance 3/2. By pairs the variance of A takes all: 5/3.
    assert alpha_listwise(items) == pytest.approx(2 * (1 - (1 + 7 / 3) / (1 + 7 / 3 + 3)))
    assert alpha_pairwise(items) == pytest.approx(2 * (1 - (5 / 3 + 7 / 3) / (5 / 3 + 7 / 3 + 3)))


def test_there_is_nothing_to_say_of_one_competence_or_of_answers_all_alike():
    assert alpha_listwise(ITEMS[["i1"]]) is None
    assert alpha_listwise(ITEMS * 0 + 3) is None
    assert one_factor_loadings((ITEMS * 0 + 3).corr()) is None
    assert one_factor_loadings(implied(LOADINGS[:2])) is None


def test_a_factor_that_would_explain_more_than_everything_is_not_given():
    # r13 · r12 / r23 = 0.9 · 0.9 / 0.5 > 1: no loading of the first can do that.
    matrix = pd.DataFrame([[1, 0.9, 0.9], [0.9, 1, 0.65], [0.9, 0.65, 1]])

    assert one_factor_loadings(matrix) is None


def areas(frame, k=5):
    table = reliability_section(coherence_by_area(frame, k), str).table
    keys = [column.key for column in table.columns]
    return {row[0].value: dict(zip(keys, row, strict=True)) for row in table.rows}


def test_areas_are_what_codes_share_up_to_the_last_hyphen():
    frame = ITEMS.set_axis(["D4-01", "D4-02", "D4-03", "E-1"], axis=1)

    found = areas(frame)

    assert list(found) == ["D4", "E"]
    assert found["D4"]["alpha"] == Cell(value=alpha_listwise(ITEMS[["i1", "i2", "i3"]]), n=6)
    assert (found["D4"]["items"].value, found["D4"]["n"].value) == (3, 6)
    assert found["E"]["alpha"] == EMPTY
    assert found["E"]["reading"].value == "moins de trois compétences\u00a0: rien à mesurer"


def test_an_alpha_over_95_says_that_wordings_repeat_each_other():
    frame = ITEMS.set_axis(["D4-01", "D4-02", "D4-03", "D4-04"], axis=1)

    assert areas(frame)["D4"]["reading"].value == "formulations sans doute redondantes"


def test_under_k_people_who_answered_all_an_area_is_masked():
    both = ITEMS.set_axis([f"D-{i}" for i in range(4)], axis=1).join(
        ITEMS.set_axis([f"E-{i}" for i in range(4)], axis=1)
    )
    both.iloc[:2, 0] = math.nan

    found = areas(both)

    assert found["D"]["alpha"] == found["D"]["pairwise"] == found["D"]["omega"] == MASKED
    assert found["D"]["n"] == Cell(value=4)
    assert found["D"]["reading"].value == "trop peu de personnes ont tout rempli"
    assert found["E"]["alpha"].n == 6


@pytest.mark.parametrize("names", [["A", "B", "C", "D"], ["A-1", "A-2", "B-1", "B-2"]])
def test_without_an_area_of_three_competences_nothing_is_said(names):
    assert reliability_section(coherence_by_area(ITEMS.set_axis(names, axis=1), 5), str) is None


def test_the_report_of_a_file_says_it_unless_answers_are_weighted():
    lines = [
        f"{r};D4-0{i};4;{level}"
        for r, row in ITEMS.iterrows()
        for i, level in enumerate(row.tolist(), 1)
    ]
    titles = "respondent;competence;importance;niveau"
    plain = read_answers("\n".join([titles, *lines]).encode())
    weighted = read_answers("\n".join([f"{titles};poids", *(f"{x};2" for x in lines)]).encode())

    reports = [file_report(answers, translate=str) for answers in (plain, weighted)]

    keys = [[section.key for section in report.sections] for report in reports]
    assert ["reliability" in found for found in keys] == [True, False]
