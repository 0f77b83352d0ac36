"""The sections of a questionnaire: competences and free questions, in order, some on a condition.

They are kept as JSON in the row of the questionnaire, competences by their place among its items. A
questionnaire without sections asks its competences alone, in order.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Text, TypeDecorator

from referentiel.base import Json, Texts, in_language
from surveys.question_types import Question, held
from surveys.question_types.base import Answer, Condition, Option

Known = Mapping[str, frozenset[str]]  # what conditions may look at: values by code


@dataclass(frozen=True)
class Section:
    """A part under one heading; an entry is a place among the items, or a question."""

    texts: Texts = field(hash=False)  # label and help
    entries: tuple[int | Question, ...] = ()
    show_if: Condition | None = None

    def label(self, language: str = "fr") -> str:
        return in_language(self.texts, "label", language)

    def help(self, language: str = "fr") -> str:
        return in_language(self.texts, "help", language)

    @property
    def positions(self) -> tuple[int, ...]:
        return tuple(entry for entry in self.entries if isinstance(entry, int))

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(entry for entry in self.entries if isinstance(entry, Question))


Sections = tuple[Section, ...]


def questions_in(sections: Iterable[Section]) -> tuple[Question, ...]:
    """Return every free question in order: their places are those of the tally."""
    return tuple(question for section in sections for question in section.questions)


def holds(condition: Condition | None, known: Known) -> bool:
    """Say whether something with this condition is shown."""
    return condition is None or bool(
        known.get(condition.question, frozenset()) & {*condition.values}
    )


@dataclass(frozen=True)
class Asked:
    """What one person was asked, given what they said: the answers that stand, and the places."""

    answers: dict[str, Answer]
    questions: frozenset[str]  # codes
    positions: frozenset[int]


def asked_of(sections: Sections, about: Mapping[str, str], answers: Mapping[str, Answer]) -> Asked:
    """Return what a person was asked, reading from the first section to the last.

    An answer to a question that is no longer asked does not stand, nor what hangs on it.
    """
    known = known_from(about)
    standing: dict[str, Answer] = {}
    codes: set[str] = set()
    positions: set[int] = set()
    for section in sections:
        if not holds(section.show_if, known):
            continue
        positions.update(section.positions)
        for question in section.questions:
            if not holds(question.show_if, known):
                continue
            codes.add(question.code)
            if question.code in answers:
                standing[question.code] = answers[question.code]
                known[question.code] = held(question, answers[question.code])
    return Asked(standing, frozenset(codes), frozenset(positions))


def known_from(about: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return what conditions may look at in what a person said of their situation."""
    return {code: frozenset((value,)) for code, value in about.items()}


def known_of(
    sections: Sections, about: Mapping[str, str], answers: Mapping[str, Answer]
) -> dict[str, frozenset[str]]:
    """Return what conditions may look at, in answers that stand."""
    standing = asked_of(sections, about, answers).answers
    found = {
        q.code: held(q, standing[q.code]) for q in questions_in(sections) if q.code in standing
    }
    return known_from(about) | found


def dumped(sections: Sequence[Section]) -> list[Json]:
    """Return sections as JSON values."""
    return [
        _lean(
            texts=section.texts,
            entries=[_entry_dumped(entry) for entry in section.entries],
            show_if=_condition_dumped(section.show_if),
        )
        for section in sections
    ]


def _lean(**values: Any) -> Json:  # noqa: ANN401 -- JSON values
    return {name: value for name, value in values.items() if value not in (None, (), [])}


def _condition_dumped(condition: Condition | None) -> Json | None:
    if condition is None:
        return None
    return {"question": condition.question, "values": list(condition.values)}


def _entry_dumped(entry: int | Question) -> Json:
    if isinstance(entry, int):
        return {"position": entry}
    return _lean(
        code=entry.code,
        type=entry.type,
        texts=entry.texts,
        options=[{"code": option.code, "texts": option.texts} for option in entry.options],
        least=entry.least,
        most=entry.most,
        show_if=_condition_dumped(entry.show_if),
    )


def loaded(values: Iterable[Json]) -> Sections:
    """Return the sections that `dumped` wrote."""
    return tuple(
        Section(
            texts=value["texts"],
            entries=tuple(map(_entry_loaded, value.get("entries", ()))),
            show_if=_condition_loaded(value.get("show_if")),
        )
        for value in values
    )


def _condition_loaded(value: Json | None) -> Condition | None:
    return Condition(value["question"], tuple(value["values"])) if value else None


def _entry_loaded(value: Json) -> int | Question:
    if "position" in value:
        return int(value["position"])
    return Question(
        code=value["code"],
        type=value["type"],
        texts=value["texts"],
        options=tuple(Option(o["code"], o["texts"]) for o in value.get("options", ())),
        least=value.get("least"),
        most=value.get("most"),
        show_if=_condition_loaded(value.get("show_if")),
    )


@lru_cache(maxsize=256)  # read on the way of every page of a questionnaire
def _parsed(text: str) -> Sections:
    return loaded(json.loads(text))


def entries_of(sections: Iterable[Section]) -> Iterator[int | Question]:
    """Return every entry of every section, in order."""
    for section in sections:
        yield from section.entries


class SectionsColumn(TypeDecorator[Sections]):
    """Sections as JSON text; the same text is read once."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sections | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(dumped(value), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Sections | None:
        return None if value is None else _parsed(value)
