"""Groups whose members all say the same: what may not be shown of them although they are many.

What is protected is what people say of themselves: their level, now or before, and on which side
of the expected level it falls. An importance speaks of the job; it is shown even when all agree.
"""

from collections import Counter
from collections.abc import Mapping
from itertools import product

import pandas as pd

from reports.counts import having, people

TOP = 4
Codes = Mapping[int, int]  # joint code → people


def levels_in(counts: Codes) -> Counter[int]:
    """Return how many people gave each current level; blanks are left out."""
    found: Counter[int] = Counter()
    for code, n in counts.items():
        if code >> 3 & 7 <= TOP:
            found[code >> 3 & 7] += n
    return found


def says_the_same(*groups: Codes) -> bool:
    """Say whether the people of these groups, taken together, all gave one current level."""
    return len(+sum((levels_in(counts) for counts in groups), Counter[int]())) == 1


def tells_all(counts: Codes, k: int) -> bool:
    """Say whether the figures of a cell would tell where each of its people stands.

    They do when all those whom a figure counts gave one level: the mean says which. Figures count
    all who gave a level, and those of them who gave an importance, a goal, or both, from `k` on.
    They also do when all those with a goal stand at it (both gaps are 0), and when all stand
    below it, or all above, so far that the sums of levels and goals leave nobody room to be at it.
    """
    bases = [
        {code: n for code, n in counts.items() if code >> 6 & 7 <= first and code & 7 <= last}
        for first, last in product((7, TOP), (7, TOP))
    ]
    if any(levels_in(base).total() >= k and says_the_same(base) for base in bases):
        return True
    pairs: Counter[tuple[int, int]] = Counter()
    for code, n in counts.items():
        if max(code >> 3 & 7, code & 7) <= TOP:
            pairs[code >> 3 & 7, code & 7] += n
    return pairs.total() >= k and _leaves_no_doubt(+pairs)


def _leaves_no_doubt(pairs: Mapping[tuple[int, int], int]) -> bool:
    sides = {(level > goal) - (level < goal) for level, goal in pairs}
    if len(sides) > 1 or not pairs:
        return False
    [side] = sides
    if side == 0:
        return True
    room = {pair: (pair[0] if side < 0 else TOP - pair[0]) for pair in pairs}
    total = sum(room[pair] * n for pair, n in pairs.items())
    return all(abs(goal - level) > total - room[level, goal] for level, goal in pairs)


def one_sided(counts: pd.DataFrame, *ratings: str) -> "pd.Series[bool]":
    """Return, per competence, whether its people stand on one side, all of them or all but one.

    The side is that of the first of `ratings` (the level) against the second: below, at or above.
    « All but one » makes the mask silent: from it nobody can tell whether all are on that side.
    """
    rows = having(counts, *ratings)
    gap = rows[ratings[0]] - rows[ratings[1]]
    side = (gap > 0).astype(int) - (gap < 0)
    sums = rows["n"].groupby([rows["competence"], side]).sum()
    most = sums.groupby(level=0).max().reindex(people(counts, rows).index, fill_value=0)
    n = people(counts, rows)
    return (n > 0) & (most >= n - 1)
