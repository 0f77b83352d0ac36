"""A chart that leaves the report: named, with its n and its source, in colours of its own."""

import struct
from xml.etree import ElementTree

import pytest

from reports.document import Cell, Column, Section, Table
from reports.exports.naming import reading, with_names
from reports.exports.pictures import PICTURES, picture, to_png, to_svg
from reports.exports.slices import first_rows, rows_of, slices
from reports.static_charts import svg
from tests.reports.exports.test_pdf import document

SVG = "{http://www.w3.org/2000/svg}"
SOURCE = "Atelier · publication n° 1 · 29 novembre 2026"


def section_of(doc):
    return doc.sections[0]


def texts(data):
    return [one.text for one in ElementTree.fromstring(data).iter(f"{SVG}text")]  # noqa: S314


def test_a_picture_says_its_title_what_it_shows_on_how_many_people_and_from_where():
    doc = document()

    said = texts(to_svg(section_of(doc), doc, SOURCE))

    assert said[0] == "Besoins"
    assert " ".join(said[1:3]).startswith(section_of(doc).chart.alternative[:60])
    assert "n = 25" in said
    assert SOURCE in said


def test_a_picture_needs_no_page_for_its_colours():
    doc = document()
    text = picture(section_of(doc), doc, SOURCE)

    assert "currentColor" not in text
    assert "class=" not in text
    first = next(ElementTree.fromstring(text).iter(f"{SVG}rect"))  # noqa: S314
    assert (first.get("width"), first.get("fill")) == ("100%", "#FFFFFF")


def test_a_picture_draws_the_same_figure_as_the_page():
    doc = document()
    chart = with_names(section_of(doc))
    ours = ElementTree.fromstring(svg(chart, width=872))  # noqa: S314
    theirs = ElementTree.fromstring(picture(section_of(doc), doc, SOURCE))  # noqa: S314

    for kind in ("circle", "path", "line"):
        drawn = [one.attrib for one in ours.iter(f"{SVG}{kind}")]
        found = [one.attrib for one in theirs.iter(f"{SVG}{kind}")]
        assert [one.get("transform") for one in found] == [one.get("transform") for one in drawn]
        assert [one.get("x1") for one in found] == [one.get("x1") for one in drawn]


def test_a_png_has_two_pixels_for_each_of_the_drawing_and_is_the_same_twice():
    doc = document()
    drawing = ElementTree.fromstring(picture(section_of(doc), doc, SOURCE))  # noqa: S314

    data = to_png(section_of(doc), doc, SOURCE)

    size = struct.unpack(">II", data[16:24])
    assert size == tuple(2 * int(drawing.get(side)) for side in ("width", "height"))
    assert data == to_png(section_of(doc), doc, SOURCE)


def test_a_section_without_chart_has_no_picture():
    doc = document()

    for kind in PICTURES.values():
        with pytest.raises(ValueError, match="method"):
            kind.made(doc.sections[1], doc, SOURCE)


def heat(names):
    columns = (
        Column(key="code", label="Code"),
        Column(key="label", label="Compétence"),
        *(Column(key=f"v{name}", label=name, unit="steps", digits=1) for name in names),
    )
    rows = tuple(
        (Cell(value=f"D{n}"), Cell(value="Animer " * 8), *(Cell(value=1.0, n=9) for _ in names))
        for n in range(50)
    )
    figure = {
        "data": [
            {
                "type": "heatmap",
                "x": [0, 1],
                "y": [*range(50)],
                "z": [[float(n), 1.0] for n in range(50)],
                "text": [[str(n), "1,0"] for n in range(50)],
                "colorscale": [[0, "#D6E6F4"], [1, "#6BACE6"]],
                "zmin": 0,
                "zmax": 50,
            },
            {
                "type": "scatter",
                "mode": "lines",
                "x": [1, 2, None, 3, 4, None],
                "y": [10, 10, None, 40, 40, None],
                "line": {"color": "#3D3D3D", "width": 2},
            },
        ],
        "layout": {
            "height": 112 + 32 * 50,
            "xaxis": {"range": [-0.5, 1.5], "tickvals": [0, 1], "ticktext": ["A", "B"]},
            "yaxis": {
                "range": [49.5, -0.5],
                "tickvals": [*range(50)],
                "ticktext": [f"D{n}" for n in range(50)],
            },
        },
    }
    table = Table(caption="x", columns=columns, rows=rows)
    return Section(key="h", title="T", table=table, chart={"alternative": "Dit.", "figure": figure})


def test_a_chart_that_leaves_its_table_names_its_rows_and_its_groups():
    section = heat(["Collectivité", "Biennale"])

    named = with_names(section).figure["layout"]["yaxis"]["ticktext"]

    assert named[0] == "D0 Animer Animer Animer Animer Animer A…"
    assert reading(section) == "A = Collectivité · Biennale"


def test_a_picture_of_numbered_points_says_what_each_number_is():
    columns = (
        Column(key="code", label="Code"),
        Column(key="label", label="Compétence"),
        Column(key="number", label="N°", unit="rank"),
    )
    rows = (
        (Cell(value="D2"), Cell(value="Débattre"), Cell(value=1)),
        (Cell(value="D1"), Cell(value="Animer"), Cell(value=2)),
        (Cell(value="D3"), Cell(value="Décider"), Cell(state="masked")),
    )
    table = Table(caption="x", columns=columns, rows=rows)
    chart = {"alternative": "Dit.", "figure": {"data": [{"type": "scatter"}], "layout": {}}}
    section = Section(key="grid", title="T", table=table, chart=chart)

    assert reading(section) == "1 = D2 Débattre · 2 = D1 Animer"


def test_rows_that_are_not_those_of_the_table_keep_their_names():
    section = heat(["Un", "Deux"])
    table = section.table.model_copy(update={"rows": section.table.rows[::-1]})

    other = section.model_copy(update={"table": table})

    assert with_names(other) == section.chart


def test_a_long_chart_is_cut_in_parts_about_as_long_that_together_are_all_of_it():
    chart = heat(["Un", "Deux"]).chart

    parts = list(slices(chart, 24))

    assert [rows_of(one) for one in parts] == [17, 17, 16]
    assert [one.alternative for one in parts] == ["Dit. (1 / 3)", "Dit. (2 / 3)", "Dit. (3 / 3)"]
    drawn = [one.figure["data"][0] for one in parts]
    assert [value for trace in drawn for value, _ in trace["z"]] == [float(n) for n in range(50)]
    assert all(trace["y"] == [*range(len(trace["z"]))] for trace in drawn)
    assert [one.figure["layout"]["height"] for one in parts] == [112 + 32 * n for n in (17, 17, 16)]
    lines = [one.figure["data"][1] for one in parts]
    assert [[y for y in line["y"] if y is not None] for line in lines] == [[10, 10], [], [6, 6]]
    assert chart == heat(["Un", "Deux"]).chart  # left as it was
    for part in parts:
        assert svg(part)


def test_the_first_rows_of_a_short_chart_are_all_of_it():
    chart = section_of(document()).chart

    assert first_rows(chart, 24) is chart
    assert list(slices(chart, 24)) == [chart]
