"""Moodle's competency framework as CSV: fourteen columns, told by their places."""

from referentiel.base import french
from referentiel.errors import ImportRefused
from referentiel.formats.base import Format, Source
from referentiel.formats.moodle.reading import read
from referentiel.formats.moodle.writing import COLUMNS, write
from referentiel.formats.sheets.reading_books import rows_of_csv


def _recognises(source: Source) -> bool:
    """Recognise fourteen columns, whatever they are called: Moodle translates them."""
    first = source.head.splitlines()[:1]
    if not first or source.members or first[0].startswith(("{", "<", "[")):
        return False
    try:
        [header, *_] = rows_of_csv(first[0].encode())
    except ImportRefused:
        return False
    return len(header) == len(COLUMNS)


FORMAT = Format(
    key="moodle",
    label=french("Référentiel de compétences de Moodle (CSV)"),
    extension="csv",
    media_type="text/csv",
    recognises=_recognises,
    read=read,
    write=write,
    loses=(
        french("Les ancrages et les descripteurs de chaque niveau"),
        french("Les profils métier"),
        french("Les correspondances"),
        french("Les parents en plus du premier"),
    ),
)
