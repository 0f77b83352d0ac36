"""Hypotheses beside the figures that are shown: what supports them, what contradicts them.

Nothing here tells more than the report does. The spread of levels enters an interval only where
levels are shown step by step; elsewhere it is taken as wide as the mean allows, so that the
interval follows from the mean and n alone, and is wider than it needs to be.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.stats import norm, t

from reports.intervals import FEWEST, LEVEL
from reports.multiple_tests import holm
from surveys.claims import AT_LEAST

TOP = 4
SUPPORTED, CONTRADICTED, UNDECIDED = "supported", "contradicted", "undecided"


@dataclass(frozen=True)
class Estimate:
    """A figure of n people: its value, and the middle and standard error of its interval.

    A share, from 0 to 1, has no standard error of its own: it depends on what it is compared with.
    """

    n: int
    value: float
    middle: float
    error: float = 0.0
    share: bool = False


@dataclass(frozen=True)
class Found:
    """A figure against a threshold: its 95 % interval, and p before any adjustment."""

    n: int
    value: float
    low: float
    high: float
    p: float
    above: bool


def widest(n: int, mean: float) -> Estimate:
    """Return the estimate of a mean from 0 to 4 of which nothing but n and the mean is known.

    Formula: s² ≤ n × x̄ × (4 − x̄) / (n − 1)
    Range: [0, 4]
    Source: Bhatia, R. & Davis, C. (2000), American Mathematical Monthly 107(4), 353-357.
    """
    return Estimate(n, mean, mean, math.sqrt(mean * (TOP - mean) / (n - 1)))


def from_interval(n: int, mean: float, low: float, high: float) -> Estimate:
    """Return the estimate of a mean whose 95 % t interval is known."""
    return Estimate(n, mean, (low + high) / 2, (high - low) / 2 / _reach(n))


def averaged(estimates: Sequence[Estimate]) -> Estimate:
    """Return the mean of figures of the same people, each competence counting as one.

    Errors are averaged too, which is enough whatever the correlation; n is the smallest.
    """
    count = len(estimates)
    return Estimate(
        n=min(it.n for it in estimates),
        value=sum(it.value for it in estimates) / count,
        middle=sum(it.middle for it in estimates) / count,
        error=sum(it.error for it in estimates) / count,
        share=estimates[0].share,
    )


def difference(one: Estimate, other: Estimate) -> Estimate:
    """Return how far the mean of a group is above that of another, of other people."""
    return Estimate(
        n=min(one.n, other.n),
        value=one.value - other.value,
        middle=one.middle - other.middle,
        error=math.hypot(one.error, other.error),
    )


def confronted(estimate: Estimate, threshold: float) -> Found | str:
    """Return a figure beside a threshold; the reason where nothing can be said: few, alike.

    The interval leaves the threshold out exactly where p is below 0.05.

    Formula: moyenne: x̄ ± t(n − 1) × s / √n; part: {p₀: |p − p₀| ≤ z × √(p₀(1 − p₀) / n)}
    Range: moyenne: [0, 4]; part: [0, 1]
    Source: Student (1908), Biometrika 6, 1-25; Wilson, E. B. (1927), JASA 22, 209-212.
    """
    if estimate.n < FEWEST:
        return "few"
    if estimate.share:
        return _share(estimate, threshold)
    if estimate.error == 0:
        return "alike"
    reach = _reach(estimate.n) * estimate.error
    distance = (estimate.middle - threshold) / estimate.error
    p = 2 * float(t.sf(abs(distance), estimate.n - 1))
    ends = estimate.middle - reach, estimate.middle + reach
    return Found(estimate.n, estimate.value, *ends, p, distance > 0)


def verdicts(found: Sequence[Found | str], sides: Sequence[str]) -> list[tuple[str, float | None]]:
    """Return the verdict on each claim, and its p adjusted over all that can be confronted.

    A claim is supported, or contradicted, where the figure is on one side of the threshold and p,
    adjusted by Holm's rule, is 0.05 or less. What cannot be confronted keeps its reason.
    """
    adjusted = holm([None if isinstance(it, str) else it.p for it in found])
    result: list[tuple[str, float | None]] = []
    for one, side, p in zip(found, sides, adjusted, strict=True):
        if isinstance(one, str) or p is None:
            result.append((str(one), None))
        elif p > 1 - LEVEL:
            result.append((UNDECIDED, p))
        else:
            result.append((SUPPORTED if one.above == (side == AT_LEAST) else CONTRADICTED, p))
    return result


def _share(estimate: Estimate, threshold: float) -> Found:
    n, share, z = estimate.n, estimate.value, float(norm.ppf((1 + LEVEL) / 2))
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    distance = (share - threshold) / math.sqrt(threshold * (1 - threshold) / n)
    p = 2 * float(norm.sf(abs(distance)))
    return Found(n, share, middle - reach, middle + reach, p, distance > 0)


def _reach(n: int) -> float:
    return float(t.ppf((1 + LEVEL) / 2, n - 1))
