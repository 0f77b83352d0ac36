"""A Document as a tagged PDF, to print, to read aloud and to keep."""

from datetime import datetime
from typing import IO

from reports.document import Document, Note, Section, Table
from reports.exports.base import Format, note_head, note_lines
from reports.exports.columns import BREAKABLE, is_broad, widths
from reports.exports.slices import slices
from reports.exports.text import cell_text
from reports.static_charts import svg
from reports.typesetting.press import typeset

TALL = 24  # rows of a chart that fit on a page, below its title


def write(document: Document, stream: IO[bytes], at: datetime) -> None:
    """Write titles, sentences, charts with what they show in words, and tables."""
    data = {
        "title": document.title,
        "subtitle": document.subtitle,
        "notices": document.notices,
        "notes": _notes(document.notes, document),
        "sections": [_section(section, document) for section in document.sections],
    }
    stream.write(typeset("document", data, language=document.language, at=at))


FORMAT = Format("pdf", "application/pdf", "PDF", write)


def _section(section: Section, document: Document) -> dict[str, object]:
    chart, table = section.chart, section.table
    texts = _texts(table, document) if table else []
    return {
        "title": section.title,
        "texts": section.texts,
        "charts": [
            {"svg": svg(part), "alternative": part.alternative}
            for part in (slices(chart, TALL) if chart else ())
        ],
        "table": table and _table(table, texts),
        "broad": table is not None and is_broad(table, texts),
        "notes": _notes(section.notes, document),
    }


def _notes(notes: tuple[Note, ...], document: Document) -> list[dict[str, object]]:
    return [
        {
            "head": note_head(note, document.language),
            "lines": note_lines(note),
            "language": note.language,
        }
        for note in notes
    ]


def _texts(table: Table, document: Document) -> list[list[str]]:
    return [
        [cell_text(cell, column, document) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]


def _table(table: Table, texts: list[list[str]]) -> dict[str, object]:
    return {
        "caption": table.caption,
        "columns": [
            {
                "label": column.label,
                "number": column.unit != "text",
                "width": width,
                "long": max(map(len, column.label.split()), default=0) > BREAKABLE,
            }
            for column, width in zip(table.columns, widths(table, texts), strict=True)
        ],
        "rows": [
            [
                {
                    "text": text,
                    "quiet": cell.state != "shown" or cell.value is None,
                    "language": column.language or None,
                }
                for text, cell, column in zip(said, row, table.columns, strict=True)
            ]
            for said, row in zip(texts, table.rows, strict=True)
        ],
        "helps": [(column.label, column.help) for column in table.columns if column.help],
    }
