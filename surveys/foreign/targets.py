"""What a column of a file may fill: a box of the questionnaire, or one option of several."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from surveys.paper.boxes import BLANK_KEYS, Box, Line, Part

NO_ANSWER = "-"  # beside the keys of a box: nothing was said
TICKS = "ticks"  # the values of the columns that stand for one option each
TICKED = "1"
LEVELS = "levels"  # of those one aims at and those from before, which offer the same
NEXT = "="  # between a box and the option that a column ticks


@dataclass(frozen=True)
class Target:
    """One choice of a column. `option` is the key of a box of several that the column ticks."""

    code: str
    box: Box
    line: Line
    rating: str = ""
    option: str = ""

    @property
    def group(self) -> str:
        """What shares the meaning of its values; nothing where they are taken as written."""
        if self.option:
            return TICKS
        if not self.box.keys:
            return ""
        if self.rating:
            return self.rating if self.rating in ("current", "importance") else LEVELS
        return self.line.attribute or (self.line.question.name if self.line.question else "")

    @property
    def keys(self) -> tuple[str, ...]:
        """What a value may mean, besides nothing."""
        return (TICKED,) if self.option else tuple(self.box.keys)

    @property
    def splits(self) -> bool:
        """Whether one cell may hold several answers."""
        return self.box.several and not self.option


Targets = dict[str, Target]


def targets_of(parts: Iterable[Part]) -> Targets:
    """Return what may be filled, in the order of the questionnaire, by code."""
    return {target.code: target for part in parts for target in _targets(part)}


def _targets(part: Part) -> Iterator[Target]:
    for line in part.lines:
        ratings = part.page.ratings if part.page and line.position is not None else ()
        for number, box in enumerate(line.boxes):
            yield Target(box.name, box, line, ratings[number] if ratings else "")
            if box.several:
                for key in box.keys:
                    if key not in BLANK_KEYS:
                        yield Target(f"{box.name}{NEXT}{key}", box, line, option=key)
