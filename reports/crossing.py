"""Two attributes crossed: which crossed groups to mask, whose margins are published too.

A crossed group is shown in every competence or in none, from `CROSSED_K` people on: were it masked
in one only, the number of its submissions would say nearly how many of them rated. Where a
competence is rated by too few for that, its whole crossed line is masked instead.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product

import pandas as pd

from reports.cells import (
    ALL,
    SUBMISSIONS,
    WHOLE,
    Codes,
    Kept,
    Line,
    Shown,
    grouped_codes,
    nothing_kept,
    rated_in,
)
from reports.homogeneity import says_the_same
from reports.linked import Link, Name, interval, protect, two_way
from reports.moving import CROSS, threshold

Key = tuple[str, str]
Table = Mapping[Key, int]
Hidden = frozenset[Key]
UNION = 2  # one person at either end of an interval, lost to who knows that one cell is small
_SIDES = ("row", "column")


def crossed_lines(
    tally: pd.DataFrame,
    sizes: Table,
    lines: Collection[Line],
    attributes: tuple[str, str],
    k: int,
    number: int,
    kept: Kept = nothing_kept,
    *,
    goals: bool,
) -> list[Line]:
    """Return the crossed line of submissions, then one per competence, under values « a×b ».

    ``tally`` has the crossed value as ``group``; `sizes` counts submissions; `lines` are those
    of the same release, margins included. Nothing is crossed where a margin is masked as a whole.
    """
    breakdown = CROSS.join(attributes)
    margins = {(line.breakdown, line.position): line for line in lines}
    if not _is_open(margins, attributes, SUBMISSIONS):
        return []
    settled = [line for line in lines if line.breakdown == ALL and line.position != SUBMISSIONS]
    counts = grouped_codes(tally, settled, "group", goals=goals)
    rows, columns = (set(margins[a, SUBMISSIONS].cells) for a in attributes)
    grid = sorted(product(rows, columns))
    tables: dict[int, Table] = {SUBMISSIONS: {key: sizes.get(key, 0) for key in grid}}
    for line in settled:
        if _is_open(margins, attributes, line.position):
            codes = counts[line.position]
            tables[line.position] = {key: rated_in(codes.get(CROSS.join(key), {})) for key in grid}
    audits = {
        position: _Audit(table, [margins[a, position] for a in attributes], k)
        for position, table in tables.items()
    }
    masks = crossed_masks(
        audits,
        threshold(breakdown, k),
        {position: _kept(kept, breakdown, position, table) for position, table in tables.items()},
    )
    return [
        Line(breakdown, position, number, _cells(tables[position], mask, counts.get(position)))
        for position, mask in masks.items()
    ]


def _kept(kept: Kept, breakdown: str, position: int, table: Table) -> Hidden:
    held = kept(breakdown, position, {CROSS.join(key): n for key, n in table.items()})
    return frozenset(key for key in table if CROSS.join(key) in held)


def _is_open(
    margins: Mapping[tuple[str, int], Line], attributes: Iterable[str], position: int
) -> bool:
    found = [margins.get((attribute, position)) for attribute in attributes]
    return all(line is not None and WHOLE not in line.cells for line in found)


class _Audit:
    """The network of a crossed table with its margins, hidden ones among its cells.

    Each interval must be k wide, and wider by one person at either end, lost to who knows that
    one of the masked cells is small. Where the margins alone leave less, though k, no mask could
    do better. A hidden margin keeps what it has when nothing is crossed.
    """

    def __init__(self, table: Table, margins: Sequence[Line], k: int) -> None:
        self.table, self.k = table, k
        self.links: dict[Name, Link] = {**two_way(table)}
        for place, line in enumerate(margins):
            for value, cell in line.cells.items():
                if not cell.visible:
                    inner, total = (_SIDES[place], value), ("total", place)
                    tail, head = (total, inner) if place == 0 else (inner, total)
                    self.links[line.breakdown, value, place] = Link(cell.n, tail, head)
        self.margins = self.links.keys() - table.keys()
        self.widths: dict[Name, int] = {}
        for name in self.links:
            low, high = interval(self.links, self.links, name)
            least = k if name in self.margins else k + UNION
            self.widths[name] = min(high - low, least)

    def mask(self, hidden: Iterable[Key]) -> Hidden | None:
        """Return `hidden` and the other cells to hide with them; None where nothing is enough."""
        first = {*hidden}
        found = protect(self.links, first | self.margins, self.widths)
        if found is None or any(self.widths[key] < self.k for key in found - self.margins):
            return None
        return frozenset(key for key in self.table if key in found)

    def is_blurred(self, sizes: Table, everywhere: Hidden, least: int) -> bool:
        """Say whether the whole table may be masked beside the `sizes` of submissions shown.

        Blanks must leave each cell an interval k wide under its size, and two cells at least must
        be small: each lets the other be any number.
        """
        bounded: dict[Name, Link] = {
            name: replace(link, most=sizes[name]) if name in sizes.keys() - everywhere else link
            for name, link in self.links.items()
        }
        spans = (interval(bounded, bounded, key) for key in self.table)
        small = [key for key, n in self.table.items() if key not in everywhere and 0 < n < least]
        return len(small) > 1 and all(high - low >= self.k + UNION for low, high in spans)


def crossed_masks(
    audits: Mapping[int, _Audit], least: int, kept: Mapping[int, Hidden]
) -> dict[int, Hidden]:
    """Return the cells masked in each table, from `least` people on; one is of submissions.

    A table that needs one more cell hides it in all tables, or hides all of its own where its
    intervals stay wide enough.
    """
    sizes = audits[SUBMISSIONS].table
    hidden = kept[SUBMISSIONS] | {key for key, n in sizes.items() if n < least}
    while True:
        masks, more = {}, hidden
        for position, audit in audits.items():
            masks[position], also = _mask(audit, sizes, hidden, least, kept[position])
            more |= also
        if more == hidden:
            return masks
        hidden = more


def _mask(
    audit: _Audit, sizes: Table, hidden: Hidden, least: int, kept: Hidden
) -> tuple[Hidden, Hidden]:
    """Return the mask of a table, then the cells that have to be masked everywhere with it."""
    every = frozenset(audit.table)
    if hidden == every:
        return every, hidden
    small = {key for key, n in audit.table.items() if n < least or key in kept} - hidden
    found = None if small else audit.mask(hidden)
    if found is not None:
        return found, found
    if audit.table is not sizes and audit.is_blurred(sizes, hidden, least):
        return every, hidden
    return every, hidden | small if small else every


def _cells(table: Table, mask: Hidden, counts: Mapping[str, Codes] | None) -> dict[str, Shown]:
    """Return the cells of a crossed line; its figures are withheld if one would tell all."""
    if mask == table.keys():
        return {WHOLE: Shown(visible=False, n=sum(table.values()))}
    codes = {key: (counts or {}).get(CROSS.join(key), {}) for key in table}
    withheld = counts is not None and any(says_the_same(codes[key]) for key in table.keys() - mask)
    return {
        CROSS.join(key): Shown(visible=False, n=n)
        if key in mask
        else Shown(visible=True, n=n, counts={} if withheld else dict(codes[key]))
        for key, n in table.items()
    }
