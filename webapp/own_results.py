"""A person's results as pages show them: from the space of their author, or under a share."""

from collections.abc import Iterable

from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from reports.person_report import PersonResult, person_result
from reports.static_charts import svg
from reports.trajectory import OLD_AFTER
from reports.trajectory_chart import path_chart
from reports.trajectory_report import (
    changed_notice,
    judged_section,
    levels_section,
    path_sentence,
    trajectory_of,
)
from surveys.models import Campaign
from surveys.queries.campaigns import get_submission
from surveys.queries.space import KeptResult
from surveys.submission import Sheet
from webapp.clock import now
from webapp.labels import in_paris
from webapp.languages import current_language

DRAWN = 420  # pixels: legible on a phone, and not too coarse on a screen
SMALL = 300  # one of many


def result_of(session: Session, campaign: Campaign, sheet: Sheet) -> PersonResult:
    """Return the result of a sheet in the language of the page."""
    return person_result(session, campaign, sheet, translate=_, language=current_language())


def sent_result(session: Session, campaign: Campaign, ticket_hash: bytes) -> PersonResult:
    """Return the result of what was sent under a ticket's hash."""
    sent = get_submission(session, ticket_hash)
    if sent is None:  # pragma: no cover -- the caller found it in the same transaction
        raise LookupError(ticket_hash)
    return result_of(session, campaign, Sheet.of(sent))


def drawings_of(result: PersonResult) -> dict[str, Markup]:
    """Return the charts of a result as drawings, by section."""
    return {
        section.key: Markup(svg(section.chart, width=DRAWN, name=section.key))  # noqa: S704 -- ours
        for section in (result.section, result.star)
        if section and section.chart
    }


def trajectory_shown(session: Session, kept: Iterable[KeptResult]) -> dict[str, object]:
    """Return what a page shows of a trajectory: words, small drawings, tables."""
    today, language = in_paris(now()).date(), current_language()
    found = trajectory_of(session, kept, today=today, language=language)
    return {
        "found": found,
        "drawings": [
            Markup(  # noqa: S704 -- our own drawing
                svg(path_chart(path, found.ends, _, language), width=SMALL, name=f"path-{number}")
            )
            for number, path in enumerate(found.moved)
        ],
        "sentence": lambda path: path_sentence(path, _),
        "levels": levels_section(found, _) if found.assessments else None,
        "judged": judged_section(found, _),
        "changed": changed_notice(_),
        "old_after": OLD_AFTER,
    }
