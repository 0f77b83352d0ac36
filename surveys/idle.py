"""Accounts that nobody uses: when they last served, who is warned, and which go."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from referentiel.base import french
from referentiel.people import Person
from surveys.guard.outbox import write_letter
from surveys.models import Membership, WebSession
from surveys.months import add_months
from surveys.notices import Translate

IDLE_MONTHS = 36
WARNED_MONTHS = 1  # before
SUBJECT = french("Repères : votre compte va être effacé")
BODY = french(
    "Bonjour %(name)s,\n\n"
    "Votre compte Repères n’a pas servi depuis bientôt trois ans. Sans connexion de votre part, "
    "il sera effacé à partir du %(day)s, avec les réponses rangées dans votre espace. Pour le "
    "garder, il suffit de vous connecter une fois.\n\n"
    "Si vous n’en avez plus l’usage, vous n’avez rien à faire."
)


def remember_use(session: Session, *, today: date) -> None:
    """Write on each account when it last served, before its sessions are deleted.

    The years of an account whose beginning is unknown count from today.
    """
    last = select(func.max(WebSession.seen_on)).where(WebSession.person_id == Person.id)
    later = last.scalar_subquery()
    is_later = or_(Person.seen_on.is_(None), Person.seen_on < later)
    session.execute(
        update(Person)
        .where(later.is_not(None), is_later)
        .values(seen_on=later)
        .execution_options(synchronize_session=False)
    )
    unknown = Person.seen_on.is_(None) & Person.since.is_(None)
    session.execute(
        update(Person)
        .where(unknown)
        .values(seen_on=today)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def last_used() -> ColumnElement[date]:
    """Return the day on which an account last served, as `remember_use` wrote it."""
    return func.coalesce(Person.seen_on, Person.since)


def idle_accounts(session: Session, *, today: date, months: int) -> list[Person]:
    """Return the accounts without any role that have not served for so many months."""
    member = select(Membership.person_id).where(Membership.person_id == Person.id)
    resting = last_used() <= add_months(today, 1 - months)
    found = select(Person).where(~member.exists(), resting).order_by(Person.id)
    people = session.scalars(found).all()
    return [person for person in people if today >= add_months(_last(person), months)]


def _last(person: Person) -> date:
    return person.seen_on or person.since or date.max


def warn_idle(session: Session, *, now: datetime, languages: Mapping[str, Translate]) -> int:
    """Write to those whose account will go in a month; return how many were warned now."""
    today = now.date()
    idle = idle_accounts(session, today=today, months=IDLE_MONTHS - WARNED_MONTHS)
    unwarned = [p for p in idle if p.warned_on is None or p.warned_on < _last(p)]
    for person in unwarned:
        translate = languages.get(person.language) or languages["fr"]
        gone = max(add_months(_last(person), IDLE_MONTHS), add_months(today, WARNED_MONTHS))
        values = {"name": person.name, "day": gone.strftime("%d/%m/%Y")}
        write_letter(
            session,
            to=person.email,
            subject=translate(SUBJECT),
            body=translate(BODY) % values,
            person_id=person.id,
            now=now,
        )
        person.warned_on = today
    session.flush()
    return len(unwarned)


def accounts_to_erase(session: Session, *, today: date) -> list[Person]:
    """Return the idle accounts that were warned a month ago and have not served since."""
    idle = idle_accounts(session, today=today, months=IDLE_MONTHS)
    return [
        person
        for person in idle
        if person.warned_on is not None
        and person.warned_on >= _last(person)
        and today >= add_months(person.warned_on, WARNED_MONTHS)
    ]
