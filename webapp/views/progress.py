"""The progress of the same people, from one campaign of a series to a later one, drawn once."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reports.document import Document
from reports.exports import FORMATS
from reports.progress_report import NotOneSeries, draw_progress, is_drawn, missing, progress_report
from surveys.models import Campaign
from surveys.roles import Act
from webapp.access import may, organisations_here, own_campaign, person_here, readable_campaign
from webapp.asked_files import file_of
from webapp.clock import now
from webapp.database import get_session
from webapp.languages import current_language
from webapp.noting import PROGRESS, note
from webapp.translations import translations
from webapp.views.reports import drawings, may_export

bp = Blueprint("progress", __name__, url_prefix="/reports/campaigns")


@bp.get("/<int:campaign_id>/progress/<int:first_id>")
@may(Act.READ)
def show(campaign_id: int, first_id: int) -> ResponseReturnValue:
    """Show the progress as it was drawn; until then, what is lacking, or that it may be drawn."""
    first, second = readable_campaign(first_id), readable_campaign(campaign_id)
    drawn = is_drawn(get_session(), first, second)
    lack = None if drawn else missing(get_session(), first, second, now=now())
    if isinstance(lack, NotOneSeries):
        abort(404)
    document = document_of(first, second)
    return render_template(
        "progress/show.html",
        campaign=second,
        first=first,
        document=document,
        drawn=drawn,
        may_draw=not drawn and lack is None and runs(first, second),
        formats=FORMATS.values() if drawn and all(map(may_export, (first, second))) else (),
        follows=second.organisation_id in organisations_here(Act.FOLLOW),
        svgs=drawings(document),
    )


@bp.post("/<int:campaign_id>/progress/<int:first_id>")
@may(Act.RUN)
def draw(campaign_id: int, first_id: int) -> ResponseReturnValue:
    """Draw the progress once for all, in each language."""
    first, second = own_campaign(first_id, Act.RUN), own_campaign(campaign_id, Act.RUN)
    session = get_session()
    if not is_drawn(session, first, second):
        draw_progress(session, first, second, now=now(), languages=translations())
        note(second, PROGRESS, by=person_here().id)
        session.commit()
        flash(_("Le progrès est calculé, une fois pour toutes."))
    return redirect(url_for(".show", campaign_id=second.id, first_id=first.id), 303)


@bp.get("/<int:campaign_id>/progress/<int:first_id>.<extension>")
@may(Act.READ)
def export(campaign_id: int, first_id: int, extension: str) -> ResponseReturnValue:
    """Give the progress as a file, to whoever may take away both reports."""
    first = readable_campaign(first_id, export=True)
    second = readable_campaign(campaign_id, export=True)
    if extension not in FORMATS or not is_drawn(get_session(), first, second):
        abort(404)
    return file_of(document_of(first, second), extension, _("progres"))


def document_of(first: Campaign, second: Campaign) -> Document:
    """Return the report on the progress in the language of the page."""
    return progress_report(
        get_session(), first, second, now=now(), translate=_, language=current_language()
    )


def runs(*campaigns: Campaign) -> bool:
    """Say whether the person runs all these campaigns."""
    return all(campaign.organisation_id in organisations_here(Act.RUN) for campaign in campaigns)
