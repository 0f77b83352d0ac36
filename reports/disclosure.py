"""The audit of what was published: how narrowly can a reader place what « masqué » hides?

The reader holds every release of a campaign and knows the published rules. Their knowledge is a
linear system over how many people each group holds, in submissions (y), in each competence (x, and
N for everybody), at each release r:

- a visible cell is its number; the groups of a line add up to everybody's, where that is visible;
- 0 ≤ x ≤ y, Σ y = the submissions received, a group listed in the line of submissions holds ≥ 1;
- people are only added between releases (see `reports.moving` on withdrawals), and a cell that
  appears or disappears has changed by at least k;
- of the groups masked in a line, at least one has 1 to k - 1 people: a union of systems;
- crossed groups add up to both their margins;
- who was asked on the condition of being in some groups are all the people of these.

Each masked cell lies between the least and the greatest value that solve it: two linear programs
(HiGHS). Source: auditing of cell suppression, methods of the project § 1.9.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise, product

import numpy as np
from scipy.optimize import linprog

from reports.cells import ALL, BEFORE, FREE, LEVELS, SUBMISSIONS, WHOLE, Line, Shown
from reports.free_counts import Told
from reports.moving import CROSS

Variable = tuple[str, int, str, int]  # breakdown, position, value, release
OTHERS = "*"  # groups that no line lists
BASE = "base"  # the people that groups add up to: those with a goal, where there are goals
_ANY = (0, np.inf)


@dataclass(frozen=True)
class Span:
    """Where a masked cell lies, for a reader of everything."""

    cell: Variable
    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low


@dataclass
class System:
    """Linear equations and inequalities over named numbers of people."""

    low: dict[Variable, float] = field(default_factory=dict)
    high: dict[Variable, float] = field(default_factory=dict)
    equal: list[tuple[dict[Variable, float], float]] = field(default_factory=list)
    at_most: list[tuple[dict[Variable, float], float]] = field(default_factory=list)

    def add(self, name: Variable, low: float = 0, high: float = np.inf) -> None:
        """Know that a number lies between two others, besides what was known of it."""
        self.low[name] = max(low, self.low.get(name, 0))
        self.high[name] = min(high, self.high.get(name, np.inf))

    def grows(self, before: Variable, after: Variable, by: float = 0) -> None:
        """Know that one number is greater than another by so much at least."""
        self.at_most.append(({before: 1, after: -1}, -by))

    def totals(self, parts: Iterable[Variable], whole: Variable) -> None:
        """Know that parts add up to a whole."""
        self.equal.append(({**dict.fromkeys(parts, 1.0), whole: -1.0}, 0.0))

    @cached_property
    def _names(self) -> dict[Variable, int]:
        return {name: place for place, name in enumerate(self.low)}

    @cached_property
    def _matrices(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        return (*self._matrix(self.equal), *self._matrix(self.at_most))

    def _matrix(
        self, rows: Sequence[tuple[dict[Variable, float], float]]
    ) -> tuple[np.ndarray, np.ndarray]:
        matrix = np.zeros((len(rows), len(self._names)))
        for place, (row, _) in enumerate(rows):
            for name, factor in row.items():
                matrix[place, self._names[name]] = factor
        return matrix, np.array([value for _, value in rows])

    def end(self, target: Variable, sign: int, case: Mapping[Variable, tuple[int, int]]) -> float:
        """Return the least (1) or greatest (-1) value of a number; NaN where nothing fits."""
        costs = np.zeros(len(self._names))
        costs[self._names[target]] = sign
        bounds = [
            (max(low, case[v][0]), min(self.high[v], case[v][1]))
            if v in case
            else (low, self.high[v])
            for v, low in self.low.items()
        ]
        if any(low > high for low, high in bounds):
            return float("nan")
        equal, known, at_most, limit = self._matrices
        found = linprog(
            costs, A_ub=at_most, b_ub=limit, A_eq=equal, b_eq=known, bounds=bounds, method="highs"
        )
        if found.status == 3:
            return -sign * np.inf
        return sign * found.fun if found.status == 0 else float("nan")


@dataclass(frozen=True)
class Published:
    """All that the releases of a campaign showed: each line once, at the release it moved in.

    ``received`` counts the submissions of each release. ``goals`` says that figures of groups
    rest on people with a goal.
    """

    k: int
    received: Mapping[int, int]
    lines: Sequence[Line]
    goals: bool
    crossed_k: int = 10
    told: Sequence[Told] = ()  # of groups, by the number of those asked on a condition

    @cached_property
    def states(self) -> dict[tuple[str, int], dict[int, Line]]:
        """The lines of each competence and breakdown, by release."""
        found: dict[tuple[str, int], dict[int, Line]] = {}
        for line in sorted(self.lines, key=lambda line: line.as_of):
            found.setdefault((line.breakdown, line.position), {})[line.as_of] = line
        return found

    def values(self, breakdown: str) -> list[str]:
        """Return every value that some line of a breakdown lists."""
        lines = [
            line
            for (b, _), states in self.states.items()
            if b == breakdown
            for line in states.values()
        ]
        return sorted({value for line in lines for value in line.cells} - {WHOLE})

    def least(self, breakdown: str) -> int:
        """Return from how many people on a cell of a breakdown is shown."""
        return max(self.crossed_k, self.k) if CROSS in breakdown else self.k

    def base(self, position: int, release: int) -> int | None:
        """Return how many people the groups of a competence add up to, where it is visible."""
        if position == SUBMISSIONS:
            return self.received[release]
        line = self.states.get((ALL, position), {}).get(release)
        if line is None or not line.cells[""].visible:
            return None
        counts = line.cells[""].counts
        n = sum(
            n
            for code, n in counts.items()
            if code >> 3 & 7 in LEVELS and (code & 7 in LEVELS or not self.goals)
        )
        return n if n >= self.k else None


def spans(published: Published) -> Iterator[Span]:
    """Yield where each masked cell lies, of every competence, breakdown and release."""
    names = sorted({b for b, _ in published.states} - {ALL, BEFORE, FREE})
    plain = [name for name in names if CROSS not in name]
    for position in sorted({p for b, p in published.states if b != FREE}):
        for breakdowns in [
            [],
            *([name] for name in plain),
            *([*name.split(CROSS), name] for name in names if CROSS in name),
        ]:
            audit = Audit(published, position, breakdowns)
            yield from audit.spans()


class Audit:
    """The system of one competence in some breakdowns, and the masked cells to place."""

    def __init__(self, published: Published, position: int, breakdowns: Sequence[str]) -> None:
        self.published, self.position, self.breakdowns = published, position, breakdowns
        self.releases = sorted(published.received)
        self.system = self._system(grows=True)
        if np.isnan(self.system.end(next(iter(self.system.low)), 1, {})):
            self.system = self._system(grows=False)

    def spans(self) -> Iterator[Span]:
        """Yield the interval of each masked cell."""
        last = self.breakdowns[-1:] or [ALL, BEFORE]
        for breakdown in last:
            states = self.published.states.get((breakdown, self.position), {})
            for release, line in states.items():
                for value in self._masked(line):
                    yield self._span((breakdown, self.position, value, release), line)

    def _masked(self, line: Line) -> list[str]:
        if WHOLE not in line.cells:
            return [value for value, cell in line.cells.items() if not cell.visible]
        sizes = self._before(line.breakdown, SUBMISSIONS, line.as_of)
        listed = sizes.cells if sizes else {}
        return [v for v in listed if v != WHOLE] if CROSS not in line.breakdown else []

    def _before(self, breakdown: str, position: int, release: int) -> Line | None:
        """Return a line as it stood at a release."""
        states = self.published.states.get((breakdown, position), {})
        known = [number for number in states if number <= release]
        return states[max(known)] if known else None

    def _span(self, cell: Variable, line: Line) -> Span:
        least = self.published.least(line.breakdown)
        low, high = np.inf, -np.inf
        for case in [*self._cases(line), {}]:
            if not case and high >= low:
                break
            ends = self.system.end(cell, 1, case), self.system.end(cell, -1, case)
            if not np.isnan(ends[0]):
                low, high = min(low, ends[0]), max(high, ends[1])
            if high - low >= least:
                break
        return Span(cell, round(low, 6), round(high, 6))

    def _cases(self, line: Line) -> list[dict[Variable, tuple[int, int]]]:
        """Return, one by one, which masked group may be the one that is small."""
        masked = self._masked(line)
        total = self.published.base(line.position, line.as_of)
        if line.breakdown in (ALL, BEFORE) or total is None or total <= self.published.k + 1:
            return []
        if any(self._was_masked(line, value) for value in masked):
            return []
        lowest = 0 if CROSS in line.breakdown else 1
        most = self.published.least(line.breakdown) - 1
        return [
            {(line.breakdown, line.position, value, line.as_of): (lowest, most)} for value in masked
        ]

    def _was_masked(self, line: Line, value: str) -> bool:
        """Say whether another mask, earlier or of submissions, is reason enough for this one."""
        earlier = self._before(line.breakdown, line.position, line.as_of - 1)
        reasons = [earlier] if earlier else []
        if line.position != SUBMISSIONS:
            sizes = self._before(line.breakdown, SUBMISSIONS, line.as_of)
            reasons += [sizes] if sizes else []
        return any(
            WHOLE in reason.cells or not reason.cells.get(value, Shown(True, 0)).visible
            for reason in reasons
        )

    def _system(self, *, grows: bool) -> System:
        system = System()
        levels = sorted({SUBMISSIONS, self.position})
        for release, level in product(self.releases, levels):
            self._add_whole(system, level, release)
            for breakdown in self.breakdowns:
                self._add_groups(system, breakdown, level, release)
        for breakdown, level in product([*self.breakdowns, ALL, BEFORE], levels):
            self._add_moves(system, breakdown, level)
        if CROSS in "".join(self.breakdowns):
            self._add_margins(system, levels)
        self._add_told(system)
        if grows:
            self._add_growth(system)
        return system

    def _add_told(self, system: System) -> None:
        """Know how many people some groups hold together: those whom a condition let be asked."""
        for told in self.published.told:
            groups = [(told.breakdown, SUBMISSIONS, v, told.release) for v in sorted(told.values)]
            held = [group for group in groups if group in system.low]
            if told.breakdown in self.breakdowns and held:
                system.equal.append((dict.fromkeys(held, 1.0), float(told.n)))

    def _add_growth(self, system: System) -> None:
        following = dict(pairwise(self.releases))
        for breakdown, level, value, release in list(system.low):
            if release in following:
                after = (breakdown, level, value, following[release])
                system.grows((breakdown, level, value, release), after)

    def _add_whole(self, system: System, level: int, release: int) -> None:
        received = self.published.received[release]
        base = self.published.base(level, release)
        low, high = (0, received) if base is None else (base, base)
        system.add((BASE, level, "", release), low, high)
        for breakdown in (ALL, BEFORE):
            line = self.published.states.get((breakdown, level), {}).get(release)
            shown = line.cells[""].n if line and line.cells[""].visible else None
            low, high = (0, received) if shown is None else (shown, shown)
            system.add((breakdown, level, "", release), low, high)
        system.grows((BASE, level, "", release), (ALL, level, "", release))

    def _add_groups(self, system: System, breakdown: str, level: int, release: int) -> None:
        line = self.published.states.get((breakdown, level), {}).get(release)
        values = [*self.published.values(breakdown), OTHERS]
        for value in values:
            low, high = _bounds(line, value)
            system.add((breakdown, level, value, release), low, high)
            if level != SUBMISSIONS:
                sizes = (breakdown, SUBMISSIONS, value, release)
                system.grows((breakdown, level, value, release), sizes)
        parts = [(breakdown, level, value, release) for value in values]
        system.totals(parts, (BASE, level, "", release))

    def _add_moves(self, system: System, breakdown: str, level: int) -> None:
        """Know that a cell that appears, or disappears, has grown by what is shown at least."""
        states = self.published.states.get((breakdown, level), {})
        for (one, old), (two, new) in pairwise(states.items()):
            for value in (old.cells.keys() | new.cells.keys()) - {WHOLE}:
                seen = [line.cells.get(value) for line in (old, new)]
                visible = [cell is not None and cell.visible for cell in seen]
                listed = WHOLE in old.cells or (seen[0] is not None)
                if visible[0] != visible[1] and listed:
                    before = (breakdown, level, value, one)
                    after = (breakdown, level, value, two)
                    if before in system.low:
                        system.grows(before, after, by=self.published.least(breakdown))

    def _add_margins(self, system: System, levels: Sequence[int]) -> None:
        one, other, crossed = self.breakdowns
        values = [self.published.values(name) for name in (one, other)]
        for release in self.releases:
            for level in levels:
                line = self.published.states.get((crossed, level), {}).get(release)
                for place, name in enumerate((one, other)):
                    for value in values[place]:
                        parts = [
                            (crossed, level, key, release)
                            for key in self.published.values(crossed)
                            if key.split(CROSS)[place] == value
                        ]
                        margin = (name, level, value, release)
                        if line and WHOLE not in line.cells and parts:
                            system.totals(parts, margin)
                        else:
                            system.at_most.append(
                                ({**dict.fromkeys(parts, 1.0), margin: -1.0}, 0.0)
                            )


def _bounds(line: Line | None, value: str) -> tuple[float, float]:
    if line is None or WHOLE in line.cells:
        return 0, np.inf
    cell = line.cells.get(value)
    if cell is None:
        return 0, 0
    if cell.visible:
        return cell.n, cell.n
    return int(line.position == SUBMISSIONS and CROSS not in line.breakdown), np.inf
