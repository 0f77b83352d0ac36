"""How far the answers to several competences go together: Cronbach's alpha, McDonald's omega.

`items` has one row per respondent and one column per competence, missing where not answered. None
where nothing varies, or with one competence: there is nothing to compare then.

Source: methods of the project, § 1.6.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from reports.needs import states

FEWEST_ITEMS = 3
TURNS = 2000
CLOSE = 1e-10


def areas_in(codes: Iterable[str]) -> dict[str, list[str]]:
    """Return the codes of each area: competences share one up to the last hyphen (D4-01: D4)."""
    found: dict[str, list[str]] = {}
    for code in codes:
        area = code.rpartition("-")[0].strip()
        if area:
            found.setdefault(area, []).append(code)
    return found


def coherence_by_area(current: pd.DataFrame, least: int) -> pd.DataFrame:
    """Return one row per area with what `coherence` finds of it.

    `current` has one row per respondent and one column per competence, named by its code.
    """
    areas = areas_in(map(str, current.columns))
    rows = {area: coherence(current[codes], least) for area, codes in areas.items()}
    return pd.DataFrame.from_dict(rows, orient="index")


def coherence(items: pd.DataFrame, least: int) -> dict[str, object]:
    """Return what is found of one area, `items` being its competences: see `coherence_of`."""
    whole = items.dropna()
    if len(whole) < max(least, 2):
        none = pd.DataFrame(np.nan, index=items.columns, columns=items.columns)
        return coherence_of(len(whole), none, none, least)
    return coherence_of(len(whole), whole.cov(), items.cov(), least)


def coherence_of(
    n: int, listwise: pd.DataFrame, pairwise: pd.DataFrame, least: int
) -> dict[str, object]:
    """Return what is found of one area, from the covariances of its competences.

    `listwise` ones are of the `n` people who answered all of them, `pairwise` ones of all who
    answered two. ``items`` (competences), ``n``, ``alpha`` (listwise), ``pairwise`` and ``omega``,
    missing under `FEWEST_ITEMS` competences or `least` people; ``state`` says why: empty, masked
    or shown.
    """
    asked = len(listwise)
    state = states(pd.Series([n]), least).iloc[0] if asked >= FEWEST_ITEMS else "empty"
    shown = state == "shown"
    loadings = one_factor_loadings(_correlations(listwise)) if shown else None
    return {
        "items": asked,
        "n": n,
        "state": state,
        "alpha": _or_missing(_alpha(listwise) if shown else None),
        "pairwise": _or_missing(_alpha(pairwise) if shown else None),
        "omega": _or_missing(None if loadings is None else omega_total(loadings)),
    }


def _correlations(covariances: pd.DataFrame) -> pd.DataFrame:
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.sqrt(np.diag(covariances.to_numpy(float)))
        return covariances.div(spread, axis=0).div(spread, axis=1)


def alpha_listwise(items: pd.DataFrame) -> float | None:
    """Return alpha over the respondents who answered every competence.

    Formula: α = k / (k − 1) × (1 − Σ sᵢ² / s²)
    Range: (−∞, 1]
    Source: Cronbach, L. (1951), Psychometrika 16, 297-334.
    """
    return _alpha(items.dropna().cov())


def alpha_pairwise(items: pd.DataFrame) -> float | None:
    """Return alpha from covariances each of which takes all who answered its two competences."""
    return _alpha(items.cov())


def omega_total(loadings: "pd.Series[float]") -> float:
    """Return (sum of loadings)² over itself plus the unique variances 1 - loading².

    The loadings are those of one factor, on standardised answers.

    Formula: ω = (Σ λ)² / ((Σ λ)² + Σ (1 − λ²))
    Range: [0, 1]
    Source: McDonald, R. (1999), Test Theory: A Unified Treatment.
    """
    common = float(loadings.sum() ** 2)
    return common / (common + float((1 - loadings**2).sum()))


def one_factor_loadings(correlations: pd.DataFrame) -> "pd.Series[float] | None":
    """Return the loadings of competences on one factor, by iterated principal axes.

    None where the iteration does not settle or takes a variance over 1 (a Heywood case): one
    factor then does not describe the answers.
    """
    matrix = correlations.to_numpy(float, copy=True)
    if len(matrix) < 3 or not np.isfinite(matrix).all():
        return None
    communal = np.abs(matrix - np.eye(len(matrix))).max(axis=0)
    for _turn in range(TURNS):
        np.fill_diagonal(matrix, communal)
        values, vectors = np.linalg.eigh(matrix)
        loadings = vectors[:, -1] * np.sqrt(max(values[-1], 0.0))
        if (loadings**2 >= 1).any():
            return None
        if np.abs(loadings**2 - communal).max() < CLOSE:
            return pd.Series(loadings * (np.sign(loadings.sum()) or 1), correlations.index)
        communal = loadings**2
    return None


def _alpha(covariances: pd.DataFrame) -> float | None:
    """Return k / (k - 1) · (1 - sum of variances / variance of the sum)."""
    matrix = covariances.to_numpy(float)
    k, whole = len(matrix), float(matrix.sum())
    if k < 2 or not np.isfinite(matrix).all() or whole <= CLOSE:
        return None
    return k / (k - 1) * (1 - float(matrix.trace()) / whole)


def _or_missing(value: float | None) -> float:
    return float("nan") if value is None else value
