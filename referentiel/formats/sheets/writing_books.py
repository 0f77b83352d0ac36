"""Writing sheets of texts as XLSX, ODS or CSV: no cell is ever a formula."""

import csv
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO, TextIOWrapper
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from xlsxwriter import Workbook

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
LONGEST_CELL = 32_000  # signs that any spreadsheet takes
WIDTHS = (8, 60)  # of columns, in signs
HEADED = "".join(
    f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"))
)


@dataclass
class Sheet:
    """A sheet: its name, its headers and its rows; an empty cell is an empty text."""

    name: str
    headers: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)


def write_xlsx(sheets: Sequence[Sheet], stream: IO[bytes]) -> None:
    """Write a workbook whose every cell is text, headers in bold and kept in view."""
    buffer = BytesIO()
    options = {"in_memory": True, "constant_memory": False, "strings_to_formulas": False}
    book = Workbook(buffer, {**options, "strings_to_urls": False, "strings_to_numbers": False})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    plain = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        for place, header in enumerate(sheet.headers):
            page.set_column(place, place, _width(sheet, place), plain)
            page.write_string(0, place, header, bold)
        for number, row in enumerate(sheet.rows, start=1):
            for place, cell in enumerate(row):
                if cell:
                    page.write_string(number, place, cell, plain)
    book.close()
    stream.write(buffer.getvalue())


def _width(sheet: Sheet, place: int) -> int:
    longest = max((len(row[place]) for row in sheet.rows[:200]), default=0)
    least, most = WIDTHS
    return min(most, max(least, len(sheet.headers[place]) + 2, longest + 2))


def write_ods(sheets: Sequence[Sheet], stream: IO[bytes]) -> None:
    """Write the same workbook as OpenDocument: a ZIP whose first entry says what it is."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), MIMETYPE)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.2"'
            ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>'
            '<manifest:file-entry manifest:full-path="content.xml"'
            ' manifest:media-type="text/xml"/></manifest:manifest>',
        )
        with archive.open("content.xml", "w") as part:
            out = TextIOWrapper(part, encoding="utf-8")
            out.write('<?xml version="1.0" encoding="UTF-8"?>')
            out.write(f'<office:document-content office:version="1.2"{HEADED}>')
            out.write("<office:body><office:spreadsheet>")
            for sheet in sheets:
                out.write(f"<table:table table:name={quoteattr(sheet.name)}>")
                for row in (sheet.headers, *sheet.rows):
                    cells = "".join(map(_ods_cell, row))
                    out.write(f"<table:table-row>{cells}</table:table-row>")
                out.write("</table:table>")
            out.write("</office:spreadsheet></office:body></office:document-content>")
            out.flush()
            out.detach()


def _ods_cell(cell: str) -> str:
    if not cell:
        return "<table:table-cell/>"
    lines = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in cell.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def _spaced(line: str) -> str:
    """Keep the spaces that OpenDocument would fold into one."""
    words = escape(line).split(" ")
    return "<text:s/>".join(words)


def write_csv(sheet: Sheet, stream: IO[bytes], *, delimiter: str = ";", mark: bool = True) -> None:
    """Write one sheet as CSV, with a byte-order mark for spreadsheets unless told otherwise.

    A cell that a spreadsheet would take for a formula begins with an apostrophe, as in our other
    files; reading takes it off again.
    """
    out = TextIOWrapper(stream, encoding="utf-8-sig" if mark else "utf-8", newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(sheet.headers)
    writer.writerows([guarded(cell) for cell in row] for row in sheet.rows)
    out.flush()
    out.detach()


RISKY = ("=", "+", "-", "@", "\t", "\r", "'")


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet runs."""
    return f"'{cell}" if cell.startswith(RISKY) else cell


def unguarded(cell: str) -> str:
    """Return a cell without the apostrophe that guarded it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(RISKY) else cell
