"""Writing a référentiel as a SmartEvidence matrix of Mahara: standards, and elements under them."""

import json
from collections.abc import Sequence
from typing import IO, Any

from referentiel.base import Json, in_language
from referentiel.formats.keeping import kept_of_item, kept_of_tree
from referentiel.formats.markup import html_of
from referentiel.formats.spreadsheet.writing import main_language
from referentiel.tree import ItemNode, ReferentielTree

STATUSES = ("begun", "incomplete", "partialcomplete", "completed")
# What Mahara calls them where the référentiel has no levels.
DEFAULTS = ("Prêt à évaluer", "Non conforme", "Partiellement conforme", "Conforme")
OURS = "reperes"  # a key that Mahara does not read
LONGEST_SHORT, LONGEST_NAME = 100, 255


def write(tree: ReferentielTree, stream: IO[bytes]) -> None:
    """Write the matrix; what it has no place for stands under a key of our own."""
    document = {"framework": framework_of(tree, main_language(tree))}
    stream.write(json.dumps(document, indent=1).encode())


def framework_of(tree: ReferentielTree, main: str) -> Json:
    """Return the framework."""
    said = matrix_head(tree, main)
    standards: list[Json] = []
    elements: list[Json] = []
    above: dict[str, tuple[int, int]] = {}  # by code: the standard, and the element under it
    counts: dict[tuple[int, int], int] = {}
    for item in tree.content.items:
        if item.parent is None:
            place = (len(standards) + 1, 0)
            standards.append(_own(item, {"standardid": place[0]}, main))
        else:
            standard, element = above[item.parent]
            parent = (standard, element)
            counts[parent] = counts.get(parent, 0) + 1
            number = f"{counts[parent]}.0" if not element else f"{element}.{counts[parent]}"
            place = (standard, element or counts[parent])
            elements.append(_own(item, {"standardid": standard, "elementid": number}, main))
        above[item.code] = place
    kept = {**kept_of_tree(tree), "main": main}
    return {**said, "standards": standards, "standardelements": elements, OURS: kept}


def matrix_head(tree: ReferentielTree, main: str) -> Json:
    """Return what the matrix says of itself."""
    origin = tree.content.origin
    institution, asked = origin.get("institution"), origin.get("selfassess")
    return {
        "institution": institution if isinstance(institution, str) else "all",
        "name": in_language(tree.title, "title", main)[:LONGEST_NAME],
        "description": _html(origin, in_language(tree.content.texts, "about", main)),
        "selfassess": asked if isinstance(asked, bool) else True,
        "evidencestatuses": statuses_of(tree, main),
    }


def statuses_of(tree: ReferentielTree, main: str) -> list[dict[str, str]]:
    """Return the four statuses: levels 1 to 4, for a level 0 shows nothing."""
    steps = tree.content.scales.get("mastery", ())[-len(STATUSES) :]
    had = tree.content.origin.get("evidencestatuses")
    if not steps and isinstance(had, list):
        return had
    names: Sequence[str] = [in_language(step, "label", main) for step in steps] or DEFAULTS
    return [{key: name} for key, name in zip(STATUSES, names, strict=True)]


def _own(item: ItemNode, place: dict[str, Any], main: str) -> Json:
    kept = {**kept_of_item(item), "code": item.code, "parent": item.parent}
    return {**cells_of(item, main), **place, OURS: kept}


def cells_of(item: ItemNode, main: str) -> Json:
    """Return what a standard or an element shows of an entry."""
    had = item.foreign.get("shortname")
    return {
        "shortname": had if isinstance(had, str) else item.code[:LONGEST_SHORT],
        "name": in_language(item.texts, "label", main)[:LONGEST_NAME],
        "description": _html(item.foreign, in_language(item.texts, "description", main)),
    }


def _html(foreign: Json, text: str) -> str:
    had = foreign.get("description")
    return had if isinstance(had, str) and had else html_of(text)
