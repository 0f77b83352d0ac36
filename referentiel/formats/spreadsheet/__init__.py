"""The project's own spreadsheet, in three kinds of file: a form to fill in, an export to re-import.

A référentiel without any entry is written as the form.
"""

from referentiel.base import french
from referentiel.errors import ImportRefused
from referentiel.formats.base import Format, Naming, Read, Source
from referentiel.formats.endings import issue_of
from referentiel.formats.grids import OLE, head_rows, is_ods, is_workbook
from referentiel.formats.notes import Notes
from referentiel.formats.spreadsheet.columns import ITEMS
from referentiel.formats.spreadsheet.reading import read_grids
from referentiel.formats.spreadsheet.table import read_csv, write_as_csv
from referentiel.formats.spreadsheet.tables import column_of, titles_of, workbook_grids
from referentiel.formats.spreadsheet.writing import (
    write_as_ods,
    write_as_xlsx,
)
from referentiel.formats.workbook_writing import ODS_TYPE, XLSX_TYPE

SEARCHED = 20  # rows, for the titles of a table
LOSES_ALL_BUT_ITEMS = (
    french("le titre, la version, la présentation et le nom des sources"),
    french("les échelles, les ancrages et les descripteurs propres"),
    french("les profils et les niveaux attendus"),
    french("les correspondances, et les liens autres que les parents"),
    french("les champs que d’autres logiciels ont ajoutés"),
    french("les espaces en début et en fin de texte, et les textes vides"),
)


def _is_ours(source: Source) -> bool:
    """Say whether a workbook has a sheet of competences, by its titles."""
    if source.content.startswith(OLE):
        return True
    grids, _ = workbook_grids(source)
    return any(titles_of(ITEMS, grid) is not None for grid in grids.values())


def _is_xlsx(source: Source) -> bool:
    return is_workbook(source) and not is_ods(source) and _is_ours(source)


def _is_ods(source: Source) -> bool:
    return is_ods(source) and _is_ours(source)


def _is_table(source: Source) -> bool:
    """Say whether one of the first lines names the columns of a table of items."""
    for row in head_rows(source)[:SEARCHED]:
        keys = {found[0] for cell in row if (found := column_of(ITEMS, cell))}
        if keys.issuperset(ITEMS.required):
            return True
    return False


def _read_workbook(source: Source, naming: Naming) -> Read:
    try:
        grids, issues = workbook_grids(source)
        read = read_grids(grids, naming, Notes())
    except ImportRefused as fault:
        return Read(None, (issue_of(fault),))
    return Read(read.tree, (*issues, *read.issues))


def _read_table(source: Source, naming: Naming) -> Read:
    try:
        return read_csv(source, naming)
    except ImportRefused as fault:
        return Read(None, (issue_of(fault),))


XLSX = Format(
    key="xlsx",
    label=french("Classeur Excel (XLSX)"),
    extension="xlsx",
    media_type=XLSX_TYPE,
    recognises=_is_xlsx,
    read=_read_workbook,
    write=write_as_xlsx,
)
ODS = Format(
    key="ods",
    label=french("Classeur OpenDocument (ODS)"),
    extension="ods",
    media_type=ODS_TYPE,
    recognises=_is_ods,
    read=_read_workbook,
    write=write_as_ods,
)
CSV = Format(
    key="csv",
    label=french("Tableau CSV"),
    extension="csv",
    media_type="text/csv; charset=utf-8",
    recognises=_is_table,
    read=_read_table,
    write=write_as_csv,
    loses=LOSES_ALL_BUT_ITEMS,
)
