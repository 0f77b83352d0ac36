"""OpenSALT's spreadsheet: a workbook of three sheets, in and out; its CSV, in."""

from referentiel.base import french
from referentiel.errors import ImportRefused
from referentiel.formats.base import Format, Naming, Read, Source
from referentiel.formats.endings import issue_of
from referentiel.formats.grids import OLE, head_rows, is_workbook, table_of
from referentiel.formats.notes import Notes
from referentiel.formats.opensalt.fields import ITEM, letters
from referentiel.formats.opensalt.reading import read_grids, read_table
from referentiel.formats.opensalt.writing import write
from referentiel.formats.spreadsheet.tables import workbook_grids
from referentiel.formats.workbook_writing import XLSX_TYPE

STATEMENT = letters("fullStatement")


def _recognises(source: Source) -> bool:
    if source.content.startswith(OLE):
        return False
    if is_workbook(source):
        return letters(ITEM) in map(letters, workbook_grids(source)[0])
    return any(STATEMENT in map(letters, row) for row in head_rows(source)[:1])


def _read(source: Source, naming: Naming) -> Read:
    notes = Notes()
    try:
        if not is_workbook(source):
            return read_table(table_of(source, notes), naming, notes)
        grids, issues = workbook_grids(source)
        read = read_grids(grids, naming, notes)
    except ImportRefused as fault:
        return Read(None, (issue_of(fault),))
    return Read(read.tree, (*issues, *read.issues))


FORMAT = Format(
    key="opensalt",
    label=french("Classeur OpenSALT"),
    extension="xlsx",
    media_type=XLSX_TYPE,
    recognises=_recognises,
    read=_read,
    write=write,
    loses=(
        french("les grilles, les échelles, les ancrages et les descripteurs propres"),
        french("les profils et les niveaux attendus"),
    ),
)
