"""Following a report: the letter at each release is asked for, and stopped from the letter."""

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from surveys.followers import follower_with, unfollow
from surveys.models import Campaign
from webapp.access import public
from webapp.database import get_session
from webapp.room import here

bp = Blueprint("followed", __name__, url_prefix="/followed")
UNSEEN = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}


@bp.route("/<token>", methods=["GET", "POST"])
@public
def stop(token: str) -> ResponseReturnValue:
    """Ask whether to stop the letters; stop them at once for a button, or for a mail program.

    Opening the link changes nothing: programs that scan mail open every link (RFC 8058).
    """
    session = get_session()
    found = follower_with(session, here().settings.secret_key, token) or abort(404)
    campaign = session.get_one(Campaign, found.campaign_id)
    if request.method == "POST":
        unfollow(session, found)
        session.commit()
    page = render_template(
        "followed/stop.html", campaign=campaign, stopped=request.method == "POST"
    )
    return Response(page, headers=UNSEEN)
