"""The second factor of a sign-in: a code of the authenticator, or a recovery code."""

from datetime import datetime

from sqlalchemy.orm import Session

from surveys.guard.audit import record
from surveys.guard.one_time import WrongCode, use_code
from surveys.guard.rates import Limit, TooOften, count_try, forget_tries
from surveys.guard.recovery import use_recovery_code

ONE_TIME, RECOVERY, PASSKEY = "one_time", "recovery", "passkey"
QUARTER = 15 * 60  # seconds
CODES = Limit("second factor", 6, QUARTER)
WARNING = Limit("second factor warning", 1, QUARTER)
REFUSED_ACT = "account.second_factor_refused"


def begin_code(session: Session, secret: str, person_id: int, *, now: datetime) -> None:
    """Count a code about to be checked; the caller commits even when this raises TooOften.

    Only who has shown a first factor comes here, so that nobody shuts out a person unknown to them.
    """
    count_try(session, secret, CODES, str(person_id), now=now)


def is_first_warning(session: Session, secret: str, person_id: int, *, now: datetime) -> bool:
    """Note in the chain of acts that codes were tried beyond the limit; False: noted already."""
    try:
        count_try(session, secret, WARNING, str(person_id), now=now)
    except TooOften:
        return False
    record(session, REFUSED_ACT, now=now, person_id=person_id)
    return True


def show_code(session: Session, secret: str, person_id: int, typed: str, *, now: datetime) -> str:
    """Return which factor a typed code is, ONE_TIME or RECOVERY; it never serves again.

    Raises:
        WrongCode: it is neither, or it has served.
    """
    if use_code(session, person_id, typed, secret=secret, now=now):
        shown = ONE_TIME
    elif use_recovery_code(session, person_id, typed, secret=secret, now=now):
        shown = RECOVERY
    else:
        raise WrongCode
    forget_tries(session, secret, CODES, str(person_id))
    return shown
