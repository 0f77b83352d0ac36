import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import ttest_1samp

from reports.counts import joint_counts
from reports.intervals import (
    FEWEST,
    gap_interval,
    mean_interval,
    mwds_interval,
    rds_interval,
    tango,
)


def counts(pairs, name="K", **more):
    """Joint counts of one competence from pairs (importance, current), one per person."""
    rows = pd.DataFrame(pairs, columns=["importance", "current"]).assign(competence=name, **more)
    return joint_counts(rows)


PAIRS = [(4, 1), (4, 2), (3, 3), (2, 3), (4, 0), (3, 1), (4, 4), (1, 2), (3, 2), (4, 3), (2, 0)]
TWELVE = [*PAIRS, (3, 0)]


def test_the_score_interval_is_the_published_one():
    # Fagerland, Lydersen & Laake (2014), Statistics in Medicine 33: 21 children before and after a
    # transplantation, 1 and 7 discordant pairs; Tango's interval -0.517 to -0.026.
    assert tango(1, 7, 21) == pytest.approx((-0.517, -0.026), abs=5e-4)


def test_the_score_interval_has_a_width_where_everybody_stands_on_one_side():
    table = rds_interval(counts([(4, 1)] * 12))

    # Nobody above: the largest share below that 12 of 12 leaves open is n / (n + z²) of a score
    # test, 2 · 12 / (12 + 1.96²) - 1 on the scale from -1 to 1.
    assert table.loc["K", "low"] == -100
    assert table.loc["K", "high"] == pytest.approx(
        -100 * (2 * 12 / (12 + 1.959964**2) - 1), abs=1e-3
    )
    assert table.loc["K", "why"] == ""


def test_the_interval_of_a_gap_is_student_s():
    gaps = [importance - current for importance, current in TWELVE]
    low, high = ttest_1samp(gaps, 0).confidence_interval()

    table = gap_interval(counts(TWELVE), "importance")

    assert list(table.loc["K", ["n", "low", "high", "why"]]) == [
        12, pytest.approx(low), pytest.approx(high), ""
    ]  # fmt: skip


def test_the_interval_of_a_mean_adds_a_tenth_of_a_person_at_each_end():
    table = mean_interval(counts(TWELVE), "current")

    # n 12.2; sum 21 + 0.4 = 21.4; squares 57 + 1.6 = 58.6; mean 1.754098; s² = (58.6 - 21.4² /
    # 12.2) / 11.2 = 1.880562; error 0.392614; t(11.2) at 0.975 = 2.195993
    assert table.loc["K", "low"] == pytest.approx(0.8919, abs=5e-4)
    assert table.loc["K", "high"] == pytest.approx(2.6163, abs=5e-4)


def test_the_jackknife_leaves_out_each_person_in_turn():
    wanted, level = np.array(TWELVE, float).T
    score = wanted.mean() * (wanted - level).mean()
    without = np.array(
        [np.delete(wanted, i).mean() * np.delete(wanted - level, i).mean() for i in range(12)]
    )
    pseudo = 12 * score - 11 * without
    reach = 2.200985 * pseudo.std(ddof=1) / math.sqrt(12)  # t(11) at 0.975

    table = mwds_interval(counts(TWELVE))

    assert table.loc["K", "low"] == pytest.approx(score - reach, abs=1e-5)
    assert table.loc["K", "high"] == pytest.approx(score + reach, abs=1e-5)


@pytest.mark.parametrize(
    ("pairs", "why"),
    [
        (PAIRS, "few"),
        ([], "few"),
        ([(4, 2)] * 12, "alike"),
        ([(4, 2)] * 10 + [(4, 1), (4, 0)], "alike"),
        ([(4, 2)] * 9 + [(4, 1), (4, 0), (4, 3)], ""),
    ],
)
def test_where_an_interval_would_mislead_none_is_given_and_the_reason_is_said(pairs, why):
    table = gap_interval(counts([*pairs, (None, 2)]), "importance")

    assert table.loc["K", "why"] == why
    assert table.loc["K", "n"] == len(pairs)
    assert bool(np.isnan(table.loc["K", "low"])) is bool(why)


def test_weights_are_not_people():
    assert mwds_interval(counts(TWELVE, weight=1.5)).loc["K", "why"] == "weighted"


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=12, max_size=40))
def test_intervals_hold_what_was_found_and_swap_sides_with_their_ratings(pairs):
    here = counts(pairs)
    swapped = counts([(current, importance) for importance, current in pairs])
    rds, mirrored = rds_interval(here).loc["K"], rds_interval(swapped).loc["K"]
    gap, opposite = gap_interval(here, "importance").loc["K"], gap_interval(swapped, "importance")

    found = 100 * sum(int(np.sign(c - i)) for i, c in pairs) / len(pairs)
    assert rds["low"] - 1e-6 <= found <= rds["high"] + 1e-6
    assert (rds["low"], rds["high"]) == pytest.approx(
        (-mirrored["high"], -mirrored["low"]), abs=1e-4
    )
    if gap["why"] == "":
        mean = sum(i - c for i, c in pairs) / len(pairs)
        assert gap["low"] <= mean <= gap["high"]
        assert gap["low"] == pytest.approx(-opposite.loc["K", "high"])


def test_twice_as_many_people_who_say_the_same_narrow_an_interval_by_the_root_of_two():
    once, twice = (gap_interval(counts(TWELVE * times), "importance").loc["K"] for times in (8, 16))

    ratio = (once["high"] - once["low"]) / (twice["high"] - twice["low"])
    assert ratio == pytest.approx(math.sqrt(2), rel=0.01)
    assert FEWEST == 12


@pytest.mark.parametrize(
    "interval", [mwds_interval, lambda it, *n: gap_interval(it, "importance", *n)]
)
def test_three_quarters_of_a_population_halve_an_interval_about_its_middle(interval):
    # n = 12 of N = 16: √(1 − 12 / 16) = 0.5; methods § 1.8 has the same for 45 of 60.
    low, high = interval(counts(TWELVE)).loc["K", ["low", "high"]]

    found = interval(counts(TWELVE), 16).loc["K"]

    middle, reach = (low + high) / 2, (high - low) / 4
    assert (found["low"], found["high"]) == pytest.approx((middle - reach, middle + reach))


def test_a_score_interval_in_a_population_is_that_of_more_people():
    # 12 of 16 vary as little as 12 / 0.25 = 48 of a population without end.
    found = rds_interval(counts(TWELVE), 16).loc["K", ["low", "high"]]

    assert list(found) == pytest.approx(
        list(rds_interval(counts(TWELVE * 4)).loc["K", ["low", "high"]])
    )


def test_a_census_has_no_interval():
    for table in (
        gap_interval(counts(TWELVE), "importance", 12),
        mwds_interval(counts(TWELVE), 12),
        rds_interval(counts(TWELVE), 12),
    ):
        assert table.loc["K", "why"] == "census"
        assert math.isnan(table.loc["K", "low"])
