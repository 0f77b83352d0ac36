"""Two campaigns of a series as one frame of pairs: who is linked, and of what they are a part.

Only answers that the figures on show counted are read: those of a batch that a release showed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import pandas as pd

from reports.cells import ALL, BEFORE, Line, Shown, pattern_sizes
from reports.comparison_report import Side
from reports.sections.comparing import Pair
from surveys.attributes import PROFILE
from surveys.levels import TOP_LEVEL
from surveys.linking.matching import Linkage, link
from surveys.linking.weighing import Record
from surveys.queries.linking import WaveAnswer

T = TypeVar("T")
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
            if line.position == position and line.breakdown in (ALL, BEFORE)
        }
        line = lines.get(ALL)
        if line is None or not line.cells[""].counts:
            return None
        then = lines.get(BEFORE)
        return Released(self, position, line, then if then and then.cells[""].visible else None)


@dataclass(frozen=True)
class Released:
    """One competence of a campaign, and the groups of people on whom its report shows figures.

    A group is all who gave a level, or those of them who also gave an importance, have a goal, or
    both; and those who gave a level before, judged afterwards.
    """

    wave: Wave
    position: int
    line: Line
    before: Line | None

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        return pattern_sizes(dict(self.line.cells[""].counts))

    def groups(self) -> dict[str, int]:
        """Return how many people each group has, by its name."""
        k = self.wave.side.material.campaign.k
        found = {str(base): sum(self.sizes[p] for p in _within(base)) for base in range(4)}
        shown = {name: n for name, n in found.items() if n >= k}
        return shown | ({"then": _cell(self.before).n} if self.before else {})

    def counts(self, answer: WaveAnswer) -> bool:
        """Say whether the figures on show may have counted an answer."""
        return answer.batch <= self.line.as_of

    def membership(self, answer: WaveAnswer) -> dict[str, bool]:
        """Return of which groups an answer that gives a level is."""
        given = answer.levels[self.position]
        rated = given.current <= TOP_LEVEL
        pattern = (given.importance <= TOP_LEVEL) * 1 + self._has_goal(answer) * 2
        counted = rated and self.counts(answer) and self.sizes[pattern] > 0
        found = {str(base): counted and pattern in _within(base) for base in range(4)}
        if self.before:
            judged = rated and given.before <= TOP_LEVEL
            found["then"] = judged and answer.batch <= self.before.as_of
        return found

    def _has_goal(self, answer: WaveAnswer) -> bool:
        if self.wave.side.material.asks("target"):
            return answer.levels[self.position].target <= TOP_LEVEL
        levels = self.wave.expected.get(answer.about.get(PROFILE, ""), {})
        return self.position in levels


def _within(base: int) -> list[int]:
    return [pattern for pattern in range(4) if pattern & base == base]


def _cell(line: Line) -> Shown:
    return line.cells[""]


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
                **_named(FIRST, one.membership(start)),
                **_named(SECOND, other.membership(end)),
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
            sizes = _named(FIRST, one.groups()) | _named(SECOND, other.groups())
            sizes |= {group.name: group.n for group in _told(told, pair)}
            rows += [(str(number), name, n) for name, n in sizes.items()]
    return pd.DataFrame(rows, columns=pd.Index(["competence", "group", "n"]))


def _told(shared: Iterable[Shared], pair: Pair) -> list[Shared]:
    codes = {FIRST: pair.first, SECOND: pair.second}
    return [group for group in shared if group.code == codes[group.side]]


def _named(side: str, groups: Mapping[str, T]) -> dict[str, T]:
    return {f"{side} {name}": value for name, value in groups.items()}


def _level(rating: int) -> int | None:
    return rating if rating <= TOP_LEVEL else None
