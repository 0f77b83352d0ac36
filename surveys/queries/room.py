"""What the room is told of a campaign, in one statement."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveys.models import Campaign, Release, Tally
from surveys.models.answers import Facet


class Live(NamedTuple):
    """A campaign, how many answers it has received, and the number of its last release, or 0."""

    campaign: Campaign
    received: int
    release: int


def live_of(session: Session, campaign_id: int, organisations: Collection[int]) -> Live | None:
    """Return what is live of a campaign held by one of `organisations`."""
    received = select(func.coalesce(func.sum(Tally.n), 0)).where(
        Tally.campaign_id == campaign_id, Tally.facet == Facet.RECEIVED
    )
    release = select(func.coalesce(func.max(Release.number), 0)).where(
        Release.campaign_id == campaign_id
    )
    row = session.execute(
        select(Campaign, received.scalar_subquery(), release.scalar_subquery()).where(
            Campaign.id == campaign_id, Campaign.organisation_id.in_(organisations)
        )
    ).one_or_none()
    return Live(row[0], int(row[1]), int(row[2])) if row else None
