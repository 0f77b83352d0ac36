"""A personal link to answer a campaign: it says so, and serves once, at the press of a button."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from surveys.inviting.exchange import OpenedAlready, exchange, invitee_by_token
from surveys.inviting.invitees import remove
from surveys.models import Campaign, Invitee
from surveys.models.campaigns import ANONYMOUS
from surveys.opening import State, state_of
from surveys.queries.inviting import campaign_of_invitee
from webapp import tickets
from webapp.access import public
from webapp.answering import minutes
from webapp.clock import now
from webapp.database import get_session
from webapp.promises import promise_of
from webapp.room import here
from webapp.scrubbing import scrub

bp = Blueprint("invited", __name__, url_prefix="/i")
UNSEEN = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}


@bp.route("/<token>", methods=["GET", "POST"])
@public
def show(token: str) -> ResponseReturnValue:
    """Say who asks and why; open the questionnaire for whoever presses the button.

    Programs that scan mail open links, and press nothing.
    """
    session = get_session()
    invitee = invitee_by_token(session, token)
    campaign = campaign_of_invitee(session, invitee)
    status = 200
    if request.method == "POST" and state_of(campaign, now()) == State.OPEN:
        try:
            return entered(campaign, invitee)
        except OpenedAlready:
            session.rollback()
            session.refresh(invitee)
            status = 409
    return _shown(campaign, invitee, token, status)


@bp.post("/<token>/leave")
@public
def leave(token: str) -> ResponseReturnValue:
    """Erase the address of somebody who wants no more letters; their answers are not concerned."""
    session, settings = get_session(), here().settings
    invitee = invitee_by_token(session, token)
    campaign = campaign_of_invitee(session, invitee)
    remove(
        session,
        campaign,
        invitee,
        by=None,
        secret=settings.secret_key,
        folder=settings.folder,
        now=now(),
    )
    session.commit()
    scrub(session)
    flash(_("Votre adresse est effacée de cette liste. Aucune autre lettre ne partira."))
    return redirect(url_for("home.index"), 303)


def entered(campaign: Campaign, invitee: Invitee) -> Answer:
    """Exchange an invitation for a ticket, in a transaction of its own, and lead to the start.

    An anonymous ticket travels in the cookie alone: in an address, it would stand in the log of a
    proxy, one line after the link.

    Raises:
        CampaignNotOpen, CampaignClosed, OpenedAlready: as `exchange`.
    """
    session = get_session()
    ticket = exchange(session, campaign, invitee, secret=here().settings.secret_key, now=now())
    session.commit()
    if campaign.mode == ANONYMOUS:
        onward = url_for("answers.start", code=campaign.code)
    else:
        onward = tickets.onward("answers.start", campaign, ticket)
    return tickets.give(redirect(onward, 303), campaign, ticket)


def _shown(campaign: Campaign, invitee: Invitee, token: str, status: int) -> Response:
    page = render_template(
        "invited/show.html",
        campaign=campaign,
        invitee=invitee,
        token=token,
        state=state_of(campaign, now()),
        minutes=minutes(campaign),
        shown=promise_of(get_session(), campaign),
    )
    return Response(page, status=status, headers=UNSEEN)
