"""Quadrants: published ones, ties, and points that the answers leave undecided."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.counts import joint_counts, merged
from reports.grid import (
    Cross,
    above_diagonal,
    cross_at,
    locus_for_focus,
    quadrants,
    regions,
    undecided,
)

DATA = Path(__file__).parents[1] / "data"
NAN = math.nan


def sinche():
    table = pd.read_csv(DATA / "p01_sinche2017_skills_means.csv", index_col="item")
    return table, table["doc_skill_mean_found"], table["employed_mean_found"]


def counts(*rows):
    """Rows (competence, importance, current, n)."""
    columns = ["competence", "importance", "current", "n"]
    return joint_counts(pd.DataFrame(rows, columns=columns))


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("mean", "ipa_grand_mean_computed"),
        ("median", "ipa_median_computed"),
        ("centre", "ipa_scale_centre_3_computed"),
    ],
)
def test_p01_stands_in_the_published_quadrants(kind, column):
    table, current, importance = sinche()

    found = quadrants(current, importance, cross_at(kind, current, importance, (1, 5)))

    assert found.str.replace("_", " ").tolist() == table[column].tolist()


def test_p01_crosses_stand_where_the_methods_say():
    _, current, importance = sinche()

    means = cross_at("mean", current, importance, (1, 5))
    medians = cross_at("median", current, importance, (1, 5))

    assert means == pytest.approx(("mean", 4.0640, 4.3287), abs=5e-5)
    assert medians == ("median", 4.18, 4.42)
    assert cross_at("centre", current, importance, (1, 5)) == ("centre", 3, 3)


def test_p01_stands_on_the_published_side_of_the_diagonal():
    table, current, importance = sinche()

    found = above_diagonal(current, importance)

    words = {"need": "above (need)", "no_need": "below (no need)"}
    assert found.map(words).tolist() == table["diagonal_computed"].tolist()


def test_p10_stands_in_the_published_quadrants():
    table = pd.read_csv(DATA / "p10_nts_importance_difficulty.csv", index_col="item")
    difficulty, importance = table["difficulty_mean_found"], table["importance_mean_found"]

    found = quadrants(difficulty, importance, cross_at("mean", difficulty, importance, (1, 5)))

    words = {"concentrate": "I+D-", "keep_up": "I+D+", "low_priority": "I-D-", "overkill": "I-D+"}
    published = table["quadrant_importance_high_difficulty_high_grand_mean_computed"]
    assert found.map(words).tolist() == published.tolist()


def test_a_value_on_the_line_is_high_and_one_on_the_diagonal_is_no_need():
    current, importance = pd.Series([2.0, 3.0, 1.0, 1.0]), pd.Series([2.0, 3.0, 1.0, 2.0])

    assert quadrants(current, importance, Cross("mean", 2, 2)).tolist() == [
        "keep_up", "keep_up", "low_priority", "concentrate"
    ]  # fmt: skip
    assert above_diagonal(current, importance).tolist() == ["no_need"] * 3 + ["need"]


def test_equal_means_stand_on_their_own_mean_whatever_the_last_bit():
    third = pd.Series([7 / 3, 2 + 1 / 3, 1 + 4 / 3, 0.1 + 0.2 + 7 / 3 - 0.3])

    found = quadrants(third, third, cross_at("mean", third, third, (0, 4)))

    assert set(found) == {"keep_up"}
    assert set(above_diagonal(third, third[::-1].set_axis(third.index))) == {"no_need"}


def test_a_masked_competence_moves_no_cross_and_has_no_quadrant():
    current, importance = pd.Series([1.0, NAN, 3.0]), pd.Series([4.0, 4.0, 2.0])

    cross = cross_at("mean", current, importance, (0, 4))

    assert cross == ("mean", 2, 3)
    assert quadrants(current, importance, cross).fillna("").tolist() == [
        "concentrate", "", "overkill"
    ]  # fmt: skip
    assert cross_at("mean", current * NAN, importance, (0, 4)) is None


def test_locus_for_focus_needs_a_high_target_and_a_wide_gap():
    target = pd.Series([4.0, 4.0, 2.0, 2.0, NAN])
    gap = pd.Series([2.0, 0.0, 2.0, 0.0, 3.0])

    # means over the four that have both: target 3, gap 1
    assert locus_for_focus(target, gap).fillna("").tolist() == [
        "first", "level", "gap", "last", ""
    ]  # fmt: skip


def test_the_region_of_two_levels_is_that_of_a_binomial_count():
    region = regions(counts(("K", 3, 1, 20), ("K", 3, 2, 20))).loc["K"]

    # Of 40 draws at 1/2 the middle 97.5 % is 13 to 27 (P(X <= 12) = 0.008, P(X <= 13) = 0.019).
    assert region["current_low"] == pytest.approx(1 + 13 / 40, abs=0.5 / 40)
    assert region["current_high"] == pytest.approx(1 + 27 / 40, abs=0.5 / 40)
    assert (region["importance_low"], region["importance_high"]) == (3, 3)


def test_the_region_is_as_wide_as_whole_people_drawn_one_by_one_make_it():
    rows = [("K", i, c, n) for i, c, n in ((4, 1, 12), (3, 2, 9), (2, 3, 7), (1, 1, 4))]
    people = np.repeat([[c, i] for _, i, c, _ in rows], [n for *_, n in rows], axis=0)
    random = np.random.default_rng(5)
    drawn = people[random.integers(0, len(people), (4000, len(people)))].mean(axis=1)

    low, high = np.quantile(drawn, (0.0125, 0.9875), axis=0)

    region = regions(counts(*rows)).loc["K"].tolist()
    assert region == pytest.approx([low[0], high[0], low[1], high[1]], abs=0.06)


@pytest.mark.parametrize(
    ("line", "open_"), [(1.0, False), (1.32, False), (1.33, True), (1.67, True), (1.68, False)]
)
def test_a_region_that_crosses_a_line_of_the_cross_is_undecided(line, open_):
    region = regions(counts(("K", 3, 1, 20), ("K", 3, 2, 20)))  # levels about 1.325 to 1.675

    assert undecided(region, Cross("mean", line, 2))["K"] == open_


def test_the_line_of_importance_counts_too_and_its_own_value_is_high():
    region = regions(counts(("K", 3, 1, 20), ("K", 3, 2, 20)))

    assert not undecided(region, Cross("mean", 1, 3))["K"]
    assert not undecided(region, Cross("mean", 1, 3.1))["K"]
    wide = regions(counts(("K", 2, 3, 20), ("K", 3, 3, 20)))
    assert undecided(wide, Cross("mean", 1, 2.5))["K"]


def test_nobody_and_weights_have_no_region_and_nothing_is_decided():
    nobody = regions(counts(("K", NAN, 1, 20)))
    weighted = regions(counts(("K", 3, 1, 20)).assign(weight=30.0))

    for region in (nobody, weighted):
        assert region.isna().all(axis=None)
        assert undecided(region, Cross("mean", 2, 2))["K"]


rows = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(0, 4), st.integers(0, 4), st.integers(1, 9)),
    min_size=1, max_size=20,
)  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(rows, st.randoms())
def test_the_order_of_rows_and_the_names_of_competences_change_no_region(found, random):
    names = {"A": "C", "B": "A", "C": "B"}
    shuffled = [(names[name], *rest) for name, *rest in found]
    random.shuffle(shuffled)

    one = regions(counts(*found)).rename(names).sort_index()

    pd.testing.assert_frame_equal(one, regions(counts(*shuffled)).sort_index())


@settings(max_examples=15, deadline=None)
@given(rows, rows)
def test_a_group_and_its_parts_put_together_have_the_same_region(one, other):
    together = regions(counts(*one, *other)).sort_index()

    apart = regions(merged([counts(*one), counts(*other)])).sort_index()

    pd.testing.assert_frame_equal(apart, together)
