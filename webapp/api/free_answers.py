"""Free questions and sections, as programs read them; answers in the shape of each type."""

from collections.abc import Mapping
from typing import Any

from surveys.errors import InvalidAnswer
from surveys.models import Campaign
from surveys.question_types import Question, filled, parse_answer
from surveys.question_types.base import Answer, Condition, Fields
from surveys.sections import Section, questions_in
from webapp.api import shapes


def part_shape(section: Section, codes: list[str]) -> shapes.Part:
    """Return a section; `codes` are those of the competences, in order."""
    return shapes.Part(
        texts=section.texts,
        entries=[codes[it] if isinstance(it, int) else it.code for it in section.entries],
        show_if=condition_shape(section.show_if),
    )


def free_shape(question: Question) -> shapes.Free:
    """Return a free question with all that answering it takes."""
    return shapes.Free(
        code=question.code,
        type=question.type,
        texts=question.texts,
        options=[shapes.Option(code=o.code, texts=o.texts) for o in question.options],
        least=question.least,
        most=question.most,
        show_if=condition_shape(question.show_if),
    )


def condition_shape(condition: Condition | None) -> shapes.ShowIf | None:
    """Return on what condition something is asked."""
    if condition is None:
        return None
    return shapes.ShowIf(question=condition.question, values=list(condition.values))


def read_free(campaign: Campaign, given: Mapping[str, Any]) -> dict[str, Answer]:
    """Return answers to free questions, read by the rules of the pages.

    Raises:
        InvalidAnswer: a question that is not asked, or an answer of another shape.
        WrongAnswer: the sentence that the page would say beside the question.
    """
    questions = {q.code: q for q in questions_in(campaign.questionnaire.sections)}
    if set(given) - set(questions):
        raise InvalidAnswer
    found = {}
    for code, answer in given.items():
        try:
            found[code] = parse_answer(questions[code], _fields(questions[code], answer))
        except (AttributeError, KeyError, TypeError, ValueError):
            raise InvalidAnswer from None
        if not _same_shape(found[code], answer):
            raise InvalidAnswer
    return found


def _fields(question: Question, answer: Answer) -> Fields:
    """Return an answer as the fields of a form: `name=value` is a tick, a name alone a text."""
    raw: dict[str, list[str]] = {}
    for field, text in filled(question, answer).items():
        name, equals, value = field.partition("=")
        raw.setdefault(name, []).append(value if equals else text)
    return raw


def _same_shape(read: Answer, given: Answer) -> bool:
    if isinstance(read, list):
        return isinstance(given, list) and sorted(read) == sorted(given)
    kinds = ((int, float), str, dict)
    return any(isinstance(read, kind) and isinstance(given, kind) for kind in kinds)
