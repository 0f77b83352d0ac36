import math
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from reports.multiple_tests import benjamini_hochberg, holm

DATA = Path(__file__).parents[1] / "data"
p_values = st.lists(st.floats(0, 1), max_size=20)


def test_the_example_of_the_standard_library_comes_out_as_published():
    found = benjamini_hochberg([0.008, 0.03, 0.123, 0.6, 0.2])

    assert found == pytest.approx([0.04, 0.075, 0.205, 0.6, 0.25])


@pytest.mark.parametrize(
    ("adjusted", "column", "rejected"), [(holm, "holm", 3), (benjamini_hochberg, "bh", 4)]
)
def test_a05_comes_out_as_published(adjusted, column, rejected):
    table = pd.read_csv(DATA / "a05_multiple_tests.csv")

    found = adjusted(list(table["p"]))

    assert found == pytest.approx(list(table[f"{column}_adj"]), abs=5e-7)
    assert [int(p <= 0.05) for p in found] == table[f"reject_{column}_.05"].tolist()
    assert sum(p <= 0.05 for p in found) == rejected


@pytest.mark.parametrize(("adjusted", "column"), [(holm, "holm"), (benjamini_hochberg, "bh")])
def test_p06_the_eleven_needs_of_the_paper_are_one_family(adjusted, column):
    table = pd.read_csv(DATA / "p06_educational_needs_two_groups.csv").iloc[1:]

    found = adjusted(list(table["p_found"]))

    assert found == pytest.approx(list(table[f"{column}_adj_of_p_found_computed"]), abs=5e-5)


@pytest.mark.parametrize("adjusted", [holm, benjamini_hochberg])
def test_a_missing_p_is_not_in_the_family(adjusted):
    assert adjusted([None, 0.01, math.nan, 0.04]) == [None, 0.02, None, 0.04]
    assert adjusted([]) == []


@settings(max_examples=50, deadline=None)
@given(p_values)
def test_adjusted_values_keep_the_order_and_stay_between_p_and_one(values):
    for adjusted in (holm, benjamini_hochberg):
        found = adjusted(values)

        assert all(p - 1e-12 <= q <= 1 for p, q in zip(values, found, strict=True))
        pairs = sorted(zip(values, found, strict=True))
        assert all(one[1] <= other[1] for one, other in pairwise(pairs))
    both = zip(holm(values), benjamini_hochberg(values), strict=True)
    assert all(q <= p + 1e-12 for p, q in both)


@settings(max_examples=50, deadline=None)
@given(p_values.filter(bool))
def test_false_discovery_is_controlled_as_scipy_does(values):
    assert benjamini_hochberg(values) == pytest.approx(false_discovery_control(values))
