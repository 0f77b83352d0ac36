"""File formats of a référentiel, in the order in which their contents are tried."""

from referentiel.formats import mahara, moodle, opensalt, spreadsheet, yaml_file
from referentiel.formats.base import MOST_BYTES, Format, Source, TooLarge, Unrecognised

FORMATS: dict[str, Format] = {
    found.key: found
    for found in (
        yaml_file.FORMAT,
        mahara.FORMAT,
        moodle.FORMAT,
        opensalt.FORMAT,
        spreadsheet.XLSX,
        spreadsheet.ODS,
        spreadsheet.CSV,
    )
}


def format_of(source: Source) -> Format:
    """Return the format that recognises the content of a file; its name says nothing.

    Raises:
        TooLarge: no format reads so much at once.
        Unrecognised: none does.
    """
    if len(source.content) > MOST_BYTES:
        raise TooLarge(limit=f"{MOST_BYTES // 1_000_000} Mo")
    for found in FORMATS.values():
        if found.read is not None and found.recognises(source):
            return found
    raise Unrecognised
