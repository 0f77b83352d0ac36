"""From associations to a tree: one parent for each item, and the order of reading."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from referentiel.base import Json, french
from referentiel.formats.base import MOST_DEPTH
from referentiel.formats.case.cleaning import Notes
from referentiel.formats.case.fields import integer
from referentiel.formats.case.identity import is_uuid
from referentiel.tree import CHILD_OF

CYCLE = french(
    "Cette entrée serait contenue dans elle-même : son rattachement est gardé comme une simple "
    "relation."
)
ORPHAN = french(
    "Le parent « %(parent)s » n’est pas dans ce fichier : l’entrée est placée à la racine, et le "
    "lien est gardé tel quel."
)
STRAY = french(
    "L’association rattache « %(origin)s », qui n’est pas dans ce fichier : elle est gardée telle "
    "quelle."
)
TOO_LOW = french("Cette entrée est à plus de %(most)s niveaux sous la racine.")


@dataclass
class Structure:
    """Keys of items: their parents, the associations that say so, the order of reading."""

    parents: dict[str, str] = field(default_factory=dict)
    links: dict[str, Json] = field(default_factory=dict)  # to a parent, or to the document
    others: list[Json] = field(default_factory=list)
    order: list[str] = field(default_factory=list)


def key_of(identifier: object) -> str:
    """Return an identifier so that two spellings of one UUID are the same."""
    text = identifier if isinstance(identifier, str) else str(identifier)
    return text.lower() if is_uuid(text) else text


def end_of(association: Mapping[str, Any], end: str) -> str:
    """Return the key of an end of an association; a link may be a mere address."""
    said = association.get(end)
    if isinstance(said, dict):
        return key_of(said.get("identifier") or said.get("uri") or "")
    found = re.search(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", str(said or ""))
    return key_of(found.group() if found else str(said or ""))


def structure_of(
    items: Mapping[str, Json], associations: Sequence[Json], document: str, notes: Notes
) -> Structure:
    """Return how items stand; the first parent that the file names is the one of the tree."""
    found = Structure()
    for one in associations:
        child, parent = end_of(one, "originNodeURI"), end_of(one, "destinationNodeURI")
        if one.get("associationType") != CHILD_OF:
            found.others.append(one)
        elif child not in items:
            notes.warn(STRAY, str(one.get("identifier")), origin=child[:80])
            found.others.append(one)
        elif child in found.links or (parent not in items and parent != document):
            found.others.append(one)
        else:
            found.links[child] = one
            if parent != document:
                found.parents[child] = parent
    _tell_orphans(items, found, document, notes)
    _cut_cycles(items, found, notes)
    _put_in_order(items, found, notes)
    return found


def _tell_orphans(items: Mapping[str, Json], found: Structure, document: str, notes: Notes) -> None:
    for one in found.others:
        child, parent = end_of(one, "originNodeURI"), end_of(one, "destinationNodeURI")
        placed = child not in items or child in found.links or parent == document
        if one.get("associationType") == CHILD_OF and not placed:
            notes.warn(ORPHAN, child, parent=parent[:80])


def _cut_cycles(items: Mapping[str, Json], found: Structure, notes: Notes) -> None:
    settled: set[str] = set()
    for key in items:
        line: dict[str, None] = {}
        at: str | None = key
        while at is not None and at not in settled:
            if at in line:
                notes.warn(CYCLE, at)
                del found.parents[at]
                found.others.append(found.links.pop(at))
                break
            line[at] = None
            at = found.parents.get(at)
        settled.update(line)


def _put_in_order(items: Mapping[str, Json], found: Structure, notes: Notes) -> None:
    under: dict[str | None, list[tuple[Any, str]]] = {}
    for place, (key, said) in enumerate(items.items()):
        rank = _rank(said, found.links.get(key, {}), place)
        under.setdefault(found.parents.get(key), []).append((rank, key))
    waiting = [(key, 1) for _rank_, key in sorted(under.get(None, []), reverse=True)]
    while waiting:
        key, depth = waiting.pop()
        if depth > MOST_DEPTH:
            notes.error(TOO_LOW, key, most=MOST_DEPTH)
            continue
        found.order.append(key)
        below = sorted(under.get(key, []), reverse=True)
        waiting.extend((child, depth + 1) for _rank_, child in below)


def _rank(said: Json, link: Json, place: int) -> tuple[Any, ...]:
    number = integer(link.get("sequenceNumber"))
    return *rank(number, said.get("listEnumeration"), said.get("humanCodingScheme")), place


def rank(number: int | None, enumeration: object, code: object) -> tuple[Any, ...]:
    """Order siblings by sequence number, then enumeration, then code; then as they came."""
    return (number is None, number or 0), natural(enumeration), natural(code)


def natural(text: object) -> tuple[Any, ...]:
    """Return what orders « 2 » before « 10 »; nothing comes after everything."""
    if text in (None, ""):
        return (1,)
    parts = re.findall(r"[0-9]+|[^0-9]+", str(text))
    return (0, *(_part(part) for part in parts))


def _part(part: str) -> tuple[int, int, str]:
    digits = part.lstrip("0")
    return (0, len(digits), digits) if part[0] in "0123456789" else (1, 0, part)
