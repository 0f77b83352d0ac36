"""What a questionnaire asks, page by page, and how the answers of a page are read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from surveys.errors import InvalidAnswer
from surveys.levels import RATINGS, TOP_LEVEL, Blank, LevelAnswer
from surveys.question_types import Question, filled, parse_answer
from surveys.question_types.base import Answer, Fields, WrongAnswer
from surveys.sections import Known, Section, Sections, holds

LEAST_PER_PAGE = 5
MOST_PER_PAGE = 8
MOST_QUESTIONS = 6  # free ones, on one page
BEFORE = "before"  # asked on screens of its own, after all the rest
FIELD = {rating: rating[0] for rating in RATINGS}  # c3: current level of the fourth competence
BLANK_VALUES = {"na": Blank.NOT_APPLICABLE, "no": Blank.DECLINED}
VALUES = {**{str(step): step for step in range(TOP_LEVEL + 1)}, **BLANK_VALUES}
VALUE_OF = {number: text for text, number in VALUES.items()}


@dataclass(frozen=True)
class AskedCompetence:
    """A competence as it is asked, at its place in the packed answers; `area` is its heading."""

    position: int
    area: str
    code: str


@dataclass(frozen=True)
class Page:
    """What one page asks: competences with these ratings, or free questions.

    `areas` are those that its competences come from, "" for those without one. `section` is the
    part of the questionnaire it belongs to, where there are sections.
    """

    areas: tuple[str, ...] = ()
    positions: tuple[int, ...] = ()
    ratings: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    section: Section | None = None

    @property
    def looks_back(self) -> bool:
        """Whether it asks how things were before, once the rest has been said."""
        return self.ratings == (BEFORE,)

    def shown(self, known: Known) -> bool:
        """Say whether anything on it is asked of a person who said `known`."""
        if self.section and not holds(self.section.show_if, known):
            return False
        return bool(self.positions) or any(holds(q.show_if, known) for q in self.questions)


def pages(
    competences: Sequence[AskedCompetence], ratings: Sequence[str], sections: Sections = ()
) -> tuple[Page, ...]:
    """Return the pages of a questionnaire, section by section; without sections, in one part.

    A question whose condition looks at another stands on a later page than that one, so that no
    script is needed. How things were before is asked last (retrospective pre-test).
    """
    first = tuple(rating for rating in ratings if rating != BEFORE)
    parts = sections or (Section({}, tuple(range(len(competences)))),)
    asked = [page for part in parts for page in _pages_of(part, competences)]
    asked = [replace(page, section=page.section if sections else None) for page in asked]
    found = [replace(page, ratings=first) if page.positions else page for page in asked]
    if BEFORE in ratings:
        found += [replace(page, ratings=(BEFORE,)) for page in asked if page.positions]
    return tuple(found)


def _pages_of(section: Section, competences: Sequence[AskedCompetence]) -> Iterator[Page]:
    for is_competence, run in groupby(section.entries, lambda entry: isinstance(entry, int)):
        entries = list(run)
        if is_competence:
            held = [competences[entry] for entry in entries if isinstance(entry, int)]
            for page in blocks(held):
                yield replace(page, section=section)
        else:
            for chunk in _chunks([entry for entry in entries if isinstance(entry, Question)]):
                yield Page(questions=chunk, section=section)


def _chunks(questions: Iterable[Question]) -> Iterator[tuple[Question, ...]]:
    chunk: list[Question] = []
    for question in questions:
        looked_at = question.show_if.question if question.show_if else ""
        if len(chunk) == MOST_QUESTIONS or any(held.code == looked_at for held in chunk):
            yield tuple(chunk)
            chunk = []
        chunk.append(question)
    if chunk:
        yield tuple(chunk)


def blocks(questions: Sequence[AskedCompetence]) -> tuple[Page, ...]:
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
    cuts = pairwise(cheapest[-1][1])
    return tuple(_block(questions[start:end]) for start, end in cuts)


def _cost(questions: Sequence[AskedCompetence], start: int, end: int) -> float:
    missing = max(0, LEAST_PER_PAGE - (end - start))
    cuts_an_area = start > 0 and questions[start - 1].area == questions[start].area
    middle = (LEAST_PER_PAGE + MOST_PER_PAGE) / 2
    return 100 * missing + 5 * cuts_an_area + (end - start - middle) ** 2 / 10


def _block(page: Sequence[AskedCompetence]) -> Page:
    areas = tuple(dict.fromkeys(question.area for question in page))
    return Page(areas=areas, positions=tuple(question.position for question in page))


def field_name(rating: str, position: int) -> str:
    """Return the name of the form field for a rating of the competence at `position`."""
    return f"{FIELD[rating]}{position}"


@dataclass(frozen=True)
class PageRead:
    """What a page that was sent holds; `problems` says beside which question what is wrong."""

    levels: dict[int, LevelAnswer]
    answers: dict[str, Answer | None]
    problems: dict[str, WrongAnswer]


def read_page(page: Page, raw: Fields) -> PageRead:
    """Return the answers of a page; those with a problem are left as they were.

    Raises:
        InvalidAnswer: a level that the page does not offer.
    """
    answers: dict[str, Answer | None] = {}
    problems = {}
    for question in page.questions:
        try:
            answers[question.code] = parse_answer(question, raw)
        except WrongAnswer as refusal:
            problems[question.code] = refusal
    flat = {name: values[0] for name, values in raw.items() if values}
    return PageRead(parse_levels(flat, page.positions, page.ratings), answers, problems)


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


def filled_fields(questions: Iterable[Question], answers: Mapping[str, Answer]) -> dict[str, str]:
    """Return the fields in which the answers to free questions are shown again."""
    return {
        name: text
        for question in questions
        if question.code in answers
        for name, text in filled(question, answers[question.code]).items()
    }
