"""Who may call what: a token in a header, never a cookie; each view of the API carries a mark.

The marks set the same rules as those of pages (`webapp.access`), and the standing of a token is
asked by the same questions: nothing here knows what belongs to whom.
"""

from collections.abc import Callable
from functools import wraps

from flask import Response, abort, g, request

from surveys.guard.attempts import network_of
from surveys.guard.rates import Limit, count_try
from surveys.guard.tokens import note_use, standing_of_token
from surveys.roles import Act, Standing
from webapp.access import PUBLIC
from webapp.api import problems
from webapp.api.reading import View, read_into
from webapp.clock import now
from webapp.database import get_session
from webapp.room import here

SCHEME = "bearer "


def public(view: View) -> View:
    """Open `view` to everyone: what it shows is public, or a ticket in the address is the proof."""
    read = read_into(view)

    @wraps(read)
    def open_to_all(**address: object) -> Response:
        count_call("")
        g.standing = Standing({})
        return read(**address)

    return _mark(open_to_all, PUBLIC)


def may(act: Act) -> Callable[[View], View]:
    """Open a view to the bearers of a token that may do `act` for some organisation."""

    def guarded(view: View) -> View:
        read = read_into(view)

        @wraps(read)
        def admitted(**address: object) -> Response:
            token = bearer()
            count_call(token)
            g.standing = standing_of(token)
            if not g.standing.organisations(act):
                abort(problems.problem(403))
            return read(**address)

        return _mark(admitted, act)

    return guarded


def _mark(view: View, rule: str) -> View:
    view.access = rule  # type: ignore[attr-defined]
    return view


def bearer() -> str:
    """Return the token of the request; empty without one."""
    said = request.headers.get("Authorization", "")
    return said[len(SCHEME) :].strip() if said[: len(SCHEME)].lower() == SCHEME else ""


def standing_of(token: str) -> Standing:
    """Return what a token may do; the request ends here if it does not serve."""
    found = standing_of_token(get_session(), token, now=now()) if token else None
    return found or abort(problems.of_token(401))


def count_call(token: str) -> None:
    """Count a call by its network and its token; both counts are kept whatever comes of it.

    They are counted before the request opens its own session, which may lock the base.

    Raises:
        TooOften: one call too many.
    """
    secret, calls = here().settings.secret_key, here().settings.api_calls
    per_network = Limit("api-network", most=2 * calls, seconds=60)
    with here().sessions(True) as counting:
        try:
            count_try(counting, secret, per_network, network_of(request.remote_addr), now=now())
            if token:
                per_token = Limit("api-token", most=calls, seconds=60)
                count_try(counting, secret, per_token, token, now=now())
                note_use(counting, token, now=now())
        finally:
            counting.commit()
