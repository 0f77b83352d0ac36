"""Which ranks of a need the answers leave open: intervals of ranks from resampled respondents."""

import math

import numpy as np
import pandas as pd

from reports.rank_draws import Matrix, Vector, drawn_scores


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
    weights = np.where(rated, importance.to_numpy(float), 0.0)
    gaps = np.where(rated, importance.to_numpy(float) - current.to_numpy(float), 0.0)
    score, drawn = drawn_scores(rated, weights, gaps, seed=seed)
    return ranked(score, drawn, importance.columns, level=level).rename(columns={"score": "mwds"})


def ranked(score: Vector, drawn: Matrix, names: pd.Index, *, level: float = 0.95) -> pd.DataFrame:
    """Return ``score``, ``rank``, ``first`` and ``last`` of needs from `rank_draws.drawn_scores`.

    What `rank_intervals` says of its columns holds for any score that is drawn there.
    """
    ends = [_ends(place, score, drawn, level) for place in range(len(score))]
    table = pd.DataFrame({"score": score}, index=names)
    ranks = table["score"].round(9).rank(method="min", ascending=False)
    table["rank"] = ranks.astype("Int64")
    table["first"] = pd.array([first for first, _last in ends], dtype="Int64")
    table["last"] = pd.array([last for _first, last in ends], dtype="Int64")
    return table


def _ends(place: int, score: Vector, drawn: Matrix, level: float) -> tuple[int | None, int | None]:
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
