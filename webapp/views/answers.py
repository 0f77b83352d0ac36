"""Answering a campaign, on a phone, page by page or all at once."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import escape

from surveys.capacity import check_place
from surveys.errors import NothingToSend, NoticeChanged, UnknownCode
from surveys.guard.attempts import WRONG_RESUMES, count_wrong, network_of
from surveys.guard.rates import TooOften, check_tries
from surveys.linking.codes import asks_code
from surveys.models import Campaign
from surveys.models.campaigns import SINGLE
from surveys.opening import check_may_begin
from surveys.queries.campaigns import get_draft, get_submission
from surveys.queries.linking import code_of_ticket
from surveys.queries.notices import notices_of
from surveys.queries.paper import get_sheet_printed
from surveys.sections import Known, questions_in
from surveys.submission import Sheet, get_sheet, is_sent
from surveys.tickets import Ticket, ticket_of_code
from webapp import tickets
from webapp.access import public
from webapp.answering import (
    Outline,
    campaign_at,
    filled_in,
    known_in,
    outline_of,
    page_for,
    places,
)
from webapp.clock import now
from webapp.database import get_session
from webapp.faults import INVALID, Fault, erroneous, fault_fills
from webapp.filling import Problems, Whole, keep_page, keep_whole, problem_fills, whole_sheet
from webapp.opening_words import limits
from webapp.promises import numbered_promise, promise_of
from webapp.reviewing import line_of
from webapp.room import here
from webapp.said import said
from webapp.sending import keep_typed, record

bp = Blueprint("answers", __name__, url_prefix="/c")
MAX_FORM = 64 * 1024


@bp.before_request
def limit_form() -> None:
    """Refuse forms that are larger than any of ours."""
    request.max_content_length = MAX_FORM


@bp.get("/<code>")
@public
def start(code: str) -> ResponseReturnValue:
    """Say who asks, why and for how long; then let the person begin, or take up where they were."""
    campaign = campaign_at(code)
    if campaign.replaced_by_id is not None:
        return _led_on(campaign, tickets.held(campaign))
    ticket = tickets.held_or_new(campaign)
    draft = get_draft(get_session(), ticket.hash)
    if draft is None and get_submission(get_session(), ticket.hash):
        return redirect(tickets.onward(".thanks", campaign, ticket))
    if draft is None:
        _check_may_begin(campaign, ticket)
    return _show_first(campaign, ticket, Sheet.of(draft) if draft else None)


@bp.get("/<code>/<int:step>")
@public
def step(code: str, step: int) -> ResponseReturnValue:
    """Show one page of the questionnaire, filled with what was answered before."""
    campaign = campaign_at(code)
    outline = outline_of(get_session(), campaign)
    if not 1 <= step <= outline.total or campaign.layout == SINGLE:
        abort(404)
    if campaign.replaced_by_id is not None:
        return _led_on(campaign, tickets.held(campaign))
    ticket = tickets.held_or_new(campaign)
    sheet = get_sheet(get_session(), ticket)
    if sheet is None:
        _check_may_begin(campaign, ticket)
    if step == outline.total:
        return _review(campaign, ticket, outline, sheet)
    known = known_in(campaign, sheet)
    if not outline.shows(step, known):
        onward = outline.after(step, known)
        return redirect(tickets.onward(".step", campaign, ticket, step=onward))
    return _show("step", campaign, ticket, sheet, step=step, fills=places(outline, step, known))


@bp.post("/<code>/<int:step>")
@public
def save(code: str, step: int) -> ResponseReturnValue:
    """Keep the answers of one page, then go on or back; a script may keep them on the way."""
    campaign = campaign_at(code)
    ticket = tickets.presented(campaign)
    outline = outline_of(get_session(), campaign)
    if not 1 <= step < outline.total:
        abort(404)
    stays = request.form.get("go") == "stay"
    if stays and is_sent(get_session(), ticket):
        return Response(status=204)
    sheet, problems = keep_page(campaign, ticket, outline, step)
    get_session().commit()
    if stays:
        return Response(status=204)
    known = known_in(campaign, sheet)
    if problems:
        return _correct_page(campaign, ticket, sheet, step, problems)
    onward = tickets.onward(".step", campaign, ticket, step=_step_asked(outline, step, known))
    return tickets.give(redirect(onward, 303), campaign, ticket)


@bp.post("/<code>/keep")
@public
def keep(code: str) -> ResponseReturnValue:
    """Keep a draft of the one-page form on the way; what comes after sending changes nothing."""
    campaign = campaign_at(code)
    ticket = tickets.presented(campaign)
    session = get_session()
    if not is_sent(session, ticket):
        keep_whole(campaign, ticket, whole_sheet(campaign).sheet)
        session.commit()
    return Response(status=204)


@bp.post("/<code>/send")
@public
def send(code: str) -> ResponseReturnValue:
    """Record the answers once, however often this is asked, and say thank you."""
    campaign = campaign_at(code)
    ticket = tickets.presented(campaign)
    whole = whole_sheet(campaign) if campaign.layout == SINGLE else None
    if campaign.replaced_by_id is not None:
        return _led_on(campaign, ticket, whole)
    if whole and whole.problems:
        return _correct_first(campaign, ticket, whole)
    try:
        record(campaign, ticket, whole)
    except NothingToSend:
        return _nothing_yet(campaign, ticket)
    except NoticeChanged:
        return _read_again(campaign, ticket)
    get_session().commit()
    answer = redirect(_after_sending(campaign, ticket), 303)
    return tickets.give(answer, campaign, ticket)


@bp.get("/<code>/notice")
@bp.get("/<code>/notice/<int:number>")
@public
def notice(code: str, number: int | None = None) -> ResponseReturnValue:
    """Say all that people are told of their data, now or under an earlier number."""
    campaign = campaign_at(code)
    session = get_session()
    return render_template(
        "answers/notice.html",
        campaign=campaign,
        shown=numbered_promise(session, campaign, campaign.notice if number is None else number),
        numbers=notices_of(session, campaign.id),
    )


@bp.get("/<code>/thanks")
@public
def thanks(code: str) -> ResponseReturnValue:
    """Confirm that the answers arrived, and lead to the personal result."""
    campaign = campaign_at(code)
    ticket = tickets.held(campaign)
    if ticket is None or not _was_sent(ticket):
        return redirect(tickets.onward(".start", campaign, tickets.held_or_new(campaign)))
    return _show("thanks", campaign, ticket, None)


@bp.post("/<code>/resume")
@public
def resume(code: str) -> ResponseReturnValue:
    """Take up, on this device, what was begun on another."""
    campaign = campaign_at(code)
    typed = request.form.get("resume", "")
    try:
        ticket = _resumed(campaign, typed)
    except (UnknownCode, TooOften) as refusal:
        if campaign.invited_only and tickets.held(campaign) is None:
            raise  # no first page to say it on
        ticket = tickets.held_or_new(campaign)
        fills = _mistyped(typed, said(refusal))
        sheet = get_sheet(get_session(), ticket)
        if sheet is None:
            _check_may_begin(campaign, ticket)
        status = 429 if isinstance(refusal, TooOften) else 404
        return _show_first(campaign, ticket, sheet, fills=fills, status=status)
    answer = redirect(tickets.onward(".start", campaign, ticket), 303)
    return tickets.give(answer, campaign, ticket)


@bp.get("/<code>/sheet/<typed>")
@public
def sheet(code: str, typed: str) -> ResponseReturnValue:
    """Offer to whoever scanned a sheet of paper to answer here; nothing begins by itself."""
    campaign = campaign_at(code)
    try:
        ticket = ticket_of_code(here().settings.secret_key, campaign.id, typed)
    except UnknownCode:
        abort(404)
    return render_template("answers/sheet.html", campaign=campaign, ticket=ticket)


@bp.post("/<code>/another")
@public
def another(code: str) -> ResponseReturnValue:
    """Let another person answer on this device; what was kept or sent stays."""
    campaign = campaign_at(code)
    return tickets.forget(redirect(f"/c/{campaign.code}", 303), campaign)


@bp.get("/<code>/<any(keep, send, resume, another):act>")
@public
def back(code: str, **_address: str) -> ResponseReturnValue:
    """Lead somebody who reloads, or reads in another language, what a form showed."""
    return redirect(url_for(".start", code=code))


def _check_may_begin(campaign: Campaign, ticket: Ticket) -> None:
    """Raise unless somebody who has filled nothing yet may begin now."""
    if not ticket.is_rehearsal:
        check_may_begin(campaign, now())
        check_place(get_session(), campaign)


def _led_on(
    campaign: Campaign, ticket: Ticket | None, whole: Whole | None = None
) -> ResponseReturnValue:
    """Lead to what is said of the campaign that replaces, with what was typed kept."""
    if ticket is None:
        return redirect(url_for("replaced.show", code=campaign.code))
    if whole:
        keep_typed(campaign, ticket, whole)
    return redirect(tickets.onward("replaced.show", campaign, ticket), 303)


def _resumed(campaign: Campaign, typed: str) -> Ticket:
    """Return the ticket of a code typed by hand.

    Only well-formed codes of nobody count as tries, for the network they come from: a whole room
    may resume at once, and mistype, since the check symbol shows that.

    Raises:
        UnknownCode: it is nobody's.
        TooOften: too many were nobody's.
    """
    session, secret = get_session(), here().settings.secret_key
    ticket = ticket_of_code(secret, campaign.id, typed)
    network = network_of(request.remote_addr)
    check_tries(session, secret, WRONG_RESUMES, network, now=now())
    known = get_sheet(session, ticket) or get_sheet_printed(session, campaign.id, ticket.hash)
    if known is None:
        count_wrong(session, secret, WRONG_RESUMES, network, now=now())
        session.commit()
        raise UnknownCode
    return ticket


def _correct_page(
    campaign: Campaign, ticket: Ticket, sheet: Sheet, step: int, problems: Problems
) -> ResponseReturnValue:
    outline = outline_of(get_session(), campaign)
    fills = places(outline, step, known_in(campaign, sheet))
    fills |= problem_fills(outline.questions_at(step), problems)
    return _show("step", campaign, ticket, sheet, step=step, fills=fills, status=422)


def _step_asked(outline: Outline, step: int, known: Known) -> int:
    match request.form.get("go"):
        case "back":
            return outline.before(step, known)
        case "clear":
            return step
        case _:
            return outline.after(step, known)


def _was_sent(ticket: Ticket) -> bool:
    find = get_draft if ticket.is_rehearsal else get_submission
    return find(get_session(), ticket.hash) is not None


def _after_sending(campaign: Campaign, ticket: Ticket) -> str:
    """Return the address that comes next: the code, where one is asked for and not yet kept."""
    if asks_code(campaign) and code_of_ticket(get_session(), ticket.hash) is None:
        return url_for("codes.write", code=campaign.code, ticket=ticket.text)
    return tickets.onward(".thanks", campaign, ticket)


def _correct_first(campaign: Campaign, ticket: Ticket, whole: Whole) -> ResponseReturnValue:
    keep_whole(campaign, ticket, whole.sheet)
    get_session().commit()
    questions = questions_in(campaign.questionnaire.sections)
    fills = problem_fills(questions, whole.problems)
    return _show("single", campaign, ticket, whole.sheet, fills=fills, status=422)


def _nothing_yet(campaign: Campaign, ticket: Ticket) -> ResponseReturnValue:
    if campaign.layout == SINGLE:
        sheet = whole_sheet(campaign).sheet
        fills = _not_sent(_(NothingToSend.sentence))
        return _show("single", campaign, ticket, sheet, fills=fills, status=409)
    outline = outline_of(get_session(), campaign)
    return redirect(tickets.onward(".step", campaign, ticket, step=outline.total), 303)


def _read_again(campaign: Campaign, ticket: Ticket) -> ResponseReturnValue:
    sentence = _(NoticeChanged.sentence)
    if campaign.layout == SINGLE:
        typed = whole_sheet(campaign).sheet
        fills = _not_sent(sentence)
        return _show("single", campaign, ticket, typed, fills=fills, status=409)
    sheet = get_sheet(get_session(), ticket)
    return _review(campaign, ticket, outline_of(get_session(), campaign), sheet, changed=sentence)


def _not_sent(sentence: str) -> dict[str, str]:
    return fault_fills([Fault(sentence)], _("Vos réponses ne sont pas encore envoyées."))


def _mistyped(typed: str, sentence: str) -> dict[str, str]:
    """Return what is said beside a code that is nobody's, which is where the focus is."""
    return erroneous() | {
        "resume": str(escape(typed)),
        "resume-error": str(escape(sentence)),
        "resume-wrong": "is-invalid",
        "resume-invalid": f"{INVALID} autofocus",
    }


