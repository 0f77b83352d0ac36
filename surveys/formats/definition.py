"""A questionnaire as files carry it: what it asks, by the codes of a référentiel."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from referentiel.base import Texts, french
from referentiel.formats.base import Issue
from referentiel.formats.notes import Notes
from referentiel.models import Item
from surveys.levels import RATINGS
from surveys.models import Questionnaire
from surveys.question_types import TYPES, Question
from surveys.question_types.base import BLANKS
from surveys.sections import Section, Sections, questions_in

UNKNOWN = french(
    "La compétence « %(code)s » n’est pas dans la version choisie du référentiel : elle ne sera "
    "pas demandée."
)
TWICE = french("La compétence « %(code)s » est demandée deux fois : une seule est gardée.")
SAME_CODE = french("Deux questions portent le nom « %(code)s » : donnez à chacune le sien.")
RESERVED = french(
    "Question « %(question)s » : le nom « %(code)s » est réservé aux réponses « non concerné·e » "
    "et « ne souhaite pas répondre » ; donnez-en un autre à cette réponse."
)
LACKING = french("Question « %(question)s » : %(problem)s")
NO_LABEL = french("Question « %(question)s » : il lui manque un texte à lire.")
WRONG_CODE = french(
    "Le nom « %(code)s » ne va pas : des lettres sans accent, des chiffres, - _ et . seulement."
)
NOTHING = french("Ce fichier ne demande rien : ni compétence, ni question.")


CODE = re.compile(r"[A-Za-z0-9_.-]{1,60}")


@dataclass(frozen=True)
class Definition:
    """What a questionnaire asks; the places in `sections` are those of `codes`.

    `referentiel` and `version` say which text the codes are from; a file may leave them open.
    """

    title: str
    codes: tuple[str, ...]
    sections: Sections
    ratings: tuple[str, ...] = ("current", "importance")
    referentiel: str = ""
    version: str = ""


@dataclass(frozen=True)
class DefinitionRead:
    """What a file holds; with an error among the issues, no definition."""

    definition: Definition | None
    issues: tuple[Issue, ...] = ()

    @property
    def errors(self) -> tuple[Issue, ...]:
        return tuple(issue for issue in self.issues if issue.is_error)


def definition_of(questionnaire: Questionnaire, items: Sequence[Item], title: str) -> Definition:
    """Return a questionnaire as files carry it; `items` are its competences, in order."""
    everything = (Section({}, tuple(range(len(items)))),)
    version = questionnaire.version
    return Definition(
        title=questionnaire.title or title,
        codes=tuple(item.code for item in items),
        sections=questionnaire.sections or everything,
        ratings=tuple(questionnaire.ratings),
        referentiel=version.referentiel.slug,
        version=version.label,
    )


def settled(definition: Definition, notes: Notes, rows: Mapping[str, int]) -> DefinitionRead:
    """Return a definition that was read, checked; `rows` says where each question stands."""
    questions = questions_in(definition.sections)
    if not questions and not definition.codes:
        notes.refuse(NOTHING)
    seen: set[str] = set()
    for question in questions:
        row = rows.get(question.code)
        if question.code in seen:
            notes.refuse(SAME_CODE, row=row, code=question.code)
        seen.add(question.code)
        _check(question, notes, row)
    read = DefinitionRead(definition, notes.issues)
    return replace(read, definition=None) if read.errors else read


def _check(question: Question, notes: Notes, row: int | None) -> None:
    name = question.label() or question.code
    for code in (question.code, *(option.code for option in question.options)):
        if not CODE.fullmatch(code):
            notes.refuse(WRONG_CODE, row=row, code=code)
    if not question.label():
        notes.refuse(NO_LABEL, row=row, question=question.code)
    problem = TYPES[question.type].problem(question)
    if problem:
        notes.refuse(LACKING, row=row, question=name, problem=problem)
    for option in question.options:
        if option.code in BLANKS:
            notes.refuse(RESERVED, row=row, question=name, code=option.code)


@dataclass(frozen=True)
class Bound:
    """A definition tied to a version: the ids of its items, and sections by their places."""

    items: tuple[int, ...]
    sections: Sections
    ratings: tuple[str, ...]
    issues: tuple[Issue, ...]


def bound(definition: Definition, items: Collection[Item]) -> Bound:
    """Return a definition tied to the competences of a version; unknown codes are told and left."""
    notes, by_code = Notes(), {item.code: item for item in items}
    kept: dict[str, int] = {}
    sections = []
    asked: set[str] = set()
    for section in definition.sections:
        entries: list[int | Question] = []
        for entry in section.entries:
            if isinstance(entry, Question):
                entries.append(entry)
                continue
            code = definition.codes[entry]
            if code not in by_code:
                notes.warn(UNKNOWN, code=code)
            elif code in asked:
                notes.warn(TWICE, code=code)
            else:
                asked.add(code)
                entries.append(kept.setdefault(code, len(kept)))
        if entries:
            sections.append(replace(section, entries=tuple(entries)))
    ratings = tuple(it for it in RATINGS if it in definition.ratings or it == "current")
    ids = tuple(by_code[code].id for code in kept)
    return Bound(ids, tuple(sections), ratings, notes.issues)


def labels(french_text: str, **others: str) -> Texts:
    """Return texts with a label in French and, where given, in other languages."""
    texts = {"fr": {"label": french_text}} if french_text else {}
    return texts | {code: {"label": text} for code, text in others.items() if text}
