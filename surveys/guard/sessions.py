"""Browsers that are signed in: begun, recognised, listed, ended and forgotten."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Session

from referentiel.people import Person
from surveys.guard.sealing import hashed, new_token
from surveys.models import WebSession

LONGEST = timedelta(days=30)
IDLE = timedelta(days=14)  # without a page seen
FRESH = timedelta(minutes=15)  # what touches the account itself asks for a recent proof

_RECOGNISE = (
    select(Person, WebSession)
    .join(WebSession, WebSession.person_id == Person.id)
    .where(WebSession.token_hash == bindparam("token_hash"), WebSession.ended_at.is_(None))
)


class Recognised(NamedTuple):
    """A signed-in person and the session of their browser."""

    person: Person
    web_session: WebSession


def begin_session(
    session: Session,
    person: Person,
    *,
    method: str,
    browser: str,
    now: datetime,
    id_token: str | None = None,
) -> str:
    """Return the token that the browser will carry from now on."""
    token = new_token()
    begun = WebSession(
        token_hash=hashed(token),
        person_id=person.id,
        method=method,
        browser=browser,
        begun_at=now,
        proved_at=now,
        seen_on=now.date(),
        id_token=id_token,
    )
    session.add(begun)
    session.flush()
    return token


def recognise(session: Session, token: str, *, now: datetime) -> Recognised | None:
    """Return who carries this token; None once the session is ended, too old or long unused."""
    row = session.execute(_RECOGNISE, {"token_hash": hashed(token)}).one_or_none()
    if row is None or now - row.WebSession.begun_at > LONGEST:
        return None
    if now.date() - row.WebSession.seen_on > IDLE:
        return None
    return Recognised(row.Person, row.WebSession)


def mark_seen(session: Session, token_hash: bytes, *, now: datetime) -> None:
    """Note the day on which a session served; finer than the day is nobody's business."""
    session.execute(
        update(WebSession)
        .where(WebSession.token_hash == token_hash, WebSession.seen_on < now.date())
        .values(seen_on=now.date())
        .execution_options(synchronize_session=False)
    )


def end_session(session: Session, token_hash: bytes, person_id: int, *, now: datetime) -> None:
    """End one session of a person; another person's is left alone."""
    session.execute(
        update(WebSession)
        .where(WebSession.token_hash == token_hash, WebSession.person_id == person_id)
        .where(WebSession.ended_at.is_(None))
        .values(ended_at=now, id_token=None)
    )


def end_other_sessions(
    session: Session, person_id: int, *, now: datetime, kept: bytes = b""
) -> None:
    """End all sessions of a person but the one kept."""
    session.execute(
        update(WebSession)
        .where(WebSession.person_id == person_id, WebSession.token_hash != kept)
        .where(WebSession.ended_at.is_(None))
        .values(ended_at=now, id_token=None)
    )


def end_every_session(session: Session, *, now: datetime) -> None:
    """End the sessions of everybody, as after a theft of the base."""
    session.execute(
        update(WebSession).where(WebSession.ended_at.is_(None)).values(ended_at=now, id_token=None)
    )


def sessions_of(session: Session, person_id: int, *, now: datetime) -> list[WebSession]:
    """Return the sessions of a person that still serve, the latest first."""
    return list(
        session.scalars(
            select(WebSession)
            .where(WebSession.person_id == person_id, WebSession.ended_at.is_(None))
            .where(WebSession.begun_at >= now - LONGEST)
            .where(WebSession.seen_on >= now.date() - IDLE)
            .order_by(WebSession.begun_at.desc(), WebSession.token_hash)
        )
    )


def forget_old_sessions(session: Session, *, now: datetime) -> None:
    """Delete sessions that serve no more; persons keep the last day on which they were seen."""
    spent = or_(
        WebSession.ended_at.is_not(None),
        WebSession.begun_at < now - LONGEST,
        WebSession.seen_on < now.date() - IDLE,
    )
    own = WebSession.person_id == Person.id
    last = select(func.max(WebSession.seen_on)).where(own, spent).scalar_subquery()
    session.execute(
        update(Person)
        .where(or_(Person.seen_on < last, Person.seen_on.is_(None) & last.is_not(None)))
        .values(seen_on=last)
        .execution_options(synchronize_session=False)
    )
    session.execute(delete(WebSession).where(spent))
