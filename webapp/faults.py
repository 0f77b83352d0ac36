"""What a page of a questionnaire that comes back says is wrong, at its top and in its title."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup, escape

from surveys.question_types.base import Question

INVALID = ' aria-invalid="true"'


@dataclass(frozen=True)
class Fault:
    """A sentence on what is wrong; with the id of the field to mend, and the words of its label."""

    text: str
    field: str = ""
    label: str | Markup = ""


def fault_fills(faults: Iterable[Fault], heading: str) -> dict[str, str]:
    """Return what goes into the holes of a page that says these faults first, with the focus."""
    summary = render_template("answers/summary.html", faults=[*faults], heading=heading)
    return {"summary": summary} | erroneous()


def erroneous() -> dict[str, str]:
    """Return what the title of a page with a fault begins with."""
    return {"erroneous": str(escape(_("Erreur\u00a0:") + " "))}


def first_field(question: Question) -> str:
    """Return the id of the first field of a question that may be answered wrongly."""
    return f"{question.name}-{question.options[0].code}" if question.options else question.name
