"""What a questionnaire says in French and not yet in another language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from referentiel.base import Texts
from surveys.sections import Section

KEYS = ("label", "help", "low", "high")


@dataclass(frozen=True)
class Untranslated:
    """A French text without its translation: where it stands, and what it says."""

    text: str
    place: int  # of its section
    code: str = ""  # of its question; none: of the section itself


def untranslated(sections: Sequence[Section], language: str) -> Iterator[Untranslated]:
    """Return the French texts that have no translation into `language`, in order."""
    for place, section in enumerate(sections):
        for text in _missing(section.texts, language):
            yield Untranslated(text, place)
        for question in section.questions:
            for texts in (question.texts, *(option.texts for option in question.options)):
                for text in _missing(texts, language):
                    yield Untranslated(text, place, question.code)


def _missing(texts: Texts, language: str) -> Iterator[str]:
    own, other = texts.get("fr", {}), texts.get(language, {})
    for key in KEYS:
        if own.get(key) and not other.get(key):
            yield own[key]
