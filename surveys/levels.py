"""One person's ratings of one competence, and their compact form: two bytes.

Bits, from the lowest: current, importance, target, before (three bits each: steps 0 to 4, then the
three blanks), wish, offer. « Not asked » is not stored: the questionnaire says what it asks.
"""

import struct
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import IntEnum
from functools import cache
from typing import NamedTuple

from sqlalchemy import Dialect, LargeBinary, TypeDecorator

TOP_LEVEL = 4
PACKED_AS = "<u2"  # one answer in its compact form, for whoever reads many at once
RATINGS = ("current", "importance", "target", "before")


class Blank(IntEnum):
    """Why there is no level; none of the three is ever zero."""

    NOT_APPLICABLE = 5
    DECLINED = 6
    NO_ANSWER = 7


class LevelAnswer(NamedTuple):
    """Ratings of one competence: a step from 0 to 4, or a `Blank`."""

    current: int = Blank.NO_ANSWER
    importance: int = Blank.NO_ANSWER
    target: int = Blank.NO_ANSWER
    before: int = Blank.NO_ANSWER
    wish: bool = False
    offer: bool = False

    @classmethod
    def of(cls, ratings: Mapping[str, int]) -> "LevelAnswer":
        """Return an answer from ratings by name; those left out have no answer."""
        current, importance, target, before = (
            ratings.get(rating, Blank.NO_ANSWER) for rating in RATINGS
        )
        return cls(current, importance, target, before)

    @property
    def is_rated(self) -> bool:
        return self.current <= TOP_LEVEL


UNANSWERED = LevelAnswer()


def overlaid(old: LevelAnswer, new: LevelAnswer, ratings: Collection[str]) -> LevelAnswer:
    """Return an answer with these ratings of `new`, the others as they were.

    How something was before is only asked of those whom it concerns.
    """
    if old.current == Blank.NOT_APPLICABLE and "current" not in ratings:
        return old
    found = old._replace(**{rating: getattr(new, rating) for rating in ratings})
    if old.before == Blank.NOT_APPLICABLE and "before" not in ratings:
        return found._replace(before=Blank.NO_ANSWER)
    return found


@cache
def code_of(a: LevelAnswer) -> int:
    """Return an answer as a number below 16,384."""
    levels = a.current | a.importance << 3 | a.target << 6 | a.before << 9
    return levels | a.wish << 12 | a.offer << 13


@cache
def answer_of(code: int) -> LevelAnswer:
    """Return the answer that `code_of` made a number of."""
    current, importance, target, before = (code >> shift & 7 for shift in (0, 3, 6, 9))
    wish, offer = bool(code >> 12 & 1), bool(code >> 13 & 1)
    return LevelAnswer(current, importance, target, before, wish, offer)


def pack(answers: Iterable[LevelAnswer]) -> bytes:
    """Return two bytes per answer, in the order given."""
    numbers = [code_of(answer) for answer in answers]
    return struct.pack(f"<{len(numbers)}H", *numbers)


def codes(data: bytes) -> tuple[int, ...]:
    """Return the numbers that `pack` wrote."""
    return struct.unpack(f"<{len(data) // 2}H", data)


def unpack(data: bytes) -> tuple[LevelAnswer, ...]:
    """Return the answers that `pack` wrote."""
    return tuple(map(answer_of, codes(data)))


class PackedLevels(TypeDecorator[Sequence[LevelAnswer]]):
    """Answers in the questionnaire's pinned order, kept as two bytes each."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(
        self, value: Sequence[LevelAnswer] | None, dialect: Dialect
    ) -> bytes | None:
        return None if value is None else pack(value)

    def process_result_value(
        self, value: bytes | None, dialect: Dialect
    ) -> tuple[LevelAnswer, ...] | None:
        return None if value is None else unpack(value)
