"""Retention that runs: answers become anonymous, then « à éliminer », then go by an act.

Each campaign is settled on its own, so that a run cut short goes on where it stopped; running again
changes nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.dml import Delete

from referentiel.import_files import forget_files
from surveys.erasure import erase_person
from surveys.foreign.importing import forget_foreign
from surveys.guard.audit import record
from surveys.guard.forgetting import forget_old
from surveys.idle import accounts_to_erase, remember_use, warn_idle
from surveys.inviting.invitees import delete_invitees
from surveys.linking.codes import forget_codes
from surveys.linking.keys import destroy_key
from surveys.models import (
    Campaign,
    Draft,
    Feedback,
    Invitation,
    Invitee,
    Outgoing,
    Reading,
    ResultShare,
    Submission,
    TrajectoryPart,
    TrajectoryShare,
)
from surveys.months import YEAR, add_months
from surveys.notices import Translate
from surveys.paper.sheets import forget_sheets
from surveys.writing import forget_written

READINGS_MONTHS = YEAR
OUTBOX_DAYS = timedelta(days=30)
HASH_BYTES = 32


@dataclass(frozen=True)
class Retained:
    """What a run did: campaigns made anonymous, campaigns now « à éliminer », accounts, rows."""

    anonymised: int
    disposable: int
    warned: int
    erased: int
    forgotten: int


def retain(
    session: Session,
    *,
    secret: str,
    folder: Path,
    now: datetime,
    languages: Mapping[str, Translate],
    settle: Callable[[], None] = lambda: None,
) -> Retained:
    """Do all that is due at `now`; `settle` is called after each campaign and each account.

    A caller that commits in `settle` may be stopped at any moment and begin again.
    """
    today = now.date()
    remember_use(session, today=today)
    anonymised = campaigns_to_anonymise(session, today=today)
    for campaign in anonymised:
        anonymise(session, campaign, now=now)
        settle()
    disposable = campaigns_to_dispose(session, today=today)
    for campaign in disposable:
        mark_disposable(session, campaign, now=now)
        settle()
    warned = warn_idle(session, now=now, languages=languages)
    settle()
    idle = accounts_to_erase(session, today=today)
    for person in idle:
        erase_person(session, person, secret=secret, folder=folder, now=now)
        settle()
    files = forget_files(session, now=now) + forget_written(session, now=now)
    forgotten = forget(session, now=now) + files
    settle()
    return Retained(len(anonymised), len(disposable), warned, len(idle), forgotten)


def campaigns_to_anonymise(session: Session, *, today: date) -> list[Campaign]:
    """Return the campaigns that closed as long ago as their notice promised."""
    closed = select(Campaign).where(
        Campaign.closes_at.is_not(None), Campaign.anonymised_on.is_(None)
    )
    found = session.scalars(closed.order_by(Campaign.id)).all()
    return [campaign for campaign in found if is_due(campaign, today)]


def is_due(campaign: Campaign, today: date) -> bool:
    """Say whether the months of a closed campaign are over."""
    closed = campaign.closes_at
    return closed is not None and today >= add_months(closed.date(), campaign.retention_months)


def anonymise(session: Session, campaign: Campaign, *, now: datetime) -> None:
    """Cut every tie between people and the answers of a campaign; the tally does not move.

    No ticket finds them any more, since random numbers stand in the place of the tickets' hashes,
    and all are dated to the day the campaign closed. Who was invited is forgotten. Codes that
    linked answers to another campaign go, and with the last of a series its key.
    """
    of_campaign = Submission.campaign_id == campaign.id
    hashes = select(Submission.ticket_hash).where(of_campaign)
    for table in (ResultShare, TrajectoryPart, Reading):
        session.execute(delete(table).where(table.ticket_hash.in_(hashes)))
    session.execute(delete(Draft).where(Draft.campaign_id == campaign.id))
    invitees = select(Invitee.id).where(Invitee.campaign_id == campaign.id)
    forget_codes(session, campaign.id)
    forget_sheets(session, campaign.id)
    forget_foreign(session, campaign.id)
    delete_invitees(session, list(session.scalars(invitees)))
    day = (campaign.closes_at or now).date()
    session.execute(
        update(Submission)
        .where(of_campaign)
        .values(ticket_hash=_random_hash(session), person_id=None, day=day)
        .execution_options(synchronize_session=False)
    )
    campaign.anonymised_on = now.date()
    destroy_key(session, campaign.id)
    _note(session, "campaign.anonymised", campaign, now=now)


def _random_hash(session: Session) -> ColumnElement[bytes]:
    if session.get_bind().dialect.name == "postgresql":
        first, second = (func.uuid_send(func.gen_random_uuid()) for _ in range(2))
        return first.op("||")(second)
    return func.randomblob(HASH_BYTES)


def campaigns_to_dispose(session: Session, *, today: date) -> list[Campaign]:
    """Return the anonymous campaigns whose organisation has no more use of the answers."""
    anonymous = select(Campaign).where(
        Campaign.anonymised_on.is_not(None), Campaign.disposable_on.is_(None)
    )
    held = anonymous.order_by(Campaign.id).options(joinedload(Campaign.organisation))
    found = session.scalars(held).all()
    return [
        campaign
        for campaign in found
        if campaign.anonymised_on
        and today >= add_months(campaign.anonymised_on, campaign.organisation.disposal_months)
    ]


def mark_disposable(session: Session, campaign: Campaign, *, now: datetime) -> None:
    """Say that a campaign is « à éliminer »; only an administrator's act deletes it."""
    campaign.disposable_on = now.date()
    _note(session, "campaign.disposable", campaign, now=now)


def forget(session: Session, *, now: datetime) -> int:
    """Delete what has served its time; return how many rows went, old sessions left out."""
    session.flush()
    gone = sum(session.connection().execute(each).rowcount for each in _outdated(now))
    forget_old(session, now=now)
    return gone


def _outdated(now: datetime) -> tuple[Delete, ...]:
    day = add_months(now.date(), -READINGS_MONTHS)
    year_ago = datetime.combine(day, time.min, UTC)
    settled = Outgoing.settled_at < now - OUTBOX_DAYS
    awaited = select(Outgoing.invitation_id).where(Outgoing.invitation_id.is_not(None))
    over = func.coalesce(Invitation.accepted_at, Invitation.revoked_at, Invitation.expires_at)
    return (
        delete(Reading).where(Reading.at < year_ago),
        delete(ResultShare).where(ResultShare.until < day),
        delete(TrajectoryShare).where(TrajectoryShare.until < day),
        delete(Outgoing).where(settled),
        delete(Invitation).where(over < year_ago, Invitation.id.not_in(awaited)),
        delete(Feedback).where(Feedback.answered_at < year_ago),
    )


def _note(session: Session, act: str, campaign: Campaign, *, now: datetime) -> None:
    session.flush()
    subject = f"campaign:{campaign.id}"
    record(session, act, organisation_id=campaign.organisation_id, subject=subject, now=now)
