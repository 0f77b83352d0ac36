"""What a write of the API answered, kept a day under the caller's key: a retry gets it again.

The answer is sealed under the key, of which only a hash is kept: it may hold a ticket, which nobody
who reads the base may learn.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from surveys.guard.sealing import keyed, seal, unseal
from surveys.models import Idempotency
from surveys.upsert import upsert

KEPT = timedelta(hours=24)


class KeyUsedOtherwise(Refusal):
    sentence = french(
        "Cette clé d’idempotence a déjà servi pour une autre demande. Prenez-en une nouvelle."
    )


class StillAnswering(Refusal):
    sentence = french("Cette demande est encore en cours. Recommencez dans quelques secondes.")


@dataclass(frozen=True)
class Attempt:
    """One request made under a key: by whom, and what it asks (method, address and body)."""

    secret: str
    who: str
    key: str
    asked: str

    @property
    def key_hash(self) -> bytes:
        return keyed(self.secret, "idempotency", f"{self.who}:{self.key}")

    @property
    def request_hash(self) -> bytes:
        return keyed(self.secret, f"idempotency:{self.key}", self.asked)


@dataclass(frozen=True)
class Answered:
    """What was answered."""

    status: int
    body: str


def begin(session: Session, attempt: Attempt, *, now: datetime) -> Answered | None:
    """Return what was answered to this very request; None, and the key taken, at the first try.

    While another transaction answers the same request, this waits for its end.

    Raises:
        KeyUsedOtherwise: the key was given with another request.
        StillAnswering: the first try did not settle.
    """
    forget_old_keys(session, now=now)
    row = {
        "key_hash": attempt.key_hash,
        "request_hash": attempt.request_hash,
        "status": 0,
        "body": b"",
        "created_at": now,
    }
    if session.connection().scalar(upsert(session, Idempotency), row) is not None:
        return None
    kept = session.scalar(select(Idempotency).where(Idempotency.key_hash == attempt.key_hash))
    if kept is None or kept.request_hash != attempt.request_hash:
        raise KeyUsedOtherwise
    body = unseal(attempt.secret, f"idempotency:{attempt.key}", kept.body)
    if body is None:
        raise StillAnswering
    return Answered(kept.status, body)


def settle(session: Session, attempt: Attempt, answered: Answered) -> None:
    """Keep what was answered, in the transaction of the act itself."""
    body = seal(attempt.secret, f"idempotency:{attempt.key}", answered.body)
    session.execute(
        update(Idempotency)
        .where(Idempotency.key_hash == attempt.key_hash)
        .values(status=answered.status, body=body)
    )


def forget_old_keys(session: Session, *, now: datetime) -> None:
    """Delete the answers that are kept no longer."""
    session.execute(delete(Idempotency).where(Idempotency.created_at < now - KEPT))
