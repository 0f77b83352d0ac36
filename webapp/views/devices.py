"""Answering on devices: without network for a while, and from one device to another."""

import segno
from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from referentiel.base import Refusal
from surveys.errors import InvalidTicket
from surveys.models import Campaign
from surveys.queries.campaigns import get_draft, get_submission
from surveys.question_types.base import PREFIX
from surveys.submission import Sheet, get_sheet, is_sent, submit
from surveys.tickets import Ticket
from webapp import tickets
from webapp.access import public
from webapp.answering import campaign_at, empty_sheet
from webapp.assets import asset
from webapp.clock import now
from webapp.database import get_session
from webapp.filling import delivered_sheet, keep_whole
from webapp.room import here
from webapp.said import said
from webapp.views.answers import MAX_FORM

bp = Blueprint("devices", __name__)
Answer = tuple[dict[str, object], int]


@bp.get("/service-worker.js")
@public
def worker() -> ResponseReturnValue:
    """Give the service worker of the questionnaires; it changes when its scripts do."""
    parts = ", ".join(f'"{asset(name)}"' for name in ("device.js", "worker.js"))
    headers = {"Cache-Control": "no-cache"}
    return Response(f"importScripts({parts});", mimetype="text/javascript", headers=headers)


@bp.get("/c/<code>/offline")
@public
def sheet(code: str) -> ResponseReturnValue:
    """Show the empty questionnaire that devices keep: the same for everybody, without a ticket."""
    campaign = campaign_at(code)
    return empty_sheet(get_session(), campaign).response({})


@bp.post("/c/<code>/offline")
@public
def deliver(code: str) -> ResponseReturnValue:
    """Take in what a device kept; sent once, it counts once, and each retry gets the same answer.

    The ticket written in it is the one that counts, not that of the cookie: somebody else may have
    taken up the device since.
    """
    request.max_content_length = MAX_FORM
    campaign = campaign_at(code)
    ticket = tickets.written(campaign)
    try:
        return _taken_in(campaign, ticket)
    except InvalidTicket:
        raise
    except Refusal as refusal:
        return {"sentence": said(refusal)}, 409


@bp.get("/c/<code>/elsewhere")
@public
def elsewhere(code: str) -> ResponseReturnValue:
    """Show the way to the same answers on another device: a drawing to scan, a code to type."""
    campaign = campaign_at(code)
    ticket = tickets.held(campaign)
    if ticket is None:
        return redirect(url_for("answers.start", code=campaign.code))
    kept, is_receipt = _state_of(ticket)
    link = _result_link(campaign, ticket) if is_receipt else _resume_link(campaign, ticket)
    page = render_template(
        "devices/elsewhere.html",
        campaign=campaign,
        ticket=ticket,
        kept=kept,
        is_receipt=is_receipt,
        link=link,
        drawing=segno.make(link, error="m", micro=False).svg_data_uri(border=4, light="#fff"),
        query=tickets.carried(campaign, ticket),
    )
    return Response(page, headers={"Referrer-Policy": "no-referrer"})


def _state_of(ticket: Ticket) -> tuple[bool, bool]:
    """Return whether answers are begun and kept, and whether they were sent."""
    session = get_session()
    kept = get_draft(session, ticket.hash) is not None
    return kept, not kept and get_submission(session, ticket.hash) is not None


def _taken_in(campaign: Campaign, ticket: Ticket) -> Answer:
    session = get_session()
    if is_sent(session, ticket):
        return {"sent": True}, 200
    known = get_sheet(session, ticket) or Sheet.empty(len(campaign.questionnaire.items))
    whole = delivered_sheet(campaign, known)
    keep_whole(campaign, ticket, whole.sheet)
    session.commit()
    if whole.problems:
        wrong = {f"{PREFIX}{code}": said(why) for code, why in whole.problems.items()}
        return {"sentence": next(iter(wrong.values())), "problems": wrong}, 422
    if request.form.get("act") != "send":
        return {"sent": False}, 200
    shown = request.form.get("notice", -1, type=int)
    submit(session, campaign, ticket, whole.sheet, notice=shown, now=now())
    session.commit()
    return {"sent": True}, 200


def _site() -> str:
    return here().settings.public_url or request.host_url.rstrip("/")


def _result_link(campaign: Campaign, ticket: Ticket) -> str:
    return _site() + url_for("results.mine", code=campaign.code, ticket=ticket.text)


def _resume_link(campaign: Campaign, ticket: Ticket) -> str:
    """Return the start with the code behind a #, which browsers send to nobody."""
    return f"{_site()}{url_for('answers.start', code=campaign.code)}#{ticket.code}"
