"""How far scores of needs would vary with other people: draws of all the scores at once.

A score is the mean weight of a competence times its mean gap, over the people who gave both:
Borich's (importance, importance - level), or the priority (importance, gap to make up). Each matrix
has one row per respondent and one column per competence; what is not rated counts 0 in both.

Whole respondents vary, never single answers, so that what one person says of several competences
stays together. The seed is an argument: the same seed gives the same draws.
"""

from collections.abc import Iterable, Iterator

import numpy as np

DRAWS, FEWEST_DRAWS = 2000, 400
AT_ONCE = 4_000_000  # people drawn, all draws together, before there are fewer draws
CHUNK = 1_000_000  # people drawn that are held in memory
MANY = 10_000  # people from which scores vary as a normal law says
PORTION = 20_000  # respondents whose figures are multiplied together
Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Vector = np.ndarray[tuple[int], np.dtype[np.float64]]
Portion = tuple[Matrix, Matrix, Matrix]  # rated, weights, gaps of some respondents


def drawn_scores(
    rated: Matrix, weights: Matrix, gaps: Matrix, *, seed: int
) -> tuple[Vector, Matrix]:
    """Return the score of each competence, and the scores of each draw (draws × competences).

    Respondents are drawn again, with return; from `MANY` of them on, see `scores_of_many`.

    Source: Efron, B. (1979), Annals of Statistics 7, 1-26.
    """
    people = len(rated)
    if people >= MANY:
        starts = range(0, people, PORTION)
        rows = (slice(start, start + PORTION) for start in starts)
        return scores_of_many(((rated[it], weights[it], gaps[it]) for it in rows), seed=seed)
    rated, weights, gaps = (matrix.astype(float) for matrix in (rated, weights, gaps))
    with np.errstate(invalid="ignore", divide="ignore"):
        score = _scores(np.ones((1, people)), rated, weights, gaps)[0]
        drawn = [_scores(times, rated, weights, gaps) for times in _times(people, seed)]
    return score, np.vstack(drawn)


def _times(people: int, seed: int) -> Iterator[Matrix]:
    """Yield how many times each person is drawn, some draws at a time."""
    random = np.random.default_rng(seed)
    left = min(DRAWS, max(FEWEST_DRAWS, AT_ONCE // max(people, 1)))
    while left:
        size = min(left, max(1, CHUNK // max(people, 1)))
        yield random.multinomial(people, np.full(people, 1 / people), size=size).astype(float)
        left -= size


def _scores(times: Matrix, rated: Matrix, weights: Matrix, gaps: Matrix) -> Matrix:
    n = times @ rated
    return (times @ weights) * (times @ gaps) / n**2


def scores_of_many(portions: Iterable[Portion], *, seed: int) -> tuple[Vector, Matrix]:
    """Return what `drawn_scores` does, of many people: portions of its three matrices, one by one.

    Draws come from the normal law that the means follow, to which resampling tends; it takes the
    first two moments alone, and no respondent is held.

    Source: van der Vaart, A. (1998), Asymptotic Statistics, chapter 3 (delta method).
    """
    people, sums, products = 0, np.zeros(1), np.zeros((1, 1))
    for matrices in portions:
        portion = np.hstack([matrix.astype(np.float32) for matrix in matrices])
        people += len(portion)
        sums = sums + portion.sum(axis=0, dtype=float)
        products = products + portion.T @ portion
    items = len(sums) // 3
    mean = sums / people
    covariance = products / people - np.outer(mean, mean)
    share, weight, gap = mean[:items], mean[items : 2 * items], mean[2 * items :]
    with np.errstate(invalid="ignore", divide="ignore"):
        score = weight * gap / share**2
        slopes = (-2 * weight * gap / share**3, gap / share**2, weight / share**2)
    slope = np.hstack([np.diag(np.nan_to_num(part)) for part in slopes])
    error = slope @ covariance @ slope.T / people
    random = np.random.default_rng(seed)
    drawn = random.multivariate_normal(np.nan_to_num(score), error, DRAWS, method="eigh")
    drawn[:, np.isnan(score)] = np.nan
    return score, drawn
