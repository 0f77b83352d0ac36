"""The charts of a report as SVG, for pages without script: same figure, same palette, no browser.

Only the traces that `reports.charts` uses are drawn: marks, lines and texts, bars, heat maps. The
drawing has a name and a description, no style attribute, and texts in the colour of the page
(``currentColor``); each mark bears a class such as ``tone-12436d``, by which a page may recolour
it on a dark background.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

from reports.chart_frame import text_on
from reports.document import Chart

FONT = 14
LETTER = 7.8  # mean width of a letter, in pixels, of a sans-serif at this size
LINE = 20
DASHES = {"dash": "7 5", "dot": "2 4"}
Figure = dict[str, Any]


class _Plane(NamedTuple):
    """Where the plot stands in the drawing, and which values its edges have."""

    left: float
    top: float
    width: float
    height: float
    across: tuple[float, float]
    upwards: tuple[float, float]

    def x(self, value: float) -> float:
        start, end = self.across
        return round(self.left + (value - start) / (end - start) * self.width, 1)

    def y(self, value: float) -> float:
        start, end = self.upwards
        return round(self.top + (end - value) / (end - start) * self.height, 1)


def svg(chart: Chart, *, width: int = 720, name: str = "chart") -> str:
    """Return the drawing of a chart; `name` makes its ids unique when a page holds several."""
    layout, traces = chart.figure["layout"], chart.figure["data"]
    entries = list(_entries(traces, width))
    plane = _plane(layout, width, top=12 + LINE * (entries[-1][1] + 1 if entries else 0))
    root = Element("svg", _attributes(width, int(layout["height"]), name))
    SubElement(root, "title", {"id": f"{name}-title"}).text = chart.alternative
    SubElement(root, "desc", {"id": f"{name}-desc"}).text = _described(layout)
    for left, line, trace in entries:
        _key(root, trace, left, 12 + line * LINE)
    _across(root, layout["xaxis"], plane)
    _upwards(root, layout["yaxis"], plane)
    reached: dict[float, float] = {}
    for trace in traces:
        if trace["type"] == "bar":
            _bars(root, trace, plane, reached)
        else:
            DRAWN[trace["type"]](root, trace, plane)
    return tostring(root, encoding="unicode")


def _attributes(width: int, height: int, name: str) -> dict[str, str]:
    return {
        "xmlns": "http://www.w3.org/2000/svg",
        "role": "img",
        "class": "chart-svg",
        "viewBox": f"0 0 {width} {height}",
        "width": str(width),
        "height": str(height),
        "font-family": "sans-serif",
        "font-size": str(FONT),
        "aria-labelledby": f"{name}-title",
        "aria-describedby": f"{name}-desc",
    }


def _described(layout: Figure) -> str:
    """Return the titles of the axes and the labels of the rows."""
    titles = [_title(layout[key]) for key in ("xaxis", "yaxis")]
    return " · ".join(filter(None, [*titles, ", ".join(layout["yaxis"]["ticktext"])]))


def _title(axis: Figure) -> str:
    return str(axis.get("title", {}).get("text", ""))


def _plane(layout: Figure, width: int, top: float) -> _Plane:
    across, upwards = layout["xaxis"], layout["yaxis"]
    labels = max((len(text) for text in upwards["ticktext"]), default=0) * LETTER + 8
    left = 8 + labels + (LINE if _title(upwards) else 0)
    bottom = LINE + 8 + (LINE if _title(across) else 0)
    return _Plane(
        left,
        top,
        width - left - 24,
        layout["height"] - top - bottom,
        tuple(across["range"]),
        tuple(upwards["range"]),
    )


def _entries(traces: Sequence[Figure], width: int) -> Iterator[tuple[float, int, Figure]]:
    """Yield the legend: for each named trace, its left edge and its line."""
    left, line = 8.0, 0
    for trace in traces:
        if trace.get("showlegend", True) and trace["type"] != "heatmap" and trace.get("name"):
            reach = 32 + len(trace["name"]) * LETTER
            if left > 8 and left + reach > width:
                left, line = 8.0, line + 1
            yield left, line, trace
            left += reach


def _key(root: Element, trace: Figure, left: float, middle: float) -> None:
    if trace["type"] == "bar":
        _rect(root, left, middle - 6, 14, 12, trace["marker"]["color"])
    elif "lines" in trace["mode"]:
        _line(root, (left, middle), (left + 16, middle), trace["line"])
    else:
        _mark(root, left + 8, middle, trace["marker"])
    _text(root, left + 22, middle, trace["name"])


def _across(root: Element, axis: Figure, plane: _Plane) -> None:
    bottom = plane.top + plane.height
    room = int(plane.width / max(len(axis["tickvals"]), 1) / LETTER)
    for value, text in zip(axis["tickvals"], axis["ticktext"], strict=True):
        if axis.get("showgrid", True):
            _grid(root, (plane.x(value), plane.top), (plane.x(value), bottom))
        cut = text if len(text) <= room else f"{text[: room - 1]}…"
        _text(root, plane.x(value), bottom + 14, cut, anchor="middle")
    if _title(axis):
        _text(root, plane.left + plane.width / 2, bottom + 34, _title(axis), anchor="middle")


def _upwards(root: Element, axis: Figure, plane: _Plane) -> None:
    for value, text in zip(axis["tickvals"], axis["ticktext"], strict=True):
        _text(root, plane.left - 8, plane.y(value), text, anchor="end")
    if _title(axis):
        middle = round(plane.top + plane.height / 2, 1)
        label = _text(root, 16, middle, _title(axis), anchor="middle")
        label.set("transform", f"rotate(-90 16 {middle:g})")


def _scatter(root: Element, trace: Figure, plane: _Plane) -> None:
    points = [
        None if x is None or y is None else (plane.x(x), plane.y(y))
        for x, y in zip(trace["x"], trace["y"], strict=True)
    ]
    if "lines" in trace["mode"]:
        for start, end in pairwise(points):
            if start and end:
                _line(root, start, end, trace["line"])
    texts = trace.get("text") or [""] * len(points)
    for point, text in zip(points, texts, strict=True):
        if point and "markers" in trace["mode"]:
            _mark(root, *point, trace["marker"])
        if point and text:
            _label(root, *point, text, trace["textposition"])


def _bars(root: Element, trace: Figure, plane: _Plane, reached: dict[float, float]) -> None:
    """Draw horizontal bars, each from where the one before it on the same row ended."""
    texts = trace.get("text") or [""] * len(trace["x"])
    for value, row, text in zip(trace["x"], trace["y"], texts, strict=True):
        start = reached.get(row, 0.0)
        reached[row] = start + value
        left, right = plane.x(start), plane.x(start + value)
        top, bottom = plane.y(row - trace["width"] / 2), plane.y(row + trace["width"] / 2)
        colour = trace["marker"]["color"]
        _rect(root, left, min(top, bottom), right - left, abs(bottom - top), colour)
        if text:
            ink = text_on(colour)
            _text(root, (left + right) / 2, plane.y(row), text, anchor="middle", ink=ink)


def _heat_map(root: Element, trace: Figure, plane: _Plane) -> None:
    shades = [colour for _, colour in trace["colorscale"]]
    low, high = trace["zmin"], trace["zmax"]
    wide = plane.width / len(trace["x"])
    tall = plane.height / len(trace["y"])
    for y, row, texts in zip(trace["y"], trace["z"], trace["text"], strict=True):
        for x, value, text in zip(trace["x"], row, texts, strict=True):
            if value is None:
                continue
            place = (min(max(value, low), high) - low) / (high - low)
            colour = shades[round(place * (len(shades) - 1))]
            left, top = plane.x(x) - wide / 2 + 1, plane.y(y) - tall / 2 + 1
            _rect(root, left, top, wide - 2, tall - 2, colour)
            _text(root, plane.x(x), plane.y(y), text, anchor="middle", ink=text_on(colour))


DRAWN = {"scatter": _scatter, "heatmap": _heat_map}


def _mark(root: Element, x: float, y: float, marker: Figure) -> None:
    colour = marker["color"]
    at = f"translate({x:g} {y:g})"
    if marker["symbol"] == "circle":
        SubElement(root, "circle", {"r": "6", "transform": at, **_fill(colour)})
    elif marker["symbol"] == "circle-open":
        ring = {"r": "5", "transform": at, "stroke-width": "2"}
        SubElement(root, "circle", {**ring, **_stroke(colour)})
    elif marker["symbol"] == "diamond":
        SubElement(
            root, "path", {"d": "M0-7.5 7.5 0 0 7.5-7.5 0Z", "transform": at, **_fill(colour)}
        )
    else:
        cross = {"d": "M-5-5 5 5M-5 5 5-5", "transform": at, "stroke-width": "2"}
        SubElement(root, "path", {**cross, **_stroke(colour)})


def _line(
    root: Element, start: tuple[float, float], end: tuple[float, float], line: Figure
) -> None:
    ends = dict(zip(("x1", "y1", "x2", "y2"), (f"{v:g}" for v in (*start, *end)), strict=True))
    drawn = {**ends, "stroke-width": str(line["width"]), **_stroke(line["color"])}
    if line.get("dash") in DASHES:
        drawn["stroke-dasharray"] = DASHES[line["dash"]]
    SubElement(root, "line", drawn)


def _grid(root: Element, start: tuple[float, float], end: tuple[float, float]) -> None:
    ends = dict(zip(("x1", "y1", "x2", "y2"), (f"{v:g}" for v in (*start, *end)), strict=True))
    faint = {"stroke": "currentColor", "stroke-opacity": "0.2", "class": "grid"}
    SubElement(root, "line", {**ends, **faint})


def _rect(root: Element, left: float, top: float, width: float, height: float, colour: str) -> None:
    box = {"x": left, "y": top, "width": width, "height": height}
    places = {key: f"{round(value, 1):g}" for key, value in box.items()}
    SubElement(root, "rect", {**places, **_fill(colour)})


def _label(root: Element, x: float, y: float, text: str, position: str) -> None:
    if position == "top center":
        _text(root, x, y - 16, text, anchor="middle")
    elif position == "middle center":
        _text(root, x, y, text, anchor="middle")
    else:
        _text(root, x, y, text)


def _text(
    root: Element, x: float, y: float, text: str, *, anchor: str = "start", ink: str = ""
) -> Element:
    place = {"x": f"{round(x, 1):g}", "y": f"{round(y, 1):g}", "dy": "0.35em"}
    colour = _fill(ink) if ink else {"fill": "currentColor"}
    element = SubElement(root, "text", {**place, "text-anchor": anchor, **colour})
    element.text = text
    return element


def _fill(colour: str) -> dict[str, str]:
    return {"fill": colour, "class": f"tone-{colour.removeprefix('#').lower()}"}


def _stroke(colour: str) -> dict[str, str]:
    tone = f"stroke-{colour.removeprefix('#').lower()}"
    return {"fill": "none", "stroke": colour, "class": tone}
