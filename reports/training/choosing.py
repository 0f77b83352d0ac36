"""Which modules cover the most need within a budget: the optimum, proved, and a first guess.

A need that several modules cover counts once. Weights of needs are what an index says of them,
needs alone: what is nil or negative weighs nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

CLOSE = 1e-6  # of a value, to be called the same
Weights = Mapping[str, float]  # by competence


@dataclass(frozen=True)
class Module:
    """A training module: its code, its title, its cost and the competences that it works on."""

    code: str
    title: str
    cost: float
    covers: frozenset[str]


@dataclass(frozen=True)
class Choice:
    """Modules chosen, in the order of the catalogue, their cost and the weight that they cover."""

    modules: tuple[Module, ...]
    cost: float
    value: float


def best_choice(weights: Weights, modules: Sequence[Module], budget: float) -> Choice:
    """Return the modules that cover the most weight within a budget; among such, the cheapest.

    Formula: max Σ w(k) y(k); y(k) ≤ Σ a(m, k) x(m); Σ c(m) x(m) ≤ B; x ∈ {0, 1};
        then min Σ c(m) x(m)
    Range: [0, Σ w(k)]
    Source: Khuller, S., Moss, A. & Naor, J. (1999), Information Processing Letters 70, 39-45, for
        the problem; HiGHS, Huangfu, Q. & Hall, J. (2018), Mathematical Programming Computation 10,
        119-142, for its solution.
    """
    wanted = {name: weight for name, weight in weights.items() if weight > 0}
    useful = [it for it in modules if it.cost <= budget and it.covers & wanted.keys()]
    if not useful:
        return Choice((), 0.0, 0.0)
    costs = np.array([module.cost for module in useful])
    worth = np.array(list(wanted.values()))
    covering = np.array([[name in it.covers for it in useful] for name in wanted], dtype=float)
    rows = np.hstack([-covering, np.eye(len(wanted))])  # y - A x <= 0
    of_cost = np.append(costs, np.zeros(len(wanted)))
    of_value = np.append(np.zeros(len(useful)), worth)
    limits = [
        LinearConstraint(rows, ub=0),
        LinearConstraint(of_cost[None, :], ub=budget),
    ]
    first = _solved(-of_value, limits, len(useful))
    reached = LinearConstraint(of_value[None, :], lb=float(of_value @ first) - CLOSE)
    cheapest = _solved(of_cost, [*limits, reached], len(useful))
    chosen = [it for it, taken in zip(useful, cheapest, strict=False) if taken > 0.5]
    return choice_of(chosen, weights)


def greedy_choice(weights: Weights, modules: Sequence[Module], budget: float) -> Choice:
    """Return a guess found at once: by weight for its cost, else the best single module.

    It covers at least ½ (1 - 1/e) of the optimum.

    Source: Khuller, Moss & Naor (1999), section 2.
    """
    taken: list[Module] = []
    left, covered = budget, set[str]()
    while True:
        gains = {it: _weight(it.covers - covered, weights) for it in modules if it.cost <= left}
        gains = {it: gain for it, gain in gains.items() if gain > 0 and it not in taken}
        if not gains:
            break
        found = max(gains, key=lambda it: gains[it] / it.cost if it.cost else float("inf"))
        taken.append(found)
        left, covered = left - found.cost, covered | found.covers
    alone = [choice_of([it], weights) for it in modules if it.cost <= budget]
    step_by_step = choice_of([it for it in modules if it in taken], weights)
    return max([step_by_step, *alone], key=lambda it: it.value)


def choice_of(modules: Collection[Module], weights: Weights) -> Choice:
    """Return these modules with what they cost and cover together."""
    covered = frozenset[str]().union(*(module.covers for module in modules))
    cost = float(sum(module.cost for module in modules))
    return Choice(tuple(modules), cost, _weight(covered, weights))


def _weight(names: Collection[str], weights: Weights) -> float:
    return float(sum(max(0.0, weights.get(name, 0.0)) for name in names))


def _solved(
    cost: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    limits: Sequence[LinearConstraint],
    choices: int,
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return the optimum of a model whose first `choices` variables are yes or no."""
    whole = np.array([place < choices for place in range(len(cost))], dtype=int)
    found = milp(cost, integrality=whole, bounds=Bounds(0, 1), constraints=limits)
    if found.x is None:  # pragma: no cover -- nothing chosen meets every limit
        raise ArithmeticError(found.message)
    solution: np.ndarray[tuple[int], np.dtype[np.float64]] = found.x
    return solution
