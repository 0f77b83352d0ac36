"""A chart as a picture that can leave the report: what it shows, on how many people, from where.

The drawing is that of `reports.static_charts`; here it has colours and a background of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from textwrap import wrap
from xml.etree.ElementTree import Element, SubElement, fromstring, register_namespace, tostring

from reports.document import Chart, Document, Section
from reports.exports.base import people_behind
from reports.exports.naming import reading, with_names
from reports.static_charts import svg
from reports.typesetting.press import rasterised

SVG = "http://www.w3.org/2000/svg"
INK, MUTED, PAPER = "#1B1F1D", "#52605A", "#FFFFFF"
FACE = "Open Sans, DejaVu Sans, Arial, sans-serif"
WIDTH, SIDE = 920, 24  # pixels; the second on each side of the drawing
PLAIN = 720  # wide, for a drawing alone, as on the page
LETTER = 0.5  # mean width of a letter of our fonts, as a share of its size

register_namespace("", SVG)


@dataclass(frozen=True)
class Picture:
    """One kind of picture: `made(section, document, source)` returns the bytes of its file."""

    extension: str
    media_type: str
    label: str
    made: Callable[[Section, Document, str], bytes]


@dataclass(frozen=True)
class _Line:
    """A line of words, its size in pixels, and where it stands."""

    text: str
    size: int
    ink: str
    weight: str
    below: float


def drawing(chart: Chart, *, width: int = PLAIN) -> str:
    """Return a chart alone, on white, in colours of its own."""
    root = fromstring(svg(chart, width=width))  # noqa: S314 -- ours
    return _alone(root, _sized(root, width, int(root.get("height", "0"))), 0)


def picture(section: Section, document: Document, source: str) -> str:
    """Return the chart of a section with its title, what it shows, its n and its source.

    Raises:
        ValueError: the section has no chart.
    """
    chart = with_names(section)
    if chart is None:
        raise ValueError(section.key)
    inner = WIDTH - 2 * SIDE
    root = fromstring(svg(chart, width=inner))  # noqa: S314 -- ours
    head = _lines(section.title, 20, INK, "bold", SIDE)
    head += _lines(chart.alternative, 14, INK, "normal", _end(head) + 6)
    head += _lines(people_behind(document, section), 14, INK, "bold", _end(head) + 2)
    top = _end(head) + 14
    below = top + int(root.get("height", "0")) + 10
    foot = _lines(reading(section), 12, INK, "normal", below)
    foot += _lines(source, 12, MUTED, "normal", _end(foot) + 6 if foot else below)
    outer = _sized(root, WIDTH, int(_end(foot)) + SIDE)
    return _alone(root, outer, top, SIDE, [*head, *foot])


def to_svg(section: Section, document: Document, source: str) -> bytes:
    """Return the picture as a file of its own."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{picture(section, document, source)}'.encode()


def to_png(section: Section, document: Document, source: str) -> bytes:
    """Return the picture in pixels, two for each of the drawing's."""
    return rasterised(picture(section, document, source))


PICTURES: dict[str, Picture] = {
    "svg": Picture("svg", "image/svg+xml", "SVG", to_svg),
    "png": Picture("png", "image/png", "PNG", to_png),
}


def _sized(root: Element, width: int, height: int) -> Element:
    """Return an empty drawing of a size, named as another is."""
    kept = ("role", "aria-labelledby", "aria-describedby")
    size = {"viewBox": f"0 0 {width} {height}", "width": str(width), "height": str(height)}
    named = {key: root.attrib[key] for key in kept if key in root.attrib}
    return Element(f"{{{SVG}}}svg", {**named, **size, "font-family": FACE, "font-size": "14"})


def _alone(
    root: Element, outer: Element, top: float, left: float = 0, lines: list[_Line] | None = None
) -> str:
    """Return the drawing of `root` put into `outer`, its colours no longer lent by a page."""
    for element in list(root):
        if element.tag in (f"{{{SVG}}}title", f"{{{SVG}}}desc"):
            outer.append(element)
            root.remove(element)
    SubElement(outer, f"{{{SVG}}}rect", {"width": "100%", "height": "100%", "fill": PAPER})
    for line in lines or []:
        place = {"x": str(left), "y": f"{line.below + line.size:g}", "fill": line.ink}
        look = {"font-size": str(line.size), "font-weight": line.weight}
        SubElement(outer, f"{{{SVG}}}text", {**place, **look}).text = line.text
    group = SubElement(outer, f"{{{SVG}}}g", {"transform": f"translate({left:g} {top:g})"})
    group.extend(list(root))
    for element in group.iter():
        element.attrib.pop("class", None)
        lent = [key for key, value in element.attrib.items() if value == "currentColor"]
        element.attrib.update(dict.fromkeys(lent, INK))
    return tostring(outer, encoding="unicode")


def _lines(text: str, size: int, ink: str, weight: str, top: float) -> list[_Line]:
    broad = 1.08 if weight == "bold" else 1.0
    letters = int((WIDTH - 2 * SIDE) / (size * LETTER * broad))
    texts = wrap(text, letters, break_on_hyphens=False)
    return [_Line(one, size, ink, weight, top + n * 1.4 * size) for n, one in enumerate(texts)]


def _end(lines: list[_Line]) -> float:
    return lines[-1].below + 1.4 * lines[-1].size if lines else SIDE