def _review(
    campaign: Campaign, ticket: Ticket, outline: Outline, sheet: Sheet | None, *, changed: str = ""
) -> ResponseReturnValue:
    sheet = sheet or Sheet.empty(len(campaign.questionnaire.items))
    known = known_in(campaign, sheet)
    lines = [line_of(outline, step, sheet, known) for step in outline.steps(known)]
    page = render_template(
        "answers/review.html",
        campaign=campaign,
        ticket=ticket,
        outline=outline,
        lines=[line for line in lines if line],
        previous=outline.before(outline.total, known),
        places=len(lines),
        answered=not sheet.is_empty,
        about=len(sheet.about),
        query=tickets.carried(campaign, ticket),
        shown=promise_of(get_session(), campaign),
        changed=changed,
    )
    return tickets.give(Response(page, status=409 if changed else 200), campaign, ticket)


def _show_first(
    campaign: Campaign,
    ticket: Ticket,
    sheet: Sheet | None,
    *,
    fills: dict[str, str] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    if campaign.layout == SINGLE:
        return _show("single", campaign, ticket, sheet, fills=fills, status=status)
    begun = sheet is not None
    return _show("start", campaign, ticket, sheet, fills=fills, begun=begun, status=status)


def _show(
    name: str,
    campaign: Campaign,
    ticket: Ticket,
    sheet: Sheet | None,
    *,
    fills: dict[str, str] | None = None,
    step: int = 0,
    begun: bool = False,
    status: int = 200,
) -> ResponseReturnValue:
    page = page_for(
        f"answers/{name}.html",
        get_session(),
        campaign,
        step=step,
        begun=begun,
        rehearsal=ticket.is_rehearsal,
    )
    values = filled_in(campaign, ticket, sheet) | (fills or {})
    values["query"] = tickets.carried(campaign, ticket)
    values["limits"] = str(escape(limits(campaign, now())))
    answer = page.response(values)
    answer.status_code = status
    return tickets.give(answer, campaign, ticket)
