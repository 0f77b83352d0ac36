"""The best modules within a budget: a published table, brute force, and known traps."""

import csv
from itertools import chain, combinations
from pathlib import Path
from random import Random

import pytest

from reports.training.choosing import Module, best_choice, choice_of, greedy_choice

DATA = Path(__file__).parents[2] / "data"
HALF = 0.5 * (1 - 1 / 2.718281828459045)


def a07():
    with (DATA / "a07_budget_coverage_modules.csv").open() as file:
        rows = list(csv.reader(file))
    split = rows.index(["competence", "weight", ""])
    modules = [Module(m, m, float(c), frozenset(k.split())) for m, c, k in rows[1:split]]
    return {name: float(weight) for name, weight, _ in rows[split + 1 :]}, modules


def expected():
    with (DATA / "a07_budget_coverage_expected.csv").open() as file:
        return list(csv.DictReader(file))


def sets_of(choice):
    return "+".join(sorted(module.code for module in choice.modules))


@pytest.mark.parametrize("row", expected(), ids=lambda row: row["budget"])
def test_a07_is_recomputed_on_every_budget(row):
    weights, modules = a07()
    budget = float(row["budget"])

    found = best_choice(weights, modules, budget)
    guess = greedy_choice(weights, modules, budget)

    assert f"{found.value:.2f}" == row["optimal_value_bruteforce"]
    optima = ["+".join(sorted(it.split("+"))) for it in row["optimal_sets_bruteforce"].split(" | ")]
    assert sets_of(found) in optima
    assert f"{guess.value:.2f}" == row["max(greedy,best_single)"]


def test_at_13_the_cheapest_of_the_six_optima_is_taken():
    weights, modules = a07()

    found = best_choice(weights, modules, 13)

    assert (found.cost, f"{found.value:.2f}") == (11, "38.42")


def brute(weights, modules, budget):
    every = chain.from_iterable(combinations(modules, size) for size in range(len(modules) + 1))
    choices = [choice_of(it, weights) for it in every]
    fitting = [it for it in choices if it.cost <= budget]
    most = max(it.value for it in fitting)
    return most, min(it.cost for it in fitting if it.value > most - 1e-9)


@pytest.mark.parametrize("seed", range(200))
def test_value_and_cost_are_those_of_brute_force(seed):
    random = Random(seed)
    names = [f"K{place}" for place in range(random.randint(1, 7))]
    weights = {name: random.choice([-2.0, 0.0, 1.0, 2.5, 4.0]) for name in names}
    modules = [
        Module(f"M{place}", "", float(random.randint(0, 6)),
               frozenset(random.sample(names, random.randint(0, len(names)))))
        for place in range(random.randint(0, 7))
    ]  # fmt: skip
    budget = float(random.randint(0, 14))

    found = best_choice(weights, modules, budget)
    guess = greedy_choice(weights, modules, budget) if modules else found

    assert (found.value, found.cost) == pytest.approx(brute(weights, modules, budget))
    assert found.value * HALF - 1e-9 <= guess.value <= found.value + 1e-9
    assert guess.cost <= budget


def test_a_guess_by_weight_for_its_cost_alone_would_take_one_for_a_hundred():
    modules = [Module("A", "", 1, frozenset({"a"})), Module("B", "", 101, frozenset({"b"}))]
    weights = {"a": 1.0, "b": 100.0}

    assert greedy_choice(weights, modules, 101).value == 100
    assert best_choice(weights, modules, 101).value == 100
    assert best_choice(weights, modules, 102).value == 101


def test_nothing_is_chosen_for_no_need_or_no_money():
    modules = [Module("A", "", 1, frozenset({"a"}))]

    for weights, budget in (({"a": -1.0}, 5), ({"a": 0.0}, 5), ({}, 5), ({"a": 1.0}, 0.5)):
        assert best_choice(weights, modules, budget).modules == ()
        assert greedy_choice(weights, modules, budget).value == 0
