"""Who is masked, and where figures are withheld, from the tally of one release."""

import pandas as pd
import pytest

from reports.cells import (
    ALL,
    BEFORE,
    SUBMISSIONS,
    WHOLE,
    Line,
    Shown,
    before_and_now,
    by_group,
    everybody,
    submissions,
)

K = 5
NO = 7  # no answer


def code(first, current, goal=NO):
    return first << 6 | current << 3 | goal


def tally(*rows, columns=("position", "importance", "current", "goal", "n")):
    return pd.DataFrame(list(rows), columns=list(columns))


def grouped(*rows):
    return tally(*rows, columns=("group", "position", "importance", "current", "goal", "n"))


def paired(*rows):
    return tally(*rows, columns=("position", "before", "current", "goal", "n"))


def shown(n, counts=None):
    return Shown(visible=True, n=n, counts=counts or {})


def masked(n):
    return Shown(visible=False, n=n)


def groups_of(*rows, sizes=None, goals=True, kept=None):
    """Return the lines of groups, the submissions of each being its greatest n unless given."""
    settled = everybody(tally(*[row[1:] for row in rows]), K, 1)
    frame = grouped(*rows)
    every = frame.groupby(["group", "position"])["n"].sum().groupby("group").max().to_dict()
    keeping = {"kept": kept} if kept else {}
    return by_group(frame, sizes or every, settled, "structure", K, 1, goals=goals, **keeping)


def test_a_competence_shows_its_joint_counts_from_k_people_on():
    lines = everybody(
        tally((0, 4, 2, 3, 3), (0, 0, 1, 3, 2), (1, 4, 2, 3, 3), (1, 4, 1, 3, 1)), K, 1
    )

    assert lines == [
        Line(ALL, 0, 1, {"": shown(5, {code(4, 2, 3): 3, code(0, 1, 3): 2})}),
        Line(ALL, 1, 1, {"": masked(4)}),
    ]


def test_blanks_are_counted_apart_and_never_make_up_the_number():
    rows = [(0, 4, 2, 3, 4), (0, 4, 1, 3, 1), (0, 5, 5, 3, 2), (0, NO, 6, 3, 1)]
    [line] = everybody(tally(*rows), K, 1)
    [few] = everybody(tally((0, 4, 2, 3, 3), (0, 4, 1, 3, 1), (0, 5, 5, 3, 9)), K, 1)

    counts = {code(4, 2, 3): 4, code(4, 1, 3): 1, code(5, 5, 3): 2, code(NO, 6, 3): 1}
    assert line.cells == {"": shown(5, counts)}
    assert few.cells == {"": masked(4)}


def test_the_few_who_left_a_rating_out_are_left_out_of_every_figure_of_the_competence():
    [line] = everybody(tally((0, 4, 2, 3, 5), (0, 4, 1, 3, 4), (0, NO, 2, 3, 2)), K, 1)

    assert line.cells == {"": shown(9, {code(4, 2, 3): 5, code(4, 1, 3): 4})}


def test_a_competence_where_all_gave_one_level_is_masked_like_one_that_few_rated():
    lines = everybody(tally((0, 4, 2, 3, 8), (0, 1, 2, 3, 4), (1, 4, 2, 3, 4)), K, 1)

    assert [line.cells for line in lines] == [{"": masked(12)}, {"": masked(4)}]


def test_what_an_earlier_release_keeps_masked_stays_masked():
    def kept(breakdown, position, sizes):
        return frozenset(sizes) if (breakdown, position) == (ALL, 0) else frozenset()

    [line] = everybody(tally((0, 4, 2, 3, 5), (0, 4, 1, 3, 4)), K, 2, kept)

    assert line.cells == {"": masked(9)}


def test_the_level_before_is_shown_with_the_level_now():
    settled = everybody(tally((0, 4, 2, NO, 6), (0, 4, 3, NO, 5)), K, 1)
    pairs = paired((0, 1, 2, NO, 4), (0, 0, 1, NO, 2), (0, NO, 3, NO, 5))

    assert before_and_now(pairs, settled, K, 1) == [
        Line(BEFORE, 0, 1, {"": shown(6, {code(1, 2): 4, code(0, 1): 2})})
    ]


@pytest.mark.parametrize(("with_before", "without"), [(4, 7), (9, 1), (7, 4)])
def test_the_level_before_is_masked_where_it_would_tell_few_people_apart(with_before, without):
    settled = everybody(tally((0, 4, 2, NO, with_before), (0, 4, 3, NO, without)), K, 1)
    pairs = paired((0, 1, 2, NO, with_before - 1), (0, 2, 3, NO, 1), (0, NO, 3, NO, without))

    [line] = before_and_now(pairs, settled, K, 1)

    assert line.cells == {"": masked(with_before)}


@pytest.mark.parametrize("same", [[(1, 2), (1, 3)], [(1, 2), (0, 2)]])
def test_the_level_before_is_masked_where_all_gave_one_before_or_now(same):
    settled = everybody(tally((0, 4, 2, NO, 6), (0, 4, 3, NO, 6)), K, 1)
    pairs = paired(*[(0, before, now, NO, 6) for before, now in same])

    [line] = before_and_now(pairs, settled, K, 1)

    assert line.cells == {"": masked(12)}


