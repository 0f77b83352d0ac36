"""Importance–performance quadrants: where a competence stands against a cross, and how surely.

A cross is drawn at the means or medians of the competences shown, or at the centre of the scale;
the diagonal, where level equals importance, is a fourth one. What stands on a line counts as high;
what stands on the diagonal has no gap, hence no need.

Source: Martilla, J. & James, J. (1977), Journal of Marketing 41(1), 77-79; crosses and their traps:
methods of the project, § 1.3.
"""

from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from reports.counts import competences, having

Kind = Literal["mean", "median", "centre"]
KINDS: tuple[Kind, ...] = ("mean", "median", "centre")
QUADRANTS = ("concentrate", "keep_up", "low_priority", "overkill")
LOCI = ("first", "gap", "level", "last")
SEED = 1977  # of the draws: the same answers give the same regions
DRAWS = 2000
OUTSIDE = 0.025  # share of the draws left out on each axis, so that both hold 95 % together
ROUNDED = 9  # digits: equal means reached by two sums may differ in a last bit
REGION = ("current_low", "current_high", "importance_low", "importance_high")


class Cross(NamedTuple):
    """Where the two lines of a grid meet: a current level and an importance, in levels."""

    kind: Kind
    current: float
    importance: float


def cross_at(
    kind: Kind, current: pd.Series, importance: pd.Series, scale: tuple[float, float]
) -> Cross | None:
    """Return a cross for the competences that have both means; None where none has."""
    told = (current.notna() & importance.notna()).to_numpy()
    if not told.any():
        return None
    if kind == "centre":
        return Cross(kind, sum(scale) / 2, sum(scale) / 2)
    middle = np.mean if kind == "mean" else np.median
    return Cross(kind, *(float(middle(means[told])) for means in (current, importance)))


def quadrants(current: pd.Series, importance: pd.Series, cross: Cross) -> "pd.Series[str]":
    """Return the quadrant of each competence, one of `QUADRANTS`; missing without both means.

    `concentrate`: important, level low; `keep_up`: important, level high; `low_priority`: neither;
    `overkill`: level high, not important.

    Formula: Ī ≥ I₀ ∧ C̄ < C₀
    Range: 2 × 2
    Source: Martilla, J. & James, J. (1977), Journal of Marketing 41(1), 77-79.
    """
    wanted = importance.round(ROUNDED) >= round(cross.importance, ROUNDED)
    mastered = current.round(ROUNDED) >= round(cross.current, ROUNDED)
    found = pd.Series("low_priority", index=current.index)
    found = found.mask(wanted & ~mastered, "concentrate").mask(wanted & mastered, "keep_up")
    found = found.mask(~wanted & mastered, "overkill")
    return found.where(current.notna() & importance.notna())


def above_diagonal(current: pd.Series, importance: pd.Series) -> "pd.Series[str]":
    """Return `need` where importance exceeds the level, else `no_need`; missing without both."""
    need = (importance - current).round(ROUNDED) > 0
    found = need.map({True: "need", False: "no_need"})
    return found.where(current.notna() & importance.notna())


def locus_for_focus(target: pd.Series, gap: pd.Series) -> "pd.Series[str]":
    """Return where each competence stands by its mean required level and its mean discrepancy.

    `first`: both at their mean over the competences or above; `gap`: the discrepancy alone;
    `level`: the required level alone; `last`: neither. Missing without both.

    Formula: T̄ ≥ T₀ ∧ T̄ − C̄ ≥ D₀
    Range: 2 × 2
    Source: Mink, O., Shultz, J. & Mink, B. (1991), Developing and Managing Open Organizations.
    """
    told = target.notna() & gap.notna()
    high, wide = (
        column.round(ROUNDED) >= round(float(column[told].mean()), ROUNDED)
        for column in (target, gap)
    )
    found = pd.Series("last", index=target.index)
    found = found.mask(high & wide, "first").mask(~high & wide, "gap").mask(high & ~wide, "level")
    return found.where(told)


def regions(counts: pd.DataFrame, *, seed: int = SEED) -> pd.DataFrame:
    """Return the 95 % region of each competence on the grid, a rectangle.

    Columns: `REGION`, in levels. Respondents are drawn again, `DRAWS` times, by
    multinomial draws from the joint counts of each competence; on each axis the region holds the
    middle 97.5 % of the draws, so that a competence is in the rectangle for 95 % of them at least.
    Missing for nobody, and for weighted answers: weights are not people.
    """
    columns: pd.Index = pd.Index(REGION)
    table = pd.DataFrame(np.nan, index=competences(counts), columns=columns)
    if "weight" in counts:
        return table
    keys = ["competence", "importance", "current"]
    sums = having(counts, "importance", "current").groupby(keys, sort=True)["n"].sum()
    for name, rows in sums.reset_index().groupby("competence"):
        n = rows["n"].to_numpy()
        drawn = np.random.default_rng(seed).multinomial(n.sum(), n / n.sum(), size=DRAWS)
        means = drawn @ rows[["current", "importance"]].to_numpy(float) / n.sum()
        ends = np.quantile(means, (OUTSIDE / 2, 1 - OUTSIDE / 2), axis=0)
        table.loc[str(name)] = ends.T.ravel()
    return table


def undecided(region: pd.DataFrame, cross: Cross) -> "pd.Series[bool]":
    """Say which regions cross a line of the cross, kept where it is; True without a region."""
    decided = pd.Series(True, index=region.index)
    for axis, line in (("current", cross.current), ("importance", cross.importance)):
        low, high = (region[f"{axis}_{end}"].round(ROUNDED) for end in ("low", "high"))
        decided &= (low >= round(line, ROUNDED)) | (high < round(line, ROUNDED))
    return ~decided
