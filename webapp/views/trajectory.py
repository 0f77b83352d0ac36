"""What a person said of themselves over time, from all the answers that they keep."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from surveys import keeping
from surveys.queries import space as read
from surveys.queries.notebook import count_notes
from webapp.access import person_here, signed_in
from webapp.clock import now
from webapp.database import get_session, write_here
from webapp.own_results import trajectory_shown

bp = Blueprint("trajectory", __name__, url_prefix="/me/progress")


@bp.get("/")
@signed_in
def show() -> ResponseReturnValue:
    """Show a person their own trajectory, and write that they read it."""
    write_here()
    session, person_id = get_session(), person_here().id
    own = read.kept_results(session, person_id)
    shown = trajectory_shown(session, own)
    hashes = [kept.ticket_hash for kept in own]
    keeping.note_trajectory(session, hashes, person_id=person_id, now=now())
    notes = count_notes(session, person_id)
    session.commit()
    return render_template("trajectory/show.html", notes=notes, **shown)
