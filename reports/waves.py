"""Two campaigns of a series as one frame of pairs: who is linked, and of what they are a part.

Only answers that the figures on show counted are read: those of a batch that a release showed.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import pandas as pd

from reports.cells import ALL, BEFORE, Line, pattern_sizes
from reports.comparison_report import Side
from reports.sections.comparing import Pair
from surveys.attributes import ATTRIBUTES, PROFILE
from surveys.levels import TOP_LEVEL
from surveys.linking.matching import Linkage, link
from surveys.linking.weighing import Record
from surveys.queries.linking import WaveAnswer

FIRST, SECOND = "first", "second"
COLUMNS = ("competence", "first_key", "second_key", "before", "after", "then")


@dataclass(frozen=True)
class Wave:
    """One campaign as it was released, and the answers behind."""

    side: Side
    answers: Sequence[WaveAnswer]

    @cached_property
    def by_key(self) -> dict[bytes, WaveAnswer]:
        return {answer.ticket_hash: answer for answer in self.answers}

    @cached_property
    def positions(self) -> dict[str, int]:
        return {code: position for position, code in self.side.material.codes.items()}

    @cached_property
    def expected(self) -> dict[str, dict[int, int]]:
        """The level that each profile expects, by position."""
        subject = self.side.material.subject
        return {profile.code: subject.expected(profile.code) for profile in subject.profiles}

    @property
    def records(self) -> list[Record]:
        return [Record(it.ticket_hash, it.elements, it.person_id) for it in self.answers]

    def released(self, code: str) -> "Released | None":
        """Return a competence as the campaign's report shows it; None where it is masked."""
        position = self.positions[code]
        lines = {
            line.breakdown: line
            for line in self.side.material.lines
            if line.position == position and line.breakdown in (ALL, BEFORE, *ATTRIBUTES)
        }
        whole = lines.get(ALL)
        return Released(self, position, lines) if whole and whole.cells[""].counts else None


@dataclass(frozen=True)
class Group:
    """People of a campaign on whom its report shows a figure, and who of the answers they are."""

    name: str
    n: int
    has: Callable[[WaveAnswer], bool]


@dataclass(frozen=True)
class Released:
    """One competence of a campaign, and the groups of people on whom its report shows figures.

    Groups are everybody, the people of each visible cell of an attribute, and all but these; of
    each, those who gave a level, and among them those who also gave an importance, have a goal, or
    both. The last are those who judged their level before, afterwards.
    """

    wave: Wave
    position: int
    lines: Mapping[str, Line]

    def counts(self, answer: WaveAnswer) -> bool:
        """Say whether the figures on show may have counted an answer."""
        return answer.batch <= self.lines[ALL].as_of

    @cached_property
    def groups(self) -> list[Group]:
        found = [group for line in self.lines.values() for group in self._of_line(line)]
        everybody = next(group for group in found if group.name == f"{ALL}  0")
        others = [group for group in found if group.name[-1] == "0" and group is not everybody]
        return found + [_all_but(group, everybody) for group in others]

    def _of_line(self, line: Line) -> Iterator[Group]:
        for value, cell in line.cells.items():
            if cell.visible and line.breakdown == BEFORE:
                yield Group("then", cell.n, partial(self._judged, line.as_of))
            elif cell.visible and cell.counts:
                yield from self._of_cell(line, value, pattern_sizes(dict(cell.counts)))

    def _of_cell(self, line: Line, value: str, sizes: tuple[int, ...]) -> Iterator[Group]:
        for base in range(4):
            kept = {pattern for pattern in range(4) if pattern & base == base and sizes[pattern]}
            n = sum(sizes[pattern] for pattern in kept)
            if n >= self.wave.side.material.campaign.k:
                name = f"{line.breakdown} {value} {base}"
                yield Group(name, n, partial(self._in_cell, line, value, frozenset(kept)))

    def _in_cell(self, line: Line, value: str, kept: Collection[int], answer: WaveAnswer) -> bool:
        inside = line.breakdown == ALL or answer.about.get(line.breakdown, "") == value
        return inside and answer.batch <= line.as_of and self._pattern(answer) in kept

    def _pattern(self, answer: WaveAnswer) -> int | None:
        given = answer.levels[self.position]
        if given.current > TOP_LEVEL:
            return None
        return (given.importance <= TOP_LEVEL) * 1 + self._has_goal(answer) * 2

    def _judged(self, as_of: int, answer: WaveAnswer) -> bool:
        given = answer.levels[self.position]
        return max(given.current, given.before) <= TOP_LEVEL and answer.batch <= as_of

    def _has_goal(self, answer: WaveAnswer) -> bool:
        if self.wave.side.material.asks("target"):
            return answer.levels[self.position].target <= TOP_LEVEL
        levels = self.wave.expected.get(answer.about.get(PROFILE, ""), {})
        return self.position in levels


