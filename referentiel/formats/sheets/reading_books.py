"""The sheets of a workbook (XLSX, ODS) or of a CSV, as texts; hostile ones are refused first."""

import csv
import re
from datetime import date, datetime
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook, ZipError

from referentiel.base import french
from referentiel.errors import ImportRefused
from referentiel.formats.base import NotReadable, Source, TooLarge, lines_of

MOST_ROWS = 200_000
MOST_COLUMNS = 200
DELIMITERS = ";,\t"
ENTITIES = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
LEGACY = b"\xd0\xcf\x11\xe0"  # of .xls, and of XLSX behind a password

Rows = list[list[str]]
csv.field_size_limit(50_000_000)  # longer cells are told by the row they are in


class Locked(ImportRefused):
    sentence = french(
        "Ce classeur est protégé par un mot de passe, ou d’un format ancien (.xls). "
        "Enregistrez-le sans mot de passe au format .xlsx ou .ods, puis recommencez."
    )


def is_workbook(source: Source) -> bool:
    """Say whether a file is an XLSX or an ODS, or something that only passes for one."""
    return "xl/workbook.xml" in source.members or "content.xml" in source.members


def is_locked(source: Source) -> bool:
    """Say whether a file is a workbook that cannot be read."""
    return source.content.startswith(LEGACY)


def sheets_of(source: Source) -> dict[str, Rows]:
    """Return the sheets of a workbook by their names.

    Raises:
        Locked, NotReadable, TooLarge: why it cannot be read.
    """
    if is_locked(source):
        raise Locked
    _guard(source)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(source.content))
        found = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
        for sheet in found.values():
            if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
                raise TooLarge(limit=f"{MOST_ROWS} lignes, {MOST_COLUMNS} colonnes")
        return {
            name: [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            for name, sheet in found.items()
        }
    except (CalamineError, ZipError, ValueError, OSError) as reason:
        raise NotReadable(format="XLSX", reason=str(reason)) from reason


def _guard(source: Source) -> None:
    """Unpack every part within what it says it holds, and refuse entities, before anyone else."""
    for path in source.members:
        if path.endswith((".xml", ".rels")) and ENTITIES.search(source.member(path)):
            raise NotReadable(format="XLSX", reason="DOCTYPE")


def rows_of_csv(content: bytes, delimiter: str = "") -> Rows:
    """Return the rows of a CSV; its delimiter is the one that its first line holds most of.

    Raises:
        NotReadable: with the row where it stops.
        TooLarge: it has more rows than can be read.
    """
    lines = list(lines_of(content.replace(b"\0", b"")))
    first = lines[0] if lines else ""
    reader = csv.reader(lines, delimiter=delimiter or max(DELIMITERS, key=first.count))
    rows: Rows = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > MOST_ROWS:
                raise TooLarge(limit=f"{MOST_ROWS} lignes")
    except csv.Error as reason:
        where = f"ligne {len(rows) + 1}, {reason}"
        raise NotReadable(format="CSV", reason=where) from reason
    return rows


def _text(cell: object) -> str:
    """Return a cell as it reads: 3.0 is 3, a day is a day."""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime) and cell.time().isoformat() == "00:00:00":
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date | datetime) else str(cell)
