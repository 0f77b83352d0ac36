"""What a question or a section may be shown on: answers to what was asked before it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from referentiel.base import french
from referentiel.models import JobProfile
from surveys.attributes import ATTRIBUTES, PROFILE
from surveys.composing.errors import AskedTooLate, LookedAt, TwoQuestions
from surveys.question_types import Question, in_words
from surveys.question_types.base import Condition
from surveys.question_types.steps import FACTORS, REACH, TOP
from surveys.sections import Section, questions_in

AT_ITS_END = "\x00"  # in place of a code: a question still to come, last in its section
SEPARATOR = ":"  # in the value of a box: question:value
YES_NO = {"yes": french("Oui"), "no": french("Non")}


@dataclass(frozen=True)
class Looked:
    """A question that a condition may look at, with its values and their French words."""

    code: str
    label: str
    values: tuple[tuple[str, str], ...]
    is_attribute: bool = False  # its words are to be translated by the page

    @property
    def boxes(self) -> list[str]:
        """What stands for each of its values in a form."""
        return [f"{self.code}{SEPARATOR}{value}" for value, _words in self.values]


def values_of(question: Question, language: str = "fr") -> list[tuple[str, str]]:
    """Return the answers that a condition may name, with their words; a text has none."""
    match question.type:
        case "yes_no":
            return list(YES_NO.items())
        case "tension":
            return [(str(it), in_words(question, it, language)) for it in range(-REACH, REACH + 1)]
        case "factors":
            pairs = [(factor, step) for factor in FACTORS for step in range(TOP + 1)]
            return [(f"{f}={s}", in_words(question, {f: s}, language)) for f, s in pairs]
        case _:
            return [(option.code, option.label(language)) for option in question.options]


def looked_at(
    sections: Sequence[Section],
    place: int,
    code: str,
    profiles: Sequence[JobProfile],
    language: str,
) -> Iterator[Looked]:
    """Return what question `code` of the section at `place`, or that section, may look at.

    Numbers are looked at only by conditions that a file brought.
    """
    for attribute in ATTRIBUTES.values():
        choices = attribute.choices
        if attribute.code == PROFILE:
            choices = tuple((it.code, it.label(language)) for it in profiles)
        if choices:
            yield Looked(attribute.code, attribute.label, choices, is_attribute=True)
    for question in before(sections, place, code):
        values = values_of(question, language)
        if values:
            yield Looked(question.code, question.label(language), tuple(values))


def before(sections: Sequence[Section], place: int, code: str) -> Iterator[Question]:
    """Return the questions asked before question `code`, or before the section at `place`."""
    for number, section in enumerate(sections[: place + 1]):
        if number == place and not code:
            return
        for question in section.questions:
            if question.code == code:
                return
            yield question


def condition_from(boxes: Sequence[str]) -> Condition | None:
    """Return the condition that ticked boxes make, `question:value` each.

    Raises:
        TwoQuestions: they are of several questions.
    """
    pairs = [box.partition(SEPARATOR) for box in boxes]
    names = {name for name, _, _ in pairs}
    if len(names) > 1:
        raise TwoQuestions
    return Condition(names.pop(), tuple(value for _, _, value in pairs)) if names else None


def boxes_of(condition: Condition | None) -> list[str]:
    """Return the boxes that a condition ticks."""
    if condition is None:
        return []
    return [f"{condition.question}{SEPARATOR}{value}" for value in condition.values]


def check(sections: Sequence[Section], *, changed: str = "") -> None:
    """Refuse sections in which something is shown on an answer that comes later, or never.

    `changed` is the code of the question that was changed or removed, or nothing.

    Raises:
        AskedTooLate, LookedAt
    """
    every = {question.code: question for question in questions_in(sections)}
    asked: dict[str, Question] = {}
    for section in sections:
        _check_one(section.show_if, section.label(), asked, every, changed)
        for question in section.questions:
            _check_one(question.show_if, question.label(), asked, every, changed)
            asked[question.code] = question


def _check_one(
    condition: Condition | None,
    shown: str,
    asked: Mapping[str, Question],
    every: Mapping[str, Question],
    changed: str,
) -> None:
    if condition is None or condition.question in ATTRIBUTES:
        return
    question = asked.get(condition.question)
    if question is None:
        later = every.get(condition.question)
        refusal = AskedTooLate if later else LookedAt
        named = later.label() if later else changed or condition.question
        raise refusal(shown=shown, question=named)
    offered = {value for value, _words in values_of(question)}
    if question.type != "number" and not {*condition.values} <= offered:
        raise LookedAt(shown=shown, question=question.label())


def in_sentence(
    condition: Condition,
    sections: Sequence[Section],
    profiles: Sequence[JobProfile],
    language: str,
) -> tuple[str, list[str]]:
    """Return the question that a condition looks at and the answers it waits for, in words.

    Those of an attribute are French sentences to translate.
    """
    if condition.question in ATTRIBUTES:
        attribute = ATTRIBUTES[condition.question]
        words = dict(attribute.choices) or {it.code: it.label(language) for it in profiles}
        return attribute.label, [words.get(value, value) for value in condition.values]
    question = next(it for it in questions_in(sections) if it.code == condition.question)
    words = dict(values_of(question, language))
    return question.label(language), [words.get(value, value) for value in condition.values]


def attributes_in(sections: Sequence[Section]) -> list[str]:
    """Return the attributes of a person that conditions look at: a campaign has to ask them."""
    conditions = [section.show_if for section in sections]
    conditions += [question.show_if for question in questions_in(sections)]
    named = {condition.question for condition in conditions if condition}
    return [code for code in ATTRIBUTES if code in named]
