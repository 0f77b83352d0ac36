"""From the tally to cells that may be shown: who is masked, and which figures may move.

A cell holds the joint counts of one competence in one group. Lines are what moves together: the
cells of one competence in one breakdown (everybody, or the groups of one attribute). A figure
either stays exactly as it was shown, or changes by at least k people (architecture of the project,
decision 13), so that no two releases tell the answers of the last to come.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import pandas as pd

from reports.privacy import may_move, settle_base, singled_out, suppressed

ALL = "all"
BEFORE = "before"
SUBMISSIONS = -1  # the position of the line that counts submissions
NONE = 7  # a rating that is missing, whatever the reason
LEVELS = range(5)

Codes = dict[int, int]  # joint code → people


@dataclass(frozen=True)
class Shown:
    """One cell as it is, or would be, shown."""

    visible: bool
    n: int
    counts: Codes = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """The cells of one competence in one breakdown, by value of the attribute."""

    breakdown: str
    position: int
    as_of: int
    cells: Mapping[str, Shown]


def everybody(tally: pd.DataFrame, k: int, number: int) -> list[Line]:
    """Return one line per competence for the whole campaign, its bases settled.

    ``tally`` has ``position``, ``importance``, ``current``, ``goal`` (0 to 4, else a blank) and
    ``n``. A competence rated by fewer than `k` people is masked.
    """
    settled = settle_base(_as_counts(tally), k)
    lines = []
    for position, rows in settled.groupby("competence", sort=True):
        counts = _codes(rows)
        n = sum(size for code, size in counts.items() if code >> 3 & 7 in LEVELS)
        cell = Shown(visible=n >= k, n=n, counts=counts if n >= k else {})
        lines.append(Line(ALL, int(str(position)), number, {"": cell}))
    return lines


def before_and_now(tally: pd.DataFrame, settled: Iterable[Line], k: int, number: int) -> list[Line]:
    """Return, per competence, the pairs (level before, current level), where they may be shown.

    They are masked where those without a level before would be fewer than `k` among those whose
    current level is shown.
    """
    rated = {line.position: line.cells[""].n for line in settled}
    lines = []
    for position, rows in tally.groupby("position", sort=True):
        pairs = rows[rows["before"].isin(LEVELS) & rows["current"].isin(LEVELS)]
        n = int(pairs["n"].sum())
        visible = n >= k and may_move(rated[int(str(position))] - n, k)
        codes = _joined(pairs["before"], pairs["current"], NONE)
        cell = Shown(visible=visible, n=n, counts=_sums(codes, pairs["n"]) if visible else {})
        lines.append(Line(BEFORE, int(str(position)), number, {"": cell}))
    return lines


def by_group(
    tally: pd.DataFrame,
    settled: Iterable[Line],
    breakdown: str,
    k: int,
    number: int,
    *,
    goals: bool,
) -> list[Line]:
    """Return one line per competence with a cell per ``group`` of `tally`.

    Where the campaign knows `goals`, figures of groups are gaps: they rest on people with a goal.
    Groups count the same people as the line of everybody, so that the groups and their total fit.
    A group that has none of these people is masked, like one that has few: it is not absent.
    """
    kept = {line.position: _patterns(line.cells[""].counts) for line in settled}
    lines = []
    for position, rows in tally.groupby("position", sort=True):
        rated = rows[rows["current"].isin(LEVELS) & (rows["goal"].isin(LEVELS) | (not goals))]
        place = int(str(position))
        lines.append(Line(breakdown, place, number, _group_cells(rated, kept[place], k)))
    return lines


def _group_cells(rated: pd.DataFrame, patterns: set[int], k: int) -> dict[str, Shown]:
    groups = {str(value): part for value, part in rated.groupby("group", sort=True)}
    bases = {value: part[_pattern(part).isin(patterns)] for value, part in groups.items()}
    sizes = {value: int(base["n"].sum()) for value, base in bases.items()}
    masked = suppressed(sizes, k)
    return {
        value: Shown(visible=True, n=sizes[value], counts=_codes(base.assign(importance=NONE)))
        if sizes[value] and value not in masked
        else Shown(visible=False, n=sizes[value] or int(groups[value]["n"].sum()))
        for value, base in bases.items()
    }


def submissions(sizes: Mapping[str, int], breakdown: str, k: int, number: int) -> Line:
    """Return the line that counts submissions by value of an attribute."""
    masked = suppressed(sizes, k)
    cells = {value: Shown(visible=value not in masked, n=n) for value, n in sizes.items()}
    return Line(breakdown, SUBMISSIONS, number, cells)


def settled_lines(fresh: Iterable[Line], shown: Iterable[Line], k: int) -> list[Line]:
    """Return the fresh lines that may replace those shown last, and the others as they were.

    All lines of a competence stay when one that moves and one that stays, side by side, would tell
    fewer than `k` people apart.
    """
    last = {(line.breakdown, line.position): line for line in shown}
    pairs: dict[int, list[tuple[Line, Line | None]]] = {}
    for line in fresh:
        old = last.get((line.breakdown, line.position))
        pairs.setdefault(line.position, []).append((line, old))
    settled = []
    for lines in pairs.values():
        moved = [new if old is None or _moves(old, new, k) else old for new, old in lines]
        settled += moved if _fit(moved, k) else [old for _, old in lines if old]
    return settled


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
    bases = _bases(_sizes(line.cells[""].counts)) if line.breakdown == ALL else []
    return {sum(cell.n for cell in cells), *filter(None, bases)}


def _moves(old: Line, new: Line, k: int) -> bool:
    none = Shown(visible=False, n=0)
    values = old.cells.keys() | new.cells.keys()
    pairs = {v: (old.cells.get(v, none), new.cells.get(v, none)) for v in values}
    apart = [pair for pair in pairs.values() if pair[0].visible or pair[1].visible]
    hidden = [pair for pair in pairs.values() if not (pair[0].visible or pair[1].visible)]
    rest = sum(after.n - before.n for before, after in hidden)
    return may_move(rest, k) and all(_may_change(before, after, k) for before, after in apart)


def _may_change(before: Shown, after: Shown, k: int) -> bool:
    if before == after:
        return True
    if not (before.visible and after.visible) or not before.counts:
        return abs(after.n - before.n) >= k
    pairs = zip(_sizes(before.counts), _sizes(after.counts), strict=True)
    deltas = tuple(abs(new - old) for old, new in pairs)
    moves = abs(after.n - before.n) >= k and all(may_move(base, k) for base in _bases(deltas))
    return moves and not singled_out(deltas, k)


def _bases(sizes: Sequence[int]) -> list[int]:
    """Return how many people gave a level, also the importance, also the goal, or all three."""
    patterns = range(len(sizes))
    return [sum(sizes[p] for p in patterns if p & base == base) for base in patterns]


def _as_counts(tally: pd.DataFrame) -> pd.DataFrame:
    # Blanks of the current level are kept apart by their code; missing ratings become missing.
    sums = tally.groupby(["position", "importance", "current", "goal"], as_index=False)["n"].sum()
    levels = sums[["importance", "current", "goal"]]
    known = levels.where(levels.isin(LEVELS)).astype(float)
    return pd.DataFrame(
        {
            "competence": sums["position"],
            "importance": known["importance"],
            "current": known["current"],
            "target": known["goal"],
            "code": _joined(sums["importance"], sums["current"], sums["goal"]),
            "n": sums["n"],
        }
    )


def _codes(rows: pd.DataFrame) -> Codes:
    codes = rows["code"] if "code" in rows else _joined(*(rows[c] for c in _RATINGS))
    return _sums(codes, rows["n"])


def _sums(codes: "pd.Series[int]", n: "pd.Series[int]") -> Codes:
    sums = n.groupby(codes).sum()
    return {
        int(code): int(size)
        for code, size in zip(sums.index.to_numpy(), sums.to_numpy(), strict=True)
        if size
    }


_RATINGS = ("importance", "current", "goal")


def _joined(
    first: "pd.Series[int]", current: "pd.Series[int]", last: "pd.Series[int] | int"
) -> "pd.Series[int]":
    return first * 64 + current * 8 + last


def _pattern(rows: pd.DataFrame) -> "pd.Series[int]":
    return rows["importance"].isin(LEVELS) * 1 + rows["goal"].isin(LEVELS) * 2


def _sizes(counts: Codes) -> tuple[int, ...]:
    """Return how many people with a current level show each pattern of the other ratings."""
    sizes = [0, 0, 0, 0]
    for code, n in counts.items():
        if code >> 3 & 7 in LEVELS:
            sizes[(code >> 6 & 7 in LEVELS) * 1 + (code & 7 in LEVELS) * 2] += n
    return tuple(sizes)


def _patterns(counts: Codes) -> set[int]:
    return {pattern for pattern, n in enumerate(_sizes(counts)) if n}
