"""What one person says of themselves over time, competence by competence. Pure: dates and levels.

Nothing is averaged and nothing is guessed between two dates. How somebody judges afterwards that
they stood before is kept apart: it was not said at that time.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date

from surveys.levels import TOP_LEVEL, LevelAnswer

OLD_AFTER = 24  # months from which a level is said to have grown old


@dataclass(frozen=True)
class Asked:
    """One competence of one self-assessment; `family` is the same where versions declare it so."""

    family: Hashable
    code: str
    label: str
    answer: LevelAnswer
    words: str = ""  # what the step means in its version; nothing for a blank
    said: str = ""  # the language of the label, where it is not that of the page
    lineage: str = ""


@dataclass(frozen=True)
class Assessment:
    """One self-assessment that a person keeps."""

    code: str  # of its campaign
    title: str
    day: date
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class Point:
    """What was said of a competence on one day; `place` is that of the self-assessment in time."""

    place: int
    day: date
    asked: Asked

    @property
    def level(self) -> int:
        return self.asked.answer.current


@dataclass(frozen=True)
class Path:
    """One competence, and what was said of it each time it was asked, the first time first."""

    points: tuple[Point, ...]

    @property
    def latest(self) -> Asked:
        """The competence in the words of the last self-assessment that asked it."""
        return self.points[-1].asked

    @property
    def rated(self) -> tuple[Point, ...]:
        """The times when a level was given; a blank is no level, and never zero."""
        return tuple(point for point in self.points if point.asked.answer.is_rated)

    @property
    def change(self) -> int | None:
        """Steps from the first level given to the last; None without two of them."""
        rated = self.rated
        return rated[-1].level - rated[0].level if len(rated) > 1 else None

    @property
    def has_moved(self) -> bool:
        """Whether any two levels given differ, even where the last is the first again."""
        return len({point.level for point in self.rated}) > 1

    @property
    def judged(self) -> tuple[Point, ...]:
        """The times when a level from before was given, afterwards."""
        return tuple(point for point in self.points if point.asked.answer.before <= TOP_LEVEL)

    def age(self, today: date) -> int | None:
        """Whole months since a level was last given."""
        rated = self.rated
        return months_between(rated[-1].day, today) if rated else None

    def is_old(self, today: date) -> bool:
        """Say whether the last level given has grown old."""
        age = self.age(today)
        return age is not None and age >= OLD_AFTER


def paths_of(assessments: Sequence[Assessment]) -> tuple[Path, ...]:
    """Return the path of each competence: those asked last first, in the order they were asked.

    `assessments` come the oldest first.
    """
    found: dict[Hashable, list[Point]] = {}
    for place, assessment in reversed(list(enumerate(assessments))):
        for asked in assessment.asked:
            found.setdefault(asked.family, []).append(Point(place, assessment.day, asked))
    return tuple(Path(tuple(reversed(points))) for points in found.values())


def months_between(start: date, end: date) -> int:
    """Return how many whole months have passed from one day to another."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return max(0, months - (end.day < start.day))
