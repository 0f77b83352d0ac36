import re
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from reports.charts import CHARTS
from reports.counts import joint_counts
from reports.document import Chart
from reports.grid import Cross
from reports.levels import distribution
from reports.needs import needs_table
from reports.static_charts import svg

SVG = "{http://www.w3.org/2000/svg}"


def make(name):
    rows = [("D4-01", 4, 1, 3, 20), ("D4-01", 2, 3, 3, 10), ("D4-02", 3, 2, 4, 4)]
    columns = ["competence", "importance", "current", "target", "n"]
    counts = joint_counts(pd.DataFrame(rows, columns=columns))
    if name == "heat_map":
        values = pd.DataFrame({"Commune": [1.0, 4.0], "Pays": [2.0, 0.0]}, ["D4-01", "D4-02"])
        states = values.map(lambda value: "shown" if value else "masked")
        return CHARTS[name](values, states, str, measure="Écart")
    if name == "progress_dumbbell":
        table = pd.DataFrame(
            {"mean_before": [1.5, 2.0], "mean_after": [2.0, 2.5], "mean_change": [0.5, 0.5],
             "state": ["shown", "masked"]}, index=["D4-01", "D4-02"],
        )  # fmt: skip
        return CHARTS[name](table, str)
    if name == "level_distribution":
        return CHARTS[name](distribution(counts, 5, range(5)), str)
    return CHARTS[name](needs_table(counts, 5), str)


def drawn(chart, **options):
    return ET.fromstring(svg(chart, **options))  # noqa: S314 -- our own drawing


def texts(root):
    return [element.text for element in root.iter(f"{SVG}text")]


ALL = pytest.mark.parametrize("name", list(CHARTS))


@ALL
@pytest.mark.parametrize("width", [320, 720])
def test_a_drawing_is_named_and_stays_within_its_frame(name, width):
    chart = make(name)

    root = drawn(chart, width=width, name="needs")

    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "needs-title"
    assert root.find(f"{SVG}title").text == chart.alternative
    assert root.find(f"{SVG}desc").text
    for element in root.iter():
        for key, end in (("x", width), ("x1", width), ("cx", width), ("y", root.get("height"))):
            assert 0 <= float(element.get(key, 0)) <= float(end)


@ALL
def test_a_drawing_has_no_style_and_writes_in_the_colour_of_the_page(name):
    root = drawn(make(name))

    assert "style" not in {key for element in root.iter() for key in element.attrib}
    outside = [e for e in root.iter(f"{SVG}text") if "class" not in e.attrib]
    assert outside
    assert {element.get("fill") for element in outside} == {"currentColor"}


@ALL
def test_a_drawing_carries_the_labels_of_its_figure(name):
    chart = make(name)
    layout = chart.figure["layout"]

    written = texts(drawn(chart))

    for axis in ("xaxis", "yaxis"):
        assert set(layout[axis]["ticktext"]) <= set(written)


def test_bars_are_as_long_as_their_shares_and_follow_each_other():
    root = drawn(make("level_distribution"))

    bars = [
        (float(r.get("x")), float(r.get("width")))
        for r in root.iter(f"{SVG}rect")
        if float(r.get("width")) > 0 and float(r.get("height")) > 12
    ]
    (left, first), (start, second) = bars
    assert first == pytest.approx(2 * second, abs=0.2)  # 20 people, then 10
    assert start == pytest.approx(left + first, abs=0.2)


def test_points_stand_where_their_values_say():
    root = drawn(make("gap_dumbbell"))

    ticks = {e.text: float(e.get("x")) for e in root.iter(f"{SVG}text") if e.text in "01234"}
    circles = [e.get("transform") for e in root.iter(f"{SVG}circle")]
    places = [float(re.search(r"[\d.]+", transform)[0]) for transform in circles]
    expected = ticks["1"] + (ticks["2"] - ticks["1"]) * 2 / 3  # the mean level is 5/3
    assert places[1:] == [pytest.approx(expected, abs=0.2)]  # the first one is the legend's


def test_an_undecided_point_is_a_ring_in_the_drawing():
    table = pd.DataFrame(
        {"mean_current": [1.0, 3.0], "mean_importance": [3.0, 1.0], "pair_state": "shown",
         "undecided": [False, True]}, index=["D4-01", "D4-02"],
    )  # fmt: skip

    root = drawn(CHARTS["importance_performance"](table, str, cross=Cross("mean", 2, 2)))

    circles = [(e.get("fill"), e.get("class")) for e in root.iter(f"{SVG}circle")]
    disc, ring = ("#12436D", "tone-12436d"), ("none", "stroke-12436d")
    assert circles == [disc, ring, disc, ring]  # the legend, then the points
    assert {"1", "2", "Compétence indécise", "Moyennes"} <= set(texts(root))


def test_texts_are_escaped():
    chart = make("priority_bars")
    hostile = Chart(alternative="<script>alert(1)</script> & co.", figure=chart.figure)

    assert "<script>" not in svg(hostile)
