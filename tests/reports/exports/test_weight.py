"""What a file costs is told from its report: cells and drawings, at the price of each kind."""

import pytest

from reports.document import Cell, Chart, Column, Document, Section, Table
from reports.exports import FORMATS
from reports.exports.weight import (
    COSTS,
    cells_of,
    drawings_of,
    is_heavy,
    seconds_of,
)


def table(rows, columns):
    heads = tuple(Column(key=f"c{n}", label=f"C{n}") for n in range(columns))
    return Table(caption="T", columns=heads, rows=((Cell(value="x"),) * columns,) * rows)


def chart(rows):
    names = [f"r{n}" for n in range(rows)]
    axis = {"ticktext": names, "range": [rows - 0.5, -0.5]}
    return Chart(alternative="A", figure={"data": [], "layout": {"yaxis": axis, "height": 100}})


def document(*parts):
    sections = tuple(
        Section(key=f"s{n}", title="S", chart=drawn, table=told)
        for n, (drawn, told) in enumerate(parts)
    )
    return Document(language="fr", title="R", sections=sections)


def test_cells_and_drawings_are_counted_as_they_stand_on_paper():
    report = document((chart(49), table(49, 5)), (None, table(2, 3)), (chart(24), None))

    assert cells_of(report) == 49 * 5 + 2 * 3
    assert drawings_of(report) == 3 + 1  # 49 rows make three drawings of at most 24


def test_a_chart_that_has_no_rows_is_one_drawing():
    scatter = Chart(
        alternative="A",
        figure={"data": [], "layout": {"yaxis": {"ticktext": ["0", "1"], "range": [0, 4]}}},
    )

    assert drawings_of(document((scatter, None))) == 1


def test_each_kind_of_file_has_its_price():
    report = document((chart(48), table(100, 10)))

    # 1000 cells and two drawings.
    assert seconds_of(report, "pdf") == pytest.approx(1000 * 60e-6 + 2 * 6e-3)
    assert seconds_of(report, "docx") == pytest.approx(1000 * 20e-6 + 2 * 37e-3)
    assert seconds_of(report, "csv") == pytest.approx(0.01)
    assert set(COSTS) == set(FORMATS)


@pytest.mark.parametrize(
    ("competences", "columns", "drawings", "heavy"),
    [
        (14, 4, 9, set()),
        (49, 4, 25, set()),
        (100, 12, 81, {"pdf", "docx"}),
        (200, 12, 145, {"pdf", "docx"}),
    ],
)
def test_long_reports_are_heavy_on_paper_only(competences, columns, drawings, heavy):
    # The cells and drawings that `make bench` finds in reports of these sizes.
    cells = {(14, 4): 980, (49, 4): 3430, (100, 12): 11400, (200, 12): 22800}
    rows = cells[competences, columns] // 10
    report = document((None, table(rows, 10)), *[(chart(24), None)] * drawings)

    assert {it for it in FORMATS if is_heavy(report, it)} == heavy
