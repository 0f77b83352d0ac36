"""How often 95 % intervals hold the truth: answers drawn from known people, for each index.

Each line is a way of answering; some people give the same importance and level. Intervals that are
not given (`reports.intervals`) are counted apart.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from bench.printing import number, show, verdict
from reports.intervals import gap_interval, mean_interval, mwds_interval, rds_interval
from reports.rank_intervals import rank_intervals

SIZES = (12, 30, 100)
SHAPES = {
    "au milieu": ((2, 3, 4, 3, 2), (2, 3, 4, 3, 2)),
    "étalées": ((1, 1, 1, 1, 1), (1, 1, 1, 1, 1)),
    "besoin net": ((2, 5, 13, 40, 40), (20, 35, 30, 10, 5)),
    "importance au plafond": ((0, 2, 8, 30, 60), (5, 15, 30, 30, 20)),
}
FINITE = 40  # people of a small population, some of whom answer
SHARED = 0.2  # of the answers: importance and level the same
INDICES: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "moyenne": lambda counts: mean_interval(counts, "current"),
    "importance": lambda counts: mean_interval(counts, "importance"),
    "écart": lambda counts: gap_interval(counts, "importance"),
    "MWDS": mwds_interval,
    "RDS": rds_interval,
}
CORRECTED: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "écart": lambda counts: gap_interval(counts, "importance", FINITE),
    "MWDS": lambda counts: mwds_interval(counts, FINITE),
    "RDS": lambda counts: rds_interval(counts, FINITE),
}
POPULATIONS = 25
Joint = np.ndarray[tuple[int], np.dtype[np.float64]]
IMPORTANCE, CURRENT = np.divmod(np.arange(25), 5)


def show_coverage(samples: int, seed: int = 1) -> None:
    """Print the share of intervals that hold the truth, out of `samples` for each line."""
    random = np.random.default_rng(seed)
    rows = []
    for people in SIZES:
        for name, shapes in SHAPES.items():
            joint = _joint(*shapes)
            counts = _counts(random.multinomial(people, joint, size=samples))
            truth = _truth(joint)
            cells = [_held(interval(counts), truth[index]) for index, interval in INDICES.items()]
            rows.append((f"{people} personnes, {name}", *cells))
    rows += [
        (f"{people} personnes sur {FINITE}, {name}", *_finite(random, people, shapes, samples))
        for people in SIZES[:2]
        for name, shapes in SHAPES.items()
    ]
    rows += [(f"{people} personnes, rangs", *_ranks(random, people, samples)) for people in SIZES]
    show(
        "Intervalles à 95 % : combien de fois ils contiennent la vraie valeur, en %",
        f"{samples} tirages par ligne ; entre parenthèses, la part des intervalles donnés. "
        "Attendu : de 93 à 97 ; 95 au moins pour les rangs.",
        ("", *INDICES),
        [(*row, *[""] * (1 + len(INDICES) - len(row))) for row in rows],
    )


def _finite(
    random: np.random.Generator,
    people: int,
    shapes: tuple[tuple[int, ...], tuple[int, ...]],
    samples: int,
) -> tuple[str, ...]:
    """Return how often intervals of a finite population hold its own truth, over a few of them."""
    held: dict[str, list[tuple[float, float]]] = {index: [] for index in CORRECTED}
    for _population in range(POPULATIONS):
        whole = random.multinomial(FINITE, _joint(*shapes))
        drawn = random.multivariate_hypergeometric(whole, people, size=samples // POPULATIONS + 1)
        truth = _truth(whole / FINITE)
        for index, interval in CORRECTED.items():
            table = interval(_counts(drawn))
            given = table[table["why"] == ""]
            right = (given["low"] <= truth[index]) & (truth[index] <= given["high"])
            held[index].append((float(right.sum()), len(given)))
    cells = dict.fromkeys(INDICES, "")
    for index, found in held.items():
        right, given = (sum(column) for column in zip(*found, strict=True))
        cells[index] = number(100 * right / given) if given else "non donné"
    return tuple(cells.values())


def _joint(importance: tuple[int, ...], current: tuple[int, ...]) -> Joint:
    one, other = np.array(importance, float), np.array(current, float)
    one, other = one / one.sum(), other / other.sum()
    same = np.minimum(one, other)
    mixed = (1 - SHARED) * np.outer(one, other) + SHARED * np.diag(same / same.sum())
    found: Joint = mixed.ravel() / mixed.sum()
    return found


def _counts(drawn: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> pd.DataFrame:
    """Return joint counts in which each sample is a competence."""
    sample, cell = drawn.nonzero()
    return pd.DataFrame(
        {
            "competence": sample.astype(str),
            "importance": IMPORTANCE[cell].astype(float),
            "current": CURRENT[cell].astype(float),
            "n": drawn[sample, cell],
        }
    )


def _truth(joint: Joint) -> dict[str, float]:
    importance, current = float(joint @ IMPORTANCE), float(joint @ CURRENT)
    return {
        "moyenne": current,
        "importance": importance,
        "écart": importance - current,
        "MWDS": importance * (importance - current),
        "RDS": 100 * float(joint @ np.sign(CURRENT - IMPORTANCE)),
    }


def _held(table: pd.DataFrame, truth: float) -> str:
    given = table[table["why"] == ""]
    if given.empty:
        return "non donné"
    share = 100 * float(((given["low"] <= truth) & (truth <= given["high"])).mean())
    return f"{number(share)} ({number(100 * len(given) / len(table), 0)})"


def _ranks(random: np.random.Generator, people: int, samples: int) -> tuple[str, ...]:
    """Return how often the interval of a rank holds the true one, over eight competences."""
    wanted, level = np.linspace(2.2, 3.6, 8), np.linspace(2.4, 1.6, 8)
    everybody = _rated(random, 200_000, wanted, level)
    scores = everybody[0].mean() * (everybody[0] - everybody[1]).mean()
    truth = scores.rank(ascending=False)
    held = []
    for seed in range(max(20, samples // 20)):
        table = rank_intervals(*_rated(random, people, wanted, level), seed=seed)
        held.append(float(((table["first"] <= truth) & (truth <= table["last"])).mean()))
    share = 100 * float(np.mean(held))
    return (f"{number(share)} {verdict(share >= 95)}",)


def _rated(
    random: np.random.Generator, people: int, wanted: Joint, level: Joint
) -> tuple[pd.DataFrame, pd.DataFrame]:
    person = random.normal(0, 0.3, (people, 1))
    drawn = (
        np.clip(np.round(middle + person + random.normal(0, 0.9, (people, 8))), 0, 4)
        for middle in (wanted, level)
    )
    importance, current = (pd.DataFrame(rating) for rating in drawn)
    return importance, current
