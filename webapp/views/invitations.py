"""Accepting an invitation that came by mail."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from surveys.invitations import accept as accepted
from surveys.invitations import invitation_by_token
from surveys.models import Invitation
from surveys.queries.organisations import person_by_email
from webapp.access import public
from webapp.admission import admit
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.organisations import AcceptForm
from webapp.languages import current_language

bp = Blueprint("invitations", __name__, url_prefix="/invitations")


@bp.route("/<token>", methods=["GET", "POST"])
@public
def accept(token: str) -> ResponseReturnValue:
    """Say what is offered and by whom; once accepted, sign the person in."""
    session = get_session()
    invitation = invitation_by_token(session, token, now=now())
    known = person_by_email(session, invitation.email)
    form = AcceptForm()
    if known:
        del form.name
    if form.validate_on_submit():
        name = known.name if known else form.name.data
        language = current_language()
        person = accepted(session, invitation, name=name, language=language, now=now())
        onward = "organisations.index" if invitation.organisation_id else "organisations.create"
        return admit(person, method="letter", onward=url_for(onward))
    other = other_account(invitation)
    return render_template(
        "invitations/accept.html", invitation=invitation, known=known, form=form, other=other
    )


def other_account(invitation: Invitation) -> str:
    """Return the address of who is signed in, where the invitation is somebody else's."""
    known_as = str(current_user.person.email) if current_user.is_authenticated else ""
    return known_as if known_as != invitation.email else ""
