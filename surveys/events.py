"""From a file to an event in tables: the same rows each time, all or nothing."""

from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.base import french
from referentiel.errors import ImportRefused
from referentiel.models import COMPETENCE
from referentiel.people import Organisation
from referentiel.queries import get_published_version, items_of
from surveys.event_file import EntryNode, EventNode, RoleNode, read
from surveys.models import Aim, Campaign, Event, EventOrganisation, Workshop
from surveys.queries.events import get_event

PARTNER = "partner"
Lineages = dict[str, str]
Values = dict[str, Any]


class UnknownAim(ImportRefused):
    """An entry aims at a competence that the published référentiel does not hold."""

    sentence = french(
        "Entrée « %(entry)s » : « %(code)s » n’est pas une compétence du référentiel publié. "
        "Corrigez ce code, ou chargez d’abord la version du référentiel qui le contient."
    )


class EventHeldElsewhere(ImportRefused):
    """The address of the event is that of an event of another organisation."""

    sentence = french(
        "L’événement « %(slug)s » est tenu par une autre organisation. "
        "Choisissez une autre adresse (slug)."
    )


class EntryHasCampaign(ImportRefused):
    """An entry left out of the file is the subject of a campaign."""

    sentence = french(
        "Entrée « %(entry)s » : une campagne porte sur cette séance, elle ne peut pas disparaître "
        "du programme. Rétablissez-la dans le fichier."
    )


def load_event(session: Session, path: Path, *, organisation: Organisation) -> Event:
    """Write the event of the file at `path`, or make the rows already there say what it says.

    Rows are recognised by slug and code, so that links and campaigns keep hold of them. The event
    comes back whole, as `get_event` gives it.

    Raises:
        ImportRefused: the file is at fault, and nothing of it was written.
    """
    return write_event(session, read(path), organisation=organisation)


def write_event(session: Session, node: EventNode, *, organisation: Organisation) -> Event:
    """Write the event that a node describes, or make its rows say so: see `load_event`."""
    lineages = _resolve(session, node)
    with session.begin_nested():
        event = _event(session, node, organisation)
        _write_organisations(session, node, event)
        _write_programme(session, node, event, lineages)
        session.flush()
    session.expire(event, ["organisations", "workshops"])
    loaded = get_event(session, node.slug)
    assert loaded is not None  # noqa: S101 -- it was written just above
    return loaded


def _resolve(session: Session, node: EventNode) -> Lineages:
    """Return the lineages by code of the published competences, all the file's aims among them."""
    version = get_published_version(session)
    items = items_of(session, version.id) if version else []
    lineages = {item.code: item.lineage for item in items if item.kind == COMPETENCE}
    for entry in node.entries:
        for code in entry.aims:
            if code not in lineages:
                raise UnknownAim(entry=entry.code, code=code)
    return lineages


def _event(session: Session, node: EventNode, organisation: Organisation) -> Event:
    values: Values = {
        **node.texts,
        "objectives": list(node.objectives),
        "starts_on": node.starts_on,
        "ends_on": node.ends_on,
    }
    event = get_event(session, node.slug)
    if event is None:
        event = Event(organisation_id=organisation.id, **values)
        session.add(event)
        session.flush()
    if event.organisation_id != organisation.id:
        raise EventHeldElsewhere(slug=node.slug)
    _set(event, values)
    return event


def _write_organisations(session: Session, node: EventNode, event: Event) -> None:
    stored = {(link.organisation_id, link.role): link for link in event.organisations}
    for position, role in enumerate(node.organisations):
        holder = _organisation(session, role)
        link = stored.pop((holder.id, role.role), None)
        if link:
            link.position = position
        else:
            session.add(
                EventOrganisation(
                    event_id=event.id,
                    organisation_id=holder.id,
                    role=role.role,
                    position=position,
                )
            )
    for link in stored.values():
        session.delete(link)


def _organisation(session: Session, role: RoleNode) -> Organisation:
    """Return the organisation of this slug, whatever its kind; else a new partner."""
    found = session.scalar(select(Organisation).where(Organisation.slug == role.slug))
    if found is None:
        found = Organisation(slug=role.slug, name=role.name, kind=PARTNER)
        session.add(found)
        session.flush()
    return found


def _write_programme(session: Session, node: EventNode, event: Event, lineages: Lineages) -> None:
    stored = {workshop.code: workshop for workshop in event.workshops}
    for position, entry in enumerate(node.entries):
        workshop = _workshop(session, event, stored.pop(entry.code, None), entry, position)
        _write_aims(session, workshop, [lineages[code] for code in entry.aims])
    for workshop in stored.values():
        _remove(session, workshop)


def _workshop(
    session: Session, event: Event, found: Workshop | None, entry: EntryNode, position: int
) -> Workshop:
    values: Values = {
        "position": position,
        "kind": entry.kind,
        "title": entry.title,
        "theme": entry.theme,
        "day": entry.day,
        "starts": entry.starts,
        "ends": entry.ends,
        "purpose": entry.purpose,
        "speakers": list(entry.speakers),
    }
    if found is None:
        found = Workshop(event_id=event.id, code=entry.code, **values)
        session.add(found)
        session.flush()
    _set(found, values)
    return found


def _write_aims(session: Session, workshop: Workshop, lineages: list[str]) -> None:
    stored = {aim.lineage: aim for aim in workshop.aims}
    for position, lineage in enumerate(lineages):
        aim = stored.pop(lineage, None)
        if aim:
            aim.position = position
        else:
            session.add(Aim(workshop_id=workshop.id, lineage=lineage, position=position))
    for aim in stored.values():
        session.delete(aim)
    session.expire(workshop, ["aims"])


def _remove(session: Session, workshop: Workshop) -> None:
    if session.scalar(select(Campaign.id).where(Campaign.workshop_id == workshop.id).limit(1)):
        raise EntryHasCampaign(entry=workshop.code)
    for aim in workshop.aims:
        session.delete(aim)
    session.flush()
    session.delete(workshop)


def _set(row: object, values: Values) -> None:
    for name, value in values.items():
        setattr(row, name, value)
