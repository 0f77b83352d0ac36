"""When a campaign takes answers: from its opening to its closing, and a stated grace after it."""

from datetime import datetime, timedelta
from enum import StrEnum

from surveys.errors import CampaignClosed, CampaignNotOpen
from surveys.models import Campaign
from surveys.models.campaigns import GRACE_MINUTES

GRACE = timedelta(minutes=GRACE_MINUTES)
_DAY = 24 * 60  # minutes
GRACES = (GRACE_MINUTES, 2 * 60, _DAY, 3 * _DAY, 7 * _DAY, 14 * _DAY, 30 * _DAY)  # to choose from


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


def grace_of(campaign: Campaign) -> timedelta:
    """Return how long after closing a sheet begun in time may arrive."""
    return timedelta(minutes=campaign.grace_minutes)


def parts_of(minutes: int) -> tuple[int, int, int]:
    """Return a length of time as days, or hours, or minutes; the two others are zero."""
    days, rest = divmod(minutes, _DAY)
    if days > 1 and not rest:
        return days, 0, 0
    hours, rest = divmod(minutes, 60)
    return (0, hours, 0) if hours and not rest else (0, 0, minutes)


def check_accepts(campaign: Campaign, now: datetime) -> None:
    """Raise unless answers are taken; a sheet begun in time may arrive within the grace period."""
    if campaign.opens_at is None or now < campaign.opens_at:
        raise CampaignNotOpen
    if campaign.closes_at is not None and now >= campaign.closes_at + grace_of(campaign):
        raise CampaignClosed(contact=campaign.contact)


def check_may_begin(campaign: Campaign, now: datetime) -> None:
    """Raise unless a person may begin now."""
    match state_of(campaign, now):
        case State.PREPARED:
            raise CampaignNotOpen
        case State.CLOSED:
            raise CampaignClosed(contact=campaign.contact)
