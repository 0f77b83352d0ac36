"""The one neutral form of a report, rendered alike by the page, the spreadsheet and the JSON.

Cells are typed, never formatted: a renderer decides how a share or a level is written. Every
figure carries the n behind it. The JSON schema is versioned by `SCHEMA`.
"""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

SCHEMA: Literal["reperes-document/1"] = "reperes-document/1"

State = Literal["shown", "masked", "empty"]
Unit = Literal["text", "people", "steps", "level", "share", "points", "rank"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cell(_Frozen):
    """One value with the count behind it. A masked or empty cell has no value."""

    value: float | int | str | None = None
    n: int | None = None
    state: State = "shown"


class Column(_Frozen):
    """A column of a table: what it holds, in which unit, to how many digits."""

    key: str
    label: str
    unit: Unit = "text"
    digits: int = 0
    help: str = ""
    language: str = ""  # of the words in its cells, where it is not the document's


class Table(_Frozen):
    """Rows of cells under columns; the first column heads each row."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Chart(_Frozen):
    """A Plotly figure (its JSON) and the sentence that says what it shows."""

    alternative: str
    figure: dict[str, Any]


class Note(_Frozen):
    """What an analyst wrote beside the figures: their words, never a sentence of ours.

    It is joined to a report when it is read, and is no part of what was frozen.
    """

    text: str
    author: str
    language: str
    written_on: date
    corrected_on: date | None = None


class Section(_Frozen):
    """A titled part: sentences, then a chart beside its table, then notes of the analysis."""

    key: str
    title: str
    texts: tuple[str, ...] = ()
    chart: Chart | None = None
    table: Table | None = None
    notes: tuple[Note, ...] = ()


class Document(_Frozen):
    """A report, ready to render."""

    schema_name: Literal["reperes-document/1"] = SCHEMA
    language: str
    title: str
    subtitle: str = ""
    notices: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    notes: tuple[Note, ...] = ()  # on the whole

    def section(self, key: str) -> Section:
        """Return the section named `key`; KeyError when the document has none."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)


MASKED = Cell(state="masked")
EMPTY = Cell(state="empty")
