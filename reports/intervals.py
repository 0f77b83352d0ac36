"""95 % intervals of the indices of needs, from the joint counts of one competence at a time.

Each function takes joint counts (`reports.counts`) and returns one row per competence: ``n``,
``low`` and ``high`` in the unit of the index, and ``why``: "" where the interval is given, else the
reason why it is not: ``few`` (fewer than `FEWEST` people), ``alike`` (fewer than `APART` people
differ from the others, so that nothing tells how much people vary), ``weighted`` (weights are not
people) or ``census`` (everybody in a population of `size` answered: nothing is left to chance).
Where a `size` is given, intervals shrink as those of a finite population. With these limits
intervals cover the truth 93 to 97 times of 100, whatever the shape of the answers
(`bench.coverage`).
"""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.stats import norm, t

from reports.counts import competences, having
from reports.finite import population_correction

LEVEL = 0.95
FEWEST = 12
APART = 3
END = 0.1  # people added at each end of a scale
_Array = np.ndarray[tuple[int], np.dtype[np.float64]]


def mean_interval(
    counts: pd.DataFrame, rating: str, scale: tuple[float, float] = (0, 4)
) -> pd.DataFrame:
    """Return the t interval of the mean of a rating, in levels.

    mean ± t(n - 1) · s / √n, s with the divisor n - 1, after a tenth of a person was added at each
    end of the scale: answers heaped at one end would otherwise look less scattered than they are
    (88 to 92 of 100 intervals right with 12 people, with it 94 to 98). The interval is not
    symmetric about the mean, which stays that of the answers.

    Formula: x̄ ± t(n − 1) × s / √n
    Range: 0–4: [0, 4]
    Source: Student (1908), Biometrika 6, 1-25; Agresti, A. & Coull, B. (1998), American
        Statistician 52.
    """
    low, high = scale

    def interval(n: _Array, values: _Array) -> tuple[float, float]:
        return _t_interval(np.append(n, (END, END)), np.append(values, (low, high)))

    return _each(counts, (rating,), interval, lambda value: value)


def gap_interval(counts: pd.DataFrame, goal: str, size: int = 0) -> pd.DataFrame:
    """Return the t interval of the mean gap, goal (importance or target) minus current, in steps.

    Gaps are differences within a person, so that the two ratings need not be independent.
    """

    def interval(n: _Array, wanted: _Array, current: _Array) -> tuple[float, float]:
        return _narrowed(_t_interval(n, wanted - current), n.sum(), size)

    return _each(counts, (goal, "current"), interval, np.subtract, size)


def mwds_interval(counts: pd.DataFrame, size: int = 0) -> pd.DataFrame:
    """Return the jackknife-t interval of Borich's score, in squared steps.

    The score is a product of two means of the same people; leaving out each person in turn tells
    how it varies: pseudo-values n · all - (n - 1) · without, their mean and standard error.

    Trap: the centre is the score itself, not the mean of the pseudo-values.

    Formula: MWDS ± t(n − 1) × s(v) / √n; vᵢ = n × MWDS − (n − 1) × MWDS₋ᵢ
    Range: 0–4: [−4, 16]
    Source: Tukey, J. W. (1958), Annals of Mathematical Statistics 29, 614; Miller, R. G. (1974),
        Biometrika 61, 1-15.
    """

    def interval(n: _Array, importance: _Array, current: _Array) -> tuple[float, float]:
        return _narrowed(_jackknife(n, importance, current), n.sum(), size)

    return _each(counts, ("importance", "current"), interval, np.subtract, size)


def rds_interval(counts: pd.DataFrame, size: int = 0) -> pd.DataFrame:
    """Return the score interval of the ranked discrepancy score, from -100 to 100.

    RDS / 100 is a difference of two shares of the same people (above and below importance): the
    interval of the differences that a score test would not reject. It has a width even where
    everybody stands on one side. In a finite population it is that of as many people as would vary
    as little.

    Formula: {d: |p₊ − p₋ − d| ≤ z × SE₀(d)}
    Range: [−100, 100]
    Source: Tango, T. (1998), Statistics in Medicine 17, 891-908.
    """

    def interval(n: _Array, importance: _Array, current: _Array) -> tuple[float, float]:
        above, below = n[current > importance].sum(), n[current < importance].sum()
        scale = population_correction(int(n.sum()), size) ** -2 if size else 1.0
        low, high = tango(above * scale, below * scale, n.sum() * scale)
        return 100 * low, 100 * high

    return _each(counts, ("importance", "current"), interval, size=size)


