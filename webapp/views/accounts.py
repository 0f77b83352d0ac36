"""Signing in and out."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from referentiel.people import Person
from surveys.accounts import WrongCredentials, authenticate
from webapp import access
from webapp.access import public
from webapp.admission import admit
from webapp.database import get_session
from webapp.demonstration import ACCOUNT
from webapp.forms.accounts import SignInForm
from webapp.room import here

bp = Blueprint("accounts", __name__, url_prefix="/account")


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Let a facilitator in, and lead them to the page they asked for."""
    onward = local_path(request.args.get("next", "")) or url_for("campaigns.index")
    if current_user.is_authenticated:
        return redirect(onward)
    form = SignInForm()
    person = recognised(form) if form.validate_on_submit() else None
    if person:
        return admit(person, method="password", onward=onward)
    account = ACCOUNT if here().settings.demonstration else None
    return render_template("accounts/sign_in.html", form=form, account=account)


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """Forget who was signed in."""
    access.sign_out()
    get_session().commit()
    flash(_("Vous êtes déconnecté·e."))
    return redirect(url_for("home.index"))


def recognised(form: SignInForm) -> Person | None:
    """Return the person of a filled form; None, with the reason beside the field, if wrong."""
    # A reading session: checking a password is slow on purpose, and must lock no writer out.
    with here().sessions(False) as session:
        try:
            return authenticate(session, form.email.data, form.password.data)
        except WrongCredentials as refusal:
            form.password.errors = [_(refusal.sentence)]
            return None


def local_path(target: str) -> str:
    """Return `target` if it is a path of this site, else nothing."""
    parts = urlsplit(target)
    plain = target.isprintable() and "\\" not in target and not target.startswith("//")
    inside = target.startswith("/") and not parts.scheme and not parts.netloc
    return target if plain and inside else ""
