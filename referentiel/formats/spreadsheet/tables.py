"""Finding our sheets in a workbook: by their names, or by the titles of their columns."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from referentiel.base import Json, french
from referentiel.formats.base import Issue, Source
from referentiel.formats.grids import Grid, grids_of
from referentiel.formats.notes import Notes
from referentiel.formats.spreadsheet.columns import ITEMS, LEFTOVERS, NOTICE, SHEETS, Sheet
from referentiel.formats.spreadsheet.kinds import language_of, plain
from referentiel.formats.spreadsheet.records import Row

SPOKEN = re.compile(r"(.*?)\s*[(\[]\s*([^()\[\]]+?)\s*[)\]]\s*")
MAIN = "main"  # the language of a title that names none
SEARCHED = 20  # rows, for the titles
Places = dict[int, tuple[str, str]]
Left = dict[tuple[str, str], Json]

NO_TITLES = french(
    "Feuille « %(sheet)s » : ses titres de colonnes ne sont pas reconnus, elle a été laissée."
)
IGNORED = french("Feuille « %(sheet)s » : la colonne « %(column)s » n’est pas connue.")
TWICE = french("Feuille « %(sheet)s » : la colonne « %(column)s » apparaît deux fois.")
OTHER_SHEET = french("La feuille « %(sheet)s » n’est pas connue : elle a été laissée.")
BEYOND = french("Cette ligne a plus de cellules que de titres : un séparateur est de trop.")
TECHNICAL = french("Cette ligne des données techniques n’est plus lisible : elle a été laissée.")

_opened: WeakKeyDictionary[Source, tuple[dict[str, Grid], tuple[Issue, ...]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Found:
    """A sheet of the file: where its titles are, and which column is at which place."""

    grid: Grid
    titles: int  # the number of their row
    places: Places

    def rows(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Return the rows under the titles."""
        return ((number, cells) for number, cells in self.grid.numbered() if number > self.titles)

    @property
    def width(self) -> int:
        """How many columns have a title, or stand before one that has."""
        return len(self.grid.rows[self.titles - 1])


@dataclass
class Tables:
    """The rows of a file by sheet, and what their cells do not say."""

    main: str  # the language of titles that name none
    notes: Notes
    found: dict[str, Found] = field(default_factory=dict)
    left: Left = field(default_factory=dict)

    def rows(self, sheet: Sheet) -> Iterator[Row]:
        """Return the rows of a sheet under its titles; none where it is missing."""
        found = self.found.get(sheet.key)
        if found is None:
            return
        columns = [
            (place, key, self.main if language == MAIN else language)
            for place, (key, language) in found.places.items()
        ]
        for number, cells in found.rows():
            if any(cell.strip() for cell in cells[found.width :]):
                self.notes.warn(BEYOND, row=number)
            full = cells + ("",) * (found.width - len(cells))
            said = {(key, language): full[place] for place, key, language in columns}
            yield Row(sheet, number, said, self.left, self.notes)


def workbook_grids(source: Source) -> tuple[dict[str, Grid], tuple[Issue, ...]]:
    """Return the sheets of a workbook and what is to be told of them, opened once for a file.

    Raises:
        TooLarge, NotReadable: a bomb, a password, an old or a damaged file.
    """
    if source not in _opened:
        notes = Notes()
        grids = grids_of(source, notes)
        _opened[source] = grids, notes.issues
    return _opened[source]


def tables_in(grids: Mapping[str, Grid], notes: Notes, main: str) -> Tables:
    """Return our sheets among those of a file."""
    tables = Tables(main, notes)
    for sheet, grid in _named(grids, notes):
        titles = titles_of(sheet, grid)
        if titles is None:
            if any(True for _ in grid.numbered()):
                notes.warn(NO_TITLES, sheet=grid.name)
            continue
        _place(tables, sheet, grid, titles)
    return tables


def _named(grids: Mapping[str, Grid], notes: Notes) -> Iterator[tuple[Sheet, Grid]]:
    """Return each of our sheets with the one that bears its name, or has its columns."""
    by_name = {plain(name): sheet for sheet in (*SHEETS, LEFTOVERS) for name in sheet.names}
    taken: set[str] = set()
    others: list[Grid] = []
    for name, grid in grids.items():
        sheet = by_name.get(plain(name))
        if sheet and sheet.key not in taken:
            taken.add(sheet.key)
            yield sheet, grid
        elif plain(name) not in {plain(one) for one in NOTICE}:
            others.append(grid)
    for grid in others:
        if ITEMS.key not in taken and titles_of(ITEMS, grid) is not None:
            taken.add(ITEMS.key)
            yield ITEMS, grid
        elif grid.rows:
            notes.warn(OTHER_SHEET, sheet=grid.name)


def titles_of(sheet: Sheet, grid: Grid) -> int | None:
    """Return the number of the row of titles; None where there is none."""
    for number, cells in enumerate(grid.rows[:SEARCHED], start=1):
        keys = {found[0] for cell in cells if (found := column_of(sheet, cell))}
        if keys.issuperset(sheet.required):
            return number
    return None


def column_of(sheet: Sheet, title: str) -> tuple[str, str] | None:
    """Return the column that a title names, and its language: « Libellé (en) »."""
    column = sheet.by_title.get(plain(title))
    if column:
        return column.key, MAIN if column.spoken else ""
    found = SPOKEN.fullmatch(title.strip())
    column = sheet.by_title.get(plain(found[1])) if found else None
    language = language_of(found[2]) if found else ""
    if column is None or not column.spoken or not language:
        return None
    return column.key, language


def _place(tables: Tables, sheet: Sheet, grid: Grid, titles: int) -> None:
    places: Places = {}
    for place, title in enumerate(grid.rows[titles - 1]):
        column = column_of(sheet, title)
        if column is None:
            if title.strip() and sheet is not LEFTOVERS:
                tables.notes.warn(IGNORED, row=titles, sheet=grid.name, column=title.strip())
        elif column in places.values():
            tables.notes.warn(TWICE, row=titles, sheet=grid.name, column=title.strip())
        else:
            places[place] = column
    if sheet is LEFTOVERS:
        tables.left = leftovers_of(grid, titles, tables.notes)
    else:
        tables.found[sheet.key] = Found(grid, titles, places)


def leftovers_of(grid: Grid, titles: int, notes: Notes) -> Left:
    """Return what cells do not say, by sheet and entry, then by column."""
    found: Left = {}
    for number, cells in grid.numbered():
        if number <= titles or len(cells) < 4:
            continue
        sheet, entry, column, *pieces = cells
        try:
            value = json.loads("".join(pieces))
        except (ValueError, RecursionError):
            notes.warn(TECHNICAL, row=number)
            continue
        found.setdefault((sheet, entry), {})[column] = value
    return found
