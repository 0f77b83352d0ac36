"""What may be shown of small groups: whom to mask, and which answers no figure may single out."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, product
from typing import TypeVar

import numpy as np
import pandas as pd

MIN_K = 3  # no setting goes below
DEFAULT_K = 5
CROSSED_K = 10  # two attributes at once describe people more closely

Key = TypeVar("Key", bound=Hashable)


def suppressed(groups: Mapping[Key, int], k: int, also: Collection[Key] = ()) -> set[Key]:
    """Return the groups to mask when the groups and their total are published side by side.

    Groups of 1 to k - 1 people are masked, and those of `also`. « Masqué » then means somebody:
    total minus visible is a sum s shared by m masked groups of at least one person each, so that
    each of them lies in [1, s - m + 1]. This interval is at least `k` wide when s - m ≥ k and
    m ≥ 2; as long as it is not, other groups are masked too, as few as possible, then the
    lightest. It stays as wide for who knows that one of them has fewer than `k` people: any one
    may be it. Where no choice is enough, everything is masked. An empty group hides nobody and is
    left alone. Among equals the first one is taken, so that the mask does not move.

    Source: direct and indirect protection as published by Culture Amp (13 = 9 + 4, k = 5), and
    the hierarchy of the INSEE manual on the protection of tables, each made to keep an interval
    of width `k` (methods of the project, § 1.9).
    """
    held = {key: n for key, n in groups.items() if n > 0}
    small = {key for key, n in held.items() if n < k or key in also}
    if not small:
        return set()
    others = sorted(held.keys() - small, key=[*held].index)
    others.sort(key=lambda key: held[key])
    for more in range(3):  # two groups of k people are always enough
        choices = sorted(combinations(others, more), key=lambda c: sum(held[key] for key in c))
        for choice in choices:
            if _covers([held[key] for key in (*small, *choice)], k):
                return small | {*choice}
    return set(held)


def _covers(sizes: Sequence[int], k: int) -> bool:
    return len(sizes) > 1 and sum(sizes) - len(sizes) >= k


def may_move(delta_n: int, k: int) -> bool:
    """Say whether a figure may change from one release to the next by this many people.

    A figure that moves by 1 to k - 1 people tells their answers.
    """
    return delta_n == 0 or abs(delta_n) >= k


def settle_base(
    counts: pd.DataFrame, k: int, asked: Sequence[str] = ("importance", "target")
) -> pd.DataFrame:
    r"""Return the counts whose published bases never differ by fewer than `k` people.

    For one competence, figures rest on all who gave their level, on those who also gave each of
    the ratings `asked`, and on those who gave them all. Each base of at least `k` people is
    published with its n; where two of them, or any sum and difference of them, would isolate 1 to
    k - 1 people, these people are left out of all the figures of the competence: its smaller base
    serves everywhere. As few people as possible are left out. Rows without a current level only
    count blanks: they stay.

    Source: the general rule for filters, |B \ A| = 0 or at least k for published groups A ⊂ B
    (methods of the project, § 1.9), applied to the bases of one competence.
    """
    rated = counts["current"].notna() & (counts["n"] > 0)
    bits = 2 ** np.arange(len(asked))
    pattern = pd.Series(counts[list(asked)].notna().to_numpy() @ bits, index=counts.index)
    sizes = counts[rated].groupby(["competence", pattern[rated]], sort=False)["n"].sum()
    table = sizes.unstack(fill_value=0).reindex(columns=range(2 ** len(asked)), fill_value=0)
    left_out = {
        (competence, place)
        for competence, row in zip(table.index, table.to_numpy(), strict=True)
        for place in singled_out(tuple(int(n) for n in row), k)
    }
    keys = zip(counts["competence"], pattern, strict=True)
    dropped = np.fromiter((key in left_out for key in keys), bool, len(counts))
    return counts[~(rated & dropped)]


@lru_cache(maxsize=4096)
def singled_out(sizes: tuple[int, ...], k: int) -> tuple[int, ...]:
    """Return the patterns to leave out, given how many people show each pattern of ratings.

    Pattern p is the number whose bits say which ratings are present, so `sizes` has a power of
    two of entries. The answer has the fewest people, then the fewest patterns.
    """
    patterns = range(len(sizes))
    choices = (c for length in range(len(sizes) + 1) for c in combinations(patterns, length))
    for choice in sorted(choices, key=lambda choice: sum(sizes[p] for p in choice)):
        kept = tuple(0 if p in choice else n for p, n in enumerate(sizes))
        if not _isolates(kept, k):
            return choice
    raise AssertionError("leaving everybody out isolates nobody")


def _isolates(sizes: tuple[int, ...], k: int) -> bool:
    """Say whether the published bases can be combined into the sum of fewer than `k` people."""
    held = [p for p, n in enumerate(sizes) if n]
    small = [
        union
        for union in product((0, 1), repeat=len(held))
        if 0 < sum(sizes[p] for p, taken in zip(held, union, strict=True) if taken) < k
    ]
    bases = [
        [int(p & base == base) for p in held]
        for base in range(len(sizes))
        if sum(sizes[p] for p in held if p & base == base) >= k
    ]
    if not small or not bases:
        return False
    rank = np.linalg.matrix_rank(np.array(bases))
    return any(np.linalg.matrix_rank(np.array([*bases, union])) == rank for union in small)
