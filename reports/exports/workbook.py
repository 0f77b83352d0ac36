"""A Document as a spreadsheet: what it says on the first sheet, then one sheet per table."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO

from referentiel.formats.workbook_writing import (
    ODS_TYPE,
    TEXT,
    XLSX_TYPE,
    Formula,
    Leaf,
    Strong,
    write_ods,
    write_xlsx,
)
from reports.document import Cell, Column, Document, Note, Table
from reports.exports.base import Format, note_head, note_lines, word
from reports.exports.formulas import holds, rules_of

LONGEST_NAME = 31  # of a sheet, for Excel
WORDY, NARROW, PAGE = 36, 14, 100  # widths, in characters


def to_xlsx(document: Document, stream: IO[bytes], _at: datetime) -> None:
    """Write numbers as numbers, with their full precision; a masked cell says so in a word.

    A figure that follows from others of its row is a formula, beside its value.
    """
    write_xlsx(_leaves(document), stream, document.title)


def to_ods(document: Document, stream: IO[bytes], _at: datetime) -> None:
    """Write the same sheets as an OpenDocument spreadsheet."""
    write_ods(_leaves(document), stream, document.title)


XLSX = Format("xlsx", XLSX_TYPE, "Excel (XLSX)", to_xlsx)
ODS = Format("ods", ODS_TYPE, "LibreOffice (ODS)", to_ods)


def _leaves(document: Document) -> Iterator[Leaf]:
    names: set[str] = set()
    name = _sheet_name(word(document, "about"), names)
    yield Leaf(name, list(_said(document)), [PAGE], titled=False)
    for section in document.sections:
        if section.table is not None:
            yield _sheet(_sheet_name(section.title, names), section.table, document)


def _said(document: Document) -> Iterator[Sequence[str]]:
    yield [Strong(document.title)]
    yield [document.subtitle]
    for notice in document.notices:
        yield [notice]
    yield from _noted(document.notes, document)
    for section in document.sections:
        yield [Strong(section.title)]
        for text in section.texts:
            yield [text]
        yield from _noted(section.notes, document)


def _noted(notes: tuple[Note, ...], document: Document) -> Iterator[Sequence[str]]:
    for note in notes:
        yield [Strong(note_head(note, document.language))]
        for line in note_lines(note):
            yield [line]


def _sheet(name: str, table: Table, document: Document) -> Leaf:
    rows: list[list[str | float | Formula]] = [[column.label for column in table.columns]]
    rows += [_row(row, table, document) for row in table.rows]
    widths = [WORDY if column.unit == "text" else NARROW for column in table.columns]
    return Leaf(name, rows, widths, [_pattern(column) for column in table.columns])


def _row(row: tuple[Cell, ...], table: Table, document: Document) -> list[str | float | Formula]:
    """Return the cells of a row, those that follow from others as formulas."""
    cells: list[str | float | Formula] = [_plain(cell, document) for cell in row]
    for place, (rule, read) in rules_of(table).items():
        value = cells[place]
        if holds(rule, row, place, read) and not isinstance(value, str | Formula):
            cells[place] = Formula(rule.pattern, read, value)
    return cells


def _plain(cell: Cell, document: Document) -> str | float:
    if cell.state != "shown":
        return word(document, cell.state)
    return "" if cell.value is None else cell.value


def _pattern(column: Column) -> str:
    """Return how a spreadsheet shows the numbers of a column; their value keeps every digit."""
    if column.unit == "text":
        return TEXT
    digits = f".{'0' * column.digits}" if column.digits else ""
    return f"0{digits}%" if column.unit == "share" else f"0{digits}"


def _sheet_name(title: str, taken: set[str]) -> str:
    """Return a name Excel accepts, unlike the others whatever their case."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", title).strip(" '")[:LONGEST_NAME] or "-"
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain[: LONGEST_NAME - 4].rstrip()} {number}"
    taken.add(name.casefold())
    return name