def tango(more: float, less: float, n: float, level: float = LEVEL) -> tuple[float, float]:
    """Return the score interval of (more - less) / n, where both are counted among n people."""
    z, seen = float(norm.ppf((1 + level) / 2)), (more - less) / n

    def distance(true: float) -> float:
        b = -more - less + (2 * n - more + less) * true
        c = -less * true * (1 - true)
        rare = (math.sqrt(max(b * b - 8 * n * c, 0.0)) - b) / (4 * n)
        spread = n * (2 * rare + true * (1 - true))
        return (more - less - n * true) / math.sqrt(max(spread, 1e-12))

    low = -1.0 if seen <= -1 else float(brentq(lambda d: distance(d) - z, -1 + 1e-9, seen))
    high = 1.0 if seen >= 1 else float(brentq(lambda d: distance(d) + z, seen, 1 - 1e-9))
    return low, high


def _each(
    counts: pd.DataFrame,
    ratings: tuple[str, ...],
    interval: Callable[..., tuple[float, float]],
    apart: Callable[..., _Array] | None = None,
    size: int = 0,
) -> pd.DataFrame:
    """Apply `interval` to the n and the ratings of each competence; `apart`: what has to vary."""
    groups = dict(iter(having(counts, *ratings).groupby("competence", sort=False)))
    found = []
    for name in competences(counts):
        rows = groups.get(name)
        n = np.zeros(0) if rows is None else rows["n"].to_numpy(float)
        values = [] if rows is None else [rows[rating].to_numpy(float) for rating in ratings]
        why = _why_not(n, apart(*values) if apart and values else None, "weight" in counts)
        why = "census" if size and n.sum() >= size else why
        ends = (math.nan, math.nan) if why else interval(n, *values)
        found.append((int(n.sum()), *ends, why))
    columns: pd.Index = pd.Index(["n", "low", "high", "why"])
    return pd.DataFrame(found, index=competences(counts), columns=columns)


def _why_not(n: _Array, values: _Array | None, weighted: bool) -> str:
    if n.sum() < FEWEST:
        return "few"
    if weighted:
        return "weighted"
    if values is not None:
        commonest = max(n[values == value].sum() for value in np.unique(values))
        return "alike" if n.sum() - commonest < APART else ""
    return ""


def _t_interval(n: _Array, values: _Array) -> tuple[float, float]:
    total = n.sum()
    mean = (n * values).sum() / total
    error = math.sqrt((n * (values - mean) ** 2).sum() / (total - 1) / total)
    return _around(float(mean), error, float(total))


def _jackknife(n: _Array, importance: _Array, current: _Array) -> tuple[float, float]:
    total, gap = n.sum(), importance - current
    weight, need = (n * importance).sum(), (n * gap).sum()
    score = weight * need / total**2
    without = (weight - importance) * (need - gap) / (total - 1) ** 2
    pseudo = total * score - (total - 1) * without
    centre = (n * pseudo).sum() / total
    error = math.sqrt((n * (pseudo - centre) ** 2).sum() / (total - 1) / total)
    return _around(float(score), error, float(total))


def _around(centre: float, error: float, n: float) -> tuple[float, float]:
    reach = float(t.ppf((1 + LEVEL) / 2, n - 1)) * error
    return centre - reach, centre + reach


def _narrowed(ends: tuple[float, float], n: float, size: int) -> tuple[float, float]:
    """Return the ends of an interval about its middle, in a population of `size` people."""
    middle = (ends[0] + ends[1]) / 2
    reach = (ends[1] - middle) * (population_correction(int(n), size) if size else 1.0)
    return middle - reach, middle + reach