def test_a_group_of_two_is_hidden_with_the_smallest_that_blurs_it():
    # With 5 people: 2 + 5 - 2 = 5 = k. The interval of each is [1, 6].
    rows = [
        *[("public", 0, 4, level, 3, 3) for level in (1, 2)],
        *[("association", 0, 4, level, 3, n) for level, n in ((1, 2), (0, 3))],
        ("other", 0, 0, 0, 3, 2),
    ]

    [sizes, line] = groups_of(*rows)

    hidden = {"association": masked(5), "other": masked(2)}
    assert sizes == Line("structure", SUBMISSIONS, 1, {"public": shown(6), **hidden})
    assert line == Line(
        "structure",
        0,
        1,
        {"public": shown(6, {code(NO, 1, 3): 3, code(NO, 2, 3): 3}), **hidden},
    )


def test_groups_leave_out_the_people_whom_everybody_s_line_leaves_out():
    rows = [
        ("public", 0, 4, 2, 3, 5),
        ("public", 0, 4, 1, 3, 3),
        ("public", 0, NO, 2, 3, 2),
        ("association", 0, 4, 1, 3, 5),
        ("association", 0, 4, 2, 3, 2),
    ]

    [_, line] = groups_of(*rows)

    assert {value: cell.n for value, cell in line.cells.items()} == {"public": 8, "association": 7}


def test_a_group_is_masked_where_few_of_it_rated_if_blanks_blur_how_many():
    # « other »: 12 answered, 3 rated, 9 blanks: masked there alone, with « association » (9 of 9):
    # their 12 people may be 3 and 9, or 8 and 4. The nine blanks may be either's.
    rows = [("public", 0, 4, level, 3, 10) for level in (1, 2)]
    rows += [("association", 0, 4, level, 3, n) for level, n in ((1, 4), (2, 5))]
    rows += [("other", 0, 4, 1, 3, 3)]

    [sizes, line] = groups_of(*rows, sizes={"public": 20, "association": 9, "other": 12})

    assert all(cell.visible for cell in sizes.cells.values())
    assert {v: (c.visible, c.n) for v, c in line.cells.items()} == {
        "public": (True, 20),
        "association": (False, 9),
        "other": (False, 3),
    }


def test_a_group_is_masked_everywhere_where_blanks_are_too_few_to_blur_its_size():
    # « other »: 6 answered, 4 rated. Two blanks: 4 to 6 of them did. The second competence, which
    # all six rated, would tell that there are six.
    def rated(position, other):
        groups = {"public": 10, "association": 10, "other": other}
        return [(g, position, 4, lvl, 3, n // 2) for g, n in groups.items() for lvl in (1, 2)]

    lines = groups_of(*rated(0, 4), *rated(1, 6))

    assert [{v for v, c in line.cells.items() if not c.visible} for line in lines] == [
        {"other", "association"}
    ] * 3


def test_up_to_k_plus_1_people_are_not_broken_down():
    rows = [("public", 0, 4, 2, 3, 3), ("other", 0, 4, 1, 3, 3)]

    [sizes, line] = groups_of(*rows)

    assert sizes.cells == {WHOLE: masked(6)}
    assert line.cells == {WHOLE: masked(6)}


def test_a_line_whose_total_is_masked_is_masked_as_a_whole():
    rows = [("public", 0, 4, 2, 3, 3), ("public", 1, 4, 2, 3, 7), ("public", 1, 4, 1, 3, 7)]

    [_, few, many] = groups_of(*rows)

    assert few.cells == {WHOLE: masked(3)}
    assert many.cells == {"public": shown(14, {code(NO, 2, 3): 7, code(NO, 1, 3): 7})}


def test_people_without_a_goal_are_in_no_group_where_goals_are_known():
    rows = [("public", 0, 4, level, goal, 5) for level in (1, 2) for goal in (3, NO)]

    [_, line] = groups_of(*rows)

    assert line.cells == {"public": shown(10, {code(NO, 1, 3): 5, code(NO, 2, 3): 5})}


def test_groups_of_a_campaign_without_goals_rest_on_levels():
    rows = [("public", 0, 4, 2, NO, 4), ("public", 0, 4, 1, NO, 4), ("public", 0, 4, 5, NO, 5)]

    [_, level] = groups_of(*rows, goals=False)
    gap = groups_of(*rows)

    assert level.cells == {"public": shown(8, {code(NO, 2): 4, code(NO, 1): 4})}
    assert [line.position for line in gap] == [SUBMISSIONS]


def test_the_figures_of_a_group_of_one_level_are_withheld_with_those_of_another():
    # All 6 of « other » are at 1. Everybody minus the two others would tell: the smaller one too.
    rows = [("other", 0, 4, 1, 3, 6)]
    rows += [("public", 0, 4, level, 3, 7) for level in (1, 2)]
    rows += [("association", 0, 4, level, 3, 5) for level in (1, 2)]

    [_, line] = groups_of(*rows)

    assert line.cells == {
        "other": shown(6),
        "association": shown(10),
        "public": shown(14, {code(NO, 1, 3): 7, code(NO, 2, 3): 7}),
    }


def test_what_is_masked_together_never_holds_one_level_alone():
    # « other » (2) and « association » (6) are masked and all at 1: told by the difference.
    rows = [("other", 0, 4, 1, 3, 2), ("association", 0, 4, 1, 3, 6)]
    rows += [("public", 0, 4, level, 3, 7) for level in (1, 2)]

    [_, line] = groups_of(*rows)

    assert line.cells == {
        "other": masked(2),
        "association": masked(6),
        "public": shown(14),
    }


def test_the_number_of_submissions_is_never_masked():
    assert submissions(3, 2) == Line(ALL, SUBMISSIONS, 2, {"": shown(3)})
