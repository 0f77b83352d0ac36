"""Putting what a file holds in reading order: parents first, cycles undone, in linear time."""

import re
from collections.abc import Mapping

from referentiel.base import french
from referentiel.formats.base import MOST_DEPTH, TooLarge
from referentiel.formats.notes import Notes

CYCLE = french("« %(code)s » est au-dessus de lui-même : ce lien est défait.")
UNSEEN, ON_THE_WAY, SEEN = range(3)


def in_reading_order(
    parents: Mapping[str, str], codes: Mapping[str, str], notes: Notes
) -> list[tuple[str, str | None]]:
    """Return each entry with its parent, depth first, children in the order they came.

    `parents` gives, for every entry in the order of the file, its parent; a parent that is no entry
    (an empty text) makes a root. A cycle is undone at the entry where it closes, and told under
    its code.

    Raises:
        TooLarge: the tree is deeper than what can be shown.
    """
    parent = {it: above if above in parents else None for it, above in parents.items()}
    _undo_cycles(parent, codes, notes)
    below: dict[str | None, list[str]] = {}
    for it, above in parent.items():
        below.setdefault(above, []).append(it)
    found = []
    waiting = [(it, 1) for it in reversed(below.get(None, []))]
    while waiting:
        it, depth = waiting.pop()
        if depth > MOST_DEPTH:
            raise TooLarge(limit=f"{MOST_DEPTH} niveaux")
        found.append((it, parent[it]))
        waiting.extend((child, depth + 1) for child in reversed(below.get(it, [])))
    return found


def _undo_cycles(parent: dict[str, str | None], codes: Mapping[str, str], notes: Notes) -> None:
    state = dict.fromkeys(parent, UNSEEN)
    for start in parent:
        path: list[str] = []
        it: str | None = start
        while it is not None and state[it] == UNSEEN:
            state[it] = ON_THE_WAY
            path.append(it)
            it = parent[it]
        if it is not None and state[it] == ON_THE_WAY:
            notes.warn(CYCLE, entry=codes[it], code=codes[it])
            parent[it] = None
        state.update(dict.fromkeys(path, SEEN))


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return what sorts codes as people do: D2 before D10."""
    parts = re.findall(r"\d+|\D+", text)
    return tuple((0, int(it), "") if it.isdecimal() else (1, 0, it) for it in parts)
