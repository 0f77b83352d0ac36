"""Asking the same people again: the campaign that follows another, ready at once."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from surveys.alike import made_alike
from surveys.linking.series import MOMENTS, put_in_series
from surveys.models import Campaign, Questionnaire
from surveys.models.campaigns import COLD

DELAYS = (90, 180)  # days after the event


class Next(NamedTuple):
    """A moment at which the same people can be asked again; `days` after the event, 0 for hot."""

    moment: str
    days: int
    day: date | None  # none where nothing says when the event is over

    @property
    def code(self) -> str:
        return f"{self.moment}-{self.days}"


def next_moments(campaign: Campaign) -> Sequence[Next]:
    """Return what may follow a campaign of a series, the soonest first; days that are over too."""
    if campaign.moment is None:
        return []
    end = _end_of(campaign)
    ranks = list(MOMENTS)
    found = []
    for moment in ranks[ranks.index(campaign.moment) :]:
        if moment == COLD:
            found += [Next(COLD, d, end + timedelta(days=d) if end else None) for d in DELAYS]
        elif moment != campaign.moment:
            found.append(Next(moment, 0, end))
    return found


def _end_of(campaign: Campaign) -> date | None:
    """Return the last day of the event, else the day of closing or of opening."""
    if campaign.workshop:
        return campaign.workshop.day
    if campaign.event:
        return campaign.event.ends_on
    known = campaign.closes_at or campaign.opens_at
    return known.date() if known else None


def follow_up(session: Session, campaign: Campaign, *, title: str, moment: str) -> Campaign:
    """Return a new campaign that asks the people of another again, under the same promise.

    It is prepared, not opened. A questionnaire kept to be used again is shared, another is copied.

    Raises:
        OnlyPseudonymous, CannotFollow: as `put_in_series`.
    """
    asked = campaign.questionnaire
    if asked.organisation_id is None:
        asked = Questionnaire(
            version_id=asked.version_id,
            items=list(asked.items),
            ratings=list(asked.ratings),
            sections=asked.sections,
        )
        session.add(asked)
        session.flush()
    later = made_alike(session, campaign, title=title, questionnaire_id=asked.id)
    put_in_series(session, later, moment=moment, follows=campaign)
    return later
