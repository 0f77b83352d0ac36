"""Rows of our sheets as records: values by column, texts by language, what no cell can say."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from referentiel.base import Json, Texts, french
from referentiel.formats.base import LONGEST_TEXT
from referentiel.formats.grids import CONTROL, text_of
from referentiel.formats.keeping import Unkept, texts_of
from referentiel.formats.notes import Notes
from referentiel.formats.spreadsheet.columns import LEFTOVERS, Column, Sheet
from referentiel.formats.spreadsheet.kinds import Unclear, language_of
from referentiel.formats.workbook_writing import Cell, Leaf

PIECE = 15_000  # characters of JSON in a cell
LANGUAGE_MARK = "@"
TEXTS = "texts"  # those that have no column

UNCLEAR = french(
    "« %(value)s » ne convient pas pour « %(column)s ». Valeurs admises : %(allowed)s."
)


@dataclass(frozen=True)
class Record:
    """What one row says. `values` leaves out what is None; `hidden` has no column."""

    values: Json = field(default_factory=dict)
    texts: Texts = field(default_factory=dict)
    hidden: Json = field(default_factory=dict)


@dataclass
class Layout:
    """The columns of a sheet, one for each language where they are spoken."""

    sheet: Sheet
    languages: Sequence[str]

    @property
    def places(self) -> list[tuple[Column, str]]:
        """Each column with its language, "" for those that are not spoken."""
        return [
            (column, language)
            for column in self.sheet.columns
            for language in (self.languages if column.spoken else ("",))
        ]

    @property
    def titles(self) -> list[Cell]:
        """The first row: the first language goes without saying."""
        return [
            column.titles[0] + (f" ({language})" if language in self.languages[1:] else "")
            for column, language in self.places
        ]


class Leftovers:
    """What cells do not say of the values they stand for, as rows of a sheet of their own.

    A text that ends with a space, an empty text beside none, the fields of a foreign file… On the
    way back they count where the cell still says what was written: who edits a cell is right.
    """

    def __init__(self) -> None:
        self._rows: list[list[Cell]] = []

    def rows(self) -> Iterator[list[Cell]]:
        """Return the rows of the sheet, titles first."""
        yield [column.titles[0] for column in LEFTOVERS.columns]
        yield from self._rows

    def add(self, sheet: str, entry: str, column: str, value: Any) -> None:  # noqa: ANN401 -- JSON
        """Keep a value for an entry."""
        said = json.dumps(value)
        pieces = [said[at : at + PIECE] for at in range(0, len(said), PIECE)]
        self._rows.append([sheet, entry[:LONGEST_TEXT], column, *pieces])


def entry_of(cells: Iterable[str]) -> str:
    """Return what tells a row apart, from the texts of its cells."""
    return json.dumps([" ".join(cell.split()) for cell in cells])


def leaf(layout: Layout, records: Iterable[Record], leftovers: Leftovers | None) -> Leaf:
    """Return a sheet to write; what its cells do not say goes to `leftovers`."""
    places = layout.places
    return Leaf(
        name=layout.sheet.names[0],
        rows=_rows(layout, records, leftovers),
        widths=[column.width for column, _ in places],
        choices={
            place: column.kind.choices
            for place, (column, _) in enumerate(places)
            if column.kind.choices
        },
    )


def _rows(
    layout: Layout, records: Iterable[Record], leftovers: Leftovers | None
) -> Iterator[list[Cell]]:
    yield layout.titles
    places = layout.places
    for record in records:
        values = [_value(record, column, language) for column, language in places]
        cells = [_cell(column, value) for (column, _), value in zip(places, values, strict=True)]
        yield cells
        if leftovers is not None:
            _keep(layout, record, values, cells, leftovers)


def _value(record: Record, column: Column, language: str) -> Any:  # noqa: ANN401 -- of any kind
    if column.spoken:
        return record.texts.get(language, {}).get(column.key)
    return record.values.get(column.key)


def _cell(column: Column, value: Any) -> Cell:  # noqa: ANN401 -- of any kind
    if value is None:
        return ""
    cell = column.kind.written(value)
    return CONTROL.sub("", cell)[:LONGEST_TEXT] if isinstance(cell, str) else cell


def _keep(
    layout: Layout,
    record: Record,
    values: Sequence[Any],
    cells: Sequence[Cell],
    leftovers: Leftovers,
) -> None:
    places = layout.places
    identity = [
        text_of(cell)
        for (column, _), cell in zip(places, cells, strict=True)
        if column.key in layout.sheet.identity
    ]
    entry, sheet = entry_of(identity), layout.sheet.key
    for (column, language), value, cell in zip(places, values, cells, strict=True):
        if value != read_cell(column, text_of(cell)):
            mark = column.key + (LANGUAGE_MARK + language if language else "")
            leftovers.add(sheet, entry, mark, value)
    others = _unplaced(layout, record.texts)
    for name, value in {**record.hidden, **({TEXTS: others} if others else {})}.items():
        leftovers.add(sheet, entry, name, value)


def read_cell(column: Column, text: str) -> Any:  # noqa: ANN401 -- of any kind
    """Return what a cell says; nothing where it is unclear."""
    try:
        return column.kind.read(text)
    except Unclear:
        return None


def _unplaced(layout: Layout, texts: Texts) -> Texts:
    """Return the texts without a column, and the languages that are there without a text."""
    found: Texts = {}
    for language, said in texts.items():
        spoken = layout.sheet.spoken if language in layout.languages else ()
        rest = {key: text for key, text in said.items() if key not in spoken}
        if rest or not said:
            found[language] = rest
    return found


def languages_in(texts: Iterable[Texts], main: str) -> list[str]:
    """Return the languages that have columns, the main one first."""
    found = dict.fromkeys(language for said in texts for language in said)
    return [main, *(it for it in found if it != main and language_of(it) == it)]


class Row:
    """A row that is read: its cells by column and language, and what is left of its values."""

    def __init__(
        self,
        sheet: Sheet,
        number: int,
        cells: Mapping[tuple[str, str], str],
        leftovers: Mapping[tuple[str, str], Json],
        notes: Notes,
    ) -> None:
        self.number, self.cells = number, cells
        self._sheet, self._notes = sheet, notes
        entry = entry_of(cells.get((key, ""), "") for key in sheet.identity)
        self._left = leftovers.get((sheet.key, entry), {})

    def value(self, key: str) -> Any:  # noqa: ANN401 -- of any kind
        """Return the value of a column; what is unclear is told of, and counts as nothing."""
        column = self._sheet.by_key[key]
        text = self.cells.get((key, ""), "")
        if key in self._left:
            kept = self._left[key]
            if _same(column, kept, text):
                return column.kind.loaded(kept)
        try:
            return column.kind.read(text)
        except Unclear as unclear:
            said = {"value": text, "column": column.titles[0], "allowed": unclear.allowed}
            self._notes.refuse(UNCLEAR, row=self.number, entry=self._sheet.names[0], **said)
            return None

    def texts(self) -> Texts:
        """Return the texts of each language, those without a column among them."""
        found: Texts = {}
        for (key, language), text in self.cells.items():
            if language:
                said = self._text(key, language, text)
                if said is not None:
                    found.setdefault(language, {})[key] = said
        for language, others in self.hidden_texts(TEXTS).items():
            found.setdefault(language, {}).update(others)
        return found

    def hidden_texts(self, key: str) -> Texts:
        """Return texts that have no column."""
        try:
            return texts_of(self.hidden(key, {}))
        except Unkept:
            return {}

    def hidden(self, key: str, default: Any) -> Any:  # noqa: ANN401 -- JSON
        """Return what has no column, if it is of the kind that is written there."""
        kept = self._left.get(key, default)
        return kept if isinstance(kept, type(default)) else default

    def _text(self, key: str, language: str, text: str) -> str | None:
        column = self._sheet.by_key[key]
        kept = self._left.get(f"{key}{LANGUAGE_MARK}{language}")
        if isinstance(kept, str) and _same(column, kept, text):
            return kept
        found = column.kind.read(text)
        return found if isinstance(found, str) else None


def _same(column: Column, value: Any, text: str) -> bool:  # noqa: ANN401 -- of any kind
    """Say whether a cell still says what was written for a value of its kind."""
    if not column.kind.holds(value):
        return False
    try:
        return text_of(_cell(column, value)).split() == text.split()
    except (TypeError, ValueError, AttributeError):
        return False
