import math

import pandas as pd

from reports.counts import joint_counts
from reports.levels import distribution, form

NAN = math.nan
STEPS = range(5)


def counts(*rows):
    """Rows (competence, current, target, blank, n)."""
    columns = ["competence", "current", "target", "blank", "n"]
    return joint_counts(pd.DataFrame(rows, columns=columns))


def shown(table, competence):
    return table.loc[competence].dropna().to_dict()


def test_twenty_people_show_every_step_and_the_three_blanks_apart():
    table = distribution(
        counts(
            ("K", 0, 2, "", 5), ("K", 2, 2, "", 5), ("K", 3, 2, "", 10),
            ("K", NAN, 2, "not_applicable", 3), ("K", NAN, 2, "declined", 2),
            ("K", NAN, NAN, "no_answer", 1),
        ), 5, STEPS,
    )  # fmt: skip

    assert shown(table, "K") == {
        "n": 20, "steps_state": "shown",
        "level_0": 5, "level_1": 0, "level_2": 5, "level_3": 10, "level_4": 0, "median": 2.5,
        "n_target": 20, "classes_state": "shown", "below": 5, "at": 5, "above": 10,
        "not_applicable": 3, "declined": 2, "no_answer": 1,
    }  # fmt: skip
    assert form(table) == "steps"


def test_under_twenty_people_only_three_classes_show():
    table = distribution(counts(("K", 1, 3, "", 9), ("K", 3, 3, "", 10)), 5, STEPS)

    assert shown(table, "K") == {
        "n": 19, "steps_state": "masked", "n_target": 19, "classes_state": "shown",
        "below": 9, "at": 10, "above": 0,
        "not_applicable": 0, "declined": 0, "no_answer": 0,
    }  # fmt: skip
    assert form(table) == "classes"


def test_answers_that_are_all_alike_are_masked():
    table = distribution(counts(("K", 1, 3, "", 25)), 5, STEPS)

    assert table.loc["K", ["steps_state", "classes_state"]].tolist() == ["masked", "masked"]
    assert table.loc["K", ["level_1", "median", "below"]].isna().all()


def test_fewer_than_k_people_are_masked_and_nobody_is_empty():
    table = distribution(
        counts(("K", 1, 3, "", 2), ("K", 3, 3, "", 2), ("L", NAN, 3, "declined", 6)), 5, STEPS
    )

    states = table[["steps_state", "classes_state"]].to_numpy().tolist()
    assert states == [["masked", "masked"], ["empty", "empty"]]
    assert table["declined"].tolist() == [0, 6]


def test_a_blank_without_reason_is_an_absent_answer():
    table = distribution(counts(("K", NAN, 3, "", 6)).drop(columns="blank"), 5, STEPS)

    assert table.loc["K", ["not_applicable", "declined", "no_answer"]].tolist() == [0, 0, 6]
