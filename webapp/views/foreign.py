"""Answers gathered with another tool: sent, mapped, rehearsed, then counted."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from referentiel.base import Refusal
from referentiel.formats.base import Source
from surveys.foreign.importing import Added, check_takes
from surveys.foreign.mapping import Columns, Values
from surveys.foreign.tables import MOST_TEXT
from surveys.models import Campaign
from surveys.roles import Act
from webapp.access import may, own_campaign, person_here
from webapp.clock import now
from webapp.database import get_session
from webapp.foreign import COLUMN, VALUE, Intake
from webapp.forms.foreign import AddForm, ForeignFileForm, StepForm
from webapp.keying import Desk
from webapp.languages import current_language
from webapp.noting import COUNTED_FROM_FILE, note_once_a_day
from webapp.paper_files import lines_of, remark_in_words
from webapp.said import said

bp = Blueprint("foreign", __name__, url_prefix="/campaigns/<int:campaign_id>/foreign")
AROUND = 200_000  # bytes of a form around the text of a file
AGAIN = "again"  # sent to come back to a step as it was


@bp.url_value_preprocessor
def let_long_texts_in(endpoint: str | None, _values: object) -> None:
    """Let who is signed in send the text of a file on, before anything reads the form."""
    if endpoint != "foreign.index" and "_user_id" in cookie:
        request.max_form_memory_size = MOST_TEXT + AROUND


@bp.route("", methods=["GET", "POST"])
@may(Act.RUN)
def index(campaign_id: int) -> ResponseReturnValue:
    """Take a file, and propose what each of its columns fills."""
    campaign = own_campaign(campaign_id, Act.RUN)
    form = ForeignFileForm()
    if form.validate_on_submit():
        source = Source(form.file.data.filename or "", form.file.data.read())
        intake = read(campaign, source, form)
        if intake:
            return columns_page(intake, *intake.proposed())
    return file_page(campaign, form)


@bp.post("/columns")
@may(Act.RUN)
def columns(campaign_id: int) -> ResponseReturnValue:
    """Check what the columns fill, and ask what their values mean."""
    return step(campaign_id, ask_values)


@bp.post("/values")
@may(Act.RUN)
def values(campaign_id: int) -> ResponseReturnValue:
    """Rehearse: do all that the file changes, show it, and undo it."""
    return step(campaign_id, rehearse)


@bp.post("/confirm")
@may(Act.RUN)
def confirm(campaign_id: int) -> ResponseReturnValue:
    """Count all the rows that were rehearsed, or none."""
    return step(campaign_id, count)


def step(campaign_id: int, act: Callable[[Intake], ResponseReturnValue]) -> ResponseReturnValue:
    """Go on with the file that a form brings along; back to the start where it is refused."""
    campaign = own_campaign(campaign_id, Act.RUN)
    form = ForeignFileForm(formdata=None)
    source = Source("", (request.form.get("text") or "").encode())
    intake = read(campaign, source, form)
    return act(intake) if intake else file_page(campaign, form)


def read(campaign: Campaign, source: Source, form: ForeignFileForm) -> Intake | None:
    """Return a file beside what the campaign asks; None, with the reasons, if it is refused."""
    check_takes(campaign, now())
    session = get_session()
    try:
        return Intake(session, Desk(session, campaign, current_language()), source)
    except Refusal as refusal:
        form.refuse(said(refusal), lines_of(getattr(refusal, "problems", ())))
        return None


def ask_values(intake: Intake) -> ResponseReturnValue:
    """Return the values of the columns chosen; the columns again where they are wrong."""
    chosen = intake.chosen(request.form)
    if AGAIN in request.form:
        return columns_page(intake, chosen)
    stopped = stopped_before(intake, chosen)
    if stopped is not None:
        return stopped
    if not intake.value_groups(chosen):
        return plan_page(intake, chosen, {})
    return values_page(intake, chosen)


def rehearse(intake: Intake) -> ResponseReturnValue:
    """Return the plan; the values again where some have no meaning."""
    chosen = intake.chosen(request.form)
    stopped = stopped_before(intake, chosen)
    if stopped is not None:
        return stopped
    given = intake.values(chosen, request.form)
    if AGAIN in request.form or intake.lacking(chosen, given):
        return values_page(intake, chosen, given, wrong=AGAIN not in request.form)
    return plan_page(intake, chosen, given)


def stopped_before(intake: Intake, chosen: Columns) -> ResponseReturnValue | None:
    """Return the columns again where they are no longer right; None where all is well."""
    try:
        wrong = intake.problems(chosen)
    except Refusal as refusal:
        return columns_page(intake, chosen, refusal=said(refusal))
    if wrong:
        return columns_page(intake, chosen, wrong=wrong, refusal=str(_("Reprenez ces colonnes.")))
    return None


def count(intake: Intake) -> ResponseReturnValue:
    """Count what was rehearsed; the plan again where it changed or is not vouched for."""
    chosen, sent = intake.chosen(request.form), AddForm()
    stopped = stopped_before(intake, chosen)
    if stopped is not None:
        return stopped
    given = intake.values(chosen, request.form)
    if intake.lacking(chosen, given):
        return values_page(intake, chosen, given, wrong=True)
    try:
        found = intake.added(chosen, given)
    except Refusal as refusal:
        return refused(intake, chosen, refusal)
    if found.wrong or found.is_known:
        return shown(intake, chosen, given, found)
    if sent.stamp.data != found.stamp:
        flash(_("Le plan a changé depuis votre lecture. Relisez-le, puis confirmez."))
        return shown(intake, chosen, given, found)
    if not sent.informed.data:
        return shown(intake, chosen, given, found, unvouched=True)
    campaign = intake.desk.campaign
    note_once_a_day(campaign, COUNTED_FROM_FILE, by=person_here().id)
    get_session().commit()
    flash(ngettext("%(num)s réponse ajoutée.", "%(num)s réponses ajoutées.", found.counted))
    return redirect(url_for("campaigns.show", campaign_id=campaign.id), 303)


def file_page(campaign: Campaign, form: ForeignFileForm) -> ResponseReturnValue:
    """Return the page where a file is sent, or the one that says why none can be."""
    closed = ""
    try:
        check_takes(campaign, now())
    except Refusal as refusal:
        closed = said(refusal)
    page = render_template("foreign/index.html", campaign=campaign, form=form, closed=closed)
    return Response(page, status=422 if form.errors else 200)


def columns_page(
    intake: Intake,
    chosen: Columns,
    origin: str = "",
    *,
    wrong: dict[int, Refusal] | None = None,
    refusal: str = "",
) -> ResponseReturnValue:
    """Return the columns with what they fill."""
    page = render_template(
        "foreign/columns.html",
        campaign=intake.desk.campaign,
        form=step_form(intake),
        fields=intake.column_fields(chosen, origin, wrong),
        menu=intake.words.menu(),
        rows=len(intake.table.rows),
        repeated=intake.table.repeated,
        remarks=[remark_in_words(issue) for issue in intake.table.remarks],
        origin=origin,
        refusal=refusal,
    )
    return Response(page, status=422 if refusal else 200)


def values_page(
    intake: Intake, chosen: Columns, given: Values | None = None, *, wrong: bool = False
) -> ResponseReturnValue:
    """Return the values met in the columns chosen, with what they mean."""
    groups = intake.value_groups(chosen, given)
    page = render_template(
        "foreign/values.html",
        campaign=intake.desk.campaign,
        form=step_form(intake),
        carried=carried(COLUMN),
        groups=groups,
        wrong=wrong,
    )
    return Response(page, status=422 if wrong else 200)


def plan_page(intake: Intake, chosen: Columns, given: Values) -> ResponseReturnValue:
    """Return what the file changes, once it is undone."""
    try:
        found = intake.added(chosen, given)
    except Refusal as refusal:
        return refused(intake, chosen, refusal)
    return shown(intake, chosen, given, found)


def refused(intake: Intake, chosen: Columns, refusal: Refusal) -> ResponseReturnValue:
    """Undo what was begun, and return the columns with the reason."""
    get_session().rollback()
    return columns_page(intake, chosen, refusal=said(refusal))


def shown(
    intake: Intake, chosen: Columns, given: Values, found: Added, *, unvouched: bool = False
) -> ResponseReturnValue:
    """Undo what a file did, and return the page that tells of it."""
    get_session().rollback()
    form = AddForm(formdata=None, data={"text": intake.table.text, "stamp": found.stamp})
    if unvouched:
        form.refuse()
    page = render_template(
        "foreign/plan.html",
        campaign=intake.desk.campaign,
        form=form,
        carried=carried(COLUMN, VALUE),
        found=found,
        problems=lines_of(found.wrong),
        unasked=intake.unasked(chosen),
        has_texts=intake.has_texts(chosen),
        has_values=any(given.values()),
    )
    return Response(page, status=422 if unvouched or found.wrong else 200)


def step_form(intake: Intake) -> StepForm:
    """Return the form that brings a file to the next step."""
    return StepForm(formdata=None, data={"text": intake.table.text})


def carried(*beginnings: str) -> list[tuple[str, str]]:
    """Return the fields that were filled before, to go along hidden."""
    return [
        (name, value)
        for name, value in request.form.items()
        if value and name[1:].replace("-", "").isdigit() and name[:1] in beginnings
    ]
