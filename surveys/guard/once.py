"""What may be given back once: challenges and states that a browser carries for some minutes."""

from datetime import datetime

from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from surveys.guard.rates import Limit, TooOften, count_try

LIFE = 600  # seconds
ONCE = Limit("once", 1, LIFE)


class AlreadyUsed(Refusal):
    sentence = french("Cette étape a déjà servi ou a trop attendu. Recommencez depuis le début.")


def spend(session: Session, secret: str, token: str, *, issued_at: datetime) -> None:
    """Note that `token`, made at `issued_at`, has served; raise AlreadyUsed the second time.

    It is counted in the window in which it was made, so that no later window begins anew.
    """
    try:
        count_try(session, secret, ONCE, token, now=issued_at)
    except TooOften:
        raise AlreadyUsed from None
