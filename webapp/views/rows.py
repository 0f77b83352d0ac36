"""Taking the answers of a campaign away one by one: an act, with its purpose, in the journal."""

from collections.abc import Callable, Iterator
from io import BytesIO

from flask import Blueprint, Response, abort, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from referentiel.base import Refusal, slugify
from referentiel.formats.workbook_writing import XLSX_TYPE
from reports.privacy import CROSSED_K
from reports.rows.planning import MOST_IN_SHEET, RowPlan, TooManyForSheet, plan_rows
from reports.rows.rule import DROPPED_FIRST
from reports.rows.writing import ABOUT, RowWriter, csv_pieces
from surveys import row_files as files
from surveys.models import Campaign, RowFile
from surveys.models.writing import READY
from surveys.roles import Act
from surveys.writing import BUSY
from webapp.access import may, own_campaign, person_here, proved
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.rows import XLSX, RowsForm
from webapp.jobs import write_out_soon
from webapp.languages import current_language
from webapp.room import here
from webapp.said import said
from webapp.translations import translations

bp = Blueprint("rows", __name__, url_prefix="/campaigns")


@bp.route("/<int:campaign_id>/rows", methods=["GET", "POST"])
@may(Act.ADMINISTER)
@proved
def index(campaign_id: int) -> ResponseReturnValue:
    """Say what the file will hold, and give it once its purpose is written."""
    campaign, form = own_campaign(campaign_id, Act.ADMINISTER), RowsForm()
    plan, refusal = planned(campaign)
    taken = taken_away(plan, form) if plan and form.validate_on_submit() else None
    if taken is not None:
        return taken
    return render_template(
        "rows/index.html",
        campaign=campaign,
        plan=plan,
        refusal=refusal,
        form=form,
        about=ABOUT,
        order=DROPPED_FIRST,
        crossed=max(campaign.k, CROSSED_K),
        most=MOST_IN_SHEET,
        written=format_decimal,
        sheets=files.own_files(get_session(), campaign, person_here().id),
    )


@bp.get("/<int:campaign_id>/rows/<int:file_id>")
@may(Act.ADMINISTER)
@proved
def show(campaign_id: int, file_id: int) -> ResponseReturnValue:
    """Show how far a spreadsheet is, then lead to it while it is kept."""
    file = own_sheet(campaign_id, file_id)
    busy = file.state in BUSY
    return render_template("rows/show.html", campaign=file.campaign, file=file, busy=busy)


@bp.get("/<int:campaign_id>/rows/<int:file_id>/progress")
@may(Act.ADMINISTER)
def progress(campaign_id: int, file_id: int) -> ResponseReturnValue:
    """Say, to a script, how far a spreadsheet is."""
    file = own_sheet(campaign_id, file_id)
    return {"state": file.state, "done": file.done, "total": file.total}


@bp.get("/<int:campaign_id>/rows/<int:file_id>/file")
@may(Act.ADMINISTER)
@proved
def file(campaign_id: int, file_id: int) -> ResponseReturnValue:
    """Give a spreadsheet to who asked for it, as long as it is kept."""
    found = own_sheet(campaign_id, file_id)
    if found.state != READY:
        abort(404)
    return send_file(
        BytesIO(found.content),
        mimetype=XLSX_TYPE,
        as_attachment=True,
        download_name=name_of(found.campaign, XLSX),
    )


@bp.post("/<int:campaign_id>/rows/<int:file_id>/delete")
@may(Act.ADMINISTER)
def delete(campaign_id: int, file_id: int) -> ResponseReturnValue:
    """Delete a spreadsheet before its time."""
    found = own_sheet(campaign_id, file_id)
    files.delete_file(get_session(), found)
    get_session().commit()
    return redirect(url_for(".index", campaign_id=campaign_id), 303)


def own_sheet(campaign_id: int, file_id: int) -> RowFile:
    """Return a spreadsheet that the person asked for and that is kept; others are not found."""
    campaign = own_campaign(campaign_id, Act.ADMINISTER)
    found = files.own_file(get_session(), file_id, campaign, person_here().id)
    return found if found and found.expires_at > now() else abort(404)


def planned(campaign: Campaign) -> tuple[RowPlan | None, str]:
    """Return what a file of the answers would hold; or nothing, and why."""
    try:
        return plan_rows(get_session(), campaign), ""
    except Refusal as refusal:
        return None, said(refusal)


def taken_away(plan: RowPlan, form: RowsForm) -> Response | None:
    """Note the act, then give its file or have it written; None, with the reason in the form."""
    session, by, campaign = get_session(), person_here().id, plan.campaign
    sheet = None
    try:
        purpose = files.purpose_of(form.purpose.data)
        if form.output.data == XLSX:
            plan.check_fits_sheet()
            language = current_language()
            sheet = files.ask_file(session, campaign, purpose, language=language, by=by, now=now())
    except (TooManyForSheet, files.TooManyAsked) as refusal:
        form.output.errors = [said(refusal)]
        return None
    except Refusal as refusal:
        form.purpose.errors = [said(refusal)]
        return None
    files.note_taken(session, campaign, purpose, by=by, now=now())
    session.commit()
    if sheet is None:
        return streamed(plan)
    write_out_soon()
    return Response(
        status=303,
        headers={"Location": url_for(".show", campaign_id=campaign.id, file_id=sheet.id)},
    )


def streamed(plan: RowPlan) -> Response:
    """Return the CSV of a plan, sent while it is read."""
    language = current_language()
    writer = RowWriter(plan, translate=translations()[language], language=language)
    response = Response(
        pieces(writer, here().sessions),
        mimetype="text/csv",
        headers={"Cache-Control": "no-store"},
    )
    response.headers.set(
        "Content-Disposition", "attachment", filename=name_of(plan.campaign, "csv")
    )
    return response


def pieces(writer: RowWriter, sessions: Callable[[bool], Session]) -> Iterator[bytes]:
    """Yield a CSV from a session of its own: that of the request is over by then."""
    with sessions(False) as session:
        yield from csv_pieces(writer, session)


def name_of(campaign: Campaign, extension: str) -> str:
    """Return what a file of the answers of a campaign is called."""
    return f"{slugify(_('Réponses, ligne à ligne'))}-{campaign.code}.{extension}"
