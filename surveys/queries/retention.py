"""Reading where the campaigns of an organisation are on their way from answers to nothing."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.models import Campaign


def closed_campaigns(session: Session, organisation_id: int, *, now: datetime) -> list[Campaign]:
    """Return the campaigns of an organisation that were closed, those « à éliminer » first."""
    closed = select(Campaign).where(
        Campaign.organisation_id == organisation_id, Campaign.closes_at <= now
    )
    waiting = Campaign.disposable_on.is_not(None) & Campaign.disposed_on.is_(None)
    return list(session.scalars(closed.order_by(waiting.desc(), Campaign.closes_at.desc())))


def closed_campaign(session: Session, campaign_id: int, organisation_id: int) -> Campaign | None:
    """Return a campaign of an organisation that was closed."""
    return session.scalar(
        select(Campaign).where(
            Campaign.id == campaign_id,
            Campaign.organisation_id == organisation_id,
            Campaign.closes_at.is_not(None),
        )
    )
