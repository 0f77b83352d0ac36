"""What an export format is, and the few words that files of every kind share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from reports.document import Cell, Document, Section, Table

# A file speaks the language of its Document, which may be older than the page that serves it.
WORDS = {
    "fr": {
        "masked": "masqué",
        "empty": "sans donnée",
        "about": "À propos",
        "n": "n = %s",
        "n_between": "n de %s à %s",
    },
    "en": {
        "masked": "withheld",
        "empty": "no data",
        "about": "About",
        "n": "n = %s",
        "n_between": "n from %s to %s",
    },
}
TIDY = {
    "fr": ("section", "ligne", "colonne", "valeur", "n", "état"),
    "en": ("section", "row", "column", "value", "n", "state"),
}
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
