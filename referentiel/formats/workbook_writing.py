"""Writing a workbook: sheets of texts and numbers, as XLSX or as ODS."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import IO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from xlsxwriter import Workbook
from xlsxwriter.format import Format as Style
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

WIDTH = 16  # characters
LAST_ROW = 1_048_575  # of a sheet
# Texts stay texts: none becomes a formula, a number or a link.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "@"  # the pattern of a column of words
SPACES = re.compile(r" {2,}|^ | $", re.MULTILINE)


@dataclass(frozen=True)
class Formula:
    """A figure that a spreadsheet works out again, and what it is meanwhile.

    `pattern` says how, of other cells of the same row whose columns are `of`: « {0}*{1} » is the
    product of two. It must never hold a text that somebody typed.
    """

    pattern: str
    of: tuple[int, ...]
    value: float


Cell = str | int | float | Formula


class Strong(str):
    """A text that stands out, as a title does."""

    __slots__ = ()


@dataclass(frozen=True)
class Leaf:
    """A sheet to write. `choices` are what a cell of a column may hold, by its place.

    `patterns` say how the numbers of a column are shown, as Excel writes it: 0.00, 0%; their value
    keeps every digit. `titled` says that the first row names columns; `hidden` that people have no
    use for the sheet.
    """

    name: str
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[int] = ()
    patterns: Sequence[str] = ()
    choices: dict[int, Sequence[str]] = field(default_factory=dict)
    titled: bool = True
    hidden: bool = False


def write_xlsx(leaves: Iterable[Leaf], stream: IO[bytes], title: str) -> None:
    """Write an Excel workbook, row by row: memory does not grow with its length."""
    book = Workbook(stream, OPTIONS)
    book.set_properties({"title": title})
    for leaf in leaves:
        sheet = book.add_worksheet(leaf.name)
        strong = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        _lay_out(book, sheet, leaf)
        for number, row in enumerate(leaf.rows):
            for place, cell in enumerate(row):
                _put(sheet, number, place, cell, strong)
        if leaf.hidden:
            sheet.hide()
    book.close()


def _put(sheet: Worksheet, number: int, place: int, cell: Cell, strong: Style) -> None:
    if isinstance(cell, Formula):
        names = [xl_rowcol_to_cell(number, column) for column in cell.of]
        sheet.write_formula(number, place, f"={cell.pattern.format(*names)}", None, cell.value)
    elif not isinstance(cell, str):
        sheet.write_number(number, place, cell)
    elif cell:
        sheet.write_string(number, place, cell, strong if isinstance(cell, Strong) else None)


def _lay_out(book: Workbook, sheet: Worksheet, leaf: Leaf) -> None:
    for place, width in enumerate(leaf.widths):
        pattern = leaf.patterns[place] if leaf.patterns else TEXT
        style = {"text_wrap": True, "valign": "top", "num_format": pattern}
        sheet.set_column(place, place, width, book.add_format(style))
    if leaf.titled:
        sheet.freeze_panes(1, 1)
        sheet.set_row(0, None, book.add_format({"bold": True, "text_wrap": True, "bottom": 1}))
    for place, words in leaf.choices.items():
        allowed = {"validate": "list", "source": list(words), "error_type": "warning"}
        sheet.data_validation(1, place, LAST_ROW, place, allowed)


def write_ods(leaves: Iterable[Leaf], stream: IO[bytes], title: str) -> None:
    """Write an OpenDocument spreadsheet, row by row."""
    sheets = list(leaves)
    patterns = sorted({pattern for leaf in sheets for pattern in leaf.patterns} - {TEXT})
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODS_TYPE, ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("meta.xml", META % escape(title))
        with archive.open("content.xml", "w", force_zip64=True) as content:
            styles = "".join(map(_number_style, patterns))
            content.write((HEAD + STYLES % styles + BODY).encode())
            for leaf in sheets:
                for part in _table(leaf):
                    content.write(part.encode())
            content.write(TAIL.encode())


def _number_style(pattern: str) -> str:
    """Return how cells of a pattern look: 0.00 has two decimals, 0% is a share."""
    digits = len(pattern.rstrip("%").partition(".")[2])
    kind = "percentage" if pattern.endswith("%") else "number"
    sign = "<number:text>%</number:text>" if kind == "percentage" else ""
    return (
        f'<number:{kind}-style style:name="shown {pattern}"><number:number number:decimal-places='
        f'"{digits}" number:min-decimal-places="{digits}" number:min-integer-digits="1"/>{sign}'
        f'</number:{kind}-style><style:style style:name="{pattern}" style:family="table-cell" '
        f'style:data-style-name="shown {pattern}">{WRAPPED}</style:style>'
    )


def _table(leaf: Leaf) -> Iterable[str]:
    style = "hidden" if leaf.hidden else "shown"
    yield f'<table:table table:name={quoteattr(leaf.name)} table:style-name="{style}">'
    for width in leaf.widths or (WIDTH,):
        yield f'<table:table-column table:style-name="{"wide" if width > WIDTH else "narrow"}"/>'
    empty = True
    patterns = leaf.patterns or [TEXT] * len(leaf.widths)
    for number, row in enumerate(leaf.rows):
        style = "title" if leaf.titled and not number else "text"
        empty = False
        shown = zip_longest(row, patterns[: len(row)], fillvalue=TEXT)
        yield "<table:table-row>" + "".join(_cell(cell, style, how, number) for cell, how in shown)
        yield "</table:table-row>" if row else "<table:table-cell/></table:table-row>"
    if empty:
        yield "<table:table-row><table:table-cell/></table:table-row>"
    yield "</table:table>"


def _cell(cell: Cell, style: str, pattern: str, row: int) -> str:
    if cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, str):
        style = "title" if isinstance(cell, Strong) else style
        lines = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in cell.split("\n"))
        return (
            f'<table:table-cell table:style-name="{style}" office:value-type="string">'
            f"{lines}</table:table-cell>"
        )
    kind, formula = "percentage" if pattern.endswith("%") else "float", ""
    if isinstance(cell, Formula):
        names = [f"[.{xl_rowcol_to_cell(row, column)}]" for column in cell.of]
        formula = f'table:formula="of:={cell.pattern.format(*names)}" '
        cell = cell.value
    return (
        f'<table:table-cell {formula}table:style-name="{style if pattern == TEXT else pattern}" '
        f'office:value-type="{kind}" office:value="{cell}"><text:p>{cell}</text:p>'
        "</table:table-cell>"
    )


def _spaced(line: str) -> str:
    """Return a line whose spaces are kept: XML would run them together.

    A tab stays a tab: LibreOffice 7 writes `text:tab`, and joins the words around it as it reads.
    """
    spaced = SPACES.sub(lambda found: f'<text:s text:c="{len(found[0])}"/>', escape(line))
    return spaced.replace("\r", "&#13;")


NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "number": "datastyle",
        "fo": "xsl-fo-compatible",
        "meta": "meta",
        "manifest": "manifest",
    }.items()
)
FORMULAS = 'xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"'
START = '<?xml version="1.0" encoding="UTF-8"?>\n'
MANIFEST = f"""{START}<manifest:manifest {NAMESPACES} manifest:version="1.3">\
<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>\
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>\
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>\
</manifest:manifest>"""
META = f"""{START}<office:document-meta {NAMESPACES} \
xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"><office:meta>\
<meta:generator>Repères</meta:generator><dc:title>%s</dc:title></office:meta>\
</office:document-meta>"""
WRAPPED = '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/>'
STYLES = f"""<office:automatic-styles>\
<style:style style:name="narrow" style:family="table-column">\
<style:table-column-properties style:column-width="3cm"/></style:style>\
<style:style style:name="wide" style:family="table-column">\
<style:table-column-properties style:column-width="9cm"/></style:style>\
<style:style style:name="shown" style:family="table">\
<style:table-properties table:display="true"/></style:style>\
<style:style style:name="hidden" style:family="table">\
<style:table-properties table:display="false"/></style:style>\
<style:style style:name="text" style:family="table-cell">{WRAPPED}</style:style>\
<style:style style:name="title" style:family="table-cell">{WRAPPED}\
<style:text-properties fo:font-weight="bold"/></style:style>%s</office:automatic-styles>"""
HEAD = f"""{START}<office:document-content {NAMESPACES} {FORMULAS} office:version="1.3">"""
BODY = "<office:body><office:spreadsheet>"
TAIL = "</office:spreadsheet></office:body></office:document-content>"
