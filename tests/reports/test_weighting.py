from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.finite import population_correction
from reports.weighting import (
    TotalsOutOfReach,
    distance,
    effective_n,
    extreme,
    post_stratified,
    raked,
    stratified,
    stratified_n,
    trimmed,
)

DATA = Path(__file__).parents[1] / "data"
A06 = pd.read_csv(DATA / "a06_raking.csv")


def table(case):
    """Return the cells of a case as respondents, and their initial weights."""
    cells = A06[A06["case"] == case]
    places = cells["cell"].str.extract(r"(?P<row>r\d)(?P<column>c\d)")
    return places, cells["initial"].astype(float), cells["raked_computed"]


@pytest.mark.parametrize(
    ("case", "rows", "columns"),
    [
        ("ardilly_tille_in_TeachingSampling_doc", (430, 360, 210), (150, 300, 550)),
        ("modeling_with_data_2x2", (5, 15), (10, 10)),
    ],
)
def test_a06_comes_out_as_published(case, rows, columns):
    places, initial, published = table(case)
    totals = {
        "row": {f"r{number}": total for number, total in enumerate(rows, 1)},
        "column": {f"c{number}": total for number, total in enumerate(columns, 1)},
    }

    found = raked(places, totals, initial)

    assert found.to_numpy() == pytest.approx(published.to_numpy(), abs=1e-6)
    assert distance(places, totals, found) <= 1e-9


def test_raking_keeps_the_odds_ratio_of_a_table_of_two_by_two():
    places, initial, _ = table("modeling_with_data_2x2")

    found = raked(places, {"row": {"r1": 5, "r2": 15}, "column": {"c1": 10, "c2": 10}}, initial)

    one, two, three, four = found
    assert one * four / (two * three) == pytest.approx(49 / 108)
    assert one == pytest.approx(1.7756656330, abs=1e-9)


def strata():
    """Ten of 60 people whose mean is 2, thirty of 40 whose mean is 4."""
    return pd.Series(["a"] * 10 + ["b"] * 30), pd.Series([2.0] * 10 + [4.0] * 30)


def test_post_stratification_gives_each_stratum_its_share_of_the_population():
    stratum, values = strata()

    weights = post_stratified(stratum, {"a": 60, "b": 40}, pd.Series(1.0, index=stratum.index))

    assert values.mean() == 3.5
    assert (weights * values).sum() / weights.sum() == pytest.approx(2.8)
    # Relative to n / N: (60 / 100) / (10 / 40), and (40 / 100) / (30 / 40).
    relative = weights / weights.mean()
    assert relative.groupby(stratum).first().tolist() == pytest.approx([2.4, 8 / 15])


def test_the_correction_for_a_finite_population_is_that_of_the_methods():
    error = 1.2 / 45**0.5

    assert error == pytest.approx(0.178885, abs=5e-7)
    assert error * population_correction(45, 60) == pytest.approx(0.089443, abs=5e-7)
    assert population_correction(60, 60) == 0
    # The variance of the weighted mean of the strata above, with a standard deviation of 1.
    variance = sum(
        share**2 * population_correction(n, size) ** 2 / n
        for share, n, size in ((0.6, 10, 60), (0.4, 30, 40))
    )
    assert variance == pytest.approx(0.0313333, abs=5e-8)
    assert variance**0.5 == pytest.approx(0.177012, abs=5e-7)


def test_the_effective_n_is_that_of_the_methods():
    assert effective_n(pd.Series([1, 1, 2, 4])) == pytest.approx(64 / 22)
    assert effective_n(pd.Series([7.0] * 5)) == 5


def test_extreme_weights_are_cut_and_brought_back_to_a_mean_of_one():
    weights = pd.Series([0.1] + [1.0] * 8 + [11.9])  # mean 2.0: 0.05, eight halves, 5.95

    found = trimmed(weights)

    # 0.3, eight halves and 3: 7.3 over ten people
    assert extreme(weights) == 2
    assert found.tolist() == pytest.approx([0.3 / 0.73, *[0.5 / 0.73] * 8, 3 / 0.73])
    assert found.mean() == pytest.approx(1)


def test_totals_that_meet_in_nobody_are_out_of_reach():
    # All of a are x and all of b are y: a and x would need the same total.
    people = pd.DataFrame({"one": list("aabb"), "other": list("xxyy")})
    totals = {"one": {"a": 1, "b": 3}, "other": {"x": 2, "y": 2}}

    with pytest.raises(TotalsOutOfReach):
        raked(people, totals, pd.Series(1.0, index=people.index))


shares = st.tuples(*[st.integers(1, 50)] * 2)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["ax", "ay", "bx", "by"]), max_size=30), shares, shares)
def test_raked_weights_meet_every_total_and_are_one_for_people_who_are_alike(people, one, other):
    frame = pd.DataFrame([tuple(kind) for kind in ["ax", "ay", "bx", "by", *people]])
    frame.columns = ["one", "other"]
    totals = {
        name: dict(zip(values, (100 * s / sum(sizes) for s in sizes), strict=True))
        for name, values, sizes in (("one", "ab", one), ("other", "xy", other))
    }

    found = raked(frame, totals, pd.Series(1.0, index=frame.index))

    assert distance(frame, totals, found) <= 1e-9
    spread = found.groupby([frame["one"], frame["other"]]).agg(lambda w: w.max() - w.min())
    assert spread.max() == pytest.approx(0, abs=1e-9)
    assert 1 <= effective_n(found) <= len(frame) + 1e-9


def test_a_population_of_two_groups_has_the_mean_of_its_shares():
    # Methods § 1.8: N = (60, 40), n = (10, 30), means 2 and 4: 2.8, where the answers say 3.5.
    assert stratified([60, 40], [10, 30], [2, 4]) == pytest.approx(2.8)
    weights = pd.Series([0.6 / 0.25] * 10 + [0.4 / 0.75] * 30)
    assert stratified_n([60, 40], [10, 30]) == pytest.approx(effective_n(weights))


def test_a_group_without_people_in_the_population_counts_for_nothing():
    assert stratified([60, 0], [10, 0], [2, float("nan")]) == 2
    assert stratified_n([60, 0], [10, 0]) == 10
