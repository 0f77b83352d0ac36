"""Writing a référentiel as a competency framework of Moodle."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from referentiel.base import Json, in_language
from referentiel.formats.grids import CONTROL
from referentiel.formats.keeping import kept_of_item, kept_of_tree
from referentiel.formats.markup import with_kept
from referentiel.formats.moodle import fields
from referentiel.formats.moodle.fields import OF_RULES, OF_SCALE, TITLES, Line
from referentiel.formats.spreadsheet.writing import main_language
from referentiel.tree import CHILD_OF, ItemNode, ReferentielTree

WITHOUT = ("anchors", "profiles", "crosswalks")
HAD = (*OF_RULES, *OF_SCALE, "exportid")


def write(tree: ReferentielTree, stream: IO[bytes]) -> None:
    """Write the framework, then each entry after its parent."""
    text = io.TextIOWrapper(stream, "utf-8", newline="", write_through=True, errors="replace")
    writer = csv.writer(text)
    writer.writerow(TITLES)
    for line in _lines(tree):
        writer.writerow([CONTROL.sub("", cell) for cell in line.cells])
    text.detach()


def _lines(tree: ReferentielTree) -> Iterator[Line]:
    main = main_language(tree)
    yield framework(tree, main)
    ids = {it.code: fields.idnumber_of(it.code, tree.lineage(it)) for it in tree.content.items}
    related: dict[str, dict[str, None]] = {}
    for edge in tree.content.edges:
        if fields.pair(edge) and edge.origin and edge.target:
            related.setdefault(edge.origin, {})[ids[edge.target]] = None
    for item in tree.content.items:
        yield _line(item, ids, fields.listed(related.get(item.code, ())), main)


def framework(tree: ReferentielTree, main: str) -> Line:
    """Return the row of the framework, which keeps what Moodle has no place for."""
    return replace(
        framework_cells(tree, main),
        description=with_kept(fields.about_framework(tree, main), _kept(tree, main)),
    )


def _kept(tree: ReferentielTree, main: str) -> Json:
    edges = tuple(edge for edge in tree.content.edges if edge.type != CHILD_OF)
    whole = replace(tree, content=replace(tree.content, edges=edges))
    return {**kept_of_tree(whole, without=WITHOUT), "main": main}


def framework_cells(tree: ReferentielTree, main: str) -> Line:
    """Return the row of the framework as Moodle shows it."""
    return Line(
        idnumber=fields.shortened(tree.slug),
        shortname=fields.shortened(in_language(tree.title, "title", main)) or tree.slug,
        description=fields.about_framework(tree, main),
        scalevalues=fields.scale_values(tree, main),
        scaleconfiguration=fields.scale_configuration(tree),
        isframework="1",
        taxonomies=fields.taxonomies(tree),
    )


def entry_cells(item: ItemNode, idnumber: str, main: str) -> Line:
    """Return the row of an entry as Moodle shows it, without its relations."""
    had = {key: text for key in HAD if isinstance(text := item.foreign.get(key), str)}
    return Line(
        **{
            **OF_RULES,
            **had,
            "idnumber": idnumber,
            "shortname": fields.shortened(fields.label_of(item.texts, main)) or idnumber,
            "description": fields.about_of(item, main),
        }
    )


def _line(item: ItemNode, ids: dict[str, str], related: str, main: str) -> Line:
    line = entry_cells(item, ids[item.code], main)
    kept = {**kept_of_item(item), "code": item.code}
    return replace(
        line,
        parent="" if item.parent is None else ids[item.parent],
        description=with_kept(line.description, kept),
        related=related,
    )
