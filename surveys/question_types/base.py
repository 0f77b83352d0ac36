"""What every question beside the competences has: its words, its fields, its answers.

An answer is a JSON value of its type's own shape, or `{"blank": …}` where the person chose not to
answer or the question does not concern them. A question left empty has no answer at all; one whose
condition does not hold was not asked. None of the four is ever zero.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Protocol

from referentiel.base import Json, Refusal, Texts, french, in_language

PREFIX = "q-"  # of the form fields: q-role
BLANKS = {"na": "not_applicable", "no": "declined"}  # value of the field: what it means
VALUE_OF_BLANK = {meaning: value for value, meaning in BLANKS.items()}


class Manner(IntEnum):
    """How a question that was asked was answered: the first line it adds to the tally."""

    ANSWERED = 0
    NO_ANSWER = 1
    NOT_APPLICABLE = 2
    DECLINED = 3


TICK = " checked"
FIRST_VALUE = 16  # codes of the tally from here on are values, each type’s own


@dataclass(frozen=True)
class Option:
    """One of the answers offered; `code` is what is kept, `texts` what is read."""

    code: str
    texts: Texts = field(hash=False)

    def label(self, language: str = "fr") -> str:
        return in_language(self.texts, "label", language)


@dataclass(frozen=True)
class Condition:
    """Show only if the answer to an earlier question is, or holds, one of `values`."""

    question: str  # code of a question asked before, or of an attribute of the respondent
    values: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A free question of a questionnaire; `texts` may hold label, help, low and high."""

    code: str
    type: str
    texts: Texts = field(hash=False)
    options: tuple[Option, ...] = ()
    least: float | None = None
    most: float | None = None
    show_if: Condition | None = None

    @property
    def name(self) -> str:
        """The name of its form field, or what the names of its fields begin with."""
        return PREFIX + self.code

    def text(self, key: str, language: str = "fr") -> str:
        return in_language(self.texts, key, language)

    def label(self, language: str = "fr") -> str:
        return self.text("label", language)

    def option(self, code: str) -> Option | None:
        return next((option for option in self.options if option.code == code), None)

    def place_of(self, code: str) -> int:
        """Return the place of an option among those offered; ValueError where it is none."""
        return [option.code for option in self.options].index(code)


Answer = Any  # a JSON value in the shape of the type
Fields = Mapping[str, Sequence[str]]  # what a form sent: every value by name


def first(raw: Fields, name: str) -> str:
    """Return the first value of a field, without the spaces round it."""
    return next(iter(raw.get(name, ())), "").strip()


class WrongAnswer(Refusal):
    """What was typed cannot be an answer; the sentence stands beside the question."""

    sentence = french("Cette réponse est à corriger : relisez-la, puis continuez.")


class NotOffered(WrongAnswer):
    sentence = french("Cette réponse n’est pas proposée. Choisissez parmi celles de la page.")


class QuestionType(Protocol):
    """One module each: how it is checked, read, shown again, counted and put in words."""

    code: str
    name: str  # French, marked for translation
    hint: str  # when to choose it
    seconds: int  # our estimate of the time it takes
    offers_blanks: bool  # beside its answers, two blanks that one may choose
    has_options: bool
    has_bounds: bool
    has_poles: bool  # low and high, among its texts
    tick: str  # the attribute of what is chosen

    def problem(self, question: Question) -> str:
        """Return the French sentence of what its definition lacks; nothing where it is whole."""
        ...

    def parse(self, question: Question, raw: Fields) -> Answer | None:
        """Return the answer that the fields hold, None where they are empty.

        Raises:
            WrongAnswer: with the sentence to show beside the question.
        """
        ...

    def filled(self, question: Question, answer: Answer) -> dict[str, str]:
        """Return the fields that hold an answer: text by name, or a tick by `name=value`."""
        ...

    def counted(self, question: Question, answer: Answer) -> Iterable[int]:
        """Return what an answer adds one to in the tally, counted from zero."""
        ...

    def holds(self, answer: Answer) -> frozenset[str]:
        """Return what a condition may look for in an answer."""
        ...

    def said(self, question: Question, answer: Answer, language: str) -> str:
        """Return an answer in words, as it is shown back and exported."""
        ...


def blank_in(raw: Fields, name: str) -> Json | None:
    """Return the blank that a field chose, if it did."""
    meaning = BLANKS.get(first(raw, name))
    return {"blank": meaning} if meaning else None


def blank_of(answer: Answer) -> str:
    """Return which blank an answer is; nothing for a real answer."""
    return answer.get("blank", "") if isinstance(answer, dict) else ""
