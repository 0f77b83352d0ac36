"""The project's own spreadsheet: XLSX and OpenDocument hold all of it, a CSV its competences."""

from referentiel.base import french
from referentiel.formats.base import Format, Source
from referentiel.formats.sheets.reading import (
    read_csv,
    read_workbook,
    recognises_csv,
    recognises_workbook,
)
from referentiel.formats.sheets.writing import to_csv, to_ods, to_xlsx


def _is_ods(source: Source) -> bool:
    return "content.xml" in source.members


XLSX = Format(
    key="xlsx",
    label=french("Classeur Excel (XLSX)"),
    extension="xlsx",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    recognises=recognises_workbook,
    read=read_workbook,
    write=to_xlsx,
)
ODS = Format(
    key="ods",
    label=french("Classeur OpenDocument (ODS)"),
    extension="ods",
    media_type="application/vnd.oasis.opendocument.spreadsheet",
    recognises=_is_ods,
    read=read_workbook,
    write=to_ods,
)
CSV = Format(
    key="csv",
    label=french("Tableau des compétences (CSV)"),
    extension="csv",
    media_type="text/csv",
    recognises=recognises_csv,
    read=read_csv,
    write=to_csv,
    loses=(
        french("Le titre, la version et les textes qui les accompagnent"),
        french("Les échelles, les ancrages et les descripteurs"),
        french("Les profils métier"),
        french("Les correspondances et les liens"),
    ),
)
