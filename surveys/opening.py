"""When a campaign takes answers: from its opening to its closing, and a stated grace after it."""

from datetime import datetime, timedelta
from enum import StrEnum

from surveys.errors import CampaignClosed, CampaignNotOpen
from surveys.models import Campaign

GRACE = timedelta(minutes=15)


class State(StrEnum):
    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"


def state_of(campaign: Campaign, now: datetime) -> State:
    """Return whether the campaign is still prepared, open or closed."""
    if campaign.opens_at is None or now < campaign.opens_at:
        return State.PREPARED
    if campaign.closes_at is not None and now >= campaign.closes_at:
        return State.CLOSED
    return State.OPEN


def check_accepts(campaign: Campaign, now: datetime) -> None:
    """Raise unless answers are taken; a sheet begun in time may arrive within the grace period."""
    if campaign.opens_at is None or now < campaign.opens_at:
        raise CampaignNotOpen
    if campaign.closes_at is not None and now >= campaign.closes_at + GRACE:
        raise CampaignClosed(contact=campaign.contact)


def check_may_begin(campaign: Campaign, now: datetime) -> None:
    """Raise unless a person may begin now."""
    match state_of(campaign, now):
        case State.PREPARED:
            raise CampaignNotOpen
        case State.CLOSED:
            raise CampaignClosed(contact=campaign.contact)
