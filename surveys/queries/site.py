"""Reading what the host says of this installation, and what visitors say of it."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.people import Organisation
from surveys.models import Feedback, SiteFact

LEGAL = "legal"
ACCESSIBILITY = "accessibility"
CONFORMITY = "conformity"  # what every page says of the audit, without reading all of it


def fact_of(session: Session, key: str) -> dict[str, Any]:
    """Return what was declared under a key; empty as long as nobody declared anything."""
    return session.scalar(select(SiteFact.value).where(SiteFact.key == key)) or {}


def hosts_among(session: Session, organisations: Collection[int]) -> bool:
    """Say whether one of `organisations` answers for this installation."""
    hosting = select(Organisation.id).where(Organisation.hosts, Organisation.id.in_(organisations))
    return session.scalar(hosting.limit(1)) is not None


def get_feedback(session: Session, number: int) -> Feedback | None:
    """Return what a visitor wrote, or None."""
    return session.get(Feedback, number)


def feedback_received(session: Session) -> list[Feedback]:
    """Return what visitors wrote: first what waits for an answer, the newest first."""
    return list(
        session.scalars(
            select(Feedback).order_by(Feedback.answered_at.is_not(None), Feedback.id.desc())
        )
    )
