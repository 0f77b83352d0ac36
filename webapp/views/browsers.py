"""The browsers in which a person is signed in: seen, and signed out one by one or all at once."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from surveys.guard.audit import record
from surveys.guard.sessions import end_other_sessions, end_session, sessions_of
from webapp.access import person_here, signed_in
from webapp.clock import now
from webapp.database import get_session

bp = Blueprint("browsers", __name__, url_prefix="/account/sessions")


@bp.get("/")
@signed_in
def index() -> ResponseReturnValue:
    """List the browsers in which the person is signed in."""
    return render_template(
        "browsers/index.html",
        sessions=sessions_of(get_session(), person_here().id, now=now()),
        own=current_user.web_session.token_hash,
    )


@bp.post("/end")
@signed_in
def end() -> ResponseReturnValue:
    """Sign one browser out; that of another person is left alone."""
    ended = hash_in(request.form.get("which", ""))
    end_session(get_session(), ended, person_here().id, now=now())
    record(get_session(), "account.session_ended", now=now(), person_id=person_here().id)
    get_session().commit()
    flash(_("Ce navigateur est déconnecté."))
    return redirect(url_for(".index"), 303)


@bp.post("/end-others")
@signed_in
def end_others() -> ResponseReturnValue:
    """Sign out every browser but this one."""
    kept = current_user.web_session.token_hash
    end_other_sessions(get_session(), person_here().id, now=now(), kept=kept)
    record(get_session(), "account.sessions_ended", now=now(), person_id=person_here().id)
    get_session().commit()
    flash(_("Tous les autres navigateurs sont déconnectés."))
    return redirect(url_for(".index"), 303)


def hash_in(text: str) -> bytes:
    """Return the name of a session as its form gives it."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        abort(400)
