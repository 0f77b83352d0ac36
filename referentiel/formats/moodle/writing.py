"""Writing Moodle's CSV: what Moodle shows in its columns, the rest in a comment it ignores."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import IO

from referentiel.base import in_language
from referentiel.formats.carried import (
    html_of,
    item_kept,
    main_language,
    tree_kept,
    with_comment,
)
from referentiel.formats.sheets.writing_books import Sheet, write_csv
from referentiel.models import AREA
from referentiel.tree import CHILD_OF, Content, ItemNode, ReferentielTree, walk

COLUMNS = (
    "Parent ID number",
    "ID number",
    "Short name",
    "Description",
    "Description format",
    "Scale values",
    "Scale configuration",
    "Rule type (optional)",
    "Rule outcome (optional)",
    "Rule config (optional)",
    "Cross-referenced competency ID numbers",
    "Exported ID (optional)",
    "Is framework",
    "Taxonomy",
)
LONGEST = 100  # signs of an identifier or a name
HTML = "1"
PROFICIENT = 3  # the level from which Moodle counts somebody as proficient: alone, then better
DEPTHS = 4  # of Moodle's words for what is at each depth
RELATED = ("isRelatedTo", "isPeerOf")
# Columns that Moodle alone has a use for, by their places: kept word for word.
KEPT = {"scale": 5, "scale_configuration": 6, "rule": 7, "outcome": 8, "config": 9, "exported": 11}


def write(tree: ReferentielTree, stream: IO[bytes]) -> None:
    """Write a référentiel as Moodle's importer reads it: commas, UTF-8 without a mark."""
    language = main_language(tree)
    content = tree.content
    rows: list[Sequence[str]] = [_framework(tree, language)]
    rows += [item_row(item, related_to(content, item.code), language) for item in content.items]
    write_csv(Sheet("", COLUMNS, rows), stream, delimiter=",", mark=False)


def _framework(tree: ReferentielTree, language: str) -> list[str]:
    content = replace(
        tree.content,
        anchors={},
        profiles=(),
        rubrics=(),
        edges=tuple(edge for edge in tree.content.edges if edge.type != CHILD_OF),
    )
    kept = tree_kept(replace(tree, content=content, crosswalks=()))
    about = in_language(content.texts, "about", language)
    row = [""] * len(COLUMNS)
    row[1] = tree.slug[:LONGEST]
    row[2] = in_language(tree.title, "title", language)[:LONGEST]
    row[3] = with_comment(html_of(about), kept)
    row[4] = HTML
    row[5], row[6] = _scale(content, language)
    row[12] = "1"
    row[13] = _taxonomy(content)
    return row


def _scale(content: Content, language: str) -> tuple[str, str]:
    """Return the mastery scale, lowest first, and which of its values count as proficient."""
    kept = content.origin.get("moodle_scale")
    if kept:
        return str(kept[0]), str(kept[1])
    steps = content.scales.get("mastery", ())
    labels = [in_language(step, "label", language).replace(",", " ;") for step in steps]
    labels = labels or [str(level) for level in range(5)]
    values = [
        {"id": rank, "scaledefault": int(rank == 1), "proficient": int(rank >= PROFICIENT)}
        for rank in range(1, len(labels) + 1)
    ]
    return ",".join(labels), json.dumps([{"scaleid": "1"}, *values])


def _taxonomy(content: Content) -> str:
    """Return Moodle's word for what is at each depth: what most of it is there."""
    kinds: dict[int, Counter[str]] = {}
    for depth, item in walk(content.items):
        kinds.setdefault(min(depth, DEPTHS - 1), Counter())[item.kind] += 1
    held = [kinds.get(depth, Counter()) for depth in range(DEPTHS)]
    words = ["domain" if it[AREA] * 2 > it.total() else "competency" for it in held]
    return ",".join(words)


def related_to(content: Content, code: str) -> list[str]:
    """Return the codes that an item is related to."""
    ends = ((it.origin, it.target) for it in content.edges if it.type in RELATED)
    return [target for origin, target in ends if origin == code and target is not None]


def item_row(item: ItemNode, related: list[str], language: str) -> list[str]:
    """Return the row of an item."""
    row = [""] * len(COLUMNS)
    row[0] = (item.parent or "")[:LONGEST]
    row[1] = item.code[:LONGEST]
    row[2] = in_language(item.texts, "label", language)[:LONGEST]
    description = html_of(in_language(item.texts, "description", language))
    row[3] = with_comment(description, item_kept(replace(item, criteria=())))
    row[4] = HTML
    for name, place in KEPT.items():
        row[place] = str(item.foreign.get("moodle", {}).get(name, ""))
    row[9] = row[9] or "null"
    row[10] = ",".join(code.replace(",", "%2C") for code in related)
    return row
