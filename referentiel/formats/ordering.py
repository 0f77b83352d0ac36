"""Reading order for what a file gives in any order: parents first, loops and orphans found."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

NUMBER = re.compile(r"(\d+)")
Natural = tuple[tuple[int, int, str], ...]


@dataclass(frozen=True)
class Ordered:
    """Every entry once, each after its parent and before what its parent holds next.

    `entries` are pairs (key, parent): parent is None for a root, and for those repaired, which are
    `orphans` (their parent is not in the file) and `loops`: entries that were above themselves,
    one for each loop, the first of it in the file.
    """

    entries: tuple[tuple[str, str | None], ...]
    orphans: tuple[str, ...] = ()
    loops: tuple[str, ...] = ()

    @property
    def depths(self) -> dict[str, int]:
        """The depth of each entry, roots at 0."""
        found: dict[str, int] = {}
        for key, parent in self.entries:
            found[key] = 0 if parent is None else found[parent] + 1
        return found


def in_reading_order(parents: Mapping[str, str | None]) -> Ordered:
    """Return the entries of a file in reading order; siblings and roots stay in its order.

    `parents` gives the parent of each entry by its key, in the order of the file; "" and None say
    that it has none. In linear time, however deep.
    """
    orphans = tuple(key for key, parent in parents.items() if parent and parent not in parents)
    above = {key: parent if parent in parents else None for key, parent in parents.items()}
    loops = _loops(above)
    for key in loops:
        above[key] = None
    below: dict[str | None, list[str]] = {}
    for key, parent in above.items():
        below.setdefault(parent, []).append(key)
    entries: list[tuple[str, str | None]] = []
    waiting = below.get(None, [])[::-1]
    while waiting:
        key = waiting.pop()
        entries.append((key, above[key]))
        waiting.extend(reversed(below.get(key, ())))
    return Ordered(tuple(entries), orphans, loops)


def _loops(above: Mapping[str, str | None]) -> tuple[str, ...]:
    """Return the first entry, in the order of the file, of each loop."""
    places = {key: place for place, key in enumerate(above)}
    walked: dict[str, int] = {}  # the walk that met each entry
    found: list[str] = []
    for walk, start in enumerate(above):
        at: str | None = start
        while at is not None and at not in walked:
            walked[at] = walk
            at = above[at]
        if at is not None and walked[at] == walk:
            found.append(min(_around(at, above), key=places.__getitem__))
    return tuple(sorted(found, key=places.__getitem__))


def _around(start: str, above: Mapping[str, str | None]) -> list[str]:
    """Return the entries of the loop that `start` is in."""
    loop, at = [start], above[start]
    while at is not None and at != start:
        loop.append(at)
        at = above[at]
    return loop


def natural(code: str) -> Natural:
    """Return what sorts codes as people do: « A2 » before « A10 », « 1.9 » before « 1.10 »."""
    parts = NUMBER.split(code.casefold())
    return tuple((1, int(it), "") if it.isdecimal() else (0, 0, it) for it in parts if it)


def by_code(parents: Mapping[str, str | None], codes: Mapping[str, str]) -> dict[str, str | None]:
    """Return `parents` in the natural order of the codes, for a file whose order says nothing."""
    keys: Iterable[str] = sorted(parents, key=lambda key: natural(codes.get(key, key)))
    return {key: parents[key] for key in keys}
