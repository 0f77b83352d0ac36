"""A Document as a spreadsheet: what it says on the first sheet, then one sheet per table."""

import re
from datetime import datetime
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.format import Format as Style
from xlsxwriter.worksheet import Worksheet

from reports.document import Cell, Column, Document, Table
from reports.exports.base import Format, word

LONGEST_NAME = 31  # of a sheet, for Excel
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def write(document: Document, stream: IO[bytes], _at: datetime) -> None:
    """Write numbers as numbers, with their full precision; a masked cell says so in a word."""
    book = Workbook(stream, OPTIONS)
    book.set_properties({"title": document.title})
    names: set[str] = set()
    _about(book, document, _sheet_name(word(document, "about"), names))
    for section in document.sections:
        if section.table is not None:
            sheet = book.add_worksheet(_sheet_name(section.title, names))
            _fill(book, sheet, section.table, document)
    book.close()


FORMAT = Format(
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "Excel (XLSX)",
    write,
)


def _about(book: Workbook, document: Document, name: str) -> None:
    sheet = book.add_worksheet(name)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    strong = book.add_format({"text_wrap": True, "bold": True})
    sheet.set_column(0, 0, 100)
    lines = [(document.title, strong), (document.subtitle, wrapped)]
    lines += [(notice, wrapped) for notice in document.notices]
    for section in document.sections:
        lines += [(section.title, strong), *((text, wrapped) for text in section.texts)]
    for row, (text, style) in enumerate(lines):
        sheet.write_string(row, 0, text, style)


def _fill(book: Workbook, sheet: Worksheet, table: Table, document: Document) -> None:
    title = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(table.columns):
        style = book.add_format({"num_format": _pattern(column)})
        sheet.set_column(place, place, 36 if column.unit == "text" else 14)
        sheet.write_string(0, place, column.label, title)
        for line, row in enumerate(table.rows, start=1):
            _write(sheet, line, place, row[place], style, document)


def _write(
    sheet: Worksheet, line: int, place: int, cell: Cell, style: Style, document: Document
) -> None:
    if cell.state != "shown":
        sheet.write_string(line, place, word(document, cell.state))
    elif isinstance(cell.value, str):
        sheet.write_string(line, place, cell.value)
    elif cell.value is not None:
        sheet.write_number(line, place, cell.value, style)


def _pattern(column: Column) -> str:
    """Return how a spreadsheet shows the numbers of a column; their value keeps every digit."""
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
