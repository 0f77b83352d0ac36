"""What a questionnaire asks, page by page, and how the answers of a page are read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from surveys.errors import InvalidAnswer
from surveys.levels import RATINGS, TOP_LEVEL, Blank, LevelAnswer

LEAST_PER_PAGE = 5
MOST_PER_PAGE = 8
FIELD = {rating: rating[0] for rating in RATINGS}  # c3: current level of the fourth competence
BLANK_VALUES = {"na": Blank.NOT_APPLICABLE, "no": Blank.DECLINED}
VALUES = {**{str(step): step for step in range(TOP_LEVEL + 1)}, **BLANK_VALUES}
VALUE_OF = {number: text for text, number in VALUES.items()}


@dataclass(frozen=True)
class Question:
    """A competence as it is asked, at its place in the packed answers; `area` is its heading."""

    position: int
    area: str
    code: str


@dataclass(frozen=True)
class Block:
    """The competences of one page, and the areas they come from; "" for those without one."""

    areas: tuple[str, ...]
    positions: tuple[int, ...]


def blocks(questions: Sequence[Question]) -> tuple[Block, ...]:
    """Return pages of five to eight competences, cut where areas end as far as possible.

    Every way of cutting is weighed: first no page under five, then few areas cut in two, then even
    pages. A questionnaire of fewer than five competences, or of nine, has a shorter page: there is
    no other way.
    """
    cheapest: list[tuple[float, tuple[int, ...]]] = [(0.0, (0,))]
    for end in range(1, len(questions) + 1):
        starts = range(max(0, end - MOST_PER_PAGE), end)
        cheapest.append(
            min(
                (cheapest[start][0] + _cost(questions, start, end), (*cheapest[start][1], end))
                for start in starts
            )
        )
    return tuple(_block(questions[start:end]) for start, end in pairwise(cheapest[-1][1]))


def _cost(questions: Sequence[Question], start: int, end: int) -> float:
    missing = max(0, LEAST_PER_PAGE - (end - start))
    cuts_an_area = start > 0 and questions[start - 1].area == questions[start].area
    middle = (LEAST_PER_PAGE + MOST_PER_PAGE) / 2
    return 100 * missing + 5 * cuts_an_area + (end - start - middle) ** 2 / 10


def _block(page: Sequence[Question]) -> Block:
    areas = tuple(dict.fromkeys(question.area for question in page))
    return Block(areas=areas, positions=tuple(question.position for question in page))


def field_name(rating: str, position: int) -> str:
    """Return the name of the form field for a rating of the competence at `position`."""
    return f"{FIELD[rating]}{position}"


def parse_levels(
    raw: Mapping[str, str], positions: Iterable[int], ratings: Sequence[str]
) -> dict[int, LevelAnswer]:
    """Return the answers of a page by position; what was left empty is NO_ANSWER.

    « Non concerné·e » speaks of the whole competence: its other ratings are not applicable either.

    Raises:
        InvalidAnswer: a value that the page does not offer.
    """
    return {position: _parse_one(raw, position, ratings) for position in positions}


def _parse_one(raw: Mapping[str, str], position: int, ratings: Sequence[str]) -> LevelAnswer:
    try:
        found = {
            rating: VALUES[text]
            for rating in ratings
            if (text := raw.get(FIELD[rating] + str(position)))
        }
    except KeyError:
        raise InvalidAnswer from None
    if found.get("current") == Blank.NOT_APPLICABLE:
        found = dict.fromkeys(ratings, Blank.NOT_APPLICABLE)
    return LevelAnswer.of(found)


def ticked(levels: Sequence[LevelAnswer], ratings: Sequence[str]) -> set[str]:
    """Return `field=value` for each answer given, the form in which pages are filled again."""
    return {
        f"{FIELD[rating]}{position}={VALUE_OF[number]}"
        for position, answer in enumerate(levels)
        for rating in ratings
        if (number := getattr(answer, rating)) in VALUE_OF
    }
