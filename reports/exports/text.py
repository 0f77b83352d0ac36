"""A Document as plain text with aligned tables, for a terminal or a mail."""

from datetime import datetime
from textwrap import wrap
from typing import IO

from reports.document import Cell, Column, Document, Note, Section, Table
from reports.exports.base import Format, note_head, note_lines, word
from reports.numerals import figure

WIDTH = 100


def write(document: Document, stream: IO[bytes], _at: datetime) -> None:
    """Write titles, sentences and tables; charts are left out, their tables say the same."""
    lines = [document.title, "=" * len(document.title), *_paragraph(document.subtitle)]
    for notice in document.notices:
        lines += ["", *_paragraph(notice)]
    lines += _notes(document.notes, document)
    for section in document.sections:
        lines += _section(section, document)
    stream.write(("\n".join(lines) + "\n").encode())


FORMAT = Format("txt", "text/plain; charset=utf-8", "TXT", write)


def _section(section: Section, document: Document) -> list[str]:
    lines = ["", section.title, "-" * len(section.title)]
    for text in section.texts:
        lines += ["", *_paragraph(text)]
    if section.table is not None:
        lines += ["", *_table(section.table, document)]
    return lines + _notes(section.notes, document)


def _notes(notes: tuple[Note, ...], document: Document) -> list[str]:
    """Return notes behind a bar, which no sentence of ours has."""
    lines: list[str] = []
    for note in notes:
        said = [note_head(note, document.language), *note_lines(note)]
        lines += ["", *(f"| {part}" for line in said for part in _paragraph(line))]
    return lines


def _paragraph(text: str) -> list[str]:
    return wrap(text, WIDTH, break_on_hyphens=False)


def _table(table: Table, document: Document) -> list[str]:
    titles = [column.label for column in table.columns]
    body = [
        [cell_text(cell, column, document) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    widths = [max(map(len, texts)) for texts in zip(titles, *body, strict=True)]
    rules = ["-" * width for width in widths]
    return [_line(texts, widths, table) for texts in (titles, rules, *body)]


def _line(texts: list[str], widths: list[int], table: Table) -> str:
    cells = [
        text.ljust(width) if column.unit == "text" else text.rjust(width)
        for text, width, column in zip(texts, widths, table.columns, strict=True)
    ]
    return "  ".join(cells).rstrip()


def cell_text(cell: Cell, column: Column, document: Document) -> str:
    """Return a cell as it is read; a masked one says so, an empty one is a dash."""
    if cell.state != "shown" or cell.value is None:
        return word(document, "masked") if cell.state == "masked" else "—"
    return figure(cell, column, document.language)
