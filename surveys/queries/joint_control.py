"""Reading which organisations control an event together."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from referentiel.people import Organisation
from surveys.models import Event, JointControl

ACCEPTED = JointControl.accepted_at.is_not(None) & JointControl.ended_at.is_(None)
WAITING = JointControl.accepted_at.is_(None) & JointControl.ended_at.is_(None)


def runs(organisations: Collection[int]) -> ColumnElement[bool]:
    """Return the condition that one of `organisations` holds an event or controls it too."""
    joint = select(JointControl.event_id).where(
        JointControl.organisation_id.in_(organisations), ACCEPTED
    )
    return or_(Event.organisation_id.in_(organisations), Event.id.in_(joint))


def controllers_of(session: Session, event: Event) -> list[Organisation]:
    """Return who controls an event: the organisation that holds it, then those that accepted."""
    joint = select(JointControl.organisation_id).where(JointControl.event_id == event.id, ACCEPTED)
    found = session.scalars(
        select(Organisation)
        .where(or_(Organisation.id == event.organisation_id, Organisation.id.in_(joint)))
        .order_by(Organisation.name, Organisation.id)
    )
    return sorted(found, key=lambda organisation: organisation.id != event.organisation_id)


def joint_control_of(session: Session, event_id: int, organisation_id: int) -> JointControl | None:
    """Return what was proposed to an organisation for an event, whatever became of it."""
    return session.get(JointControl, (event_id, organisation_id), populate_existing=True)


def joint_controls(session: Session, event_id: int) -> list[JointControl]:
    """Return the proposals for an event that wait or were accepted, in order."""
    return list(
        session.scalars(
            select(JointControl)
            .where(JointControl.event_id == event_id, JointControl.ended_at.is_(None))
            .order_by(JointControl.proposed_at, JointControl.organisation_id)
            .options(joinedload(JointControl.organisation))
        )
    )


def events_offered(session: Session, organisations: Collection[int]) -> list[Event]:
    """Return the events that wait for a yes or a no of one of `organisations`."""
    asked = select(JointControl.event_id).where(
        JointControl.organisation_id.in_(organisations), WAITING
    )
    return list(session.scalars(select(Event).where(Event.id.in_(asked)).order_by(Event.id)))


def event_with_a_part(session: Session, slug: str, organisations: Collection[int]) -> Event | None:
    """Return an event that one of `organisations` holds, controls, or is asked to control."""
    asked = select(JointControl.event_id).where(
        JointControl.organisation_id.in_(organisations), JointControl.ended_at.is_(None)
    )
    part = or_(Event.organisation_id.in_(organisations), Event.id.in_(asked))
    return session.scalar(select(Event).where(Event.slug == slug, part))


def holder_of(session: Session, event: Event) -> Organisation:
    """Return the organisation that holds an event."""
    return session.get_one(Organisation, event.organisation_id)
