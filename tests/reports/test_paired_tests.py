"""Exact tests and effect sizes, against hand-made cases and against all choices of signs."""

from itertools import product
from math import sqrt
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from scipy.stats import wilcoxon

from reports import paired_tests

DATA = Path(__file__).parents[1] / "data"
ROWS = {  # of the table of expected figures
    "cohen_dz": paired_tests.cohen_dz,
    "rank_biserial": paired_tests.rank_biserial,
    "wilcoxon_p_exact_two_sided_enumerated": paired_tests.wilcoxon,
    "sign_test_p_exact": paired_tests.sign_test,
}


def changes_in(frame, code):
    change = (frame[f"{code}_importance"] - frame[f"{code}_current"]).dropna()
    return {int(step): int(n) for step, n in change.value_counts().items()}


@pytest.mark.parametrize("code", ["K1", "K2", "K3", "K4"])
@pytest.mark.parametrize("row", ROWS)
def test_a01_comes_out_as_published(code, row, monkeypatch):
    monkeypatch.setattr(paired_tests, "FEWEST", 1)
    changes = changes_in(pd.read_csv(DATA / "a01_mini_raw.csv"), code)
    expected = pd.read_csv(DATA / "a01_mini_expected.csv", index_col=0)

    assert ROWS[row](changes) == pytest.approx(float(expected.loc[row, code]), abs=1e-6)


def test_the_rank_sums_of_a01_come_out_as_published():
    frame = pd.read_csv(DATA / "a01_mini_raw.csv")

    sums = [paired_tests.signed_ranks(changes_in(frame, code)) for code in ("K1", "K2", "K3")]

    assert sums == [(36.0, 0.0), (2.0, 8.0), (2.5, 7.5)]


def enumerated(changes):
    """Return the two-sided p over every choice of signs, one person at a time."""
    sizes = sorted(abs(step) for step, n in changes.items() for _ in range(n) if step)
    ranks = [
        sum(i + 1 for i, other in enumerate(sizes) if other == size) / sizes.count(size)
        for size in sizes
    ]
    gains, losses = paired_tests.signed_ranks(changes)
    sums = [
        sum(rank for rank, sign in zip(ranks, signs, strict=True) if sign)
        for signs in product((0, 1), repeat=len(sizes))
    ]
    return min(1.0, 2 * sum(total <= min(gains, losses) for total in sums) / len(sums))


@pytest.mark.parametrize("seed", range(8))
def test_the_exact_test_counts_every_choice_of_signs(seed):
    chance = Random(seed)
    changes = {step: chance.randint(0, 2) for step in range(-4, 5)} | {1: 2, 2: 2, 3: 2}

    assert paired_tests.wilcoxon(changes) == pytest.approx(enumerated(changes))


def test_under_six_changes_there_is_no_test_whatever_did_not_change():
    assert paired_tests.wilcoxon({1: 5, 0: 90}) is None
    assert paired_tests.sign_test({1: 5, 0: 90}) is None
    assert paired_tests.sign_test({1: 6, 0: 90}) == 2 / 64
    assert paired_tests.wilcoxon({1: 6}) == 2 / 64


def test_a_large_group_is_tested_exactly_too():
    changes = {1: 900, -1: 800, 2: 500, -2: 420, 3: 100, -3: 130, 4: 20, -4: 15, 0: 999}

    steps = [step for step, n in changes.items() for _ in range(n)]
    near = wilcoxon(steps, zero_method="wilcox", method="asymptotic").pvalue
    assert paired_tests.wilcoxon(changes) == pytest.approx(near, rel=0.01)


def test_the_effect_size_is_the_mean_change_over_its_spread_by_hand():
    # Changes 0, 1, 1, 2: mean 1, variance (1 + 0 + 0 + 1) / 3.
    assert paired_tests.cohen_dz({0: 1, 1: 2, 2: 1}) == pytest.approx(1 / sqrt(2 / 3))
    assert paired_tests.cohen_dz({1: 7}) is None
    assert paired_tests.rank_biserial({0: 7}) is None
