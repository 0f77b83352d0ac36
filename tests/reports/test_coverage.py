"""Collective coverage: told against the target, and never so that a few people can be counted."""

from collections import defaultdict
from itertools import combinations, pairwise

import pandas as pd
import pytest

from reports.coverage import coverage, dispersion, known_parts, possible
from reports.levels import distribution

LEVELS = range(5)


def counted(**spreads):
    """Return joint counts: of each competence, how many people gave 0, 1, 2, 3, 4."""
    rows = [
        {"competence": name, "importance": 4.0, "current": float(level), "n": n}
        for name, spread in spreads.items()
        for level, n in enumerate(spread)
        if n
    ]
    return pd.DataFrame(rows).assign(target=float("nan"), before=float("nan"), blank="")


def said(spread, people=5, level=3, k=5, *, told=None, frames=()):
    counts = counted(A=spread)
    shown = distribution(counts, k, LEVELS)["steps_state"] == "shown" if told is None else told
    found = coverage(counts, known_parts(frames, counts), pd.Series(shown, ["A"]), k, people, level)
    row = found.loc["A"]
    held = None if pd.isna(row["held"]) else int(row["held"])
    return held, row["side"], row["cut"], row["verdict"]


@pytest.mark.parametrize(
    ("spread", "people", "expected"),
    [
        # 24 people: the levels are shown, so the count is, from 5 people on either side.
        ((6, 5, 3, 6, 4), 5, (10, "enough", 5, "reached")),
        ((6, 5, 3, 6, 4), 11, (10, "enough", 5, "not_reached")),
        ((6, 8, 6, 3, 1), 5, (None, "fewer", 5, "not_reached")),
        ((6, 8, 6, 3, 1), 3, (None, "fewer", 5, "unsaid")),
        ((1, 1, 1, 9, 12), 5, (None, "enough", 5, "reached")),
        ((1, 1, 1, 9, 12), 30, (None, "enough", 5, "not_reached")),
        # 10 people, sum of levels 14: at most 4 are at level 3, as 5 × 3 > 14.
        ((4, 2, 2, 2, 0), 5, (None, "fewer", 5, "not_reached")),
        # 10 people, sum 29: 5 at least are at level 3, as 4 × 4 + 6 × 2 < 29.
        ((0, 1, 2, 4, 3), 5, (None, "enough", 5, "reached")),
        ((0, 1, 2, 4, 3), 4, (None, "enough", 5, "reached")),
        # 10 people, sum 21: some are at level 3 for sure; « moins de 5 » would say 1 to 4 of them.
        ((0, 1, 8, 0, 1), 5, (None, "unsaid", 5, "unsaid")),
        ((2, 2, 0, 5, 1), 5, (None, "unsaid", 5, "unsaid")),
        ((0, 1, 8, 0, 1), 11, (None, "unsaid", 5, "not_reached")),
        # 8 people: « 5 ou plus » would say that at most 3 are below.
        ((0, 0, 1, 3, 4), 5, (None, "unsaid", 5, "unsaid")),
    ],
)
def test_what_is_told_of_a_group(spread, people, expected):
    assert said(spread, people) == expected


def test_a_greater_target_is_told_at_its_own_cut():
    # 30 people whose steps are masked, sum 30: 0 to 10 may be at level 3. « 8 ou plus » would
    # leave 8 to 10, three counts; « 5 ou plus » leaves six.
    assert said((10, 12, 6, 2, 0), people=8, told=False) == (None, "fewer", 5, "not_reached")
    assert said((20, 0, 0, 10, 0), people=8, told=False) == (None, "enough", 5, "unsaid")
    # 40 people, sum 60: 0 to 20 may be at level 3, so that both sides of 8 hold 5 counts or more.
    assert said((10, 10, 10, 10, 0), people=8, told=False) == (None, "enough", 8, "reached")
    assert said((0, 20, 20, 0, 0), people=8, told=False) == (None, "fewer", 8, "not_reached")


def spreads(n):
    """Yield every way in which n people share five levels out."""
    for bars in combinations(range(n + 4), 4):
        yield tuple(b - a - 1 for a, b in pairwise((-1, *bars, n + 4)))


def few(possible, n, k):
    """Say whether a set of counts tells of 1 to k - 1 people, at the level or below it."""
    return any(
        all(0 < count < k for count in counts) for counts in (possible, {n - c for c in possible})
    )


@pytest.mark.parametrize("people", [1, 3, 5, 7, 12])
@pytest.mark.parametrize("n", [5, 6, 8, 9, 10, 11, 14])
def test_nobody_can_count_few_people_from_what_is_told_and_the_mean(n, people):
    # The reader tries every sheet: which counts fit n, the mean, and what the section says?
    k, level = 5, 3
    names = {f"c{place}": spread for place, spread in enumerate(spreads(n))}
    counts = counted(**names)
    rows = coverage(
        counts, known_parts([], counts), pd.Series(False, [*names]), k, people, level
    ).to_dict("index")
    by_mean, by_both = defaultdict(set), defaultdict(set)
    by_section = defaultdict(set)
    for name, spread in names.items():
        row, total = rows[name], sum(map(int.__mul__, spread, LEVELS))
        held = sum(spread[level:])
        words = (row["side"], row["cut"], row["verdict"])
        by_mean[total].add(held)
        by_both[total, words].add(held)
        by_section[words].add(held)

    assert all(pd.isna(row["held"]) for row in rows.values())
    for (total, _words), counts_left in by_both.items():
        assert counts_left == by_mean[total] or len(counts_left) >= k
        assert counts_left == by_mean[total] or not few(counts_left, n, k)
    for counts_left in by_section.values():
        assert len(counts_left) >= k
        assert not few(counts_left, n, k)


def test_where_the_levels_are_shown_the_section_itself_counts_no_few_people():
    n, k = 20, 5
    by_section = defaultdict(set)
    for people in (3, 5, 8, 17):
        for spread in [(n - held, 0, 0, held, 0) for held in range(n + 1)]:
            by_section[people, said(spread, people, told=True)].add(sum(spread[3:]))

    for (_people, words), counts_left in by_section.items():
        assert words[0] is None or counts_left == {words[0]}
        assert not few(counts_left, n, k)


def test_the_mean_of_each_group_narrows_what_may_be_told():
    # 12 people, sum 21: 0 to 7 of them may be at level 3.
    groups = pd.DataFrame({"competence": ["A"], "n": [5], "sum": [19]})
    counts = counted(A=(5, 2, 0, 1, 4))
    parts = known_parts([("structure", groups)], counts)

    assert possible(known_parts([], counts), 3) == {"A": (0, 7)}
    # 5 with a sum of 19 all are, as 4 × 4 + 2 < 19; none of the 7 others, of sum 2, can be.
    assert possible(parts, 3) == {"A": (5, 5)}


def test_levels_are_as_far_apart_as_their_quartiles_and_ends_say():
    # 20 people: the 5th and the 15th are at levels 1 and 2; from 0 to 4 there are 4 steps.
    table = distribution(counted(A=(4, 6, 6, 3, 1), B=(0, 9, 1, 0, 0)), 5, LEVELS)

    found = dispersion(table)

    assert found.loc["A"].to_list() == [1, 2, 4]
    assert found.loc["B"].isna().all()  # 10 people: not shown step by step
