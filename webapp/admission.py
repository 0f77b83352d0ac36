"""From a first proof of who somebody is to a session of their own."""

from dataclasses import dataclass
from datetime import datetime

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from referentiel.people import Person
from surveys.guard.audit import record
from surveys.guard.one_time import asks_code
from webapp import access
from webapp.clock import now
from webapp.database import get_session
from webapp.held import PENDING, hold, look, take

SIGNED_IN_ACT = "account.signed_in"
LONGEST_ID_TOKEN = 2500  # characters; the cookie that holds it has room for little more


@dataclass(frozen=True)
class Pending:
    """Somebody whose second factor is awaited; they may do nothing else yet."""

    person: Person
    method: str
    onward: str
    id_token: str | None


def admit(
    person: Person,
    *,
    method: str,
    onward: str,
    id_token: str | None = None,
    proven: bool = False,
    proved_at: datetime | None = None,
) -> ResponseReturnValue:
    """Sign `person` in, commit, and lead them `onward`, a path of this site.

    Who has an authenticator is asked for its code first, unless they are `proven`: what they showed
    was two factors already. `proved_at` is when they showed it, if not now.
    """
    if proven or not asks_code(get_session(), person.id):
        pending = Pending(person, method, onward, id_token)
        return _enter(pending, shown=method, proved_at=proved_at)
    access.sign_out()
    get_session().commit()
    kept = id_token if id_token and len(id_token) <= LONGEST_ID_TOKEN else None
    hold(PENDING, {"person": person.id, "method": method, "onward": onward, "id_token": kept})
    return redirect(url_for("factors.second"), 303)


def pending_here() -> Pending | None:
    """Return who has given a first proof in this browser in the last minutes."""
    held = look(PENDING)
    person = get_session().get(Person, held["person"]) if held else None
    if held is None or person is None:
        return None
    id_token = held["id_token"]
    token = None if id_token is None else str(id_token)
    return Pending(person, str(held["method"]), str(held["onward"]), token)


def complete(pending: Pending, *, factor: str) -> ResponseReturnValue:
    """Sign in who has shown the second factor too; what was held serves no more."""
    take(get_session(), PENDING)
    return _enter(pending, shown=f"{pending.method}+{factor}")


def _enter(who: Pending, *, shown: str, proved_at: datetime | None = None) -> ResponseReturnValue:
    access.sign_in(who.person, method=who.method, id_token=who.id_token)
    if proved_at is not None:
        current_user.web_session.proved_at = proved_at
    record(get_session(), SIGNED_IN_ACT, now=now(), person_id=who.person.id, subject=shown)
    get_session().commit()
    return redirect(who.onward, 303)
