"""Who may open what: every view carries one of these marks, and a test refuses one without.

What each role may do is written in one table, `surveys.roles.MAY`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from flask import Flask, Response, abort, after_this_request, g, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from referentiel.models import Version
from referentiel.people import Organisation, Person
from referentiel.queries import version_held_by, version_readable_by
from surveys.accounts import roles_of
from surveys.guard.sealing import hashed
from surveys.guard.sessions import FRESH, begin_session, end_session, mark_seen, recognise
from surveys.models import Campaign, WebSession
from surveys.queries.campaigns import campaign_of, campaign_read_by
from surveys.queries.organisations import organisation_of
from surveys.roles import Act, Standing
from webapp import marks
from webapp.browsers import browser_name
from webapp.clock import now
from webapp.database import READING, get_session
from webapp.room import here

View = Callable[..., ResponseReturnValue]
PUBLIC = "public"
SIGNED_IN = "signed in"


class SignedOut(Exception):
    """A filled form came from someone who is not signed in any more."""


class StaleProof(Exception):
    """A filled form that touches the account came long after its sender proved who they are."""


class Visitor(UserMixin):  # type: ignore[misc]  # flask-login carries no types
    """A signed-in person, as the pages know them; `id` is the token of their browser."""

    def __init__(self, token: str, person: Person, web_session: WebSession) -> None:
        self.id = token
        self.person = person
        self.web_session = web_session
        self.name = person.name
        self.person_id = person.id


def public(view: View) -> View:
    """Open `view` to everyone."""
    return _mark(view, PUBLIC)


def signed_in(view: View) -> View:
    """Open `view` to whoever is signed in: it shows what is theirs alone."""
    return _mark(_guarded(view, None), SIGNED_IN)


def may(act: Act) -> Callable[[View], View]:
    """Open a view to those whose role lets them do `act` for some organisation.

    Others are led to the sign-in page and back, or refused if they are signed in.

    Raises:
        SignedOut: the request carries a filled form, which leading elsewhere would lose.
    """
    return lambda view: _mark(_guarded(view, act), act)


def proved(view: View) -> View:
    """Have `view`, of who is signed in, opened only by who proved lately who they are.

    Others are led to prove it again, and back.

    Raises:
        StaleProof: the request carries a filled form, which leading elsewhere would lose.
    """

    @wraps(view)
    def fresh(*args: Any, **kwargs: Any) -> ResponseReturnValue:  # noqa: ANN401 -- any view
        if is_fresh():
            return view(*args, **kwargs)
        if request.form.keys() - {"csrf_token"}:
            raise StaleProof
        back = request.full_path if request.method == "GET" else url_for("own_account.index")
        return redirect(url_for("accounts.sign_in", again=1, next=back.rstrip("?")))

    return fresh


def _guarded(view: View, act: Act | None) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:  # noqa: ANN401 -- any view
        if not current_user.is_authenticated:
            if request.form.keys() - {"csrf_token"}:
                raise SignedOut
            back = request.full_path if request.method == "GET" else url_for("home.index")
            return redirect(url_for("accounts.sign_in", next=back.rstrip("?")))
        if act and not organisations_here(act):
            abort(403)
        return view(*args, **kwargs)

    return guarded


def _mark(view: View, rule: str) -> View:
    view.access = rule  # type: ignore[attr-defined]
    return view


def standing_here() -> Standing:
    """Return what the signed-in person may do; for somebody unknown, nothing."""
    if "standing" not in g:
        known = current_user.is_authenticated
        roles = roles_of(get_session(), current_user.person_id) if known else {}
        g.standing = Standing.of_roles(roles)
    return cast(Standing, g.standing)


def organisations_here(act: Act) -> frozenset[int]:
    """Return the ids of the organisations for which the signed-in person may do `act`."""
    return standing_here().organisations(act)


def person_here() -> Person:
    """Return the signed-in person; behind a mark that asks for one."""
    return cast(Person, current_user.person)


def own_campaign(campaign_id: int, act: Act) -> Campaign:
    """Return a campaign for which the person may do `act`; those of others are not found."""
    found = campaign_of(get_session(), campaign_id, organisations_here(act))
    return found or abort(404)


def own_organisation(organisation_id: int, act: Act) -> Organisation:
    """Return an organisation for which the person may do `act`; those of others are not found."""
    found = organisation_of(get_session(), organisation_id, organisations_here(act))
    return found or abort(404)


def readable_campaign(campaign_id: int, *, export: bool = False) -> Campaign:
    """Return a campaign whose report the person may read, or take away as a file.

    It is of their organisation, jointly controlled by it, or shared with it today.
    """
    organisations = organisations_here(Act.READ)
    found = campaign_read_by(
        get_session(), campaign_id, organisations, today=now().date(), export=export
    )
    return found or abort(404)


def readable_version(version_id: int) -> Version:
    """Return a version that was published, or a draft of one's organisations; others: not found."""
    own = organisations_here(Act.DISCUSS)
    return version_readable_by(get_session(), version_id, own) or abort(404)


def own_version(version_id: int, act: Act = Act.AUTHOR) -> Version:
    """Return a version for whose organisation the person may do `act`; others: not found."""
    found = version_held_by(get_session(), version_id, organisations_here(act))
    return found or abort(404)


def sign_in(person: Person, *, method: str, id_token: str | None = None) -> None:
    """Let the browser act for `person` from now on; what its cookie held before is forgotten.

    The session is flushed, not committed: the view that signs somebody in commits.
    """
    sign_out()
    token = begin_session(
        get_session(),
        person,
        method=method,
        browser=browser_name(request.user_agent.string),
        now=now(),
        id_token=id_token,
    )
    login_user(_visitor(token))

    @after_this_request
    def remember(response: Response) -> Response:
        return marks.remember(response, person.email)


def sign_out() -> None:
    """Let the browser act for nobody, and end its session in the base; the view commits."""
    if current_user.is_authenticated:
        ended = hashed(current_user.id)
        end_session(get_session(), ended, current_user.person_id, now=now())
    logout_user()
    cookie.clear()
    g.pop("standing", None)


def is_fresh() -> bool:
    """Say whether the person showed recently who they are, as changes to an account ask."""
    proved_at = current_user.web_session.proved_at
    return bool(now() - proved_at <= FRESH)


def _visitor(token: str) -> Visitor | None:
    found = recognise(get_session(), token, now=now())
    if found is None:
        return None
    if found.web_session.seen_on < now().date():
        _mark_seen(found.web_session)
    return Visitor(token, found.person, found.web_session)


def _mark_seen(web_session: WebSession) -> None:
    # Once a day, and only while a page is read: a view that writes holds the lock already.
    if request.method in READING:
        with here().sessions(True) as session, session.begin():
            mark_seen(session, web_session.token_hash, now=now())


def watch(app: Flask) -> None:
    """Let `app` recognise signed-in people by the token in their cookie."""
    manager = LoginManager(app)
    manager.user_loader(_visitor)
    app.jinja_env.globals["may"] = lambda act: bool(organisations_here(Act(act)))
    app.jinja_env.globals["may_for"] = lambda act, organisation: (
        organisation in organisations_here(Act(act))
    )
