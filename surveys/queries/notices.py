"""Reading notices, the facts they say, and how many submissions rest on each."""

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from referentiel.people import Organisation
from surveys.models import Campaign, CampaignController, Notice, Submission


class Said(NamedTuple):
    """What a notice says of the organisation that runs the campaign."""

    name: str
    dpo: str
    disposal_months: int


def get_notice(session: Session, campaign_id: int, number: int) -> Notice | None:
    """Return one notice of a campaign."""
    return session.get(Notice, (campaign_id, number))


def notices_of(session: Session, campaign_id: int) -> list[Notice]:
    """Return every notice of a campaign, the one in force first."""
    numbered = select(Notice).where(Notice.campaign_id == campaign_id)
    return list(session.scalars(numbered.order_by(Notice.number.desc())))


def hold_notice(session: Session, campaign_id: int) -> int:
    """Return the number in force, which no other transaction may change until this one ends."""
    held = select(Campaign.notice).where(Campaign.id == campaign_id).with_for_update()
    return session.scalar(held) or 0


def controllers_of(session: Session, campaign_id: int) -> list[str]:
    """Return the names of the joint controllers of a campaign, in order."""
    return list(
        session.scalars(
            select(Organisation.name)
            .join(CampaignController, CampaignController.organisation_id == Organisation.id)
            .where(CampaignController.campaign_id == campaign_id)
            .order_by(Organisation.name)
        )
    )


def organisation_facts(session: Session, organisation_id: int) -> Said:
    """Return what the organisation of a campaign has declared."""
    columns = (Organisation.name, Organisation.dpo, Organisation.disposal_months)
    row = session.execute(select(*columns).where(Organisation.id == organisation_id)).one()
    return Said(*row)


def answerable_campaigns(session: Session, organisation_id: int | None) -> list[Campaign]:
    """Return the campaigns that were opened and whose answers are not yet anonymous for good.

    Those that the organisation runs or controls jointly; of all organisations where it is None.
    """
    opened = select(Campaign).where(Campaign.opens_at.is_not(None))
    if organisation_id is not None:
        joint = select(CampaignController.campaign_id).where(
            CampaignController.organisation_id == organisation_id
        )
        own = Campaign.organisation_id == organisation_id
        opened = opened.where(own | Campaign.id.in_(joint))
    living = opened.where(Campaign.anonymised_on.is_(None)).order_by(Campaign.id)
    return list(session.scalars(living.options(joinedload(Campaign.questionnaire))))


def submissions_by_notice(session: Session, campaign_id: int) -> dict[int, int]:
    """Return how many submissions rest on each notice; for `suppressed`, before anything shows."""
    lines = session.execute(
        select(Submission.notice, func.count())
        .where(Submission.campaign_id == campaign_id)
        .group_by(Submission.notice)
    )
    return {number: int(n) for number, n in lines}
