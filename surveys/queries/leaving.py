"""Reading what an organisation that leaves would take with it, and what others rest on."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from referentiel.models import Referentiel, Version
from referentiel.people import Organisation
from surveys.models import (
    AuditEntry,
    Campaign,
    CampaignController,
    Event,
    Membership,
    Questionnaire,
    Share,
    Tally,
)
from surveys.models.answers import Facet
from surveys.queries.organisations import ERASED


class Belongings(NamedTuple):
    """What an organisation has here."""

    members: int
    events: int
    campaigns: int
    answers: int
    referentiels: int
    shares: int
    joint: list[str]  # names of organisations that lose the report of a joint campaign


def belongings(session: Session, organisation_id: int) -> Belongings:
    """Return how much would be deleted with an organisation."""
    own_campaigns = select(Campaign.id).where(Campaign.organisation_id == organisation_id)
    people = select(func.count(Membership.person_id.distinct()))
    received = select(func.coalesce(func.sum(Tally.n), 0)).where(
        Tally.campaign_id.in_(own_campaigns), Tally.facet == Facet.RECEIVED
    )
    either = (Share.organisation_id == organisation_id) | (Share.receiver_id == organisation_id)
    joint = (
        select(Organisation.name)
        .join(CampaignController, CampaignController.organisation_id == Organisation.id)
        .where(CampaignController.campaign_id.in_(own_campaigns))
        .order_by(Organisation.name)
        .distinct()
    )
    return Belongings(
        members=_counted(session, people.where(Membership.organisation_id == organisation_id)),
        events=_counted(session, _count(Event, organisation_id)),
        campaigns=_counted(session, _count(Campaign, organisation_id)),
        answers=_counted(session, received),
        referentiels=_counted(session, _count(Referentiel, organisation_id)),
        shares=_counted(session, select(func.count(Share.id)).where(either)),
        joint=list(session.scalars(joint)),
    )


def _counted(session: Session, statement: Select[int]) -> int:
    return int(session.scalar(statement) or 0)


def _count(
    table: type[Event] | type[Campaign] | type[Referentiel], organisation_id: int
) -> Select[int]:
    return select(func.count(table.id)).where(table.organisation_id == organisation_id)


def stays_host(session: Session, organisation: Organisation) -> bool:
    """Say whether an organisation hosts the installation while others with members remain."""
    others = select(Membership.organisation_id).where(Membership.organisation_id != organisation.id)
    return organisation.hosts and session.scalar(others.limit(1)) is not None


def events_of_others_campaigns(session: Session, organisation_id: int) -> list[tuple[int, int]]:
    """Return the events of an organisation that others run campaigns for, with the first other."""
    found = session.execute(
        select(Event.id, Campaign.organisation_id)
        .join(Campaign, Campaign.event_id == Event.id)
        .where(
            Event.organisation_id == organisation_id, Campaign.organisation_id != organisation_id
        )
        .order_by(Campaign.id.desc())
    )
    return _by_first(found.all())


def referentiels_of_others_campaigns(
    session: Session, organisation_id: int
) -> list[tuple[int, int]]:
    """Return the référentiels of an organisation that the campaigns of others rest on.

    With the organisation that used each first.
    """
    found = session.execute(
        select(Referentiel.id, Campaign.organisation_id)
        .join(Version, Version.referentiel_id == Referentiel.id)
        .join(Questionnaire, Questionnaire.version_id == Version.id)
        .join(Campaign, Campaign.questionnaire_id == Questionnaire.id)
        .where(
            Referentiel.organisation_id == organisation_id,
            Campaign.organisation_id != organisation_id,
        )
        .order_by(Campaign.id.desc())
    )
    return _by_first(found.all())


def _by_first(found: Iterable[Row[int, int]]) -> list[tuple[int, int]]:
    """Return each thing once, with the last organisation told of it."""
    kept: dict[int, int] = {}
    for thing, organisation in found:
        kept[thing] = organisation
    return list(kept.items())


def departure_entry(session: Session, reference: str) -> AuditEntry | None:
    """Return the entry of the chain that tells of the erasure under this reference."""
    told = AuditEntry.subject.startswith(f"erasure:{reference} ", autoescape=True)
    return session.scalar(select(AuditEntry).where(AuditEntry.act == ERASED, told))
