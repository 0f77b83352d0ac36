"""Who is masked, which figures may move, and that no two publications tell anybody's answer."""

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reports.cells import (
    ALL,
    BEFORE,
    SUBMISSIONS,
    Line,
    Shown,
    before_and_now,
    by_group,
    everybody,
    settled_lines,
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


def shown(n, counts=None):
    return Shown(visible=True, n=n, counts=counts or {})


def masked(n):
    return Shown(visible=False, n=n)


def test_a_competence_shows_its_joint_counts_from_k_people_on():
    lines = everybody(
        tally((0, 4, 2, 3, 3), (0, 0, 1, 3, 2), (1, 4, 2, 3, 4)),
        K,
        1,
    )

    assert lines == [
        Line(ALL, 0, 1, {"": shown(5, {code(4, 2, 3): 3, code(0, 1, 3): 2})}),
        Line(ALL, 1, 1, {"": masked(4)}),
    ]


def test_blanks_are_counted_apart_and_never_make_up_the_number():
    [line] = everybody(tally((0, 4, 2, 3, 5), (0, 5, 5, 3, 2), (0, NO, 6, 3, 1)), K, 1)
    [few] = everybody(tally((0, 4, 2, 3, 4), (0, 5, 5, 3, 9)), K, 1)

    counts = {code(4, 2, 3): 5, code(5, 5, 3): 2, code(NO, 6, 3): 1}
    assert line.cells == {"": shown(5, counts)}
    assert few.cells == {"": masked(4)}


def test_the_few_who_left_a_rating_out_are_left_out_of_every_figure_of_the_competence():
    [line] = everybody(tally((0, 4, 2, 3, 9), (0, NO, 2, 3, 2)), K, 1)

    assert line.cells == {"": shown(9, {code(4, 2, 3): 9})}


def test_the_level_before_is_shown_with_the_level_now():
    settled = everybody(tally((0, 4, 2, NO, 6), (0, 4, 3, NO, 5)), K, 1)
    pairs = tally(
        (0, 1, 2, NO, 6),
        (0, NO, 3, NO, 5),
        columns=("position", "before", "current", "goal", "n"),
    )

    assert before_and_now(pairs, settled, K, 1) == [
        Line(BEFORE, 0, 1, {"": shown(6, {code(1, 2): 6})})
    ]


@pytest.mark.parametrize(("with_before", "without"), [(4, 7), (9, 1), (7, 4)])
def test_the_level_before_is_masked_where_it_would_tell_few_people_apart(with_before, without):
    settled = everybody(tally((0, 4, 2, NO, with_before + without)), K, 1)
    pairs = tally(
        (0, 1, 2, NO, with_before),
        (0, NO, 2, NO, without),
        columns=("position", "before", "current", "goal", "n"),
    )

    [line] = before_and_now(pairs, settled, K, 1)

    assert line.cells == {"": masked(with_before)}


def test_a_group_of_two_is_hidden_with_the_smallest_other():
    rows = [("public", 0, 4, 2, 3, 6), ("association", 0, 4, 1, 3, 5), ("other", 0, 0, 0, 3, 2)]
    settled = everybody(tally(*[row[1:] for row in rows]), K, 1)

    [line] = by_group(grouped(*rows), settled, "structure", K, 1, goals=True)

    assert line == Line(
        "structure",
        0,
        1,
        {
            "public": shown(6, {code(NO, 2, 3): 6}),
            "association": masked(5),
            "other": masked(2),
        },
    )


def test_groups_leave_out_the_people_whom_everybody_s_line_leaves_out():
    rows = [
        ("public", 0, 4, 2, 3, 8),
        ("public", 0, NO, 2, 3, 2),
        ("association", 0, 4, 1, 3, 7),
    ]
    settled = everybody(tally(*[row[1:] for row in rows]), K, 1)

    [line] = by_group(grouped(*rows), settled, "structure", K, 1, goals=True)

    assert {value: cell.n for value, cell in line.cells.items()} == {"public": 8, "association": 7}


def test_a_group_that_cannot_be_shown_is_masked_and_never_absent():
    # Nobody's line is masked for want of people; three people are left out of the other.
    few = [("public", 0, 4, 2, 3, 3), ("", 0, 4, 2, 3, 1)]
    left_out = [("public", 1, 4, 2, 3, 9), ("other", 1, NO, 2, 3, 3)]
    rows = [*few, *left_out]
    settled = everybody(tally(*[row[1:] for row in rows]), K, 1)

    lines = by_group(grouped(*rows), settled, "structure", K, 1, goals=True)

    assert [line.cells for line in lines] == [
        {"": masked(1), "public": masked(3)},
        {"public": shown(9, {code(NO, 2, 3): 9}), "other": masked(3)},
    ]


def test_people_without_a_goal_are_in_no_group_where_goals_are_known():
    rows = [("public", 0, 4, 2, 3, 6), ("public", 0, 4, 2, NO, 5)]
    settled = everybody(tally(*[row[1:] for row in rows]), K, 1)

    [line] = by_group(grouped(*rows), settled, "structure", K, 1, goals=True)

    assert line.cells == {"public": shown(6, {code(NO, 2, 3): 6})}


def test_groups_of_a_campaign_without_goals_rest_on_levels():
    rows = [("public", 0, 4, 2, NO, 6), ("public", 0, 4, 5, NO, 5)]
    settled = everybody(tally(*[row[1:] for row in rows]), K, 1)

    [level] = by_group(grouped(*rows), settled, "structure", K, 1, goals=False)
    [gap] = by_group(grouped(*rows), settled, "structure", K, 1, goals=True)

    assert level.cells == {"public": shown(6, {code(NO, 2): 6})}
    assert gap.cells == {}


def test_submissions_are_counted_by_group_under_the_same_rule():
    assert submissions({"yes": 7, "no": 5, "": 1}, "agent", K, 2) == Line(
        "agent", SUBMISSIONS, 2, {"yes": shown(7), "no": masked(5), "": masked(1)}
    )


def one(n, number, *, counts=None, breakdown=ALL):
    return Line(breakdown, 0, number, {"": shown(n, counts or {code(4, 2, 3): n})})


def two(n, m, number, breakdown="agent"):
    cells = {
        value: shown(size, {code(NO, 2, 3): size}) if size >= K else masked(size)
        for value, size in (("yes", n), ("no", m))
    }
    return Line(breakdown, 0, number, cells)


def test_figures_first_shown_are_the_fresh_ones():
    assert settled_lines([one(7, 1)], [], K) == [one(7, 1)]


@pytest.mark.parametrize("more", range(1, K))
def test_a_line_that_would_move_by_fewer_than_k_stays_as_it_was(more):
    assert settled_lines([one(10 + more, 2)], [one(10, 1)], K) == [one(10, 1)]
    assert settled_lines([one(10, 2)], [one(10 + more, 1)], K) == [one(10 + more, 1)]


def test_a_line_moves_by_k_people():
    assert settled_lines([one(10 + K, 2)], [one(10, 1)], K) == [one(10 + K, 2)]


def test_answers_changed_without_a_new_person_do_not_move_a_line():
    fresh = one(10, 2, counts={code(4, 2, 3): 9, code(4, 4, 3): 1})

    assert settled_lines([fresh], [one(10, 1)], K) == [one(10, 1)]


def test_a_line_stays_when_one_of_its_bases_would_move_by_few():
    # Ten more people, of whom two gave no importance: the base of importance moves by eight, and
    # the two would be told by the difference.
    old = one(10, 1)
    fresh = one(20, 2, counts={code(4, 2, 3): 18, code(NO, 2, 3): 2})

    assert settled_lines([fresh], [old], K) == [old]


def test_a_line_stays_when_the_newcomers_of_one_pattern_would_be_few():
    # Both bases move by five or more, but the difference of the differences is one person.
    old = one(20, 1, counts={code(4, 2, 3): 15, code(NO, 2, 3): 5})
    fresh = one(26, 2, counts={code(4, 2, 3): 20, code(NO, 2, 3): 6})

    assert settled_lines([fresh], [old], K) == [old]


def test_groups_move_together_or_not_at_all():
    old = two(10, 8, 1)

    assert settled_lines([two(15, 13, 2)], [old], K) == [two(15, 13, 2)]
    assert settled_lines([two(15, 8, 2)], [old], K) == [two(15, 8, 2)]
    assert settled_lines([two(15, 9, 2)], [old], K) == [old]


def test_a_hidden_group_may_not_grow_by_few_behind_the_others():
    old = two(10, 2, 1)

    assert settled_lines([two(15, 3, 2)], [old], K) == [old]
    assert settled_lines([two(15, 2, 2)], [old], K) == [two(15, 2, 2)]


def test_a_masked_figure_appears_once_it_has_grown_by_k():
    old = Line(ALL, 0, 1, {"": masked(4)})

    assert settled_lines([one(8, 2)], [old], K) == [old]
    assert settled_lines([one(9, 2)], [old], K) == [one(9, 2)]


def test_a_line_that_moves_stays_when_another_beside_it_would_tell_one_person():
    # First 20. Then 29: everybody moves, the groups wait (four more in one). Then one more person:
    # the groups could move by five each, and groups minus everybody would be that person.
    first = [one(20, 1), two(10, 10, 1)]
    second = settled_lines([one(29, 2), two(14, 15, 2)], first, K)
    third = settled_lines([one(30, 3), two(15, 15, 3)], second, K)
    fourth = settled_lines([one(34, 4), two(15, 19, 4)], third, K)

    assert second == [one(29, 2), two(10, 10, 1)]
    assert third == second
    assert fourth == [one(34, 4), two(15, 19, 4)]


YES, NOT = ("yes", 4, 3, 3), ("no", 4, 3, 3)
people = st.lists(
    st.tuples(
        st.sampled_from(["yes", "no", ""]),
        st.sampled_from([4, NO]),  # importance
        st.sampled_from([0, 3, 5]),  # current level, « non concerné·e »
        st.sampled_from([3, 3, 3, NO]),  # goal
    ),
    max_size=14,
)


@settings(max_examples=40, deadline=None)
@example([[YES] * 10 + [NOT] * 10, [YES] * 4 + [NOT] * 5, [YES]])
@given(st.lists(people, min_size=2, max_size=4))
def test_no_two_publications_differ_by_fewer_than_k_people(waves):
    history, said = [[]], []
    for number, wave in enumerate(waves, start=1):
        said += wave
        if said:
            history.append(settled_lines(published(said, number), history[-1], K))

    sizes = [size for lines in history for size in sizes_of(lines)]
    for (where, n), (there, m) in combinations(sizes, 2):
        if where == there:
            assert n == m or abs(n - m) >= K
    wholes = [{size for where, size in sizes_of(lines) if where == "whole"} for lines in history]
    for whole in wholes:
        assert all(n == m or abs(n - m) >= K for n, m in combinations(whole, 2))


def published(said, number):
    rows = pd.DataFrame(said, columns=["group", "importance", "current", "goal"])
    keys = ["importance", "current", "goal"]
    rows = rows.assign(position=0, n=1)
    settled = everybody(rows.groupby(["position", *keys])[["n"]].sum().reset_index(), K, number)
    groups = rows.groupby(["group", "position", *keys])[["n"]].sum().reset_index()
    return [*settled, *by_group(groups, settled, "agent", K, number, goals=True)]


def sizes_of(lines):
    """Return how many people each visible cell rests on, and each line as a whole."""
    found = []
    for line in lines:
        visible = {value: cell.n for value, cell in line.cells.items() if cell.visible}
        found += [((line.breakdown, value), n) for value, n in visible.items()]
        if visible:
            found.append(("whole", sum(cell.n for cell in line.cells.values())))
    return found
