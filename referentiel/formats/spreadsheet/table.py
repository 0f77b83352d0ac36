"""Our table as CSV: the items alone, one in a row, for what reads nothing else."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import IO

from referentiel.formats.base import Naming, Read, Source
from referentiel.formats.grids import table_of
from referentiel.formats.notes import Notes
from referentiel.formats.spreadsheet.columns import ITEMS
from referentiel.formats.spreadsheet.reading import read_grids
from referentiel.formats.spreadsheet.records import Layout, languages_in, leaf
from referentiel.formats.spreadsheet.writing import item_records, main_language
from referentiel.formats.workbook_writing import Cell
from referentiel.tree import CHILD_OF, ReferentielTree

# A spreadsheet would take these for formulas; what starts so gets an apostrophe, which comes off
# on the way back.
RISKY = re.compile(r"'*[=+\-@\t\r]")
GUARDED = re.compile(r"'+[=+\-@\t\r]")


def write_as_csv(tree: ReferentielTree, stream: IO[bytes]) -> None:
    """Write the items as one table, as French spreadsheets open it: semicolons, one mark."""
    main = main_language(tree)
    languages = languages_in((item.texts for item in tree.content.items), main)
    beside: dict[str, list[str]] = {}
    for edge in tree.content.edges:
        if edge.type == CHILD_OF and edge.origin is not None and edge.target is not None:
            beside.setdefault(edge.origin, []).append(edge.target)
    rows = leaf(Layout(ITEMS, languages), item_records(tree, beside), None).rows
    _write(rows, stream)


def _write(rows: Iterable[Sequence[Cell]], stream: IO[bytes]) -> None:
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="", write_through=True, errors="replace")
    writer = csv.writer(text, delimiter=";")
    for row in rows:
        writer.writerow([_guarded(cell) for cell in row])
    text.detach()


def _guarded(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and RISKY.match(cell) else cell


def read_csv(source: Source, naming: Naming) -> Read:
    """Read our table."""
    notes = Notes()
    grid = table_of(source, notes)
    rows = tuple(tuple(_bare(cell) for cell in row) for row in grid.rows)
    return read_grids({ITEMS.names[0]: replace(grid, rows=rows)}, naming, notes)


def _bare(cell: str) -> str:
    return cell[1:] if GUARDED.match(cell) else cell
