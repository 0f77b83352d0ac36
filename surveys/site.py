"""What the host declares of this installation, and what visitors write to it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from referentiel.base import french
from surveys.accessibility import Declaration
from surveys.guard.audit import record
from surveys.guard.outbox import write_letter
from surveys.guard.rates import Limit
from surveys.models import Feedback, SiteFact
from surveys.notices import Translate, renew_notices
from surveys.queries.organisations import administrators_of, host_of
from surveys.queries.site import ACCESSIBILITY, CONFORMITY, LEGAL
from surveys.upsert import upsert

FEEDBACK = Limit("feedback", 5, 3600)
SUBJECT = french("Repères : un message sur le site")
LETTER = french(
    "Bonjour,\n\nUne personne vous signale quelque chose sur le site. Son message vous attend "
    "ici :\n\n%(address)s\n\nUne réponse sous une semaine est d’usage pour un défaut "
    "d’accessibilité.\n"
)


def declare_legal(
    session: Session,
    value: Mapping[str, Any],
    *,
    by: int,
    now: datetime,
    languages: Mapping[str, Translate],
) -> None:
    """Keep the legal notice; the notices of campaigns say anew what they repeat of it."""
    _declare(session, LEGAL, value, now=now)
    record(session, "site.legal", now=now, person_id=by)
    renew_notices(session, now=now, languages=languages)


def declare_accessibility(
    session: Session, value: Mapping[str, Any], *, by: int, now: datetime
) -> None:
    """Keep the last audit, and in brief what every page says of it."""
    declaration = Declaration.read(value)
    _declare(session, ACCESSIBILITY, declaration.written(), now=now)
    _declare(session, CONFORMITY, declaration.in_brief(), now=now)
    record(session, "site.accessibility", now=now, person_id=by)


def _declare(session: Session, key: str, value: Mapping[str, Any], *, now: datetime) -> None:
    keep = upsert(session, SiteFact, ("key",), replace=("value", "changed_at"))
    session.connection().execute(keep, {"key": key, "value": dict(value), "changed_at": now})


def receive_feedback(
    session: Session,
    *,
    page: str,
    text: str,
    contact: str,
    address: str,
    now: datetime,
    languages: Mapping[str, Translate],
) -> Feedback:
    """Keep what somebody wrote of a page, and tell those who administer the host.

    The letter says where to read it, never what it says: a message may hold personal things.
    """
    feedback = Feedback(page=page, text=text, contact=contact, at=now)
    session.add(feedback)
    session.flush()
    host = host_of(session)
    for person in administrators_of(session, host.id) if host else ():
        translate = languages.get(person.language) or languages["fr"]
        write_letter(
            session,
            to=person.email,
            subject=translate(SUBJECT),
            body=translate(LETTER) % {"address": address},
            now=now,
            person_id=person.id,
        )
    return feedback


def mark_answered(feedback: Feedback, *, now: datetime) -> None:
    """Note that somebody dealt with a message; the first time counts."""
    feedback.answered_at = feedback.answered_at or now
