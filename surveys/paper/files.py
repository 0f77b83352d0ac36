"""Sheets keyed in a file: one a row, under its code; one box a column, named as on the sheet."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from string import ascii_lowercase
from typing import NamedTuple

from referentiel.base import Refusal, french
from referentiel.formats.base import Issue, Source, TooLarge
from referentiel.formats.grids import Grid, first_grid
from referentiel.formats.notes import Notes
from surveys.paper.boxes import Box, Line, Part
from surveys.paper.errors import (
    MissingColumns,
    NoKeyedRow,
    NotAKeyingFile,
    RepeatedColumn,
    TooManyRows,
    UnknownColumn,
    UnreadableRow,
    UntitledColumn,
)

MOST_ROWS = 500  # sheets at once, as many as one batch may have
MOST_TEXT = 4_000_000  # bytes of all that is keyed in one file
CODE = "code"
SEPARATOR = ";"


@dataclass(frozen=True)
class Column:
    """A box as a column of a file: the number of its line, and a letter where that has several."""

    title: str
    box: Box
    line: Line


class Place(NamedTuple):
    """Where a box stands in a file: the number of its column, from 0, and its title."""

    number: int
    title: str = ""


class Wrong(NamedTuple):
    """What is wrong with a row, and in which column where it is one; `box` is the one of it."""

    row: int
    refusal: Refusal
    place: Place | None = None
    box: Box | None = None


class WrongRows(Refusal):
    """Some rows of a file are wrong, and nothing is keyed; `problems` names each."""

    sentence = french("Rien n’est importé : des lignes du fichier sont à corriger.")

    def __init__(self, problems: Sequence[Wrong]) -> None:
        self.problems = problems
        super().__init__()


class KeyedRow(NamedTuple):
    """A row as it was keyed: its number as a spreadsheet shows it, a code, keys by box."""

    row: int
    code: str
    typed: dict[str, str]


@dataclass(frozen=True)
class KeyedFile:
    """What a file holds. `text` is all of it as a CSV whose rows have the same numbers."""

    rows: tuple[KeyedRow, ...]
    places: dict[str, Place]  # by name of the box
    text: str
    remarks: tuple[Issue, ...] = ()


def columns_of(parts: Iterable[Part]) -> tuple[Column, ...]:
    """Return a column per box, in the order of the sheet: 1a, 1b, 2a, 2b, 3."""
    lines = [line for part in parts for line in part.lines]
    boxes: Counter[str] = Counter()
    for line in lines:
        boxes[line.number] += len(line.boxes)
    marks = {number: iter(ascii_lowercase if n > 1 else ("",)) for number, n in boxes.items()}
    return tuple(
        Column(line.number + next(marks[line.number]), box, line)
        for line in lines
        for box in line.boxes
    )


def keyed_in(source: Source, parts: Sequence[Part]) -> KeyedFile:
    """Return the rows of a CSV, XLSX or ODS file (its first sheet), under the titles of `parts`.

    Raises:
        NotReadable, TooLarge: the file is damaged, locked or huge.
        NotAKeyingFile, NoKeyedRow, TooManyRows: it holds something else, nothing, or too much.
        WrongRows: its columns are not those of the sheets, or a row is not readable.
    """
    notes = Notes()
    grid = first_grid(source, notes)
    filled = list(grid.numbered())
    if not filled:
        raise NoKeyedRow
    (titled, titles), *rows = filled
    columns = {column.title: column for column in columns_of(parts)}
    places = _places(titled, titles, columns)
    if not rows:
        raise NoKeyedRow
    if len(rows) > MOST_ROWS:
        raise TooManyRows(most=MOST_ROWS)
    wrong = [Wrong(it.row or titled, UnreadableRow()) for it in notes.issues if it.is_error]
    _check([*wrong, *_beside(rows, places)])
    return KeyedFile(
        tuple(_keyed(row, cells, places, columns) for row, cells in rows),
        {columns[title].box.name: place for title, place in places.items() if title in columns},
        _text(grid, titled, places, last=rows[-1][0]),
        notes.issues,
    )


def _places(row: int, titles: Sequence[str], columns: Mapping[str, Column]) -> dict[str, Place]:
    """Return the place of each column by its title: the first word of what stands above it."""
    places: dict[str, Place] = {}
    wrong = []
    for number, cell in enumerate(titles):
        title = next(iter(cell.lower().split()), "")
        if title in places:
            wrong.append(Wrong(row, RepeatedColumn(title=title), Place(number)))
        elif title == CODE or title in columns:
            places[title] = Place(number, title)
        elif title:
            wrong.append(Wrong(row, UnknownColumn(title=cell.strip()[:40]), Place(number)))
    if CODE not in places:
        raise NotAKeyingFile
    missing = [title for title in columns if title not in places]
    if missing:
        wrong.append(Wrong(row, MissingColumns(titles=", ".join(missing))))
    _check(wrong)
    return places


def _check(wrong: Sequence[Wrong]) -> None:
    if wrong:
        raise WrongRows(wrong)


def _beside(rows: Iterable[tuple[int, Sequence[str]]], places: dict[str, Place]) -> Iterator[Wrong]:
    """Return what stands in columns without a title, where nobody would look for it."""
    titled = {place.number for place in places.values()}
    for row, cells in rows:
        for number, cell in enumerate(cells):
            if cell.strip() and number not in titled:
                yield Wrong(row, UntitledColumn(), Place(number))


def _keyed(
    row: int, cells: Sequence[str], places: Mapping[str, Place], columns: Mapping[str, Column]
) -> KeyedRow:
    said = {
        title: cells[place.number].strip()
        for title, place in places.items()
        if place.number < len(cells)
    }
    typed = {
        columns[title].box.name: as_typed(cell, columns[title].line)
        for title, cell in said.items()
        if title in columns and cell
    }
    return KeyedRow(row, said.get(CODE, ""), typed)


def as_typed(cell: str, line: Line) -> str:
    """Return a cell as somebody types it: spreadsheets write the decimals of numbers as a point."""
    is_number = line.question is not None and line.question.type == "number"
    return cell.replace(".", ",") if is_number else cell


def _text(grid: Grid, titled: int, places: Mapping[str, Place], *, last: int) -> str:
    titles = [""] * (1 + max(place.number for place in places.values()))
    for place in places.values():
        titles[place.number] = place.title
    stream = StringIO(newline="")
    writer = csv.writer(stream, delimiter=SEPARATOR)
    for number, cells in enumerate(grid.rows[:last], start=1):
        writer.writerow(titles if number == titled else cells)
    text = stream.getvalue()
    if len(text.encode()) > MOST_TEXT:
        raise TooLarge(limit=f"{MOST_TEXT // 1_000_000} Mo")
    return text
