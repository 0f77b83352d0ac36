"""The slope of a change and the star of a profile: where marks stand."""

import math
from itertools import pairwise

import pandas as pd
import pytest

from reports.radar_chart import radar_chart
from reports.slope_chart import places_apart, slope_chart
from reports.static_charts import svg


def moved():
    return pd.DataFrame(
        {"start": [1.0, 2.0, math.nan], "end": [2.5, 1.5, math.nan],
         "state": ["shown", "shown", "masked"]}, index=["D4-01", "D4-02", "D4-03"],
    )  # fmt: skip


def test_names_that_do_not_touch_stay_where_they_are():
    assert places_apart([3.0, 1.0, 2.0], apart=0.3) == [3.0, 1.0, 2.0]


def test_names_that_touch_are_spread_around_their_mean_in_their_order():
    found = places_apart([2.0, 2.1, 0.5], apart=0.3)

    assert found == pytest.approx([1.9, 2.2, 0.5])


def test_a_group_that_spreads_into_the_next_joins_it():
    found = places_apart([1.0, 1.0, 1.0, 1.3], apart=0.3)

    middle = (1.0 + 1.0 + 1.0 + 1.3) / 4
    assert sorted(found) == pytest.approx([middle + 0.3 * step for step in (-1.5, -0.5, 0.5, 1.5)])
    assert max(found) == found[3]


@pytest.mark.parametrize("values", [[0.0] * 49, [i % 5 for i in range(49)], [1.23, 1.24, 3.9]])
def test_no_two_names_are_nearer_than_a_line(values):
    found = sorted(places_apart([float(value) for value in values], apart=0.1))

    assert all(b - a >= 0.1 - 1e-9 for a, b in pairwise(found))


def test_a_slope_joins_what_is_shown_and_draws_nothing_of_what_is_masked():
    chart = slope_chart(moved(), ("Avant", "Maintenant"), str)

    lines, marks, names = chart.figure["data"]
    assert lines["y"] == [1.0, 2.5, None, 2.0, 1.5, None]
    assert (marks["x"], marks["y"]) == ([0, 0, 1, 1], [1.0, 2.0, 2.5, 1.5])
    assert [text.strip() for text in names["text"]] == ["D4-01", "D4-02"]
    assert "D4-03" not in svg(chart)
    assert "en progrès\u00a0: 1." in chart.alternative


def test_a_star_begins_at_the_top_and_turns_clockwise():
    table = pd.DataFrame(
        {"mean_level": [4.0, 2.0, 1.0, 0.0], "mean_target": [4.0, math.nan, 4.0, 4.0]},
        index=["D1", "D2", "D3", "D4"],
    )

    chart = radar_chart(table, str)

    level, target = (it for it in chart.figure["data"] if it.get("name"))
    assert list(zip(level["x"], level["y"], strict=True)) == [
        (0.0, 1.0), (0.5, 0.0), (0.0, -0.25), (0.0, 0.0), (0.0, 1.0),
    ]  # fmt: skip
    assert target["x"][1] is None
    drawn = svg(chart, width=420)
    assert ">D1</text>" in drawn
