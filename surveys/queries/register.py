"""Reading what an organisation really does with data: for its register and its impact study."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from referentiel.people import Organisation
from surveys.models import (
    ApiToken,
    Campaign,
    CampaignController,
    DirectoryEntry,
    Membership,
    Share,
    Webhook,
)


class Practice(NamedTuple):
    """How many campaigns are run the same way."""

    legal_basis: str
    mode: str
    k: int
    retention_months: int
    campaigns: int
    linked: bool = False  # in a series, where people may leave a code
    rows: bool = False  # whose answers may be taken away one by one


@dataclass(frozen=True)
class Situation:
    """What an organisation has, counted; nothing here tells of one person."""

    organisation: Organisation
    practices: tuple[Practice, ...]
    partners: tuple[str, ...]  # joint controllers of its campaigns
    members: int
    shares: int  # of reports, in force
    webhooks: int
    tokens: int
    offers: int  # of members, in the directory

    @property
    def campaigns(self) -> int:
        return sum(practice.campaigns for practice in self.practices)


def situation_of(session: Session, organisation: Organisation, *, today: date) -> Situation:
    """Return what an organisation really has, in a constant number of statements."""
    own = organisation.id
    members = select(Membership.person_id).where(Membership.organisation_id == own)
    return Situation(
        organisation=organisation,
        practices=_practices(session, own),
        partners=_partners(session, own),
        members=_count(
            session,
            select(func.count(Membership.person_id.distinct())).where(
                Membership.organisation_id == own
            ),
        ),
        shares=_count(
            session,
            select(func.count()).where(
                Share.organisation_id == own, Share.campaign_id.is_not(None), *_in_force(today)
            ),
        ),
        webhooks=_count(
            session,
            select(func.count()).where(
                Webhook.organisation_id == own, Webhook.stopped_at.is_(None)
            ),
        ),
        tokens=_count(
            session,
            select(func.count()).where(
                ApiToken.organisation_id == own, ApiToken.revoked_at.is_(None)
            ),
        ),
        offers=_count(session, select(func.count()).where(DirectoryEntry.person_id.in_(members))),
    )


def _practices(session: Session, organisation_id: int) -> tuple[Practice, ...]:
    ways = (Campaign.legal_basis, Campaign.mode, Campaign.k, Campaign.retention_months)
    linked, rows = Campaign.moment.is_not(None), Campaign.row_export
    lines = session.execute(
        select(*ways, func.count(), linked, rows)
        .where(Campaign.organisation_id == organisation_id)
        .group_by(*ways, linked, rows)
        .order_by(*ways, linked, rows)
    )
    return tuple(Practice(*line) for line in lines)


def _partners(session: Session, organisation_id: int) -> tuple[str, ...]:
    names = session.scalars(
        select(Organisation.name)
        .distinct()
        .join(CampaignController, CampaignController.organisation_id == Organisation.id)
        .join(Campaign, Campaign.id == CampaignController.campaign_id)
        .where(Campaign.organisation_id == organisation_id)
        .order_by(Organisation.name)
    )
    return tuple(names)


def _in_force(today: date) -> tuple[ColumnElement[bool], ...]:
    return (Share.revoked_at.is_(None), or_(Share.until.is_(None), Share.until >= today))


def _count(session: Session, statement: Select[int]) -> int:
    return session.scalar(statement) or 0


def unfinished_campaigns(session: Session, organisation_id: int) -> list[Campaign]:
    """Return the closed campaigns of an organisation whose answers are not anonymous yet."""
    return list(
        session.scalars(
            select(Campaign).where(
                Campaign.organisation_id == organisation_id,
                Campaign.closes_at.is_not(None),
                Campaign.anonymised_on.is_(None),
            )
        )
    )
