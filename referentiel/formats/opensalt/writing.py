"""Writing OpenSALT's workbook; what it has no column for rides in a sheet that it does not read."""

from collections.abc import Iterator, Sequence
from typing import IO

from referentiel.formats.keeping import kept_of_edge, kept_of_item, kept_of_tree
from referentiel.formats.opensalt.fields import (
    ASSOCIATION,
    DOCUMENT,
    ITEM,
    OF_ASSOCIATION,
    OF_DOCUMENT,
    OF_ITEM,
    Cells,
    document_of,
    edge_cells,
    fit,
    item_cells,
    parent_cells,
)
from referentiel.formats.spreadsheet.columns import LEFTOVERS
from referentiel.formats.spreadsheet.records import Leftovers
from referentiel.formats.spreadsheet.writing import main_language
from referentiel.formats.workbook_writing import Cell, Leaf, write_xlsx
from referentiel.tree import ItemNode, ReferentielTree

WITHOUT = ("profiles", "rubrics", "scales", "anchors", "edges")


def write(tree: ReferentielTree, stream: IO[bytes]) -> None:
    """Write the three sheets that OpenSALT imports, and ours."""
    write_xlsx(_leaves(tree), stream, tree.slug)


def _leaves(tree: ReferentielTree) -> Iterator[Leaf]:
    main = main_language(tree)
    kept = Leftovers()
    ids = {item.code: tree.lineage(item) for item in tree.content.items}
    document = [document_of(tree, main)]
    kept.add(DOCUMENT, "", "kept", kept_of_tree(tree, without=WITHOUT))
    kept.add(DOCUMENT, "", "main", main)
    yield Leaf(DOCUMENT, _rows(OF_DOCUMENT, iter(document)))
    yield Leaf(ITEM, _rows(OF_ITEM, _items(tree, ids, main, kept)))
    yield Leaf(ASSOCIATION, _rows(OF_ASSOCIATION, _associations(tree, ids, kept)))
    yield Leaf(LEFTOVERS.names[0], kept.rows(), hidden=True)


def _rows(titles: Sequence[str], cells: Iterator[Cells]) -> Iterator[list[Cell]]:
    yield list(titles)
    for row in cells:
        yield [fit(row[title]) for title in titles]


def _items(
    tree: ReferentielTree, ids: dict[str, str], main: str, kept: Leftovers
) -> Iterator[Cells]:
    for item, place in placed(tree.content.items):
        said = kept_of_item(item, without=("criteria",))
        kept.add(ITEM, ids[item.code], "kept", {**said, "code": item.code})
        yield item_cells(item, ids[item.code], place, main)


def placed(items: Sequence[ItemNode]) -> Iterator[tuple[ItemNode, tuple[int, ...]]]:
    """Return each item with its place: « 3.1.2 » is the second under the first of the third."""
    places: dict[str | None, tuple[int, ...]] = {None: ()}
    counts: dict[str | None, int] = {}
    for item in items:
        counts[item.parent] = counts.get(item.parent, 0) + 1
        places[item.code] = (*places[item.parent], counts[item.parent])
        yield item, places[item.code]


def _associations(tree: ReferentielTree, ids: dict[str, str], kept: Leftovers) -> Iterator[Cells]:
    for item in tree.content.items:
        yield parent_cells(item, tree, ids)
    for number, edge in enumerate(tree.content.edges, start=1):
        cells = edge_cells(edge, number, tree, ids)
        said = {"cells": list(cells.values()), "edge": kept_of_edge(edge)}
        kept.add(ASSOCIATION, str(number), "kept", said)
        yield cells