def _all_but(group: Group, everybody: Group) -> Group:
    n = everybody.n - group.n
    return Group(f"not {group.name}", n, lambda it: everybody.has(it) and not group.has(it))


@dataclass(frozen=True)
class Shared:
    """A group of people of one campaign on whom another progress report already shows figures.

    `keys` are those of them who are still there; `n` counts all that were shown.
    """

    name: str
    side: str  # first or second: which of the two campaigns they are of
    code: str  # of the competence, there
    n: int
    keys: frozenset[bytes]


def linkage_of(first: Wave, second: Wave) -> Linkage:
    """Return who is who in the two campaigns, among answers that were released."""
    return link(first.records, second.records)


def pairs_of(
    first: Wave,
    second: Wave,
    linkage: Linkage,
    competences: Sequence[Pair],
    shared: Iterable[Shared] = (),
) -> pd.DataFrame:
    """Return the frame of pairs of `reports.progress`, with the two keys of each pair.

    Competences are numbered as given; those that either report masks have no row.
    """
    told = list(shared)
    rows = [
        row
        for number, pair in enumerate(competences)
        for row in _rows(str(number), pair, first, second, linkage, told)
    ]
    frame = pd.DataFrame(rows, columns=None if rows else pd.Index(COLUMNS))
    return frame.astype(dict.fromkeys(["before", "after", "then"], float))


def _rows(
    name: str, pair: Pair, first: Wave, second: Wave, linkage: Linkage, told: Sequence[Shared]
) -> Iterator[dict[str, object]]:
    one, other = first.released(pair.first), second.released(pair.second)
    if one is None or other is None:
        return
    mine = _told(told, pair)
    for first_key, second_key in linkage.pairs:
        start, end = first.by_key[first_key], second.by_key[second_key]
        if one.counts(start) and other.counts(end):
            keys = {FIRST: first_key, SECOND: second_key}
            yield {
                "competence": name,
                "first_key": first_key,
                "second_key": second_key,
                "before": _level(start.levels[one.position].current),
                "after": _level(end.levels[other.position].current),
                "then": _level(end.levels[other.position].before),
                **{f"{FIRST} {group.name}": group.has(start) for group in one.groups},
                **{f"{SECOND} {group.name}": group.has(end) for group in other.groups},
                **{group.name: keys[group.side] in group.keys for group in mine},
            }


def groups_of(
    first: Wave, second: Wave, competences: Sequence[Pair], shared: Iterable[Shared] = ()
) -> pd.DataFrame:
    """Return the groups of `reports.progress`: those of both reports, and those `shared`."""
    rows: list[tuple[str, str, int]] = []
    told = list(shared)
    for number, pair in enumerate(competences):
        one, other = first.released(pair.first), second.released(pair.second)
        if one and other:
            sizes = {f"{FIRST} {group.name}": group.n for group in one.groups}
            sizes |= {f"{SECOND} {group.name}": group.n for group in other.groups}
            sizes |= {group.name: group.n for group in _told(told, pair)}
            rows += [(str(number), name, n) for name, n in sizes.items()]
    return pd.DataFrame(rows, columns=pd.Index(["competence", "group", "n"]))


def _told(shared: Iterable[Shared], pair: Pair) -> list[Shared]:
    codes = {FIRST: pair.first, SECOND: pair.second}
    return [group for group in shared if group.code == codes[group.side]]


def _level(rating: int) -> int | None:
    return rating if rating <= TOP_LEVEL else None
