"""The programme of an event: days, slots, parallel workshops, and entries that overlap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import combinations, groupby
from typing import Protocol, TypeVar

from surveys.models import Event, Workshop

PARALLEL = "workshop"


class Timed(Protocol):
    """What the rules need to know of an entry: its hours, and whether it may be doubled."""

    @property
    def kind(self) -> str: ...
    @property
    def starts(self) -> time: ...
    @property
    def ends(self) -> time | None: ...


TimedT = TypeVar("TimedT", bound=Timed)


@dataclass(frozen=True)
class Slot:
    """A stretch of a day: one entry, or workshops held at the same time under a shared theme."""

    starts: time
    ends: time | None
    theme: str
    note: str
    entries: tuple[Workshop, ...]

    @property
    def is_parallel(self) -> bool:
        return len(self.entries) > 1


@dataclass(frozen=True)
class Day:
    """One day of a programme, its slots in the order of the clock."""

    day: date
    slots: tuple[Slot, ...]


def programme_by_day(event: Event) -> list[Day]:
    """Return the programme in the order it is lived; parallel workshops keep their order."""
    ordered = sorted(event.workshops, key=lambda entry: (entry.day, entry.starts, entry.position))
    return [
        Day(day=day, slots=tuple(_slots(entries)))
        for day, entries in groupby(ordered, key=lambda entry: entry.day)
    ]


def _slots(entries: Iterable[Workshop]) -> Iterable[Slot]:
    for (starts, ends), group in groupby(entries, key=lambda entry: (entry.starts, entry.ends)):
        together = tuple(group)
        theme, _, note = together[0].theme.partition("\n\n")
        yield Slot(starts=starts, ends=ends, theme=theme, note=note, entries=together)


def overlap(entries: Sequence[TimedT]) -> tuple[TimedT, TimedT] | None:
    """Return the first two entries of one day that cannot both be attended, in file order.

    Workshops of exactly the same hours are parallel: that is a choice, not a fault. An entry whose
    end is not known is taken to last until the next one starts.
    """
    return next((pair for pair in combinations(entries, 2) if _clash(*pair)), None)


def _clash(one: Timed, other: Timed) -> bool:
    if (one.starts, one.ends) == (other.starts, other.ends):
        return not one.kind == other.kind == PARALLEL
    first, second = sorted((one, other), key=lambda entry: entry.starts)
    if first.starts == second.starts:
        return True
    return first.ends is not None and first.ends > second.starts
