"""What a browser carries to be told apart while somebody signs in: two cookies, read nowhere else.

« asking » names the browser that asked for a letter, for as long as the letter lives. « known »
proves that somebody signed in to an address from this browser before: its wrong tries are counted
apart from those of its network. It tells nobody which address that is.
"""

import hmac
from base64 import urlsafe_b64encode
from typing import TypeVar

from flask import request
from werkzeug.wrappers import Response

from surveys.accounts import folded
from surveys.guard.attempts import Place, network_of
from surveys.guard.letters import LIFE
from surveys.guard.sealing import keyed, new_token
from webapp.room import here

Answer = TypeVar("Answer", bound=Response)

ASKING = "asking"
KNOWN = "known"
PATH = "/account"
KNOWN_FOR = 180 * 24 * 3600  # seconds
MOST_KNOWN = 5  # people who share a browser
MARK_LENGTH = 22  # 132 bits


def place_of(email: str) -> Place:
    """Return where the request comes from, as far as tries for `email` count."""
    name, marks = _known()
    own = name and any(hmac.compare_digest(mark, _mark(name, email)) for mark in marks)
    return Place(network_of(request.remote_addr), browser=name if own else "")


def asking() -> str:
    """Return the token of the browser that asks for a letter, or that asked for one before."""
    return request.cookies.get(_name(ASKING), "") or new_token()


def asked() -> str:
    """Return the token of the browser, if it asked for a letter; else nothing."""
    return request.cookies.get(_name(ASKING), "")


def let_wait(response: Answer, browser: str) -> Answer:
    """Let the browser wait for its letter."""
    _give(response, ASKING, browser, int(LIFE.total_seconds()))
    return response


def remember(response: Answer, email: str) -> Answer:
    """Let the browser prove, another time, that somebody signed in to `email` from it."""
    name, marks = _known()
    name = name or new_token()
    mark = _mark(name, email)
    kept = [mark, *(other for other in marks if other != mark)][:MOST_KNOWN]
    _give(response, KNOWN, ".".join([name, *kept]), KNOWN_FOR)
    return response


def _known() -> tuple[str, list[str]]:
    text = request.cookies.get(_name(KNOWN), "")
    if not text.isascii():
        return "", []
    name, *marks = text.split(".")
    return name, marks[:MOST_KNOWN]


def _mark(name: str, email: str) -> str:
    secret = here().settings.secret_key
    digest = keyed(secret, "known browser", f"{name}:{folded(email)}")
    return urlsafe_b64encode(digest).decode()[:MARK_LENGTH]


def _give(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        _name(name),
        value,
        max_age=seconds,
        path=PATH,
        samesite="Lax",
        httponly=True,
        secure=request.is_secure,
    )


def _name(name: str) -> str:
    return f"__Secure-{name}" if request.is_secure else name
