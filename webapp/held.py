"""What a browser holds some minutes and gives back once: a challenge, a state, a first proof."""

from collections.abc import Mapping
from datetime import UTC, datetime

from flask import session as cookie
from sqlalchemy.orm import Session

from surveys.guard.once import LIFE, AlreadyUsed, spend
from surveys.guard.sealing import new_token
from webapp.clock import now
from webapp.room import here

CREATION = "passkey to make"
REQUEST = "passkey to show"
PROVIDER = "provider"
PENDING = "second factor"

Values = Mapping[str, str | int | None]


def hold(what: str, values: Values | None = None) -> str:
    """Put `values` in the signed cookie, under a token that is returned; the last one counts."""
    token = new_token()
    cookie[what] = {**(values or {}), "token": token, "at": int(now().timestamp())}
    return token


def look(what: str) -> Values | None:
    """Return what the browser holds, its `token` and time `at` with it; None once it is too old."""
    held: Values | None = cookie.get(what)
    if held is None or now().timestamp() - int(held["at"] or 0) >= LIFE:
        return None
    return held


def take(session: Session, what: str) -> Values:
    """Take back what the browser holds, this once; the caller commits.

    Raises:
        AlreadyUsed: it holds nothing, held it too long, or gave it back before.
    """
    held = look(what)
    cookie.pop(what, None)
    if held is None:
        raise AlreadyUsed
    issued_at = datetime.fromtimestamp(int(held["at"] or 0), UTC)
    spend(session, here().settings.secret_key, str(held["token"]), issued_at=issued_at)
    return held
