"""A Document as a tagged PDF, to print, to read aloud and to keep."""

from datetime import datetime
from typing import IO

from reports.document import Cell, Column, Document, Section, Table
from reports.exports.base import Format, word
from reports.exports.slices import slices
from reports.numerals import figure
from reports.static_charts import svg
from reports.typesetting.press import typeset

BROAD = 12  # columns from which a table is set on a page turned on its side
TALL = 24  # rows of a chart that fit on a page, below its title
WORDY = 24  # letters from which a column takes the room that is left


def write(document: Document, stream: IO[bytes], at: datetime) -> None:
    """Write titles, sentences, charts with what they show in words, and tables."""
    data = {
        "title": document.title,
        "subtitle": document.subtitle,
        "notices": document.notices,
        "sections": [_section(section, document) for section in document.sections],
    }
    stream.write(typeset("document", data, language=document.language, at=at))


FORMAT = Format("pdf", "application/pdf", "PDF", write)


def _section(section: Section, document: Document) -> dict[str, object]:
    chart, table = section.chart, section.table
    return {
        "title": section.title,
        "texts": section.texts,
        "charts": [
            {"svg": svg(part), "alternative": part.alternative}
            for part in (slices(chart, TALL) if chart else ())
        ],
        "table": table and _table(table, document),
        "broad": table is not None and len(table.columns) >= BROAD,
    }


def _table(table: Table, document: Document) -> dict[str, object]:
    rows = [
        [_cell(cell, column, document) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    return {
        "caption": table.caption,
        "columns": [
            {
                "label": column.label,
                "number": column.unit != "text",
                "wide": column.unit == "text" and _longest(rows, place) >= WORDY,
            }
            for place, column in enumerate(table.columns)
        ],
        "rows": rows,
        "helps": [(column.label, column.help) for column in table.columns if column.help],
    }


def _longest(rows: list[list[dict[str, object]]], place: int) -> int:
    return max((len(str(row[place]["text"])) for row in rows), default=0)


def _cell(cell: Cell, column: Column, document: Document) -> dict[str, object]:
    quiet = cell.state != "shown" or cell.value is None
    if quiet:
        text = word(document, "masked") if cell.state == "masked" else "—"
    else:
        text = figure(cell, column, document.language)
    return {"text": text, "quiet": quiet, "language": column.language or None}
