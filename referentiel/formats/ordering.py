"""TEMPORARY."""

from collections.abc import Mapping

from referentiel.base import french
from referentiel.formats.base import MOST_DEPTH, TooLarge
from referentiel.formats.notes import Notes

CYCLE = french("« %(code)s » est au-dessus de lui-même : ce lien est défait.")


def in_reading_order(
    firsts: Mapping[str, str], codes: Mapping[str, str], notes: Notes
) -> list[tuple[str, str | None]]:
    state = dict.fromkeys(firsts, 0)
    parent = {it: (p if p in firsts else None) for it, p in firsts.items()}
    for start in firsts:
        path = []
        node = start
        while node is not None and state[node] == 0:
            state[node] = 1
            path.append(node)
            node = parent[node]
        if node is not None and state[node] == 1:
            notes.warn(CYCLE, entry=codes[node], code=codes[node])
            parent[node] = None
        for it in path:
            state[it] = 2
    below: dict[str | None, list[str]] = {}
    for it in firsts:
        below.setdefault(parent[it], []).append(it)
    out = []
    stack = [(it, 1) for it in reversed(below.get(None, []))]
    while stack:
        it, depth = stack.pop()
        if depth > MOST_DEPTH:
            raise TooLarge(limit=f"{MOST_DEPTH} niveaux")
        out.append((it, parent[it]))
        stack.extend((c, depth + 1) for c in reversed(below.get(it, [])))
    return out
