"""P values adjusted for having looked at several of them at once; the family is what is passed.

A missing p (None or NaN) is not in the family and stays missing. Adjusted values keep the order of
the p values and are never above 1.
"""

from collections.abc import Callable, Sequence
from itertools import accumulate
from math import isnan

P = float | None


def holm(p_values: Sequence[P]) -> list[P]:
    """Return each p adjusted so that one false alarm in the family is rare: a few planned tests.

    Formula: p′(i) = max {(m − j + 1) × p(j): j ≤ i}
    Range: [0, 1]
    Source: Holm, S. (1979), Scandinavian Journal of Statistics 6(2), 65-70.
    """
    return _adjusted(p_values, _holm)


def benjamini_hochberg(p_values: Sequence[P]) -> list[P]:
    """Return each p adjusted for the share of false alarms among the findings: a wide screen.

    Formula: q(i) = min {m × p(j) / j: j ≥ i}
    Range: [0, 1]
    Source: Benjamini, Y. & Hochberg, Y. (1995), J. of the Royal Statistical Society B 57, 289-300.
    """
    return _adjusted(p_values, _benjamini_hochberg)


def _adjusted(p_values: Sequence[P], rising: Callable[[list[float]], list[float]]) -> list[P]:
    """Adjust the family in rising order, and put the results back where they belong."""
    family = {place: p for place, p in enumerate(p_values) if p is not None and not isnan(p)}
    order = sorted(family, key=family.__getitem__)
    found = dict(zip(order, rising([family[place] for place in order]), strict=True))
    return [found.get(place) for place in range(len(p_values))]


def _holm(rising: list[float]) -> list[float]:
    steps = [min(1.0, p * (len(rising) - place)) for place, p in enumerate(rising)]
    return list(accumulate(steps, max))


def _benjamini_hochberg(rising: list[float]) -> list[float]:
    steps = [min(1.0, p * len(rising) / (place + 1)) for place, p in enumerate(rising)]
    return list(accumulate(steps[::-1], min))[::-1]
