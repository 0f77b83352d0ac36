"""The figures of a Document, and the short print by which they are known in any language."""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

from reports.document import Cell, Column, Document, Section, State

LENGTH = 16  # hexadecimal digits shown of a SHA-256


class Figure(NamedTuple):
    """What a cell says in figures: its words, if it has some, are left out."""

    value: float | str | None
    n: int | None
    state: State


def figure_in(column: Column, cell: Cell) -> Figure | None:
    """Return the figure of a cell; nothing where it only holds words."""
    in_words = column.unit == "text" and isinstance(cell.value, str)
    if column.unit == "text" and (in_words or cell.value is None):
        if cell.n is None and cell.state == "shown":
            return None
        return Figure(None, cell.n, cell.state)
    value = cell.value if isinstance(cell.value, str | None) else float(cell.value)
    return Figure(value, cell.n, cell.state)


def print_of(document: Document) -> str:
    """Return the first digits of the SHA-256 of every figure, in order, without a word.

    Two languages of one release have the same print.
    """
    told = [line for section in document.sections for line in _lines(section)]
    text = json.dumps(told, separators=(",", ":"), allow_nan=False)
    return sha256(text.encode()).hexdigest()[:LENGTH]


def _lines(section: Section) -> Iterator[list[str | float | None]]:
    if section.table is None:
        return
    for place, row in enumerate(section.table.rows):
        for column, cell in zip(section.table.columns, row, strict=True):
            figure = figure_in(column, cell)
            if figure is not None:
                yield [section.key, place, column.key, *figure]
