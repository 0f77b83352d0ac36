"""A table in a file, CSV or spreadsheet, as rows of text."""

import csv
import io
import zipfile
from itertools import islice

from python_calamine import CalamineError, CalamineWorkbook

from referentiel.base import Refusal, french

MAX_BYTES = 20_000_000
MAX_UNPACKED = 200_000_000
MAX_ROWS = 200_000
MAX_COLUMNS = 1_000
MAX_CELLS = 2_000_000
SEPARATORS = (";", "\t", ",")
PACKED = b"PK\x03\x04"  # XLSX and ODS are archives
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class FileTooLarge(Refusal):
    sentence = french(
        "Ce fichier est trop grand : au plus %(megabytes)s Mo, %(rows)s lignes, "
        "%(columns)s colonnes et %(cells)s cases. Découpez-le ou retirez les colonnes inutiles."
    )


class NotATable(Refusal):
    sentence = french(
        "Ce fichier n’est pas un tableau lisible. Enregistrez-le en CSV, en XLSX ou en ODS, "
        "sans mot de passe, puis recommencez."
    )


class NoRows(Refusal):
    sentence = french("Ce fichier est vide : il faut une ligne de titres, puis des réponses.")


def read_rows(data: bytes) -> list[list[str]]:
    """Return the rows of a table as stripped text, its titles first.

    The kind of file is told by its first bytes. A CSV may be in UTF-8, UTF-16 or Windows-1252,
    and separated by semicolons, tabs or commas. Of a spreadsheet, the first sheet is read. Empty
    rows keep their place, so that a row's position is the one a spreadsheet shows.

    Raises:
        FileTooLarge, NotATable, NoRows.
    """
    if len(data) > MAX_BYTES:
        raise _too_large()
    spreadsheet = data.startswith((PACKED, OLD_EXCEL))
    rows = _spreadsheet_rows(data) if spreadsheet else _csv_rows(_decoded(data))
    widths = [len(row) for row in rows]
    if len(rows) > MAX_ROWS or max(widths, default=0) > MAX_COLUMNS or sum(widths) > MAX_CELLS:
        raise _too_large()
    if not any(any(row) for row in rows):
        raise NoRows
    return rows


def _too_large() -> FileTooLarge:
    megabytes = MAX_BYTES // 1_000_000
    return FileTooLarge(megabytes=megabytes, rows=MAX_ROWS, columns=MAX_COLUMNS, cells=MAX_CELLS)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NotATable


def _csv_rows(text: str) -> list[list[str]]:
    titles = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(
        SEPARATORS, key=lambda mark: len(next(csv.reader([titles], delimiter=mark), []))
    )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return [[value.strip() for value in row] for row in islice(reader, MAX_ROWS + 1)]
    except csv.Error as error:
        raise NotATable from error


def _spreadsheet_rows(data: bytes) -> list[list[str]]:
    try:
        if data.startswith(PACKED) and _unpacked_size(data) > MAX_UNPACKED:
            raise _too_large()
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        values = sheet.to_python(skip_empty_area=False, nrows=MAX_ROWS + 1)
    except (CalamineError, zipfile.BadZipFile, IndexError) as error:
        raise NotATable from error
    return [[_text(value) for value in row] for row in values]


def _unpacked_size(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return sum(member.file_size for member in archive.infolist())


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
