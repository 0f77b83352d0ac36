"""Questionnaires on paper: printing sheets, keying them, deciding where two keyings differ."""

from collections.abc import Mapping, Sequence
from io import BytesIO

from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from referentiel.base import Refusal
from surveys.models import Campaign
from surveys.opening import state_of
from surveys.paper.boxes import Read, read_keys
from surveys.paper.errors import AwaitsDecision, NothingDiffers
from surveys.paper.keying import Outcome, decide, key_sheet, two_keyings
from surveys.paper.sheets import print_batch
from surveys.queries.paper import progress_of
from surveys.roles import Act
from surveys.tickets import Ticket
from webapp.access import may, own_campaign, person_here
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.paper import NAMES, TWICE, PrintForm
from webapp.keying import (
    ATTEMPT,
    CODE,
    NO_PROBLEM,
    Desk,
    new_attempt,
    own_keys_sent,
    picks_sent,
    sheet_sent,
)
from webapp.languages import current_language
from webapp.noting import KEYED, PRINTED, note, note_once_a_day
from webapp.paper_template import TEMPLATES
from webapp.printing import printed, told
from webapp.room import here
from webapp.said import said

bp = Blueprint("paper", __name__, url_prefix="/campaigns")
MAX_FORM = 512 * 1024


@bp.route("/<int:campaign_id>/paper", methods=["GET", "POST"])
@may(Act.RUN)
def index(campaign_id: int) -> ResponseReturnValue:
    """Print sheets, and see how far their keying is."""
    campaign = own_campaign(campaign_id, Act.RUN)
    form = PrintForm()
    if form.validate_on_submit():
        return sheets_of(campaign, form)
    batches = progress_of(get_session(), campaign.id)
    return render_template(
        "paper/index.html",
        campaign=campaign,
        form=form,
        state=state_of(campaign, now()),
        batches=batches,
        stale=[one for one in batches if one.batch.notice != campaign.notice],
        names=NAMES,
        templates=TEMPLATES,
    )


@bp.get("/<int:campaign_id>/paper/specimen.pdf")
@may(Act.RUN)
def specimen(campaign_id: int) -> ResponseReturnValue:
    """Give one sheet without a code, to be read over."""
    campaign = own_campaign(campaign_id, Act.RUN)
    asked = request.args.get("of", "fr")
    language = asked if asked in NAMES else "fr"
    return pdf_of(campaign, [None], language=language, name=_("specimen"))


@bp.route("/<int:campaign_id>/paper/key", methods=["GET", "POST"])
@may(Act.RUN)
def key(campaign_id: int) -> ResponseReturnValue:
    """Key one sheet after another; what is wrong stays in sight, and nothing typed is lost."""
    request.max_form_memory_size = request.max_content_length = MAX_FORM
    campaign = own_campaign(campaign_id, Act.RUN)
    desk = Desk(get_session(), campaign, current_language())
    if request.method == "GET":
        return keying_page(desk)
    read = read_keys(desk.parts, request.form, campaign.questionnaire)
    try:
        ticket = sheet_sent(campaign)
        found = None if read.problems else taken_in(desk, ticket, read)
    except Refusal as refusal:
        get_session().rollback()
        return keying_page(desk, problems=read.problems, refusal=refusal)
    if found is None:
        return keying_page(desk, problems=read.problems)
    if found == Outcome.DIFFERS:
        return deciding_page(desk)
    return redirect(url_for(".key", campaign_id=campaign.id), 303)


@bp.post("/<int:campaign_id>/paper/look")
@may(Act.RUN)
def look(campaign_id: int) -> ResponseReturnValue:
    """Say whether a sheet may be keyed, before anybody types it all."""
    campaign = own_campaign(campaign_id, Act.RUN)
    try:
        two_keyings(get_session(), campaign, sheet_sent(campaign), now=now())
    except NothingDiffers:
        return jsonify(fit=True, said=_("Feuille à saisir."))
    except Refusal as refusal:
        return jsonify(fit=False, said=said(refusal))
    return jsonify(fit=False, said=_(AwaitsDecision.sentence))


