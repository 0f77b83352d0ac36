"""Means of groups brought towards everybody's, as much as their small n makes them doubtful.

What is used is what a report shows: the mean and n of each group that is shown, everybody's mean,
and how much everybody differs, where levels may be read. Elsewhere answers are taken as scattered
as their mean allows: the result follows from the mean and n alone, and groups are brought closer to
everybody than they need be. A group whose figures are masked takes no part.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.stats import norm

from reports.intervals import END, FEWEST, LEVEL

TOP = 4


@dataclass(frozen=True)
class Group:
    """The mean of a group from 0 to 4, and the variance of that mean."""

    n: int
    mean: float
    variance: float


@dataclass(frozen=True)
class Shrunken:
    """A mean once brought towards everybody's, and whether it still differs from it."""

    mean: float
    apart: bool


def widest_variance(n: int, mean: float) -> float:
    """Return the greatest variance that the mean of `n` answers from 0 to 4 can have.

    A tenth of a person is added at each end of the scale, so that a mean at an end has one too.

    Formula: v ≤ x̄ × (4 − x̄) / (n − 1)
    Range: [0, 4]
    Source: Bhatia, R. & Davis, C. (2000), American Mathematical Monthly 107(4), 353-357.
    """
    middle = (n * mean + END * TOP) / (n + 2 * END)
    return middle * (TOP - middle) / (n - 1)


def within_variance(
    squares: float, mean: float, sizes: Sequence[int], means: Sequence[float]
) -> float:
    """Return the variance of one person's answer within groups.

    `squares` is the sum of the squared distances of everybody to everybody's `mean`. Where groups
    make everybody, it is what is left once their own means are taken out.

    Formula: σ² = (Σ (x − x̄)² − Σ n_h × (x̄_h − x̄)²) / (n − G)
    Range: [0, 4]
    Source: Fisher, R. A. (1925), Statistical Methods for Research Workers, § 40.
    """
    between = sum(n * (it - mean) ** 2 for n, it in zip(sizes, means, strict=True))
    return max(0.0, squares - between) / (sum(sizes) - len(sizes))


def between_variance(groups: Sequence[Group]) -> float:
    """Return how much the true means of groups vary, by the method of moments; 0 at least.

    Formula: τ² = max(0, (Q − (G − 1)) / (Σ w − Σ w² / Σ w)); w = 1 / v; Q = Σ w × (x̄ − x̄_w)²
    Range: [0, 4]
    Source: DerSimonian, R. & Laird, N. (1986), Controlled Clinical Trials 7(3), 177-188.
    """
    weights = [1 / it.variance for it in groups]
    whole = sum(weights)
    middle = sum(w * it.mean for w, it in zip(weights, groups, strict=True)) / whole
    apart = sum(w * (it.mean - middle) ** 2 for w, it in zip(weights, groups, strict=True))
    scale = whole - sum(w * w for w in weights) / whole
    return max(0.0, (apart - (len(groups) - 1)) / scale)


def shrunken(groups: Sequence[Group], mean: float) -> list[Shrunken]:
    """Return the means of two groups or more brought towards everybody's `mean`.

    A group is apart where 95 % of what its true mean may be leaves everybody's out, from
    `FEWEST` people on. Bringing means together is what keeps many comparisons from making false
    alarms.

    Formula: x̄ + λ × (x̄_h − x̄); λ = τ² / (τ² + v_h)
    Range: between x̄_h and x̄
    Source: Efron, B. & Morris, C. (1975), JASA 70, 311-319; Gelman, A., Hill, J. & Yajima, M.
        (2012), Journal of Research on Educational Effectiveness 5, 189-211.
    """
    between = between_variance(groups)
    z = float(norm.ppf((1 + LEVEL) / 2))
    found = []
    for it in groups:
        share = between / (between + it.variance)
        moved = share * (it.mean - mean)
        apart = it.n >= FEWEST and abs(moved) > z * math.sqrt(share * it.variance)
        found.append(Shrunken(mean + moved, apart))
    return found
