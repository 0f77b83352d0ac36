import math

import pandas as pd

from reports.counts import joint_counts, mass, merged

NAN = math.nan


def frame(*rows, columns=("competence", "importance", "current", "target", "before", "n")):
    return pd.DataFrame(rows, columns=list(columns))


def test_answers_become_counts_of_equal_ratings_in_order_of_appearance():
    answers = frame(
        ("B", 4, 2, 3), ("A", 5, 1, NAN), ("B", 4, 2, 3), ("B", NAN, 2, 3),
        columns=("competence", "importance", "current", "target"),
    )  # fmt: skip

    counts = joint_counts(answers)

    expected = frame(
        ("B", 4.0, 2.0, 3.0, NAN, 2), ("B", NAN, 2.0, 3.0, NAN, 1), ("A", 5.0, 1.0, NAN, NAN, 1)
    )
    pd.testing.assert_frame_equal(counts, expected)


def test_two_kinds_of_blank_are_counted_apart():
    answers = frame(
        ("A", NAN, "declined"), ("A", NAN, "not_applicable"), ("A", NAN, "declined"),
        columns=("competence", "current", "blank"),
    )  # fmt: skip

    counts = joint_counts(answers)

    assert counts[["blank", "n"]].to_numpy().tolist() == [["declined", 2], ["not_applicable", 1]]


def test_merged_groups_add_people_and_weights():
    columns = ("competence", "current", "n", "weight")
    one = frame(("A", 2.0, 3, 4.5), columns=columns)
    other = frame(("A", 2.0, 1, 0.5), ("C", 1.0, 2, 2.0), columns=columns)

    counts = merged([joint_counts(one), joint_counts(other)])

    assert counts[["competence", "n", "weight"]].to_numpy().tolist() == [
        ["A", 4, 5.0],
        ["C", 2, 2.0],
    ]


def test_each_person_weighs_one_without_weights():
    counts = joint_counts(frame(("A", 2.0, 3), columns=("competence", "current", "n")))

    assert mass(counts).tolist() == [3.0]