@bp.route("/<int:campaign_id>/paper/check", methods=["GET", "POST"])
@may(Act.RUN)
def check(campaign_id: int) -> ResponseReturnValue:
    """Show every difference between two keyings of a sheet, and count what is decided."""
    request.max_form_memory_size = request.max_content_length = MAX_FORM
    campaign = own_campaign(campaign_id, Act.RUN)
    desk = Desk(get_session(), campaign, current_language())
    if request.method == "GET" or "decided" not in request.form:
        return deciding_page(desk)
    try:
        ticket = sheet_sent(campaign)
        picks, own = picks_sent(), own_keys_sent()
        read = decide(get_session(), campaign, ticket, desk.parts, picks, own, now=now())
    except Refusal as refusal:
        get_session().rollback()
        return deciding_page(desk, refusal=refusal)
    if read.problems:
        return deciding_page(desk, problems=read.problems)
    note_once_a_day(campaign, KEYED, by=person_here().id)
    get_session().commit()
    flash(_("Feuille %(code)s : tranchée et comptée.", code=ticket.shown_code))
    return redirect(url_for(".key", campaign_id=campaign.id), 303)


def taken_in(desk: Desk, ticket: Ticket, read: Read) -> Outcome:
    """Key a sheet whose boxes are all right, and say what became of it."""
    session, attempt = get_session(), request.form.get(ATTEMPT, "")[:64]
    found = key_sheet(session, desk.campaign, ticket, read, desk.parts, attempt=attempt, now=now())
    note_once_a_day(desk.campaign, KEYED, by=person_here().id)
    session.commit()
    code = ticket.shown_code
    if found == Outcome.COUNTED:
        flash(_("Feuille %(code)s : saisie et comptée.", code=code))
    elif found == Outcome.ONCE:
        flash(_("Feuille %(code)s : première saisie gardée.", code=code))
    return found


def sheets_of(campaign: Campaign, form: PrintForm) -> ResponseReturnValue:
    """Return the sheets that a valid form asks for; their codes are in this file only."""
    session, language = get_session(), form.language.data
    batch, tickets = print_batch(
        session,
        campaign,
        here().settings.secret_key,
        sheets=form.sheets.data,
        language=language,
        twice=form.keyed.data == TWICE,
        phone=form.phone.data,
        now=now(),
    )
    note(campaign, PRINTED, by=person_here().id)
    number, phone = batch.number, batch.phone
    session.commit()  # typesetting takes seconds: nobody waits for the base meanwhile
    name = _("feuilles-%(code)s-lot-%(number)s", code=campaign.code, number=number)
    return pdf_of(campaign, tickets, language=language, name=name, phone=phone)


def pdf_of(
    campaign: Campaign,
    tickets: Sequence[Ticket | None],
    *,
    language: str,
    name: str,
    phone: bool = False,
) -> Response:
    """Return sheets as a file to keep."""
    session, site = get_session(), site_address()
    data = printed(
        session,
        campaign,
        tickets,
        lines=told(session, campaign, language, now()),
        language=language,
        site=site,
        address=(lambda ticket: f"{site}/c/{campaign.code}/sheet/{ticket.code}") if phone else None,
        at=now(),
    )
    answer = send_file(
        BytesIO(data), mimetype="application/pdf", as_attachment=True, download_name=f"{name}.pdf"
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def site_address() -> str:
    """Return the address of this site, as people in the room type it."""
    return here().settings.public_url or request.host_url.rstrip("/")


def keying_page(
    desk: Desk,
    *,
    problems: Mapping[str, Refusal] = NO_PROBLEM,
    refusal: Refusal | None = None,
) -> ResponseReturnValue:
    """Return the page where a sheet is keyed, filled with what was typed."""
    page = render_template(
        "paper/key.html",
        campaign=desk.campaign,
        groups=desk.groups(request.form, problems),
        code=request.form.get(CODE, ""),
        attempt=request.form.get(ATTEMPT) or new_attempt(),
        refusal=said(refusal) if refusal else "",
        problems=len(problems),
        batches=progress_of(get_session(), desk.campaign.id),
    )
    return Response(page, status=422 if refusal or problems else 200)


def deciding_page(
    desk: Desk,
    *,
    problems: Mapping[str, Refusal] = NO_PROBLEM,
    refusal: Refusal | None = None,
) -> ResponseReturnValue:
    """Return the differences between the two keyings of a sheet, or the form that asks which."""
    both = None
    try:
        if request.form.get(CODE):
            ticket = sheet_sent(desk.campaign)
            both = two_keyings(get_session(), desk.campaign, ticket, now=now())
    except Refusal as found:
        refusal = refusal or found
    page = render_template(
        "paper/check.html",
        campaign=desk.campaign,
        code=request.form.get(CODE, ""),
        differences=desk.differences(both, request.form, problems) if both else (),
        refusal=said(refusal) if refusal else "",
    )
    return Response(page, status=422 if refusal or problems else 200)
