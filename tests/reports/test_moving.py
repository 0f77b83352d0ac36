"""Which figures may move from one release to the next, and which masks may be lifted."""

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reports.cells import ALL, BEFORE, SUBMISSIONS, WHOLE, Line, Shown, by_group, everybody
from reports.moving import past_of, settled_lines

K = 5
NO = 7  # no answer


def code(first, current, goal=NO):
    return first << 6 | current << 3 | goal


def halves(n):
    """The joint counts of n people, half of them at 1 and half at 2."""
    return {code(4, 1, 3): n // 2, code(4, 2, 3): n - n // 2}


def shown(n, counts=None):
    return Shown(visible=True, n=n, counts=halves(n) if counts is None else counts)


def masked(n):
    return Shown(visible=False, n=n)


def one(n, number, *, counts=None, breakdown=ALL):
    return Line(breakdown, 0, number, {"": shown(n, counts)})


def many(number, *, position=0, **sizes):
    """A line of groups; those written as strings are masked."""
    cells = {v: masked(int(n)) if isinstance(n, str) else shown(n) for v, n in sizes.items()}
    return Line("agent", position, number, cells)


def test_figures_first_shown_are_the_fresh_ones():
    assert settled_lines([one(7, 1)], [], K) == [one(7, 1)]


@pytest.mark.parametrize("more", range(1, K))
def test_a_line_that_would_move_by_fewer_than_k_stays_as_it_was(more):
    assert settled_lines([one(10 + more, 2)], [one(10, 1)], K) == [one(10, 1)]
    assert settled_lines([one(10, 2)], [one(10 + more, 1)], K) == [one(10 + more, 1)]


def test_a_line_moves_by_k_people():
    assert settled_lines([one(10 + K, 2)], [one(10, 1)], K) == [one(10 + K, 2)]


def test_a_line_stays_when_all_who_came_gave_one_level():
    newcomers = one(16, 2, counts={code(4, 1, 3): 11, code(4, 2, 3): 5})

    assert settled_lines([newcomers], [one(10, 1)], K) == [one(10, 1)]


def test_answers_changed_without_a_new_person_do_not_move_a_line():
    fresh = one(10, 2, counts={code(4, 2, 3): 9, code(4, 4, 3): 1})

    assert settled_lines([fresh], [one(10, 1)], K) == [one(10, 1)]


def test_a_line_stays_when_one_of_its_bases_would_move_by_few():
    # Ten more people, of whom two gave no importance: the base of importance moves by eight, and
    # the two would be told by the difference.
    old = one(10, 1)
    fresh = one(20, 2, counts={code(4, 1, 3): 8, code(4, 2, 3): 10, code(NO, 2, 3): 2})

    assert settled_lines([fresh], [old], K) == [old]


def test_a_line_stays_when_the_newcomers_of_one_pattern_would_be_few():
    # Both bases move by five or more, but the difference of the differences is one person.
    old = one(20, 1, counts={code(4, 2, 3): 10, code(4, 1, 3): 5, code(NO, 2, 3): 5})
    fresh = one(26, 2, counts={code(4, 2, 3): 13, code(4, 1, 3): 7, code(NO, 2, 3): 6})

    assert settled_lines([fresh], [old], K) == [old]


def test_groups_move_together_or_not_at_all():
    old = many(1, yes=10, no=8)

    assert settled_lines([many(2, yes=16, no=14)], [old], K) == [many(2, yes=16, no=14)]
    assert settled_lines([many(2, yes=16, no=8)], [old], K) == [many(2, yes=16, no=8)]
    assert settled_lines([many(2, yes=16, no=9)], [old], K) == [old]


def test_hidden_groups_may_not_grow_by_few_behind_the_others():
    old = many(1, yes=10, no="2", other="6")

    assert settled_lines([many(2, yes=16, no="3", other="6")], [old], K) == [old]
    same = many(2, yes=16, no="2", other="6")
    assert settled_lines([same], [old], K) == [same]


def test_a_first_mask_needs_two_newcomers():
    # « other » was shown: it has 9 + 5 = 14 people at least, and cannot be the small one.
    old = many(1, yes=20, other=9)
    alone = many(2, yes=26, other="21", no="5")
    blurred = many(2, yes=26, other="21", no="4", maybe="1")

    assert settled_lines([alone], [old], K) == [old]
    assert settled_lines([blurred], [old], K) == [blurred]


def test_who_joins_a_mask_needs_it_to_grow_by_k_more():
    # Published counts of submissions: a group that is listed has somebody. 30 - 24 - 1 = 5 = k.
    def line(number, **sizes):
        return many(number, position=SUBMISSIONS, **sizes)

    old = line(1, yes=30, other="20", no="4")

    for other, stays in ((24, True), (25, False)):
        fresh = line(2, yes=30, other=str(other), no="4", maybe="1")
        assert settled_lines([fresh], [old], K) == [old if stays else fresh]


def test_a_figure_alone_in_its_line_never_disappears():
    old = one(10, 1, breakdown=BEFORE)
    fresh = Line(BEFORE, 0, 2, {"": masked(16)})

    assert settled_lines([fresh], [old], K) == [old]


def test_a_line_of_which_something_was_shown_is_not_masked_as_a_whole():
    old, whole = many(1, yes=10, no=8), Line("agent", 0, 2, {WHOLE: masked(30)})

    assert settled_lines([whole], [old], K) == [old]
    assert settled_lines([whole], [many(1, yes="10", no="8")], K) == [whole]


def test_a_line_that_is_not_counted_any_more_stays():
    assert settled_lines([], [one(10, 1)], K) == [one(10, 1)]


def test_a_line_that_moves_stays_when_another_beside_it_would_tell_one_person():
    # First 20. Then 29: everybody moves, the groups wait (four more in one). Then one more person:
    # the groups could move by five each, and groups minus everybody would be that person.
    first = [one(20, 1), many(1, yes=10, no=10)]
    second = settled_lines([one(29, 2), many(2, yes=14, no=15)], first, K)
    third = settled_lines([one(30, 3), many(3, yes=16, no=16)], second, K)
    fourth = settled_lines([one(36, 4), many(4, yes=16, no=20)], third, K)

    assert second == [one(29, 2), many(1, yes=10, no=10)]
    assert third == second
    assert fourth == [one(36, 4), many(4, yes=16, no=20)]


def test_a_crossed_line_moves_only_with_its_margins():
    def crossed(number, n):
        return Line("agent×structure", 0, number, {"yes×public": shown(n, {})})

    def lines(number, groups):
        margins = [many(number, yes=groups), Line("structure", 0, number, {"public": shown(60)})]
        return [one(60, number), *margins]

    old = [*lines(1, 30), crossed(1, 30)]
    waiting = settled_lines([*lines(2, 31), crossed(2, 45)], old, K)

    assert crossed(1, 30) in waiting


def kept(lines, position, **sizes):
    return past_of(lines, K).kept("agent", position, sizes)


def test_a_mask_is_lifted_once_groups_have_outgrown_all_that_it_held():
    # The two held 11 together: either appears from 16 on.
    lines = [many(1, yes=12, no="4", other="7")]

    assert kept(lines, 0, yes=12, no=5, other=15) == {"no", "other"}
    assert kept(lines, 0, yes=12, no=16, other=16) == set()


def test_what_stays_masked_must_still_hold_all_that_the_mask_held():
    # « other » would appear; « no » with its 12 people, less one, could still be all of the 11.
    lines = [many(1, yes=12, no="4", other="7")]

    assert kept(lines, 0, no=11, other=30) == {"no", "other"}
    assert kept(lines, 0, no=12, other=30) == {"no"}


def test_a_line_masked_as_a_whole_binds_every_group():
    lines = [Line("agent", 0, 1, {WHOLE: masked(6)})]

    assert kept(lines, 0, yes=6, no=20) == {"yes", "no"}
    assert kept(lines, 0, yes=11, no=20) == set()


def test_a_competence_alone_in_its_line_appears_from_twice_k_on():
    past = past_of([Line(ALL, 0, 1, {"": masked(4)})], K)

    assert past.kept(ALL, 0, {"": 9}) == {""}
    assert past.kept(ALL, 0, {"": 10}) == set()
    assert past.kept(ALL, 1, {"": 5}) == set()


YES, NOT = ("yes", 4, 3, 3), ("no", 4, 3, 3)
LOW = ("no", 4, 0, 3)
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
@example([[YES, LOW] * 10, [YES] * 4 + [LOW] * 5, [YES]])
@given(st.lists(people, min_size=2, max_size=4))
def test_no_two_publications_differ_by_fewer_than_k_people(waves):
    history, said, ever = [[]], [], []
    for number, wave in enumerate(waves, start=1):
        said += wave
        if said:
            history.append(settled_lines(published(said, number, ever), history[-1], K))
            ever += [line for line in history[-1] if line.as_of == number]

    sizes = [size for lines in history for size in sizes_of(lines)]
    for (where, n), (there, m) in combinations(sizes, 2):
        if where == there:
            assert n == m or abs(n - m) >= K
    wholes = [{size for where, size in sizes_of(lines) if where == "whole"} for lines in history]
    for whole in wholes:
        assert all(n == m or abs(n - m) >= K for n, m in combinations(whole, 2))


def published(said, number, ever):
    rows = pd.DataFrame(said, columns=["group", "importance", "current", "goal"])
    keys = ["importance", "current", "goal"]
    rows, past = rows.assign(position=0, n=1), past_of(ever, K)
    tally = rows.groupby(["position", *keys])[["n"]].sum().reset_index()
    settled = everybody(tally, K, number, past.kept)
    groups = rows.groupby(["group", "position", *keys])[["n"]].sum().reset_index()
    sizes = rows["group"].value_counts().to_dict()
    lines = by_group(groups, sizes, settled, "agent", K, number, past.kept, goals=True)
    return [*settled, *lines[1:]]


def sizes_of(lines):
    """Return how many people each visible cell rests on, and each line as a whole."""
    found = []
    for line in lines:
        visible = {value: cell.n for value, cell in line.cells.items() if cell.visible}
        found += [((line.breakdown, value), n) for value, n in visible.items()]
        if visible:
            found.append(("whole", sum(cell.n for cell in line.cells.values())))
    return found
