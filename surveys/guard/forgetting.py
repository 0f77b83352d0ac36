"""What watching leaves behind, and how soon it goes."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from surveys.guard.rates import forget_old_tries
from surveys.guard.sessions import forget_old_sessions
from surveys.models import SignInLetter


def forget_old(session: Session, *, now: datetime) -> None:
    """Delete letters that expired or served, sessions that ended and counts of tries of a day ago.

    Run by the worker, as often as it likes; the caller commits.
    """
    spent = (SignInLetter.expires_at <= now) | SignInLetter.used_at.is_not(None)
    session.execute(delete(SignInLetter).where(spent))
    forget_old_sessions(session, now=now)
    forget_old_tries(session, now=now)
