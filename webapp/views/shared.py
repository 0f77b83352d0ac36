"""Results and trajectories that their author shows, under links that they may end."""

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from surveys.keeping import note_reading, note_trajectory
from surveys.queries.showing import SharedTrajectory, shared_trajectory
from surveys.queries.space import SharedResult, shared_result
from webapp.access import public
from webapp.clock import now
from webapp.database import get_session
from webapp.own_results import drawings_of, sent_result, trajectory_shown

bp = Blueprint("shared", __name__, url_prefix="/shared")
UNSEEN = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}


@bp.route("/<token>", methods=["GET", "POST"])
@public
def show(token: str) -> ResponseReturnValue:
    """Say what the result may be read for; then show it, and write for its author that it was.

    Opening the link reads nothing yet: programs that scan mail open every link.
    """
    found = shared_result(get_session(), token, today=now().date()) or abort(404)
    values = read_values(found) if request.method == "POST" else {"result": None}
    page = render_template("shared/show.html", found=found, **values)
    return Response(page, headers=UNSEEN)


@bp.route("/trajectory/<token>", methods=["GET", "POST"])
@public
def trajectory(token: str) -> ResponseReturnValue:
    """Say what a trajectory may be read for; then show it, and write for its author that it was."""
    link = shared_trajectory(get_session(), token, today=now().date()) or abort(404)
    values = trajectory_values(link) if request.method == "POST" else {"found": None}
    page = render_template("shared/trajectory.html", link=link, **values)
    return Response(page, headers=UNSEEN)


def trajectory_values(link: SharedTrajectory) -> dict[str, object]:
    """Return what the page shows of a trajectory, once its reading is written."""
    session, share = get_session(), link.share
    hashes = [kept.ticket_hash for kept in link.kept]
    note_trajectory(session, hashes, person_id=share.person_id, reader=share.reader, now=now())
    shown = trajectory_shown(session, link.kept)
    session.commit()
    return shown


def read_values(found: SharedResult) -> dict[str, object]:
    """Return what the page shows of a result, once its reading is written."""
    session, share = get_session(), found.share
    note_reading(
        session, share.ticket_hash, person_id=share.person_id, reader=share.reader, now=now()
    )
    result = sent_result(session, found.campaign, share.ticket_hash)
    session.commit()
    return {"result": result, "drawings": drawings_of(result)}
