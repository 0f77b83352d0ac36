"""Releases that come by themselves: each week or each month, once enough answers wait."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from reports.queries import newest_release
from surveys.models import Campaign
from surveys.months import add_months
from surveys.opening import State, state_of

WEEK, MONTH = "week", "month"
EVERY = (WEEK, MONTH)


def due_to_release(session: Session, *, now: datetime) -> list[int]:
    """Return the ids of the open campaigns whose next scheduled release may come today.

    Whether enough answers wait is for the release itself to say.
    """
    planned = select(Campaign).where(
        Campaign.release_every.in_(EVERY), Campaign.replaced_by_id.is_(None)
    )
    return [
        campaign.id
        for campaign in session.scalars(planned.order_by(Campaign.id))
        if state_of(campaign, now) == State.OPEN and _is_time(session, campaign, now.date())
    ]


def _is_time(session: Session, campaign: Campaign, today: date) -> bool:
    last = newest_release(session, campaign.id)
    if last is None:
        return True
    before = last.released_at.date()
    next_day = before + timedelta(weeks=1)
    if campaign.release_every == MONTH:
        next_day = add_months(before, 1)
    return today >= next_day
