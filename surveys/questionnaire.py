"""What a questionnaire asks, page by page, and how the answers of a page are read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil

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
    """A competence as it is asked, at its place in the packed answers."""

    position: int
    area: str
    code: str


@dataclass(frozen=True)
class Block:
    """The competences of one page, and the areas that they come from."""

    areas: tuple[str, ...]
    positions: tuple[int, ...]


def blocks(questions: Sequence[Question]) -> tuple[Block, ...]:
    """Return pages of five to eight competences that keep areas together where they can.

    A larger area is cut into even pages; small neighbouring areas share one. A questionnaire of
    fewer than five competences, or a remainder that fits nowhere, makes a shorter page.
    """
    pieces = [
        piece
        for _, group in groupby(questions, key=lambda question: question.area)
        for piece in _even_pieces(list(group))
    ]
    pages: list[list[Question]] = []
    for piece in pieces:
        if pages and _belongs(pages[-1], piece):
            pages[-1] = [*pages[-1], *piece]
        else:
            pages.append(piece)
    return tuple(_block(page) for page in pages)


def _even_pieces(group: list[Question]) -> list[list[Question]]:
    count = ceil(len(group) / MOST_PER_PAGE)
    size = ceil(len(group) / count)
    return [group[start : start + size] for start in range(0, len(group), size)]


def _belongs(page: list[Question], piece: list[Question]) -> bool:
    small = len(page) < LEAST_PER_PAGE or len(piece) < LEAST_PER_PAGE
    return small and len(page) + len(piece) <= MOST_PER_PAGE


def _block(page: list[Question]) -> Block:
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
