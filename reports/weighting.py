"""Weights by which respondents stand for a population whose totals are known.

A weight changes means and shares; it never changes n, the number of people behind a figure.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from referentiel.base import Refusal, french

LEAST, MOST = 0.3, 3.0  # of a weight whose mean is 1
SWEEPS = 1000
CLOSE = 1e-11  # distance at which a total is reached, as a share of the population

Totals = Mapping[str, float]


class TotalsOutOfReach(Refusal):
    sentence = french(
        "Aucun poids n’atteint tous ces totaux à la fois : certaines catégories ne se croisent "
        "chez personne. Réunissez des catégories, ou retirez un attribut."
    )


def post_stratified(
    categories: "pd.Series[str]", totals: Totals, weights: "pd.Series[float]"
) -> "pd.Series[float]":
    """Return the weights multiplied in each category so that their sum is its total.

    From weights of n / N each this is (N_h / N) / (n_h / n) for category h. Every category of
    `totals` needs somebody.

    Source: methods of the project, § 1.8.
    """
    factors = pd.Series(totals, dtype=float) / weights.groupby(categories).sum()
    return weights * categories.map(factors).astype(float)


def raked(
    categories: pd.DataFrame, totals: Mapping[str, Totals], weights: "pd.Series[float]"
) -> "pd.Series[float]":
    """Return the weights whose sums meet the totals of several attributes at once.

    `categories` has one column per attribute of `totals`, which all have the same sum. Each
    attribute is met in turn (iterative proportional fitting) until all are.

    Formula: w ← w × N(h) / Σ w(h)
    Range: [0.3, 3] × w̄
    Source: Deming, W. E. & Stephan, F. F. (1940), Annals of Mathematical Statistics 11, 427-444.

    Raises:
        TotalsOutOfReach: no weights meet them all.
    """
    for _sweep in range(SWEEPS):
        for attribute, wanted in totals.items():
            weights = post_stratified(categories[attribute], wanted, weights)
        if distance(categories, totals, weights) <= CLOSE:
            return weights
    raise TotalsOutOfReach


def distance(
    categories: pd.DataFrame, totals: Mapping[str, Totals], weights: "pd.Series[float]"
) -> float:
    """Return how far a category is at most from its total, as a share of the whole population."""
    found = []
    for attribute, wanted in totals.items():
        reached = weights.groupby(categories[attribute]).sum()
        goal = pd.Series(wanted, dtype=float)
        found.append((reached / reached.sum() - goal / goal.sum()).abs().max())
    return float(max(found))


def trimmed(weights: "pd.Series[float]") -> "pd.Series[float]":
    """Return weights of mean 1, none of which was under `LEAST` or over `MOST` when cut.

    Cut once, then brought back to a mean of 1: totals are no longer met exactly.
    """
    cut = (weights / weights.mean()).clip(LEAST, MOST)
    return cut / cut.mean()


def extreme(weights: "pd.Series[float]") -> int:
    """Return how many weights `trimmed` cuts."""
    relative = weights / weights.mean()
    return int(((relative < LEAST) | (relative > MOST)).sum())


def effective_n(weights: "pd.Series[float]") -> float:
    """Return (sum of weights)² / sum of squares: how many equal weights would vary as little.

    Formula: (Σ w)² / Σ w²
    Range: [1, n]
    Source: Kish, L. (1965), Survey Sampling.
    """
    return float(weights.sum() ** 2 / (weights**2).sum())


def stratified(totals: Sequence[int], sizes: Sequence[int], means: Sequence[float]) -> float:
    """Return the mean of a population from those of its groups, each counting as in it.

    `totals` are the people of each group of the population, `sizes` those who answered, one at
    least in each group that has people. It is a mean of the groups' means: where these are shown,
    it tells nothing more.

    Formula: x̄ = Σ (N_h / N) × x̄_h
    Range: [min x̄_h, max x̄_h]
    Source: Holt, D. & Smith, T. M. F. (1979), Journal of the Royal Statistical Society A 142,
        33-46.
    """
    told = [(total, mean) for total, size, mean in _held(totals, sizes, means)]
    return sum(total * mean for total, mean in told) / sum(total for total, _ in told)


def stratified_n(totals: Sequence[int], sizes: Sequence[int]) -> float:
    """Return the effective n of people weighed so that each group counts as in the population.

    It is `effective_n` of weights that are the same within a group.
    """
    held = [(total, size) for total, size, _ in _held(totals, sizes, [0.0] * len(sizes))]
    return sum(total for total, _ in held) ** 2 / sum(total**2 / size for total, size in held)


def _held(
    totals: Sequence[int], sizes: Sequence[int], means: Sequence[float]
) -> list[tuple[int, int, float]]:
    return [row for row in zip(totals, sizes, means, strict=True) if row[0]]
