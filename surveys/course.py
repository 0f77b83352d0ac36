"""How a campaign runs: from when to when, with which grace, for how many, in which languages.

Dates work by themselves: what is open is read from them at each moment, and no job turns anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from surveys.errors import PutAway
from surveys.models import Campaign
from surveys.models.campaigns import LANGUAGES
from surveys.notices import Translate, renew_notice
from surveys.opening import GRACES, State, state_of


class OpensInThePast(Refusal):
    sentence = french(
        "Cette date d’ouverture est passée. Donnez une date à venir, ou laissez vide et ouvrez la "
        "campagne vous-même."
    )


class ClosesInThePast(Refusal):
    sentence = french(
        "Cette date de clôture est passée. Donnez une date à venir, ou laissez vide et closez la "
        "campagne vous-même."
    )


class ClosesBeforeItOpens(Refusal):
    sentence = french("La clôture vient après l’ouverture. Changez l’une des deux dates.")


class GraceShortened(Refusal):
    sentence = french(
        "Ce délai a été annoncé aux personnes : il peut s’allonger, jamais se raccourcir."
    )


@dataclass(frozen=True, kw_only=True)
class Course:
    """What is decided of how a campaign runs; a date that is None is left to a person's act."""

    opens_at: datetime | None
    closes_at: datetime | None
    grace_minutes: int
    capacity: int | None
    languages: tuple[str, ...]


def course_of(campaign: Campaign) -> Course:
    """Return how a campaign runs as things stand."""
    return Course(
        opens_at=campaign.opens_at,
        closes_at=campaign.closes_at,
        grace_minutes=campaign.grace_minutes,
        capacity=campaign.capacity,
        languages=tuple(campaign.languages),
    )


def set_course(
    session: Session,
    campaign: Campaign,
    course: Course,
    *,
    now: datetime,
    languages: Mapping[str, Translate],
) -> None:
    """Let a campaign run as decided; a planned or open one tells people so under a notice.

    The opening of a campaign that opened, and the closing of one that closed, stay as they were.

    Raises:
        PutAway: its answers were made anonymous.
        OpensInThePast, ClosesInThePast, ClosesBeforeItOpens.
        GraceShortened: people were told a longer one.
    """
    if campaign.anonymised_on is not None:
        raise PutAway
    state = state_of(campaign, now)
    opens = course.opens_at if state is State.PREPARED else campaign.opens_at
    closes = campaign.closes_at if state is State.CLOSED else course.closes_at
    if state is State.PREPARED and opens is not None and opens <= now:
        raise OpensInThePast
    if state is not State.CLOSED and closes is not None:
        _check_closing(closes, opens, now)
    if campaign.notice and course.grace_minutes < campaign.grace_minutes:
        raise GraceShortened
    campaign.opens_at, campaign.closes_at = opens, closes
    campaign.grace_minutes = next(g for g in GRACES if g >= course.grace_minutes)
    campaign.capacity = course.capacity
    campaign.languages = [code for code in LANGUAGES if code in course.languages] or [*LANGUAGES]
    session.flush()
    if opens is not None:
        renew_notice(session, campaign, now=now, languages=languages)


def _check_closing(closes: datetime, opens: datetime | None, now: datetime) -> None:
    if closes <= now:
        raise ClosesInThePast
    if opens is not None and closes <= opens:
        raise ClosesBeforeItOpens
