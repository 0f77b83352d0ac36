"""Changing the parts of a questionnaire: sections, the competences they hold, free questions."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from referentiel.base import slugify
from surveys.attributes import ATTRIBUTES
from surveys.composing.errors import LabelMissing, PartGone, Unfit
from surveys.formats.definition import CODE
from surveys.question_types import TYPES, Question
from surveys.sections import Section, Sections, questions_in

LONGEST_CODE = 40


def section_at(sections: Sequence[Section], place: int) -> Section:
    """Return a section by its place; PartGone where there is none."""
    if not 0 <= place < len(sections):
        raise PartGone
    return sections[place]


def found(sections: Sequence[Section], code: str) -> tuple[int, Question]:
    """Return a question by its code, with the place of its section; PartGone where it is none."""
    for place, section in enumerate(sections):
        for question in section.questions:
            if question.code == code:
                return place, question
    raise PartGone


def changed_section(
    sections: Sections, place: int, change: Callable[[Section], Section]
) -> Sections:
    """Return sections in which one has become what `change` makes of it."""
    section = section_at(sections, place)
    return (*sections[:place], change(section), *sections[place + 1 :])


def with_competences(
    sections: Sections, place: int, chosen: Sequence[int], order: Sequence[int]
) -> Sections:
    """Return sections in which the one at `place` asks `chosen`, in place of those it asked.

    Those that it had stay where they are; new ones come after the last one, as `order` has them. A
    competence that another section asked moves here.
    """
    wanted, section = set(chosen), section_at(sections, place)
    kept = [it for it in section.entries if not isinstance(it, int) or it in wanted]
    new = [it for it in order if it in wanted and it not in kept]
    held = [number for number, it in enumerate(kept, start=1) if isinstance(it, int)]
    at = held[-1] if held else len(kept)
    entries = (*kept[:at], *new, *kept[at:])
    others = (
        section if number != place else replace(section, entries=entries)
        for number, section in enumerate(sections)
    )
    taken = set(new)
    return tuple(
        section
        if number == place
        else replace(section, entries=tuple(it for it in section.entries if it not in taken))
        for number, section in enumerate(others)
    )


def new_code(sections: Sequence[Section], label: str) -> str:
    """Return a code for a new question: its first words, and a number if they are taken."""
    taken = {question.code for question in questions_in(sections)} | set(ATTRIBUTES)
    words = slugify(label)[:LONGEST_CODE].strip("-")
    stem = words if CODE.fullmatch(words) else "question"
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(code for code in (stem, *numbered) if code not in taken)


def coded(question: Question, code: str) -> Question:
    """Return a question under a code."""
    return replace(question, code=code)


def checked(question: Question) -> Question:
    """Return a question that can be asked.

    Raises:
        LabelMissing, Unfit: with the sentence of what it lacks.
    """
    if not question.texts.get("fr", {}).get("label"):
        raise LabelMissing
    problem = TYPES[question.type].problem(question)
    if problem:
        raise Unfit(problem)
    return question


def added(sections: Sections, place: int, question: Question) -> Sections:
    """Return sections with a question at the end of one."""
    new = checked(question)
    return changed_section(sections, place, lambda it: replace(it, entries=(*it.entries, new)))


def reworded(sections: Sections, question: Question) -> Sections:
    """Return sections in which a question has taken the place of the one of its code."""
    place, _old = found(sections, question.code)
    new = checked(question)
    return changed_section(
        sections,
        place,
        lambda it: replace(
            it,
            entries=tuple(
                new if isinstance(entry, Question) and entry.code == new.code else entry
                for entry in it.entries
            ),
        ),
    )
