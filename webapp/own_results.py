"""A person's result as pages show it: from the space of its author, or under a share."""

from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from reports.person_report import PersonResult, person_result
from reports.static_charts import svg
from surveys.models import Campaign
from surveys.queries.campaigns import get_submission
from surveys.submission import Sheet
from webapp.languages import current_language

DRAWN = 420  # pixels: legible on a phone, and not too coarse on a screen


def result_of(session: Session, campaign: Campaign, sheet: Sheet) -> PersonResult:
    """Return the result of a sheet in the language of the page."""
    return person_result(session, campaign, sheet, translate=_, language=current_language())


def sent_result(session: Session, campaign: Campaign, ticket_hash: bytes) -> PersonResult:
    """Return the result of what was sent under a ticket's hash."""
    sent = get_submission(session, ticket_hash)
    if sent is None:  # pragma: no cover -- the caller found it in the same transaction
        raise LookupError(ticket_hash)
    return result_of(session, campaign, Sheet.of(sent))


def drawing_of(result: PersonResult) -> Markup | None:
    """Return the chart of a result as a drawing, if it has one."""
    chart = result.section.chart
    return Markup(svg(chart, width=DRAWN)) if chart else None  # noqa: S704 -- our own drawing
