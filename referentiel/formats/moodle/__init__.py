"""Moodle's competency frameworks: a CSV of fourteen columns, in and out."""

from referentiel.base import french
from referentiel.errors import ImportRefused
from referentiel.formats.base import Format, Naming, Read, Source
from referentiel.formats.endings import issue_of
from referentiel.formats.grids import LONGEST_CELL, head_rows, table_of
from referentiel.formats.moodle.fields import FORMATS, TITLES, line_of
from referentiel.formats.moodle.reading import read_grid
from referentiel.formats.moodle.writing import write
from referentiel.formats.notes import Notes

SEEN, LOOKED_AT = 200_000, 50  # bytes and rows, to recognise a file by
FLAGS = ("", "0", "1", "true", "false")


def _recognises(source: Source) -> bool:
    """Say whether a file has fourteen columns, and in them what Moodle puts there."""
    rows = head_rows(source, most_bytes=SEEN)[: LOOKED_AT + 1]
    if not rows or len(rows[0]) != len(TITLES):
        return False
    lines = [line_of(row) for row in rows[1:]]
    return bool(lines) and all(
        line.descriptionformat.strip() in FORMATS and line.isframework.strip().lower() in FLAGS
        for line in lines
    )


def _read(source: Source, naming: Naming) -> Read:
    notes = Notes()
    try:
        return read_grid(table_of(source, notes, longest=LONGEST_CELL), naming, notes)
    except ImportRefused as fault:
        return Read(None, (*notes.issues, issue_of(fault)))


FORMAT = Format(
    key="moodle",
    label=french("Référentiel de compétences Moodle (CSV)"),
    extension="csv",
    media_type="text/csv; charset=utf-8",
    recognises=_recognises,
    read=_read,
    write=write,
    loses=(
        french("les ancrages des niveaux"),
        french("les profils et les niveaux attendus"),
        french("les correspondances"),
        french("les parents supplémentaires"),
    ),
)
