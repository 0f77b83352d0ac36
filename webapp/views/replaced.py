"""At the old address of a campaign that another replaces: onward, with what was filled."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from surveys.models import Campaign
from surveys.opening import state_of
from surveys.queries.campaigns import campaign_to_answer, get_draft
from surveys.replacing import asks_the_same, carry_over, replacing
from surveys.submission import get_sheet
from webapp import tickets
from webapp.access import public
from webapp.clock import now
from webapp.database import get_session
from webapp.languages import offer
from webapp.room import here

bp = Blueprint("replaced", __name__, url_prefix="/c")


@bp.get("/<code>/replaced")
@public
def show(code: str) -> ResponseReturnValue:
    """Lead on to the campaign that replaces, or ask somebody who answered what to do with it."""
    old, new = _both(code)
    onward = redirect(url_for("answers.start", code=new.code))
    onward.headers["Cache-Control"] = "no-store"  # the replacement may be undone
    ticket = tickets.held(old)
    session = get_session()
    if ticket is None or get_sheet(session, ticket) is None:
        return onward
    return render_template(
        "replaced/show.html",
        campaign=old,
        new=new,
        state=state_of(new, now()),
        ticket=ticket,
        sent=get_draft(session, ticket.hash) is None,
        same=asks_the_same(old, new) and not ticket.is_rehearsal,
    )


@bp.post("/<code>/replaced")
@public
def carry(code: str) -> ResponseReturnValue:
    """Take what was filled into the campaign that replaces, to be gone over and sent there."""
    old, new = _both(code)
    ticket = tickets.presented(old)
    secret = here().settings.secret_key
    carried = carry_over(get_session(), old, new, ticket, secret=secret, now=now())
    get_session().commit()
    onward = redirect(tickets.onward("answers.start", new, carried), 303)
    return tickets.give(onward, new, carried)


def _both(code: str) -> tuple[Campaign, Campaign]:
    old = campaign_to_answer(get_session(), code.lower()) or abort(404)
    new = replacing(get_session(), old)
    if new is None:
        abort(redirect(url_for("answers.start", code=old.code)))
    offer(old.languages)
    return old, new
