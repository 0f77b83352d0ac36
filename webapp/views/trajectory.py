"""What a person said of themselves over time, from all the answers that they keep."""

from collections.abc import Mapping

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys import keeping
from surveys.queries import showing
from surveys.queries import space as read
from surveys.queries.notebook import count_notes
from surveys.roles import Act
from surveys.showing import end_trajectory_share, share_trajectory
from webapp.access import organisations_here, person_here, signed_in
from webapp.clock import now
from webapp.database import get_session, write_here
from webapp.forms.space import TrajectoryShareForm
from webapp.own_results import trajectory_shown
from webapp.said import said

bp = Blueprint("trajectory", __name__, url_prefix="/me/progress")
MAX_FORM = 64 * 1024


@bp.before_request
def limit_form() -> None:
    """Refuse forms that are larger than any of ours."""
    request.max_content_length = MAX_FORM


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


@bp.route("/share", methods=["GET", "POST"])
@signed_in
def share() -> ResponseReturnValue:
    """Show some of one's answers to somebody one names, under a link that is shown once."""
    own = {kept.campaign.code: kept for kept in read.kept_results(get_session(), person_here().id)}
    peer, today = peer_asked(), now().date()
    known = {"until": today + keeping.USUAL_SHARE, "reader": peer.name if peer else ""}
    form = TrajectoryShareForm(data=known | {"results": list(own)}).offer(own.values())
    link = link_made(form, own) if own and form.validate_on_submit() else ""
    return render_template(
        "trajectory/share.html",
        form=form if own else None,
        link=link,
        peer=peer,
        shares=showing.trajectory_shares(get_session(), person_here().id),
        today=today,
    )


@bp.post("/shares/<int:share_id>/end")
@signed_in
def end_share(share_id: int) -> ResponseReturnValue:
    """Close a link at once."""
    session = get_session()
    found = showing.own_trajectory_share(session, person_here().id, share_id) or abort(404)
    end_trajectory_share(session, found, now=now())
    session.commit()
    flash(_("Ce lien ne montre plus rien."))
    return redirect(url_for(".share"), 303)


def peer_asked() -> read.Helper | None:
    """Return the peer that the address names, if they offer help where the person is a member."""
    asked = request.args.get("peer", type=int)
    helpers = read.helpers_in(get_session(), organisations_here(Act.MEET)) if asked else []
    return next((helper for helper in helpers if helper.person_id == asked), None)


def link_made(form: TrajectoryShareForm, own: Mapping[str, read.KeptResult]) -> str:
    """Return the link of a new share; nothing, with the reason beside the field, if refused."""
    session = get_session()
    try:
        token = share_trajectory(
            session,
            [own[code].ticket_hash for code in form.results.data],
            person_id=person_here().id,
            reader=form.reader.data,
            until=form.until.data,
            now=now(),
        )
    except (keeping.ShareOver, keeping.ShareTooLong) as refusal:
        form.until.errors = [said(refusal)]
        return ""
    session.commit()
    return url_for("shared.trajectory", token=token, _external=True)
