"""What the pages that compose questionnaires have written, and where they lead then."""

from collections.abc import Sequence

from flask import abort, request

from referentiel.search import Branch
from surveys.composing import order, parts
from surveys.composing.errors import LabelMissing, OtherCount, Unfit
from surveys.composing.pinning import by_item
from surveys.models import Questionnaire
from surveys.question_types import TYPES, Question
from surveys.sections import Sections
from webapp.composing import changed, written
from webapp.forms.questionnaires import SeenForm, question_from, section_from

OUT = "out"


def section_written(questionnaire: Questionnaire, form: SeenForm, place: int) -> bool:
    """Write a section as its form says it; False, with the reason in it, if it is refused."""

    def change(sections: Sections) -> Sections:
        return parts.changed_section(sections, place, lambda own: section_from(form, own))

    return written(questionnaire, form, change)


def chosen_written(questionnaire: Questionnaire, place: int, tree: Sequence[Branch]) -> None:
    """Write which competences of those on the page a section asks; others stay as they are."""
    shown = {item.id for branch in tree for item in branch.competences}
    ticked = set(request.form.getlist("competence", type=int)) & shown

    def change(sections: Sections) -> Sections:
        own = parts.section_at(sections, place).positions
        chosen = [*(it for it in own if it not in shown), *ticked]
        every = [item.id for branch in tree for item in branch.competences]
        return parts.with_competences(sections, place, chosen, every)

    changed(questionnaire, change)


def question_added(questionnaire: Questionnaire, form: SeenForm, place: int, new: Question) -> str:
    """Write the new question of a form that was sent, and return its code.

    Nothing is returned where it was not sent, or is refused with the reason in it.
    """
    if not form.validate_on_submit():
        return ""
    codes: list[str] = []

    def change(sections: Sections) -> Sections:
        said = question_from(form, new)
        code = parts.new_code(sections, said.label())
        codes.append(code)
        return parts.added(sections, place, parts.coded(said, code))

    return codes[-1] if written(questionnaire, form, change, field_of) else ""


def question_written(questionnaire: Questionnaire, form: SeenForm, own: Question) -> bool:
    """Write a question as its form says it; False, with the reason in it, if it is refused."""

    def change(sections: Sections) -> Sections:
        return parts.reworded(sections, question_from(form, own))

    return written(questionnaire, form, change, field_of)


def field_of(form: SeenForm, refusal: Exception) -> str:
    """Return beside which field of a question a refusal is said."""
    if isinstance(refusal, LabelMissing):
        return "label_fr"
    if isinstance(refusal, Unfit):
        return next((it for it in ("options_fr", "low_fr", "least") if it in form), "label_fr")
    return "options_en" if isinstance(refusal, OtherCount) else "show_if"


def moved(questionnaire: Questionnaire, act: str) -> str:
    """Move a part, or take it out; return the anchor of where it is now."""
    place, number, way = _read(act)
    if number is None:
        return _section_moved(questionnaire, place, way)
    return _entry_moved(questionnaire, place, number, way)


def _read(act: str) -> tuple[int, int | None, str]:
    """Return which section and which of its entries an act is about, and what is to be done."""
    kind, *numbers = act.split(":")
    way = numbers.pop() if numbers else ""
    known = {"section": 1, "entry": 2}.get(kind) == len(numbers)
    if not (known and all(map(str.isdecimal, numbers))) or way not in (order.UP, order.DOWN, OUT):
        abort(400)
    return int(numbers[0]), int(numbers[1]) if kind == "entry" else None, way


def _section_moved(questionnaire: Questionnaire, place: int, way: str) -> str:
    changed(
        questionnaire,
        lambda it: (
            order.section_removed(it, place) if way == OUT else order.section_moved(it, place, way)
        ),
        _label_of_section(questionnaire, place) if way == OUT else "",
    )
    landed = {order.UP: place - 1, order.DOWN: place + 1}.get(way, place)
    last = len(questionnaire.sections) - 1
    return f"section-{min(max(landed, 0), max(last, 0))}"


def _label_of_section(questionnaire: Questionnaire, place: int) -> str:
    section = parts.section_at(by_item(questionnaire), place)
    questions = section.questions
    return questions[0].label() if questions else section.label()


def _entry_moved(questionnaire: Questionnaire, place: int, number: int, way: str) -> str:
    entries = parts.section_at(by_item(questionnaire), place).entries
    entry = entries[number] if number < len(entries) else 0
    label = entry.label() if isinstance(entry, Question) else ""
    if way == OUT:
        changed(questionnaire, lambda it: order.entry_removed(it, place, number), label)
        return f"section-{place}"
    changed(questionnaire, lambda it: order.entry_moved(it, place, number, way))
    return anchor_of(entry)


def anchor_of(entry: int | Question) -> str:
    """Return the anchor of an entry on the page of its questionnaire."""
    return f"question-{entry.code}" if isinstance(entry, Question) else f"competence-{entry}"


def new_question(kind: str) -> Question | None:
    """Return an empty question of a type; None where there is no such type."""
    return Question("", kind, {}) if kind in TYPES else None
