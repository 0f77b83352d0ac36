"""What a person gets at once: their own profile, and the way back to it."""

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from surveys.keeping import withdraw_for_good
from surveys.linking.codes import asks_code
from surveys.models import Campaign
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.queries.campaigns import campaign_by_code, get_submission, open_batch
from surveys.queries.linking import code_of_ticket
from surveys.submission import get_sheet, save_draft
from surveys.tickets import Ticket
from webapp import tickets
from webapp.access import public
from webapp.clock import now
from webapp.database import get_session
from webapp.own_results import drawings_of, result_of
from webapp.room import here

bp = Blueprint("results", __name__, url_prefix="/r")


@bp.get("/<code>/<ticket>")
@public
def mine(code: str, ticket: str) -> ResponseReturnValue:
    """Show a person's own result, under the private link that only they hold."""
    campaign, held = held_at(code, ticket)
    session = get_session()
    sheet = get_sheet(session, held) or abort(404)
    sent = get_submission(session, held.hash)
    waiting = sent is not None and sent.batch == open_batch(session, campaign.id)
    result = result_of(session, campaign, sheet)
    page = render_template(
        "results/mine.html",
        campaign=campaign,
        ticket=held,
        result=result,
        drawings=drawings_of(result),
        is_sent=sent is not None,
        may_change=waiting,
        may_keep=sent is not None and campaign.mode == PSEUDONYMOUS,
        **linking(campaign, held, is_sent=sent is not None),
    )
    return Response(page, headers={"Referrer-Policy": "no-referrer"})


@bp.post("/<code>/<ticket>/change")
@public
def change(code: str, ticket: str) -> ResponseReturnValue:
    """Open the questionnaire again on this device, filled with what was sent."""
    campaign, held = held_at(code, ticket)
    get_sheet(get_session(), held) or abort(404)
    save_draft(get_session(), campaign, held, about=None, levels={}, now=now())
    get_session().commit()
    return tickets.give(redirect(f"/c/{campaign.code}", 303), campaign, held)


@bp.post("/<code>/<ticket>/withdraw")
@public
def take_back(code: str, ticket: str) -> ResponseReturnValue:
    """Withdraw what was sent, as long as no figure has been shown with it."""
    campaign, held = held_at(code, ticket)
    session, settings = get_session(), here().settings
    secret, folder = settings.secret_key, settings.folder
    withdraw_for_good(session, campaign, held, secret=secret, folder=folder, now=now())
    session.commit()
    page = Response(render_template("results/take_back.html", campaign=campaign))
    return tickets.forget(page, campaign)


@bp.get("/<code>/<ticket>/<any(change, withdraw):act>")
@public
def back(code: str, **_address: str) -> ResponseReturnValue:
    """Lead somebody who reloads, or reads in another language, what a form showed."""
    return redirect(url_for("answers.start", code=code))


def linking(campaign: Campaign, held: Ticket, *, is_sent: bool) -> dict[str, bool]:
    """Return whether a code is asked of who sent these answers, and whether one is kept."""
    asks = is_sent and asks_code(campaign)
    return {
        "asks_code": asks,
        "has_code": asks and code_of_ticket(get_session(), held.hash) is not None,
    }


def held_at(code: str, text: str) -> tuple[Campaign, Ticket]:
    """Return a campaign and the ticket in the address; 404 for one that we did not sign."""
    campaign = campaign_by_code(get_session(), code) or abort(404)
    return campaign, tickets.read(campaign, text) or abort(404)
