"""Who may open what: every view carries one of these marks, and a test refuses one without."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, abort, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from referentiel.people import Person
from surveys.accounts import organisations_of, person_by_id
from surveys.models import Campaign
from surveys.queries.campaigns import get_campaign
from webapp.database import get_session

View = Callable[..., ResponseReturnValue]


class SignedOut(Exception):
    """A filled form came from someone who is not signed in any more."""


class Visitor(UserMixin):  # type: ignore[misc]  # flask-login carries no types
    """A signed-in person, as the pages know them."""

    def __init__(self, person_id: int, name: str) -> None:
        self.id = person_id
        self.name = name


def public(view: View) -> View:
    """Open `view` to everyone."""
    return _mark(view, "public")


def facilitator(view: View) -> View:
    """Open `view` to signed-in facilitators; others are led to the sign-in page and back.

    Raises:
        SignedOut: the request carries a filled form, which leading elsewhere would lose.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:  # noqa: ANN401 -- any view
        if not current_user.is_authenticated:
            if request.form.keys() - {"csrf_token"}:
                raise SignedOut
            back = request.full_path if request.method == "GET" else url_for("campaigns.index")
            return redirect(url_for("accounts.sign_in", next=back.rstrip("?")))
        return view(*args, **kwargs)

    return _mark(guarded, "facilitator")


def _mark(view: View, rule: str) -> View:
    view.access = rule  # type: ignore[attr-defined]
    return view


def organisations_here() -> frozenset[int]:
    """Return the ids of the organisations for which the signed-in person acts."""
    return organisations_of(get_session(), int(current_user.get_id()))


def sign_in(person: Person) -> None:
    """Let the browser act for `person` from now on; what its cookie held before is forgotten."""
    cookie.clear()
    login_user(Visitor(person.id, person.name))


def sign_out() -> None:
    """Let the browser act for nobody."""
    logout_user()
    cookie.clear()


def own_campaign(campaign_id: int) -> Campaign:
    """Return a campaign of the organisations here; those of others are not found."""
    campaign = get_campaign(get_session(), campaign_id)
    if campaign is None or campaign.organisation_id not in organisations_here():
        abort(404)
    return campaign


def watch(app: Flask) -> None:
    """Let `app` recognise signed-in people."""
    manager = LoginManager(app)

    @manager.user_loader  # type: ignore[untyped-decorator]  # flask-login carries no types
    def load(person_id: str) -> Visitor | None:
        person = person_by_id(get_session(), int(person_id))
        return Visitor(person.id, person.name) if person else None
