"""A chart of many rows cut into charts of fewer, each tall enough for a page or a slide."""

from collections.abc import Iterator
from math import ceil
from typing import Any

from reports.chart_frame import ROW_HEIGHT
from reports.document import Chart

OF_ROWS = ("x", "y", "text")  # what scatters and bars hold for each of their points
OF_GRIDS = ("y", "z", "text")  # what heat maps hold for each of their rows


def rows_of(chart: Chart) -> int:
    """Return how many rows a chart has; 0 where its height is not made of rows."""
    axis = chart.figure["layout"]["yaxis"]
    count = len(axis["ticktext"])
    return count if count and axis["range"] == [count - 0.5, -0.5] else 0


def count_slices(chart: Chart, most: int) -> int:
    """Return how many charts `slices` makes of one."""
    return max(1, ceil(rows_of(chart) / most))


def slices(chart: Chart, most: int) -> Iterator[Chart]:
    """Yield charts of at most `most` rows each, about as many in each, their order kept.

    All have the same axis across. What each shows is said as for the whole, with its place.
    """
    count = rows_of(chart)
    total = count_slices(chart, most)
    if total < 2:
        yield chart
        return
    size = ceil(count / total)
    for place, start in enumerate(range(0, count, size), 1):
        cut = first_rows(chart, min(size, count - start), start)
        said = f"{chart.alternative} ({place} / {total})"
        yield cut.model_copy(update={"alternative": said})


def first_rows(chart: Chart, size: int, start: int = 0) -> Chart:
    """Return the chart with `size` of its rows only, from the one at place `start` on."""
    count = rows_of(chart)
    if size >= count:
        return chart
    layout = dict(chart.figure["layout"])
    names = layout["yaxis"]["ticktext"][start : start + size]
    places = {"range": [size - 0.5, -0.5], "tickvals": [*range(size)], "ticktext": names}
    layout["yaxis"] = {**layout["yaxis"], **places}
    layout["height"] -= ROW_HEIGHT * (count - size)
    traces = [_trace(trace, start, start + size) for trace in chart.figure["data"]]
    figure = {**chart.figure, "layout": layout, "data": traces}
    return chart.model_copy(update={"figure": figure})


def _trace(trace: dict[str, Any], start: int, end: int) -> dict[str, Any]:
    """Return a trace without what stands on other rows; breaks in a line are kept."""
    kept = [y is None or start - 0.5 <= y < end - 0.5 for y in trace["y"]]
    cut = dict(trace)
    for key in OF_GRIDS if trace["type"] == "heatmap" else OF_ROWS:
        if isinstance(trace.get(key), list | tuple):
            cut[key] = [one for one, stays in zip(trace[key], kept, strict=True) if stays]
    cut["y"] = [None if y is None else y - start for y in cut["y"]]
    return cut
