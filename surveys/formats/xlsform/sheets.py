"""The rows of an XLSForm by the names of their columns, and texts by language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from referentiel.base import Texts
from referentiel.formats.grids import Grid

TEXT_COLUMN = re.compile(r"(label|hint)(?:::?(.+))?", re.IGNORECASE)
CODED = re.compile(r".*\(([a-z]{2,3})(?:-[a-z]+)?\)\s*", re.IGNORECASE)
NAMED = {"français": "fr", "francais": "fr", "french": "fr", "english": "en", "anglais": "en"}
SPELT = {
    "begin group": "begin_group",
    "end group": "end_group",
    "begin repeat": "begin_repeat",
    "end repeat": "end_repeat",
    "select one": "select_one",
    "select multiple": "select_multiple",
    "select1": "select_one",
    "string": "text",
    "int": "integer",
}


@dataclass(frozen=True)
class Line:
    """A row of a sheet: its number as a spreadsheet shows it, and its cells by column."""

    number: int
    cells: dict[str, str]
    labels: Texts
    hints: Texts

    def cell(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    @property
    def type(self) -> str:
        """The first words of the type, in their usual spelling."""
        said = " ".join(self.cell("type").lower().split())
        for other, usual in SPELT.items():
            if said == other or said.startswith(other + " "):
                return usual
        return said.split(" ")[0] if said else ""

    @property
    def argument(self) -> str:
        """What stands after the type: the name of a list."""
        words = self.cell("type").split()
        return words[-1] if len(words) > 1 and words[-1] != "or_other" else "".join(words[-2:-1])


def lines_of(grid: Grid, default: str) -> Iterator[Line]:
    """Return the rows under the headings; texts without a language are in the `default` one."""
    numbered = grid.numbered()
    _number, headings = next(numbered, (0, ()))
    columns = [heading.strip() for heading in headings]
    for number, row in numbered:
        cells: dict[str, str] = {}
        texts: dict[str, Texts] = {"label": {}, "hint": {}}
        for column, cell in zip(columns, row, strict=False):
            match = TEXT_COLUMN.fullmatch(column)
            if match and cell.strip():
                language = language_of(match[2]) if match[2] else default
                texts[match[1].lower()][language] = {"label": cell.strip()}
            cells[column.lower()] = cell
        yield Line(number, cells, texts["label"], texts["hint"])


def language_of(said: str) -> str:
    """Return the code of a language said as « Français (fr) », « English » or « en »."""
    said = said.strip()
    coded = CODED.fullmatch(said)
    if coded:
        return coded[1].lower()
    return NAMED.get(said.lower(), said[:2].lower())
