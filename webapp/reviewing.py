"""What is said of each page of a questionnaire before its answers are sent."""

from flask_babel import gettext as _

from surveys.levels import Blank
from surveys.sections import Known, holds
from surveys.submission import Sheet
from webapp.answering import Outline


def line_of(outline: Outline, step: int, sheet: Sheet, known: Known) -> dict[str, object] | None:
    """Return how much of a page has an answer; None for the steps that are no page."""
    page = outline.page_at(step)
    if page is None:
        return None
    rating = "before" if page.looks_back else "current"
    levels = [getattr(sheet.levels[p], rating) for p in page.positions]
    asked = [q for q in page.questions if holds(q.show_if, known)]
    answered = sum(level != Blank.NO_ANSWER for level in levels)
    return {
        "step": step,
        "page": page,
        "areas": [area or _("Sans domaine") for area in page.areas],
        "total": len(levels) + len(asked),
        "answered": answered + sum(q.code in sheet.answers for q in asked),
    }
