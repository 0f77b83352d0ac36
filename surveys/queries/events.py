"""Reading events, their programme, and what their workshops aim at."""

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from referentiel.models import Item
from surveys.models import Aim, Event, EventOrganisation, Release, Workshop
from surveys.queries.joint_control import runs


def get_event(session: Session, slug: str) -> Event | None:
    """Return an event with its organisations, its programme and the aims; four SELECTs."""
    return session.scalar(
        select(Event)
        .where(Event.slug == slug)
        .options(
            selectinload(Event.organisations).joinedload(EventOrganisation.organisation),
            selectinload(Event.workshops).selectinload(Workshop.aims),
        )
    )


def events(session: Session) -> list[Event]:
    """Return the events with their programme, the latest first; two SELECTs."""
    found = select(Event).order_by(Event.starts_on.desc(), Event.slug)
    return list(session.scalars(found.options(selectinload(Event.workshops))))


def events_run_by(session: Session, organisations: Collection[int]) -> list[Event]:
    """Return the events that these organisations hold or control too, the latest first.

    With their programme and its aims; three SELECTs. To be named in a programme is not enough.
    """
    return list(
        session.scalars(
            select(Event)
            .where(runs(organisations))
            .order_by(Event.starts_on.desc(), Event.slug)
            .options(selectinload(Event.workshops).selectinload(Workshop.aims))
        )
    )


def get_workshop(session: Session, slug: str, code: str) -> Workshop | None:
    """Return an entry of a programme with its aims and its event; two SELECTs."""
    return session.scalar(
        select(Workshop)
        .join(Workshop.event)
        .where(Event.slug == slug, Workshop.code == code)
        .options(joinedload(Workshop.event), selectinload(Workshop.aims))
    )


def workshops_aiming_at(session: Session, lineage: str) -> list[Workshop]:
    """Return the workshops that work on a competence, with their event, the latest first."""
    return workshops_by_aim(session, [lineage])[lineage]


def workshops_by_aim(session: Session, lineages: Collection[str]) -> dict[str, list[Workshop]]:
    """Return the workshops that work on each competence, with their event, the latest first."""
    found = session.execute(
        select(Aim.lineage, Workshop)
        .join(Workshop, Aim.workshop_id == Workshop.id)
        .join(Workshop.event)
        .where(Aim.lineage.in_(lineages))
        .order_by(Event.starts_on.desc(), Event.slug, Workshop.position)
        .options(joinedload(Workshop.event))
    )
    workshops: dict[str, list[Workshop]] = {lineage: [] for lineage in lineages}
    for lineage, workshop in found:
        workshops[lineage].append(workshop)
    return workshops


def competences_aimed_at(session: Session, version_id: int, aims: Iterable[Aim]) -> list[Item]:
    """Return the competences behind `aims`, in their order, as a version words them.

    An aim whose competence is not in that version is left out.
    """
    order = {aim.lineage: aim.position for aim in aims}
    found = select(Item).where(Item.version_id == version_id, Item.lineage.in_(order))
    return sorted(session.scalars(found), key=lambda item: order[item.lineage])


def released_among(session: Session, campaign_ids: Collection[int]) -> set[int]:
    """Return those of the campaigns that have shown figures."""
    return set(
        session.scalars(
            select(Release.campaign_id).where(Release.campaign_id.in_(campaign_ids)).distinct()
        )
    )
