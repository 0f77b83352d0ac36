"""Which figures may change from one release to the next, and which masks may be lifted.

A figure either stays exactly as it was shown, or changes by at least k people who did not all say
the same (architecture of the project, decision 13): no two releases tell the answers of the last
to come. Assumption: who reads both takes it that people are only added between releases. That is
so of anonymous campaigns; withdrawn pseudonymous answers only make the reader wrong.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from reports.cells import ALL, BEFORE, FREE, SUBMISSIONS, WHOLE, Line, Shown, pattern_sizes
from reports.free_counts import newcomers_say_several
from reports.homogeneity import levels_in
from reports.privacy import CROSSED_K, may_move, singled_out

CROSS = "×"  # between the two attributes of a crossed breakdown, and between their values


def threshold(breakdown: str, k: int) -> int:
    """Return from how many people on a cell of this breakdown is shown."""
    return max(CROSSED_K, k) if CROSS in breakdown else k


@dataclass(frozen=True)
class Mask:
    """Cells of a line that were masked together, and how many people they were said to hold."""

    values: frozenset[str]
    bound: int


@dataclass(frozen=True)
class Past:
    """The masks of earlier releases, by breakdown and competence.

    Before it appears, a masked cell must have grown past all that its mask allowed, by `k` people
    at least: as a figure appears only when it has grown by `k`, the reader learns x ≤ n - k of
    its past, which must say no more than the mask did. Those of its mask that stay masked must
    still be able to hold all that it held. The bound of a mask is the total of its cells; that of
    a cell alone in its line is `k`, so that [0, k] stays open.
    """

    k: int
    masks: Mapping[tuple[str, int], Sequence[Mask]] = field(default_factory=dict)

    def kept(self, breakdown: str, position: int, sizes: Mapping[str, int]) -> frozenset[str]:
        """Return which cells, of these sizes now, must stay masked."""
        least, found = threshold(breakdown, self.k), set[str]()
        for mask in self.masks.get((breakdown, position), ()):
            held = {v: n for v, n in sizes.items() if v in mask.values or WHOLE in mask.values}
            small = {value for value, n in held.items() if n < mask.bound + least}
            room = sum(held[value] for value in small) - len(small)
            found |= small if room >= mask.bound else held.keys() if small else set()
        return frozenset(found)


def past_of(lines: Iterable[Line], k: int) -> Past:
    """Return the masks of all the lines that were ever shown."""
    masks: dict[tuple[str, int], list[Mask]] = {}
    for line in lines:
        hidden = {value: cell.n for value, cell in line.cells.items() if not cell.visible}
        least = threshold(line.breakdown, k)
        alone = line.breakdown in (ALL, BEFORE, FREE)
        bound = least if alone else max(least, sum(hidden.values()))
        if hidden:
            mask = Mask(frozenset(hidden), bound)
            masks.setdefault((line.breakdown, line.position), []).append(mask)
    return Past(k, masks)


def settled_lines(fresh: Iterable[Line], shown: Iterable[Line], k: int) -> list[Line]:
    """Return the fresh lines that may replace those shown last, and the others as they were.

    All lines of a competence stay when one that moves and one that stays, side by side, would tell
    fewer than `k` people apart. A crossed line moves only with both its margins.
    """
    last = {(line.breakdown, line.position): line for line in shown}
    pairs: dict[int, list[tuple[Line, Line | None]]] = {}
    for line in fresh:
        old = last.pop((line.breakdown, line.position), None)
        pairs.setdefault(line.position, []).append((line, old))
    for line in last.values():
        pairs.setdefault(line.position, []).append((line, line))
    settled = []
    for lines in pairs.values():
        moved = _with_margins(
            [(new if old is None or _moves(old, new, k) else old, old) for new, old in lines]
        )
        settled += moved if _fit(moved, k) else [old for _, old in lines if old]
    return settled


def _with_margins(lines: Sequence[tuple[Line, Line | None]]) -> list[Line]:
    """Return the lines, crossed ones as they were, or left out, unless their margins moved."""
    dates = {line.breakdown: line.as_of for line, _ in lines}
    found = []
    for line, old in lines:
        margins = [ALL, *line.breakdown.split(CROSS)] if CROSS in line.breakdown else []
        if all(dates.get(margin) == line.as_of for margin in margins):
            found.append(line)
        elif old:
            found.append(old)
    return found


def _fit(lines: Iterable[Line], k: int) -> bool:
    sizes = [(line.as_of, _people(line)) for line in lines]
    return all(
        may_move(n - m, k)
        for (number, some), (other, others) in combinations(sizes, 2)
        if number != other
        for n in some
        for m in others
    )


def _people(line: Line) -> set[int]:
    """Return how many people the figures of a line rest on as a whole, none where all hide."""
    cells = line.cells.values()
    if not any(cell.visible for cell in cells):
        return set()
    bases = _bases(pattern_sizes(line.cells[""].counts)) if line.breakdown == ALL else []
    return {sum(cell.n for cell in cells), *filter(None, bases)}


def _moves(old: Line, new: Line, k: int) -> bool:
    least = threshold(new.breakdown, k)
    if new.breakdown == FREE:
        return _free_moves(old.cells[""], new.cells[""], k)
    none = Shown(visible=False, n=0)
    values = (old.cells.keys() | new.cells.keys()) - {WHOLE}
    pairs = {v: (old.cells.get(v, none), new.cells.get(v, none)) for v in values}
    apart = [pair for pair in pairs.values() if pair[0].visible or pair[1].visible]
    if WHOLE in old.cells or WHOLE in new.cells:
        rest = _total(new) - _total(old)
    else:
        hidden = [pair for pair in pairs.values() if not (pair[0].visible or pair[1].visible)]
        rest = sum(after.n - before.n for before, after in hidden)
    return (
        may_move(rest, least)
        and _blurs_the_new(old, new, least)
        and all(_may_change(before, after, least) for before, after in apart)
    )


def _free_moves(before: Shown, after: Shown, k: int) -> bool:
    """Say whether the answers to a free question may be shown anew; once shown, they stay so."""
    if before == after:
        return True
    if before.visible and not after.visible:
        return False
    enough = abs(after.n - before.n) >= k
    return enough and (not before.visible or newcomers_say_several(before, after))


def _blurs_the_new(old: Line, new: Line, k: int) -> bool:
    """Say whether what is masked has grown by `k` more than those who join the mask must hold.

    Who joins a mask holds somebody, or what it showed before and `k` more, as nothing disappears
    that has not changed by `k`: were the mask to grow by little more, the reader could tell
    nearly how many. A first mask needs two cells that were not shown before: one that was shown
    cannot be the small one, so that a newcomer alone would be. A cell alone in its line does not
    disappear at all, nor does a whole line of which something was shown.
    """
    if WHOLE in old.cells:
        return True
    if WHOLE in new.cells:
        return not any(cell.visible for cell in old.cells.values())
    masks = [{v for v, cell in line.cells.items() if not cell.visible} for line in (old, new)]
    joining = masks[1] - masks[0]
    doubt = len(new.cells) > 1 and (bool(masks[0]) or len(joining - old.cells.keys()) > 1)
    return not joining or (
        doubt
        and all(
            _room(old, new, masks[0] & part, joining & part, k) >= k
            for part in _parts(old, new)
            if joining & part
        )
    )


def _room(old: Line, new: Line, staying: set[str], joining: set[str], k: int) -> int:
    """Return by how much a mask has grown, less what those who join it must hold."""
    least = int(new.position == SUBMISSIONS and CROSS not in new.breakdown)
    floor = sum(old.cells[v].n + k if v in old.cells else least for v in joining)
    before = sum(old.cells[v].n for v in staying)
    return sum(new.cells[v].n for v in staying | joining) - before - floor


def _parts(old: Line, new: Line) -> list[set[str]]:
    """Return the cells whose total is told: all of a line, or each row and column it had."""
    if CROSS not in new.breakdown:
        return [{*new.cells}]
    keys = {value: value.split(CROSS) for value in new.cells}
    held = [{value.split(CROSS)[place] for value in old.cells} for place in (0, 1)]
    return [
        {value for value, key in keys.items() if key[place] == name}
        for place in (0, 1)
        for name in sorted(held[place])
    ]


def _total(line: Line) -> int:
    return sum(cell.n for cell in line.cells.values())


def _may_change(before: Shown, after: Shown, k: int) -> bool:
    if before == after:
        return True
    if not (before.visible and after.visible) or not (before.counts and after.counts):
        return abs(after.n - before.n) >= k
    pairs = zip(pattern_sizes(before.counts), pattern_sizes(after.counts), strict=True)
    deltas = tuple(abs(new - old) for old, new in pairs)
    moves = abs(after.n - before.n) >= k and all(may_move(base, k) for base in _bases(deltas))
    return moves and _says_several(before, after) and not singled_out(deltas, k)


def _says_several(before: Shown, after: Shown) -> bool:
    """Say whether those who came between two releases did not all give one level."""
    old, new = levels_in(before.counts), levels_in(after.counts)
    return sum(new[level] != old[level] for level in old.keys() | new.keys()) > 1


def _bases(sizes: Sequence[int]) -> list[int]:
    """Return how many people gave a level, also the importance, also the goal, or all three."""
    patterns = range(len(sizes))
    return [sum(sizes[p] for p in patterns if p & base == base) for base in patterns]
