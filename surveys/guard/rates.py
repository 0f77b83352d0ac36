"""How often something may be tried: counted in the base, so that every process counts alike."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from surveys.guard.sealing import keyed
from surveys.models import Rate
from surveys.upsert import upsert


class TooOften(Refusal):
    sentence = french(
        "Trop d’essais en peu de temps. Attendez %(minutes)s min, puis essayez de nouveau."
    )


@dataclass(frozen=True)
class Limit:
    """At most `most` tries of `what` in `seconds`, for each key."""

    what: str
    most: int
    seconds: int


def count_try(session: Session, secret: str, limit: Limit, who: str, *, now: datetime) -> None:
    """Count one try by `who`; raise TooOften when it is one too many.

    The caller commits even then, in a session of its own: a refused act must still be counted.
    """
    window = int(now.timestamp()) // limit.seconds * limit.seconds
    key = {"key_hash": keyed(secret, f"rate:{limit.what}", who), "window": window}
    add_one = upsert(session, Rate, ("key_hash", "window"), add=("n",))
    session.connection().execute(add_one, key | {"n": 1})
    same = (Rate.key_hash == key["key_hash"]) & (Rate.window == window)
    tried = session.scalar(select(Rate.n).where(same))
    if (tried or 0) > limit.most:
        left = window + limit.seconds - int(now.timestamp())
        raise TooOften(minutes=max(1, -(-left // 60)))


def forget_tries(session: Session, secret: str, limit: Limit, who: str) -> None:
    """Begin anew for `who`, who has shown to be in their right."""
    key_hash = keyed(secret, f"rate:{limit.what}", who)
    session.execute(delete(Rate).where(Rate.key_hash == key_hash))


def forget_old_tries(session: Session, *, now: datetime) -> None:
    """Delete counts that no limit looks at any more."""
    day_ago = int((now - timedelta(days=1)).timestamp())
    session.execute(delete(Rate).where(Rate.window < day_ago))
