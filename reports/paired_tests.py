"""Effect sizes and exact tests of change in the same people, from how many changed by how much.

`Changes` maps a change, in steps, to how many people changed by it; those who did not change count
under 0. Named versions are those of the methods of the project, § 1.6.
"""

from collections.abc import Mapping, Sequence
from math import comb, sqrt

import numpy as np

Changes = Mapping[int, int]
FEWEST = (
    6  # people who changed; with five, no two-sided exact test goes below 2 · 0.5 ** 5 = 0.0625
)


def mean_change(changes: Changes) -> float:
    """Return the mean change of all, those who did not change included, in steps."""
    return sum(change * n for change, n in changes.items()) / sum(changes.values())


def cohen_dz(changes: Changes) -> float | None:
    """Return d_z, the mean change over its standard deviation (n - 1); None where all are alike.

    Formula: d_z = Δ̄ / s(Δ)
    Range: (−∞, ∞)
    Source: Cohen, J. (1988), Statistical Power Analysis, p. 48.
    """
    total, mean = sum(changes.values()), mean_change(changes)
    squares = sum(n * (change - mean) ** 2 for change, n in changes.items())
    return mean / sqrt(squares / (total - 1)) if squares and total > 1 else None


def signed_ranks(changes: Changes) -> tuple[float, float]:
    """Return W+ and W-, the sums of the ranks of gains and of losses; zeros are dropped first."""
    ranks = _doubled_ranks(changes)
    gains, losses = (
        sum(ranks[abs(change)] * n for change, n in changes.items() if n and change * sign > 0) / 2
        for sign in (1, -1)
    )
    return gains, losses


def rank_biserial(changes: Changes) -> float | None:
    """Return (W+ - W-) / (W+ + W-), -1 to 1; None where nobody changed.

    Formula: r = (W₊ − W₋) / (W₊ + W₋)
    Range: [−1, 1]
    Source: Kerby, D. (2014), Comprehensive Psychology 3, 11.IT.3.1.
    """
    gains, losses = signed_ranks(changes)
    return (gains - losses) / (gains + losses) if gains + losses else None


def sign_test(changes: Changes) -> float | None:
    """Return the exact two-sided p of the sign test; None where fewer than `FEWEST` changed.

    Formula: p = 2 × P(X ≤ min(n₊, n₋)); X ~ B(n₊ + n₋, ½)
    Range: [0, 1]
    Source: Arbuthnott, J. (1710), Philosophical Transactions 27, 186-190.
    """
    gains, losses = (
        sum(n for change, n in changes.items() if change * sign > 0) for sign in (1, -1)
    )
    total = gains + losses
    if total < FEWEST:
        return None
    tail = sum(comb(total, n) for n in range(min(gains, losses) + 1))
    return min(1.0, float(2 * tail / 2**total))


def wilcoxon(changes: Changes) -> float | None:
    """Return the exact two-sided p of the signed-rank test; None where fewer than `FEWEST` changed.

    Zeros are dropped; ties share their mean rank, and the distribution is that of all choices of
    signs, not the one of tables without ties. There are four sizes of change at most, so that the
    choices are counted by size, two and two.

    Formula: p = 2 × P(W ≤ min(W₊, W₋))
    Range: [0, 1]
    Source: Wilcoxon, F. (1945), Biometrics Bulletin 1(6), 80-83.
    """
    ranks = _doubled_ranks(changes)
    held = {size: changes.get(size, 0) + changes.get(-size, 0) for size in ranks}
    if sum(held.values()) < FEWEST:
        return None
    groups = [_sums(ranks[size], n) for size, n in held.items()]
    one, other = _joined(groups[::2]), _joined(groups[1::2])
    least = round(2 * min(signed_ranks(changes)))
    return min(1.0, 2 * _tail(one, other, least))


_Sums = tuple[
    "np.ndarray[tuple[int], np.dtype[np.int64]]", "np.ndarray[tuple[int], np.dtype[np.float64]]"
]


def _doubled_ranks(changes: Changes) -> dict[int, int]:
    """Return twice the mean rank of each size of change, so that it is a whole number."""
    ranks, below = {}, 0
    for size in sorted({abs(change) for change, n in changes.items() if change and n}):
        n = changes.get(size, 0) + changes.get(-size, 0)
        ranks[size] = 2 * below + n + 1
        below += n
    return ranks


def _sums(rank: int, n: int) -> _Sums:
    """Return the sums that `n` people of one rank may add to W+ (doubled), and how likely each."""
    chances = np.array([comb(n, gains) / 2**n for gains in range(n + 1)])
    return rank * np.arange(n + 1, dtype=np.int64), chances


def _joined(groups: Sequence[_Sums]) -> _Sums:
    sums, chances = np.zeros(1, np.int64), np.ones(1)
    for more, likely in groups:
        sums = np.add.outer(sums, more).ravel()
        chances = np.multiply.outer(chances, likely).ravel()
    return sums, chances


def _tail(one: _Sums, other: _Sums, most: int) -> float:
    """Return how likely a sum of one of each is `most` or less."""
    order = np.argsort(other[0])
    reached = np.concatenate([[0.0], np.cumsum(other[1][order])])
    places = np.searchsorted(other[0][order], most - one[0], side="right")
    return float(one[1] @ reached[places])
