"""Tables of text, whatever file they come from: one CSV, or the sheets of a workbook."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO, StringIO

from python_calamine import CalamineError, CalamineWorkbook

from referentiel.base import french
from referentiel.formats.base import (
    LONGEST_TEXT,
    MOST_ITEMS,
    NotReadable,
    Source,
    TooLarge,
    decoded,
)
from referentiel.formats.notes import Notes
from referentiel.formats.workbook_guard import DAMAGED, LOCKED, Facts, Merged, opened

MOST_ROWS = MOST_ITEMS + 10_000  # of a sheet
MOST_COLUMNS = 1_000
READING = 0.4  # of a reading: what comes before the rows are understood
LONGEST_CELL = 16_000_000  # characters that a CSV reader takes in one cell before it is cut
SEPARATORS = (";", "\t", ",")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # XLS, and XLSX with a password
LOCKED_INSIDE = "EncryptedPackage".encode("utf-16-le")
# What no text of a référentiel needs, and XML refuses.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

CLEANED = french("Des caractères invisibles ont été retirés d’une cellule.")
OTHER_ENCODING = french(
    "Cette ligne n’est pas dans le même codage que les autres : elle a été lue en Windows-1252."
)
FORMULA = french(
    "Feuille « %(sheet)s » : une cellule contient une formule ; sa dernière valeur a été prise."
)
MERGED = french("Feuille « %(sheet)s » : des cellules fusionnées ont été remplies de leur valeur.")
OLD = french("c’est un ancien fichier Excel (.xls) : enregistrez-le en XLSX.")
ROWS = french("ligne %(row)s, au plus %(most)s")
COLUMNS = french("ligne %(row)s : %(found)s colonnes, au plus %(most)s")
BROKEN = french("Cette ligne n’est pas lisible comme CSV : %(reason)s.")

csv.field_size_limit(LONGEST_CELL)  # its own limit stops at 128 kB, and does not say where


@dataclass(frozen=True)
class Grid:
    """Rows of cells, without the empty ones at their ends; row 1 is the first."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    source: Source | None = None  # the file, which is told how far its rows are understood
    share: float = 0.0

    def numbered(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Return the rows that hold something, with their numbers as a spreadsheet shows them."""
        rows: Iterable[tuple[str, ...]] = self.rows
        if self.source is not None:
            rows = self.source.passing(rows, len(self.rows), self.share)
        for number, row in enumerate(rows, start=1):
            if any(cell.strip() for cell in row):
                yield number, row


def is_workbook(source: Source) -> bool:
    """Say whether this is a workbook: one that can be read, or one of those that we refuse."""
    paths = source.members
    return "xl/workbook.xml" in paths or is_ods(source) or source.content.startswith(OLE)


def is_ods(source: Source) -> bool:
    """Say whether this is an OpenDocument spreadsheet."""
    return "content.xml" in source.members


def first_grid(source: Source, notes: Notes) -> Grid:
    """Return the rows of a CSV, or those of the first sheet of a workbook.

    Raises:
        TooLarge, NotReadable: as `grids_of` and `table_of`.
    """
    if not is_workbook(source):
        return table_of(source, notes)
    return next(iter(grids_of(source, notes).values()), Grid(source.name, ()))


def grids_of(source: Source, notes: Notes) -> dict[str, Grid]:
    """Return the sheets of a workbook by name, in order.

    Raises:
        TooLarge, NotReadable: a bomb, a password, an old or a damaged file.
    """
    if source.content.startswith(OLE):
        locked = LOCKED_INSIDE in source.content
        raise NotReadable(format=source.name, reason=LOCKED if locked else OLD)
    safe, facts = opened(source)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(safe))
        names = _names(book)
        grids = [
            _grid(book, name, facts.get(name, Facts()), notes)
            for name in source.passing(names, len(names), READING)
        ]
    except (CalamineError, ValueError) as reason:
        raise NotReadable(format=source.name, reason=DAMAGED % reason) from reason
    rows = sum(len(grid.rows) for grid in grids)
    return {
        it.name: replace(it, source=source, share=(1 - READING) * len(it.rows) / max(rows, 1))
        for it in grids
    }


def _names(book: CalamineWorkbook) -> list[str]:
    return [sheet.name for sheet in book.sheets_metadata if "WorkSheet" in str(sheet.typ)]


def _grid(book: CalamineWorkbook, name: str, facts: Facts, notes: Notes) -> Grid:
    values = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS + 1)
    rows = [tuple(map(text_of, row)) for row in values]
    for row in dict.fromkeys(facts.formulas):
        notes.warn(FORMULA, row=row, sheet=name)
    for block in facts.merged:
        _spread(rows, block, name, notes)
    return Grid(name, tuple(tidy(rows, notes)))


def _spread(rows: list[tuple[str, ...]], block: Merged, name: str, notes: Notes) -> None:
    """Give each row of a block of merged cells the value that its first row shows."""
    if block.top == block.bottom or block.top >= len(rows) or block.left >= len(rows[block.top]):
        return
    value = rows[block.top][block.left]
    for place in range(block.top + 1, min(block.bottom + 1, len(rows))):
        row = rows[place]
        rows[place] = (*row[: block.left], value, *row[block.left + 1 :])
    if value:
        notes.warn(MERGED, row=block.top + 1, sheet=name)


def text_of(value: object) -> str:
    """Return what a cell says as text: a whole number without decimals, a date as in ISO 8601."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, date | datetime):
        return value.isoformat(*((" ",) if isinstance(value, datetime) else ()))
    return str(value)


def tidy(
    rows: Iterable[Sequence[str]], notes: Notes, longest: int = LONGEST_TEXT
) -> Iterator[tuple[str, ...]]:
    """Return rows with texts that can be kept: no invisible characters, none too long.

    Raises:
        TooLarge: too many rows, or too many cells in one.
    """
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise TooLarge(limit=ROWS % {"row": number, "most": MOST_ROWS})
        if len(row) > MOST_COLUMNS:
            said = {"row": number, "found": len(row), "most": MOST_COLUMNS}
            raise TooLarge(limit=COLUMNS % said)
        yield _without_end(tuple(_tidy(cell, number, notes, longest) for cell in row))


def _tidy(cell: str, number: int, notes: Notes, longest: int) -> str:
    if CONTROL.search(cell):
        notes.warn(CLEANED, row=number)
        cell = CONTROL.sub("", cell)
    return cell if len(cell) <= longest else notes.fitting(cell, cell[:20], row=number)


def _without_end(row: tuple[str, ...]) -> tuple[str, ...]:
    end = len(row)
    while end and not row[end - 1]:
        end -= 1
    return row[:end]


def table_of(source: Source, notes: Notes, *, longest: int = LONGEST_TEXT) -> Grid:
    """Return the rows of a CSV, whatever its separator and its encodings.

    Cells of more than `longest` characters are cut, which is told of.

    Raises:
        TooLarge: too many rows, or too many cells in one.
        NotReadable: one cell holds most of the file.
    """
    lines = _lines(source.content)
    records = _records(lines, separator_of(source), notes)
    rows = tuple(tidy(source.passing(records, len(lines), READING), notes, longest))
    return Grid(source.name, rows, source, 1 - READING)


def head_rows(source: Source, *, most_bytes: int = 8_000) -> list[Sequence[str]]:
    """Return the first rows of a CSV that are there whole, to recognise it by; none of others."""
    head = source.content[:most_bytes]
    if source.members or source.content.startswith(OLE):
        return []
    lines = [line for line, _ in _lines(head)]
    try:
        rows = list(csv.reader(lines, delimiter=_separator(lines)))
    except csv.Error:
        return []
    whole = rows if len(head) == len(source.content) or len(rows) < 2 else rows[:-1]
    return [row for row in whole if any(row)]


def separator_of(source: Source) -> str:
    """Return what separates the cells of the first row that has some."""
    return _separator([line for line, _ in _lines(source.content[:8_000])])


def _separator(lines: list[str]) -> str:
    title = next((line for line in lines if line.strip()), "")
    return max(SEPARATORS, key=lambda mark: len(next(csv.reader([title], delimiter=mark), ())))


def _lines(content: bytes) -> list[tuple[str, bool]]:
    """Return each line, and whether its encoding is not that of the others."""
    if content.startswith(UTF_16):
        return [(line, False) for line in StringIO(decoded(content), newline="")]
    lines = [
        (decoded(line), _is_odd(line))
        for line in content.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True)
    ]
    accented = sum(not line.isascii() for line, _ in lines)
    others = sum(odd for _, odd in lines)
    return [(line, odd and others < accented) for line, odd in lines]


def _is_odd(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return True
    return False


def _records(
    lines: list[tuple[str, bool]], separator: str, notes: Notes
) -> Iterator[Sequence[str]]:
    """Return the rows; a row that a line of another encoding is part of is told of."""
    reader = csv.reader((line for line, _ in lines), delimiter=separator)
    number, read = 0, 0
    try:
        for number, row in enumerate(reader, start=1):
            if any(odd for _, odd in lines[read : reader.line_num]):
                notes.warn(OTHER_ENCODING, row=number)
            read = reader.line_num
            yield row
    except csv.Error as reason:
        notes.refuse(BROKEN, row=number + 1, reason=str(reason))
