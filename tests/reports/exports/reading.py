"""Reading back the tables of a report from files of every kind, as a person would read them."""

import csv
import io
import re
from html.parser import HTMLParser
from typing import NamedTuple

import docx
from python_calamine import CalamineWorkbook

from reports.document import Cell, Column, Document
from reports.exports import FORMATS
from reports.exports.base import heads
from reports.numerals import figure
from tests.conftest import NOW
from tests.pdf import words

MASKED, EMPTY = "masqué", "—"
SAID = {"masked": MASKED, "empty": EMPTY}


class Said(NamedTuple):
    """A figure: the name of its section, of its row and of its column, then its text."""

    section: str
    row: str
    column: str
    text: str


def written(document, extension):
    stream = io.BytesIO()
    FORMATS[extension].write(document, stream, NOW)
    return stream.getvalue()


def plain(text):
    """Return a text with plain spaces, as files that keep none of the others have it."""
    return " ".join(str(text).replace("\u2212", "-").split())


def cell_text(cell: Cell, column: Column) -> str:
    """Return a cell as it is read."""
    if cell.state != "shown" or cell.value is None:
        return SAID.get(cell.state, EMPTY)
    return plain(figure(cell, column, "fr"))


def tabled(document):
    return [section for section in document.sections if section.table is not None]


def expected(document: Document) -> list[list[list[str]]]:
    """Return what each table must read as: rows of texts, titles left out."""
    return [
        [
            [
                cell_text(cell, column)
                for cell, column in zip(row, section.table.columns, strict=True)
            ]
            for row in section.table.rows
        ]
        for section in tabled(document)
    ]


def of_numbers(document, tables):
    """Return tables of raw values as they are read, each with the n that the document gives it."""
    found = []
    for section, rows in zip(tabled(document), tables, strict=True):
        columns = section.table.columns
        found.append(
            [
                [
                    _raw_text(value, cell, column)
                    for value, cell, column in zip(row, cells, columns, strict=True)
                ]
                for row, cells in zip(rows, section.table.rows, strict=True)
            ]
        )
    return found


def _raw_text(value, cell, column):
    if value in (MASKED, "masked"):
        return MASKED
    if value in ("sans donnée", "", "empty", None):
        return EMPTY
    if column.unit == "text":
        return plain(value)
    number = float(value)
    whole = number == int(number) and isinstance(cell.value, int)
    read = Cell(value=int(number) if whole else number, n=cell.n)
    return plain(figure(read, column, "fr"))


def from_book(data, document):
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names[1:]]
    return of_numbers(document, [rows[1:] for rows in sheets])


def from_json(data, document):
    read = Document.model_validate_json(data)
    assert read == document
    values = [
        [
            [cell.state if cell.state != "shown" else cell.value for cell in row]
            for row in s.table.rows
        ]
        for s in tabled(read)
    ]
    return of_numbers(document, values)


def from_csv(data, document):
    """Return the tables, their first words taken from the document: a CSV joins them."""
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))[1:]
    values = iter(lines)
    tables = []
    for section in tabled(document):
        start = heads(section.table)
        rows = []
        for row in section.table.rows:
            names = [cell.value for cell in row[:start]]
            read = [next(values) for _ in row[start:]]
            assert {line[0] for line in read} <= {section.title}
            assert {line[1] for line in read} <= {" · ".join(filter(None, names))}
            labels = [column.label for column in section.table.columns[start:]]
            assert [line[2] for line in read] == labels
            counts = ["" if cell.n is None else str(cell.n) for cell in row[start:]]
            assert [line[4] for line in read] == counts
            rows.append([*names, *(line[5] or line[3].replace(",", ".") for line in read)])
        tables.append(rows)
    assert all(line[0] == "À propos" for line in values)
    return of_numbers(document, tables)


def from_docx(data, _document):
    file = docx.Document(io.BytesIO(data))
    return [
        [[plain(cell.text) for cell in row.cells] for row in table.rows[1:]]
        for table in file.tables
    ]


def from_text(data, _document):
    """Return the tables, each cut where its rule of dashes is broken."""
    tables, places = [], None
    for line in data.decode().splitlines():
        if re.fullmatch(r"-+( {2}-+)+", line):
            places = [found.span() for found in re.finditer("-+", line)]
            tables.append([])
        elif places and line:
            tables[-1].append([plain(line[start:end]) for start, end in places])
        else:
            places = None
    return tables


def from_pdf(data, document):
    """Return the tables, each run of figures found after those before it; words may be broken."""
    said, place = plain(words(data)), 0
    found = expected(document)
    for section, rows in zip(tabled(document), found, strict=True):
        start = heads(section.table)
        for row in rows:
            run = " ".join(row[start:])
            at = said.find(f" {run} ", place)
            assert at >= 0, f"{section.key}: {row} is not in the file after place {place}"
            place = at + len(run)
    return found


READERS = {
    "xlsx": from_book,
    "ods": from_book,
    "pdf": from_pdf,
    "docx": from_docx,
    "csv": from_csv,
    "json": from_json,
    "txt": from_text,
}


class _Tables(HTMLParser):
    """The cells of the tables of a page, and the texts of its drawings."""

    def __init__(self):
        super().__init__()
        self.tables, self.drawn, self.into, self.within = [], [], None, False

    def handle_starttag(self, tag, attrs):
        if tag == "tbody":
            self.tables.append([])
            self.within = True
        elif tag == "tr":
            self.row = []
        elif tag in ("td", "th"):
            self.into = []
        elif tag == "text":
            self.drawn.append("")
            self.into = self.drawn

    def handle_data(self, data):
        if self.into is self.drawn and self.drawn:
            self.drawn[-1] += data
        elif self.into is not None:
            self.into.append(data)

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.row.append("".join(self.into))
            self.into = None
        elif tag == "text":
            self.into = None
        elif tag == "tr" and self.within:
            self.tables[-1].append(self.row)
        elif tag == "tbody":
            self.within = False


def of_page(html):
    """Return the tables of a page as rows of texts, and the texts of its drawings."""
    parser = _Tables()
    parser.feed(html)
    tables = [[[_page_text(text) for text in row] for row in table] for table in parser.tables]
    return tables, [plain(text) for text in parser.drawn]


def _page_text(text):
    text = plain(text).removesuffix("sans donnée") if "—" in text else plain(text)
    return re.sub(r"^(\d+) sur (\d+)$", r"\1 / \2", text)
