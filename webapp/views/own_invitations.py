"""The campaigns that wait for who is signed in: a way in without the letter."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from surveys.inviting.exchange import OpenedAlready
from surveys.queries.inviting import asked_of, waiting_for
from webapp.access import person_here, signed_in
from webapp.clock import now
from webapp.database import get_session
from webapp.views.invited import entered

bp = Blueprint("own_invitations", __name__, url_prefix="/me/invitations")


@bp.get("/")
@signed_in
def index() -> ResponseReturnValue:
    """List the open campaigns to which one's address is invited, and that one has not opened."""
    asked = waiting_for(get_session(), person_here().email, now=now())
    return render_template("own_invitations/index.html", asked=asked)


@bp.post("/<code>")
@signed_in
def enter(code: str) -> ResponseReturnValue:
    """Open the questionnaire, as the link of the letter does, once."""
    found = asked_of(get_session(), person_here().email, code, now=now()) or abort(404)
    try:
        return entered(found.campaign, found.invitee)
    except OpenedAlready:  # in another tab, since the page was read
        return redirect(url_for(".index"), 303)
