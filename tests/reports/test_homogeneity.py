"""Groups whose members all say the same, and what of their figures would tell it."""

import pandas as pd
import pytest

from reports.counts import joint_counts
from reports.homogeneity import one_sided, says_the_same, tells_all
from reports.levels import distribution
from reports.levels import one_sided_masked as levels_masked
from reports.needs import needs_table, one_sided_masked

NO = 7


def code(importance, current, goal=NO):
    return importance << 6 | current << 3 | goal


def test_blanks_are_no_answer_and_do_not_make_a_group_differ():
    assert says_the_same({code(4, 2): 5, code(5, 5): 3})
    assert not says_the_same({code(4, 2): 5}, {code(4, 3): 1})
    assert not says_the_same({code(5, 5): 3})


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({code(4, 2): 3, code(1, 2): 4}, True),  # one level, whatever the importance
        ({code(4, 2): 6, code(4, 3): 1}, False),
        ({code(4, 1): 5, code(NO, 3): 5}, True),  # those with an importance gave one level
        ({code(4, 1): 4, code(NO, 3): 5}, False),  # four are no base
        ({code(4, 1, 3): 5, code(4, 3): 5}, True),  # those with a goal gave one level
        ({code(4, 2, 2): 3, code(4, 3, 3): 3}, True),  # all at their goal: both gaps are 0
        ({code(4, 2, 2): 3, code(4, 3, 3): 2, code(4, 1, 2): 1}, False),
        # All below 3, sum of levels 1: nobody can be at 3 if the others have but 1 to give.
        ({code(4, 0, 3): 9, code(4, 1, 3): 1}, True),
        # Sum of levels 6: one could be at 3, as another (at 2) has 1 to give, others the rest.
        ({code(4, 0, 3): 7, code(4, 2, 3): 3}, False),
        # All above 1, and so high that nobody can be at it.
        ({code(4, 4, 1): 9, code(4, 3, 1): 1}, True),
        ({code(4, 4, 1): 6, code(4, 2, 1): 4}, False),
    ],
)
def test_figures_tell_all_when_nobody_may_stand_elsewhere(counts, told):
    assert tells_all(counts, 5) is told


def frame(*rows):
    columns = ["competence", "importance", "current", "target", "n"]
    return joint_counts(pd.DataFrame(rows, columns=columns))


@pytest.mark.parametrize(
    ("below", "at", "above", "sided"),
    [(8, 0, 0, True), (7, 1, 0, True), (7, 0, 1, True), (6, 1, 1, False), (1, 0, 7, True)],
)
def test_a_group_is_one_sided_when_all_or_all_but_one_are_on_one_side(below, at, above, sided):
    counts = frame(("K", 4, 1, 3, below), ("K", 4, 3, 3, at), ("K", 4, 4, 3, above))

    assert one_sided(counts, "current", "target").to_dict() == {"K": sided}


def test_a_competence_without_goals_is_on_no_side():
    counts = frame(("K", 4, 1, None, 8), ("L", 4, 1, 3, 8))

    assert one_sided(counts, "current", "target").to_dict() == {"K": False, "L": True}


def test_shares_and_intensity_go_where_all_but_one_are_below_and_means_stay():
    rows = [("K", 4, 1, 3, 7), ("K", 2, 3, 3, 1), ("L", 4, 1, 3, 5), ("L", 2, 3, 3, 3)]
    counts = frame(*rows)

    table = one_sided_masked(needs_table(counts, 5), counts)

    assert table["side_state"].to_dict() == {"K": "masked", "L": "shown"}
    assert table.loc["K", ["rate", "intensity", "share_below"]].isna().all()
    assert table.loc["K", "mean_positive_gap"] == pytest.approx(14 / 8)
    assert table.loc["K", "priority"] == pytest.approx(14 / 8 * 30 / 8)
    assert table.loc["L", "rate"] == pytest.approx(5 / 8)


def test_rds_goes_where_all_but_one_are_on_one_side_of_their_importance():
    counts = frame(("K", 4, 1, 3, 9), ("K", 4, 4, 3, 1), ("L", 4, 1, 3, 5), ("L", 4, 4, 3, 5))

    table = one_sided_masked(needs_table(counts, 5), counts)

    assert table["pair_side_state"].to_dict() == {"K": "masked", "L": "shown"}
    assert table.loc["K", ["rds", "nr"]].isna().all()
    assert table.loc["L", "rds"] == -50


def test_steps_go_with_the_classes_as_they_would_tell_them():
    counts = frame(("K", 4, 1, 3, 15), ("K", 4, 2, 3, 15))

    table = levels_masked(distribution(counts, 5, range(5)), counts)

    assert table.loc["K", ["steps_state", "classes_state"]].to_list() == ["masked", "masked"]
    assert table.loc["K", ["level_1", "median", "below"]].isna().all()
    assert table.loc["K", "n"] == 30
