"""How often something may be tried: counted in the base, so that every process counts alike."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from surveys.guard.sealing import keyed
from surveys.models import Rate
from surveys.upsert import upsert

DAY = 24 * 60 * 60  # seconds: no window is longer


class TooOften(Refusal):
    sentence = french(
        "Trop d’essais en peu de temps. Attendez %(minutes)s min, puis essayez de nouveau."
    )


@dataclass(frozen=True)
class Limit:
    """At most `most` tries of `what` in each window of so many `seconds`, for each key."""

    what: str
    most: int
    seconds: int

    def __post_init__(self) -> None:
        if self.seconds > DAY:
            raise ValueError("counts are kept for a day")


def count_try(session: Session, secret: str, limit: Limit, who: str, *, now: datetime) -> None:
    """Count one try by `who`; raise TooOften when it is one too many.

    The caller commits even then, in a session of its own: a refused act must still be counted.
    """
    key = {"key_hash": _key(secret, limit, who), "window": _window(limit, now)}
    add_one = upsert(session, Rate, ("key_hash", "window"), add=("n",))
    session.connection().execute(add_one, key | {"n": 1})
    if _tried(session, secret, limit, who, now) > limit.most:
        raise _too_often(limit, now)


def check_tries(session: Session, secret: str, limit: Limit, who: str, *, now: datetime) -> None:
    """Raise TooOften where no try is left to `who`; count nothing, as where only failures count."""
    if _tried(session, secret, limit, who, now) >= limit.most:
        raise _too_often(limit, now)


def forget_tries(session: Session, secret: str, limit: Limit, who: str) -> None:
    """Begin anew for `who`, who has shown to be in their right."""
    session.execute(delete(Rate).where(Rate.key_hash == _key(secret, limit, who)))


def forget_old_tries(session: Session, *, now: datetime) -> None:
    """Delete counts that no limit looks at any more."""
    day_ago = int(now.timestamp()) - DAY
    session.execute(delete(Rate).where(Rate.window < day_ago))


def _key(secret: str, limit: Limit, who: str) -> bytes:
    return keyed(secret, f"rate:{limit.what}", who)


def _window(limit: Limit, now: datetime) -> int:
    return int(now.timestamp()) // limit.seconds * limit.seconds


def _tried(session: Session, secret: str, limit: Limit, who: str, now: datetime) -> int:
    same = (Rate.key_hash == _key(secret, limit, who)) & (Rate.window == _window(limit, now))
    return session.scalar(select(Rate.n).where(same)) or 0


def _too_often(limit: Limit, now: datetime) -> TooOften:
    left = _window(limit, now) + limit.seconds - int(now.timestamp())
    return TooOften(minutes=max(1, -(-left // 60)))
