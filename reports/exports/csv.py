"""A Document as CSV for French spreadsheets: semicolons, decimal comma, one byte-order mark.

Whoever computes with it may ask for a decimal point instead; nothing else changes. A file holds one
table: every figure of the report on a line of its own. Values are not rounded.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import IO

from reports.document import Cell, Document, Note
from reports.exports.base import (
    RISKY,
    TIDY,
    Format,
    heads,
    note_head,
    note_lines,
    row_name,
    word,
)

COMMA, POINT = ",", "."


def write(
    document: Document, stream: IO[bytes], _at: datetime, *, decimal_sign: str = COMMA
) -> None:
    """Write every figure of every table (section, row, column, value, n, state), notices, notes."""
    lines: list[list[str]] = [list(TIDY.get(document.language, TIDY["fr"]))]
    for section in document.sections:
        if section.table is None:
            continue
        start = heads(section.table)
        for row in section.table.rows:
            name = row_name(section.table, row)
            for column, cell in list(zip(section.table.columns, row, strict=True))[start:]:
                value = _value(cell, decimal_sign)
                figures = [value, _number(cell.n, decimal_sign), _state(document, cell)]
                lines.append([_safe(section.title), _safe(name), _safe(column.label), *figures])
    about = word(document, "about")
    lines += [[about, _safe(notice), "", "", "", ""] for notice in document.notices]
    lines += [_note(about, document.title, note, document) for note in document.notes]
    lines += [
        _note(about, it.title, note, document) for it in document.sections for note in it.notes
    ]
    _write_lines(lines, stream)


def write_with_point(document: Document, stream: IO[bytes], at: datetime) -> None:
    """Write the same lines, with a decimal point."""
    write(document, stream, at, decimal_sign=POINT)


FORMAT = Format("csv", "text/csv; charset=utf-8", "CSV", write)
WITH_POINT = replace(FORMAT, write=write_with_point)


def _write_lines(lines: Iterable[list[str]], stream: IO[bytes]) -> None:
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="", write_through=True)
    csv.writer(text, delimiter=";").writerows(lines)
    text.detach()


def _note(about: str, title: str, note: Note, document: Document) -> list[str]:
    """Return a note on one line, beside the notices: of what, by whom, its words, no figure."""
    said = " ".join((note_head(note, document.language), "–", *note_lines(note)))
    return [about, _safe(title), said, "", "", ""]


def _value(cell: Cell, sign: str) -> str:
    if isinstance(cell.value, str):
        return _safe(cell.value)
    return _number(cell.value, sign)


def _number(value: float | None, sign: str) -> str:
    return "" if value is None else repr(value).replace(POINT, sign)


def _state(document: Document, cell: Cell) -> str:
    return "" if cell.state == "shown" else word(document, cell.state)


def _safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(RISKY) else text
