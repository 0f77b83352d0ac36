"""Which ranks of a need the answers leave open: intervals of ranks from resampled respondents.

Whole respondents are drawn, never single answers, so that what one person says of several
competences stays together. The seed is an argument: the same seed gives the same intervals.
"""

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

DRAWS, FEWEST_DRAWS = 2000, 400
AT_ONCE = 4_000_000  # people drawn, all draws together, before there are fewer draws
CHUNK = 1_000_000  # people drawn that are held in memory
_Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]
_Array = np.ndarray[tuple[int], np.dtype[np.float64]]


def rank_intervals(
    importance: pd.DataFrame, current: pd.DataFrame, *, seed: int, level: float = 0.95
) -> pd.DataFrame:
    """Return, per competence, the ranks by Borich's score that the answers do not exclude.

    `importance` and `current` have one row per respondent and one column per competence, missing
    where not given. Columns: ``mwds``, ``rank`` (1 for the greatest need, equal scores share it),
    ``first`` and ``last``: a competence is sure to come after those whose score is clearly greater,
    and before those whose score is clearly less. Clearly: its difference, over its bootstrap
    standard error, exceeds what the greatest of all its differences reaches by chance in `level`
    of the draws; so that each interval holds the true rank at least that often. A competence
    without a score has no rank.

    Formula: [1 + #(S ≫ s), m − #(S ≪ s)]
    Range: [1, m]
    Source: Mogstad, M., Romano, J., Shaikh, A. & Wilhelm, D. (2024), Review of Economic Studies
        91(1), 476-518, section 3 (marginal intervals from simultaneous ones for differences); with
        the standard deviation of the draws for standard error.
    """
    rated = (importance.notna() & current.notna()).to_numpy()
    wanted = np.where(rated, importance.to_numpy(float), 0.0)
    gaps = np.where(rated, importance.to_numpy(float) - current.to_numpy(float), 0.0)
    people = len(importance)
    with np.errstate(invalid="ignore", divide="ignore"):
        score = _scores(np.ones((1, people)), rated, wanted, gaps)[0]
        drawn = np.vstack(
            [_scores(weights, rated, wanted, gaps) for weights in _weights(people, seed)]
        )
    ends = [_ends(place, score, drawn, level) for place in range(len(score))]
    table = pd.DataFrame({"mwds": score}, index=importance.columns)
    ranks = table["mwds"].round(9).rank(method="min", ascending=False)
    table["rank"] = ranks.astype("Int64")
    table["first"] = pd.array([first for first, _last in ends], dtype="Int64")
    table["last"] = pd.array([last for _first, last in ends], dtype="Int64")
    return table


def _weights(people: int, seed: int) -> Iterator[_Matrix]:
    """Yield how many times each person is drawn, some draws at a time."""
    random = np.random.default_rng(seed)
    left = min(DRAWS, max(FEWEST_DRAWS, AT_ONCE // max(people, 1)))
    while left:
        size = min(left, max(1, CHUNK // max(people, 1)))
        yield random.multinomial(people, np.full(people, 1 / people), size=size).astype(float)
        left -= size


def _scores(weights: _Matrix, rated: _Matrix, wanted: _Matrix, gaps: _Matrix) -> _Matrix:
    n = weights @ rated
    return (weights @ wanted) * (weights @ gaps) / n**2


def _ends(place: int, score: _Array, drawn: _Matrix, level: float) -> tuple[int | None, int | None]:
    if math.isnan(score[place]):
        return None, None
    others = [other for other in range(len(score)) if other != place and not np.isnan(score[other])]
    if not others:
        return 1, 1
    seen = score[others] - score[place]
    spread = drawn[:, others] - drawn[:, [place]]
    spread = spread[~np.isnan(spread).any(axis=1)]
    error = spread.std(axis=0, ddof=1)
    alike = error < 1e-12
    error = np.where(alike, 1.0, error)
    reached = np.where(alike, 0.0, np.abs(spread - seen) / error).max(axis=1)
    limit = np.quantile(reached, level)
    greater = np.where(alike, seen > 1e-9, seen > limit * error)
    less = np.where(alike, seen < -1e-9, seen < -limit * error)
    return 1 + int(greater.sum()), len(others) + 1 - int(less.sum())
