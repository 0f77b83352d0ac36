"""What an export format is, and the few words that files of every kind share."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from babel.dates import format_date

from reports.document import Cell, Document, Note, Section, Table

# A file speaks the language of its Document, which may be older than the page that serves it.
WORDS = {
    "fr": {
        "masked": "masqué",
        "empty": "sans donnée",
        "about": "À propos",
        "n": "n = %s",
        "n_between": "n de %s à %s",
        "note": "Note de l’analyse, %s",
        "corrected": "Note de l’analyse, %s, corrigée le %s",
    },
    "en": {
        "masked": "withheld",
        "empty": "no data",
        "about": "About",
        "n": "n = %s",
        "n_between": "n from %s to %s",
        "note": "Analyst’s note, %s",
        "corrected": "Analyst’s note, %s, corrected on %s",
    },
}
TIDY = {
    "fr": ("section", "ligne", "colonne", "valeur", "n", "état"),
    "en": ("section", "row", "column", "value", "n", "state"),
}
LOCALES = {"fr": "fr", "en": "en_GB"}
RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet may take such a text for a formula


@dataclass(frozen=True)
class Format:
    """One kind of file: `write(document, stream, at)` writes bytes to a stream it does not close.

    `at` dates the file, where its kind asks for a date.
    """

    extension: str
    media_type: str
    label: str
    write: Callable[[Document, IO[bytes], datetime], None]


def word(document: Document, key: str) -> str:
    """Return a shared word in the language of the document, else in French."""
    return WORDS.get(document.language, WORDS["fr"])[key]


def heads(table: Table) -> int:
    """Return how many of the first columns are words that name the row; at least one."""
    texts = [column.unit == "text" for column in table.columns]
    return max(1, texts.index(False) if False in texts else len(texts))


def row_name(table: Table, row: tuple[Cell, ...]) -> str:
    """Return the words that name a row, joined."""
    return " · ".join(str(cell.value) for cell in row[: heads(table)] if cell.value is not None)


def people_behind(document: Document, section: Section) -> str:
    """Return how many people the figures of a section rest on; empty where its cells do not say."""
    rows = section.table.rows if section.table else ()
    found = {cell.n for row in rows for cell in row if cell.n and cell.state == "shown"}
    if not found:
        return ""
    if len(found) == 1:
        return word(document, "n") % found.pop()
    return word(document, "n_between") % (min(found), max(found))


def note_head(note: Note, language: str) -> str:
    """Return what stands before a note, so that nobody takes it for a sentence of the report.

    « Note de l’analyse, 30 novembre 2026 – Réseau d’essai »
    """
    words = WORDS.get(language, WORDS["fr"])
    written = _day(note.written_on, language)
    if note.corrected_on is None:
        said = words["note"] % written
    else:
        said = words["corrected"] % (written, _day(note.corrected_on, language))
    return f"{said} – {note.author}"


def note_lines(note: Note) -> list[str]:
    """Return the lines of a note, without the empty ones."""
    return [line.strip() for line in note.text.split("\n") if line.strip()]


def _day(value: date, language: str) -> str:
    said = format_date(value, "long", locale=LOCALES.get(language, "fr"))
    return said if language == "en" else re.sub(r"^1 ", "1er ", said)
