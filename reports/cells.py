"""From the tally to cells that may be shown: who is masked, and where figures are withheld.

A cell holds the joint counts of one competence in one group. Lines are what moves together: the
cells of one competence in one breakdown (everybody, or the groups of one attribute).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from reports.homogeneity import says_the_same, tells_all
from reports.masking import Sizes, breakdown_masks
from reports.privacy import may_move, settle_base

ALL = "all"
BEFORE = "before"
FREE = "free"  # answers to free questions
SUBMISSIONS = -1  # the position of the line that counts submissions
WHOLE = "*"  # the value of the one cell of a line that is masked as a whole
NONE = 7  # a rating that is missing, whatever the reason
LEVELS = range(5)

Codes = dict[int, int]  # joint code → people
Kept = Callable[[str, int, Sizes], frozenset[str]]  # what earlier releases keep masked


@dataclass(frozen=True)
class Shown:
    """One cell as it is, or would be, shown.

    A visible cell shows its `n`. It has no `counts` where its figures are withheld, because they
    would tell everybody's answer.
    """

    visible: bool
    n: int
    counts: Codes = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """The cells of one competence in one breakdown, by value of the attribute.

    A line that is masked as a whole has one cell, `WHOLE`: which values it has is not told.
    """

    breakdown: str
    position: int
    as_of: int
    cells: Mapping[str, Shown]


def nothing_kept(_breakdown: str, _position: int, _sizes: Sizes) -> frozenset[str]:
    """Return that no earlier release keeps a cell masked."""
    return frozenset()


def everybody(tally: pd.DataFrame, k: int, number: int, kept: Kept = nothing_kept) -> list[Line]:
    """Return one line per competence for the whole campaign, its bases settled.

    ``tally`` has ``position``, ``importance``, ``current``, ``goal`` (0 to 4, else a blank) and
    ``n``. A competence is masked with its n and its blanks when fewer than `k` people rated it,
    and when its figures would tell all their answers: one word for both, so that « masqué » leaves
    any number of people possible.
    """
    settled = settle_base(_as_counts(tally), k)
    lines = []
    for position, rows in settled.groupby("competence", sort=True):
        place, counts = int(str(position)), _codes(rows)
        n = rated_in(counts)
        visible = n >= k and not tells_all(counts, k) and not kept(ALL, place, {"": n})
        cell = Shown(visible=visible, n=n, counts=counts if visible else {})
        lines.append(Line(ALL, place, number, {"": cell}))
    return lines


def before_and_now(
    tally: pd.DataFrame, settled: Iterable[Line], k: int, number: int, kept: Kept = nothing_kept
) -> list[Line]:
    """Return, per competence, the pairs (level before, current level), where they may be shown.

    They are masked where those without a level before would be fewer than `k` among those whose
    current level is shown, and where all gave one level, before or now.
    """
    rated = {line.position: line.cells[""] for line in settled}
    lines = []
    for position, rows in tally.groupby("position", sort=True):
        place = int(str(position))
        pairs = rows[rows["before"].isin(LEVELS) & rows["current"].isin(LEVELS)]
        n = int(pairs["n"].sum())
        counts = _sums(_joined(pairs["before"], pairs["current"], NONE), pairs["n"])
        before = _sums(_joined(NONE * (pairs["n"] > 0), pairs["before"], NONE), pairs["n"])
        apart = not says_the_same(counts) and not says_the_same(before)
        shown = n >= k and may_move(rated[place].n - n, k) and rated[place].visible
        visible = shown and apart and not kept(BEFORE, place, {"": n})
        cell = Shown(visible=visible, n=n, counts=counts if visible else {})
        lines.append(Line(BEFORE, place, number, {"": cell}))
    return lines


def by_group(
    tally: pd.DataFrame,
    sizes: Sizes,
    settled: Iterable[Line],
    breakdown: str,
    k: int,
    number: int,
    kept: Kept = nothing_kept,
    *,
    goals: bool,
    apart: Collection[int] = (),
) -> list[Line]:
    """Return the line of submissions, then one line per competence, with a cell per ``group``.

    `sizes` counts submissions by group. Where the campaign knows `goals`, figures of groups are
    gaps: they rest on people with a goal. Groups count the same people as the line of everybody,
    so that the groups and their total fit; where that total is masked, the line is masked as a
    whole. So are the lines of competences `apart`, which the groups themselves decide who is asked.
    """
    settled = [*settled]
    counts = grouped_codes(tally, settled, "group", goals=goals)
    total = {p: sum(map(rated_in, groups.values())) for p, groups in counts.items()}
    known = {
        line.position: {group: rated_in(c) for group, c in counts[line.position].items()}
        for line in settled
        if line.cells[""].visible and total[line.position] >= k and line.position not in apart
    }
    hidden, masks = breakdown_masks(
        sizes, known, k, lambda position, sizes: kept(breakdown, position, sizes)
    )
    lines = [_size_line(sizes, hidden, breakdown, number)]
    for line in settled:
        place, groups = line.position, counts[line.position]
        if place in masks:
            cells = group_cells(groups, sizes, masks[place])
        else:
            cells = {WHOLE: Shown(visible=False, n=total[place] or line.cells[""].n)}
        if total[place] or not line.cells[""].visible:
            lines.append(Line(breakdown, place, number, cells))
    return lines


def group_cells(
    groups: Mapping[str, Codes], sizes: Sizes, masked: frozenset[str]
) -> dict[str, Shown]:
    """Return the cells of the groups of one competence, `masked` ones without their figures."""
    n = {group: rated_in(groups.get(group, {})) for group in sizes}
    if masked >= {*sizes}:
        return {WHOLE: Shown(visible=False, n=sum(n.values()))}
    withheld = _withheld({group: c for group, c in groups.items() if n[group]}, masked)
    return {
        group: Shown(visible=False, n=n[group])
        if group in masked
        else Shown(visible=True, n=n[group], counts={} if group in withheld else groups[group])
        for group in sizes
        if n[group] or group in masked
    }


def _withheld(groups: Mapping[str, Codes], masked: frozenset[str]) -> set[str]:
    """Return the visible groups whose figures are withheld.

    They are those that gave one level, and as many others, the smallest first, as it takes so
    that what stays unsaid is about two groups or more that did not all give one level: it is told
    by the figures of everybody minus those of the groups that are shown.
    """
    visible = sorted(groups.keys() - masked, key=lambda group: (rated_in(groups[group]), group))
    found = {group for group in visible if says_the_same(groups[group])}
    for group in visible:
        unsaid = [c for g, c in groups.items() if g in found or g in masked]
        if not unsaid or len(groups) == 1:
            return set()
        if (masked or len(unsaid) > 1) and not says_the_same(*unsaid):
            break
        found.add(group)
    return found


def grouped_codes(
    tally: pd.DataFrame, settled: Iterable[Line], group: str, *, goals: bool
) -> dict[int, dict[str, Codes]]:
    """Return the joint codes of each group by competence, of the people whom everybody counts."""
    lines = [*settled]
    counted = {
        line.position * 4 + pattern
        for line in lines
        for pattern in (_patterns(line.cells[""].counts) if line.cells[""].visible else range(4))
    }
    rated = tally["current"].isin(LEVELS) & (tally["goal"].isin(LEVELS) | (not goals))
    rows = tally[rated & (tally["position"] * 4 + _pattern(tally)).isin(counted)]
    codes = _joined(rows["current"] * 0 + NONE, rows["current"], rows["goal"])
    keys = {"position": rows["position"], "group": rows[group], "code": codes}
    sums = summed_by(keys, rows["n"])
    found: dict[int, dict[str, Codes]] = {line.position: {} for line in lines}
    for position, value, code, n in sums.itertuples(index=False):
        if n:
            found[int(position)].setdefault(str(value), {})[int(code)] = int(n)
    return found


def summed_by(keys: Mapping[str, "pd.Series[Any]"], n: "pd.Series[int]") -> pd.DataFrame:
    """Return people added up by each combination of `keys`, one row each, ``n`` last."""
    return pd.DataFrame({**keys, "n": n}).groupby(list(keys))[["n"]].sum().reset_index()


def submissions(count: int, number: int) -> Line:
    """Return the line that counts all submissions, which is live: it is never masked."""
    return Line(ALL, SUBMISSIONS, number, {"": Shown(visible=True, n=count)})


def _size_line(sizes: Sizes, hidden: frozenset[str], breakdown: str, number: int) -> Line:
    cells = {value: Shown(visible=value not in hidden, n=n) for value, n in sizes.items()}
    if hidden >= {*sizes}:
        cells = {WHOLE: Shown(visible=False, n=sum(sizes.values()))}
    return Line(breakdown, SUBMISSIONS, number, cells)


def rated_in(counts: Codes) -> int:
    """Return how many people of joint counts gave a current level."""
    return sum(n for code, n in counts.items() if code >> 3 & 7 in LEVELS)


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


def pattern_sizes(counts: Codes) -> tuple[int, ...]:
    """Return how many people with a current level show each pattern of the other ratings."""
    sizes = [0, 0, 0, 0]
    for code, n in counts.items():
        if code >> 3 & 7 in LEVELS:
            sizes[(code >> 6 & 7 in LEVELS) * 1 + (code & 7 in LEVELS) * 2] += n
    return tuple(sizes)


def _patterns(counts: Codes) -> set[int]:
    return {pattern for pattern, n in enumerate(pattern_sizes(counts)) if n}
