"""Sections while they are composed: competences by their ids, so that their order may change."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from json import dumps

from surveys.models import Questionnaire
from surveys.question_types import Question
from surveys.sections import Section, Sections, dumped


def by_item(questionnaire: Questionnaire) -> Sections:
    """Return the sections of a questionnaire with ids of items where it keeps their places."""
    items = questionnaire.items
    sections = questionnaire.sections or (Section({}, tuple(range(len(items)))),)
    return tuple(
        replace(
            section,
            entries=tuple(items[it] if isinstance(it, int) else it for it in section.entries),
        )
        for section in sections
    )


def pinned(sections: Sequence[Section]) -> tuple[list[int], Sections]:
    """Return the items of composed sections in the order of the packed answers, and the sections.

    A competence that two sections hold is asked in the first.
    """
    places: dict[int, int] = {}
    found = []
    for section in sections:
        entries: list[int | Question] = []
        for entry in section.entries:
            if not isinstance(entry, int):
                entries.append(entry)
            elif entry not in places:
                entries.append(places.setdefault(entry, len(places)))
        found.append(replace(section, entries=tuple(entries)))
    return list(places), tuple(found)


def items_in(sections: Iterable[Section]) -> list[int]:
    """Return the ids of the competences of composed sections, in order."""
    return [it for section in sections for it in section.entries if isinstance(it, int)]


def stamp_of(sections: Sequence[Section]) -> str:
    """Return what tells whether sections are those that somebody had before them."""
    text = dumps(dumped(sections), ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:16]
