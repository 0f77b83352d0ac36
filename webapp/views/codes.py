"""The code by which a person's answers of two moments are put together, and its forgetting."""

from collections.abc import Mapping

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from referentiel.base import Refusal
from surveys.linking.codes import TooFewElements, asks_code, forget_code, keep_code
from surveys.linking.normalising import faults_in
from surveys.linking.prompts import FEWEST, PROMISE, PROMPTS, PURPOSE
from surveys.models import Campaign
from surveys.queries.linking import code_of_ticket
from surveys.submission import get_sheet
from surveys.tickets import Ticket
from webapp import tickets
from webapp.access import public
from webapp.database import get_session
from webapp.room import here
from webapp.said import said
from webapp.views.results import held_at

bp = Blueprint("codes", __name__, url_prefix="/r")
RESULT = "result"  # where a person came from, if not from sending


@bp.get("/<code>/<ticket>/code")
@public
def write(code: str, ticket: str) -> ResponseReturnValue:
    """Ask the twelve questions of a code, all of which may be passed."""
    campaign, held = sent_at(code, ticket)
    if not asks_code(campaign):
        return redirect(url_for("results.mine", code=code, ticket=ticket))
    return page_of(campaign, held, typed={}, faults={})


@bp.post("/<code>/<ticket>/code")
@public
def keep(code: str, ticket: str) -> ResponseReturnValue:
    """Keep the code, hashed; what is wrong is said beside each question, and nothing is lost."""
    campaign, held = sent_at(code, ticket)
    typed = {name: request.form.get(name, "")[:100] for name in PROMPTS}
    faults = faults_in(typed) if asks_code(campaign) else {}
    if faults:
        return page_of(campaign, held, typed=typed, faults=faults)
    try:
        keep_code(get_session(), campaign, held, typed, secret=here().settings.secret_key)
    except TooFewElements as refusal:
        return page_of(campaign, held, typed=typed, faults={}, lack=refusal)
    get_session().commit()
    return redirect(onward(campaign, held), 303)


@bp.post("/<code>/<ticket>/code/forget")
@public
def forget(code: str, ticket: str) -> ResponseReturnValue:
    """Delete the code; the answers stay, linked to nothing."""
    campaign, held = sent_at(code, ticket)
    forget_code(get_session(), held.hash)
    get_session().commit()
    return redirect(url_for("results.mine", code=campaign.code, ticket=held.text), 303)


@bp.get("/<code>/<ticket>/code/forget")
@public
def back(code: str, ticket: str) -> ResponseReturnValue:
    """Lead somebody who reloads what a form showed back to their result."""
    return redirect(url_for("results.mine", code=code, ticket=ticket))


def sent_at(code: str, text: str) -> tuple[Campaign, Ticket]:
    """Return a campaign and a ticket under which answers were sent, or rehearsed; else 404."""
    campaign, held = held_at(code, text)
    get_sheet(get_session(), held) or abort(404)
    return campaign, held


def onward(campaign: Campaign, held: Ticket) -> str:
    """Return where a person goes once the code is kept or passed."""
    if request.args.get("from") == RESULT:
        return url_for("results.mine", code=campaign.code, ticket=held.text)
    return tickets.onward("answers.thanks", campaign, held)


def page_of(
    campaign: Campaign,
    held: Ticket,
    *,
    typed: Mapping[str, str],
    faults: Mapping[str, Refusal],
    lack: Refusal | None = None,
) -> Response:
    """Return the page of a code with what was typed, and what is wrong beside it."""
    page = render_template(
        "codes/write.html",
        campaign=campaign,
        ticket=held,
        rehearsal=held.is_rehearsal,
        prompts=PROMPTS.values(),
        purpose=PURPOSE,
        promise=PROMISE,
        fewest=FEWEST,
        typed=typed,
        faults={name: said(fault) for name, fault in faults.items()},
        lack=said(lack) if lack else "",
        kept=code_of_ticket(get_session(), held.hash) is not None,
        onward=onward(campaign, held),
        origin=request.args.get("from", ""),
    )
    status = 422 if faults or lack else 200
    return Response(page, status=status, headers={"Referrer-Policy": "no-referrer"})
