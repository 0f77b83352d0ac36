"""The types of question that may stand beside the competences: one line each."""

from collections.abc import Iterable, Iterator

from surveys.question_types.base import (
    BLANKS,
    FIRST_VALUE,
    VALUE_OF_BLANK,
    Answer,
    Fields,
    Manner,
    Question,
    QuestionType,
    blank_in,
    blank_of,
)
from surveys.question_types.choices import Choice, Multiple, YesNo
from surveys.question_types.ranking import Ranking
from surveys.question_types.steps import Factors, Ladder, Tension
from surveys.question_types.written import Number, Text

_EVERY: Iterable[QuestionType] = (
    Choice(),
    Multiple(),
    YesNo(),
    Ladder(),
    Tension(),
    Ranking(),
    Factors(),
    Number(),
    Text(),
)
TYPES: dict[str, QuestionType] = {kind.code: kind for kind in _EVERY}

_MANNERS = {
    "not_applicable": Manner.NOT_APPLICABLE,
    "declined": Manner.DECLINED,
    "": Manner.ANSWERED,
}


def parse_answer(question: Question, raw: Fields) -> Answer | None:
    """Return the answer that a form holds to a question, blanks included; None when empty.

    Raises:
        WrongAnswer: with the sentence to show beside the question.
    """
    kind = TYPES[question.type]
    blank = blank_in(raw, question.name) if kind.offers_blanks else None
    return blank or kind.parse(question, raw)


def filled(question: Question, answer: Answer) -> dict[str, str]:
    """Return the fields in which an answer is shown again."""
    blank = blank_of(answer)
    if blank:
        return {f"{question.name}={VALUE_OF_BLANK[blank]}": " checked"}
    return TYPES[question.type].filled(question, answer)


def held(question: Question, answer: Answer) -> frozenset[str]:
    """Return what a condition finds in an answer: nothing in a blank."""
    return frozenset() if blank_of(answer) else TYPES[question.type].holds(answer)


def tally_codes(question: Question, answer: Answer | None) -> Iterator[int]:
    """Return the codes that a question which was asked adds one to: how, then what."""
    if answer is None:
        yield int(Manner.NO_ANSWER)
        return
    yield int(_MANNERS[blank_of(answer)])
    if not blank_of(answer):
        for code in TYPES[question.type].counted(question, answer):
            yield FIRST_VALUE + code


def in_words(question: Question, answer: Answer, language: str) -> str:
    """Return an answer as it is read; nothing for a blank, which pages word themselves."""
    return "" if blank_of(answer) else TYPES[question.type].said(question, answer, language)


__all__ = [
    "BLANKS",
    "TYPES",
    "Question",
    "filled",
    "held",
    "in_words",
    "parse_answer",
    "tally_codes",
]
