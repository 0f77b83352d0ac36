"""Tokens for programs: one's own and those of an organisation, made, listed and revoked."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys.guard.tokens import Holder, UnfitToken, make_token, revoke_token, tokens_of
from surveys.roles import Act
from webapp.access import may, own_organisation, person_here, proved, signed_in
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.tokens import SCOPES, TokenForm

bp = Blueprint("tokens", __name__)


@bp.route("/account/tokens", methods=["GET", "POST"])
@signed_in
@proved
def mine() -> ResponseReturnValue:
    """List one's own tokens, and make one: its text is shown on this page only."""
    holder, form = Holder(person_id=person_here().id), TokenForm()
    made = made_for(holder, form) if form.validate_on_submit() else ""
    return render_template("tokens/mine.html", **listed(holder, form, made))


@bp.post("/account/tokens/<int:token_id>/revoke")
@signed_in
def revoke_mine(token_id: int) -> ResponseReturnValue:
    """End one of one's own tokens at once."""
    end(token_id, Holder(person_id=person_here().id))
    return redirect(url_for(".mine"), 303)


@bp.route("/organisations/<int:organisation_id>/tokens", methods=["GET", "POST"])
@may(Act.ADMINISTER)
@proved
def of_organisation(organisation_id: int) -> ResponseReturnValue:
    """List the tokens of an organisation, and make one: its text is shown on this page only."""
    organisation = own_organisation(organisation_id, Act.ADMINISTER)
    holder, form = Holder(organisation_id=organisation.id), TokenForm()
    made = made_for(holder, form) if form.validate_on_submit() else ""
    shown = listed(holder, form, made)
    return render_template("tokens/of_organisation.html", organisation=organisation, **shown)


@bp.post("/organisations/<int:organisation_id>/tokens/<int:token_id>/revoke")
@may(Act.ADMINISTER)
def revoke(organisation_id: int, token_id: int) -> ResponseReturnValue:
    """End a token of an organisation at once."""
    organisation = own_organisation(organisation_id, Act.ADMINISTER)
    end(token_id, Holder(organisation_id=organisation.id))
    return redirect(url_for(".of_organisation", organisation_id=organisation.id), 303)


def made_for(holder: Holder, form: TokenForm) -> str:
    """Return the text of the token that a valid form asks for; "", with the reason, if refused."""
    try:
        made = make_token(
            get_session(),
            holder,
            name=form.name.data,
            scopes=form.scopes.data,
            days=int(form.days.data),
            maker_id=person_here().id,
            now=now(),
        )
    except UnfitToken as refusal:
        form.refuse(refusal)
        return ""
    get_session().commit()
    return made


def end(token_id: int, holder: Holder) -> None:
    """Revoke a token of a holder and commit; another's is not found."""
    ended = revoke_token(
        get_session(), token_id, holder, revoker_id=person_here().id, now=now()
    ) or abort(404)
    get_session().commit()
    flash(_("Le jeton « %(name)s » ne sert plus.", name=ended.name))


def listed(holder: Holder, form: TokenForm, made: str) -> dict[str, object]:
    """Return what the page of a holder's tokens shows; its form is empty again once it served."""
    return {
        "form": TokenForm(formdata=None) if made else form,
        "made": made,
        "tokens": tokens_of(get_session(), holder),
        "words": {str(act): label for act, label in SCOPES.items()},
        "moment": now(),
    }
