"""Reading campaigns and what was answered to them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.base import ExecutableOption

from referentiel.base import Json
from referentiel.models import Item, Version
from surveys.levels import LevelAnswer
from surveys.models import (
    Campaign,
    CampaignController,
    Draft,
    Questionnaire,
    Release,
    Segment,
    Share,
    SiteFact,
    Submission,
    Tally,
)
from surveys.models.answers import Facet
from surveys.queries.site import CONFORMITY

WHOLE: tuple[ExecutableOption, ...] = (
    joinedload(Campaign.questionnaire),
    joinedload(Campaign.event),
    joinedload(Campaign.workshop),
)


# Statements on the way of every page of a questionnaire are built once: building costs more than
# running.
_TO_ANSWER = (
    select(Campaign)
    .where(Campaign.code == bindparam("code"))
    .options(joinedload(Campaign.questionnaire))
)
_TO_ANSWER_AND_SAY = _TO_ANSWER.add_columns(
    select(SiteFact.value).where(SiteFact.key == CONFORMITY).scalar_subquery()
)
_LAST_NUMBER = select(func.max(Release.number)).where(
    Release.campaign_id == bindparam("campaign_id")
)
_HOLD_CAMPAIGN = (
    select(Campaign.id).where(Campaign.id == bindparam("campaign_id")).with_for_update(read=True)
)
_HOLD_ALONE = (
    select(Campaign.id)
    .where(Campaign.id == bindparam("campaign_id"))
    .with_for_update(key_share=True)
)
_DRAFT = select(Draft.about, Draft.levels, Draft.answers).where(
    Draft.ticket_hash == bindparam("ticket_hash")
)
_HOLD_DRAFT = (
    select(Draft.day).where(Draft.ticket_hash == bindparam("ticket_hash")).with_for_update()
)
_SENT = (
    select(
        Segment.about,
        Submission.levels,
        Submission.batch,
        Submission.segment_id,
        Submission.answers,
    )
    .join(Segment, Segment.id == Submission.segment_id)
    .where(Submission.ticket_hash == bindparam("ticket_hash"))
)


class Sent(NamedTuple):
    """A submission as its holder sees it."""

    about: dict[str, str]
    levels: tuple[LevelAnswer, ...]
    batch: int
    segment_id: int
    answers: Json


class Kept(NamedTuple):
    """A draft as its holder sees it."""

    about: dict[str, str]
    levels: Sequence[LevelAnswer]
    answers: Json


def campaign_by_code(session: Session, code: str) -> Campaign | None:
    """Return the campaign of a short link, with its questionnaire, event and workshop."""
    return session.scalar(select(Campaign).where(Campaign.code == code).options(*WHOLE))


def campaign_to_answer(session: Session, code: str) -> Campaign | None:
    """Return the campaign of a short link with its questionnaire: all that answering needs."""
    return session.scalar(_TO_ANSWER, {"code": code})


def campaign_and_conformity(session: Session, code: str) -> tuple[Campaign | None, dict[str, Any]]:
    """Return `campaign_to_answer`, and in the same statement what its pages say of the site."""
    row = session.execute(_TO_ANSWER_AND_SAY, {"code": code}).one_or_none()
    return (row[0], row[1] or {}) if row else (None, {})


def campaign_of(
    session: Session, campaign_id: int, organisations: Collection[int]
) -> Campaign | None:
    """Return a campaign held by one of `organisations`, with questionnaire, event and workshop."""
    return session.scalar(
        select(Campaign)
        .where(Campaign.id == campaign_id, Campaign.organisation_id.in_(organisations))
        .options(*WHOLE)
    )


def campaign_read_by(
    session: Session,
    campaign_id: int,
    organisations: Collection[int],
    *,
    today: date,
    export: bool = False,
) -> Campaign | None:
    """Return a campaign whose report one of `organisations` may read, or also `export`."""
    return session.scalar(
        select(Campaign)
        .where(Campaign.id == campaign_id, read_by(organisations, today=today, export=export))
        .options(*WHOLE)
    )


def read_by(
    organisations: Collection[int], *, today: date, export: bool = False
) -> ColumnElement[bool]:
    """Return the condition that a campaign's report is for one of `organisations` to read.

    It is theirs, under their joint control, or shared with them today.
    """
    joint = select(CampaignController.campaign_id).where(
        CampaignController.organisation_id.in_(organisations)
    )
    shared = select(Share.campaign_id).where(
        Share.receiver_id.in_(organisations),
        Share.campaign_id.is_not(None),
        Share.revoked_at.is_(None),
        or_(Share.until.is_(None), Share.until >= today),
        Share.scope.in_(("export",) if export else ("read", "export")),
    )
    return or_(
        Campaign.organisation_id.in_(organisations),
        Campaign.id.in_(joint),
        Campaign.id.in_(shared),
    )


def released_campaigns(
    session: Session, organisations: Collection[int], *, today: date
) -> list[Campaign]:
    """Return the campaigns whose figures one of `organisations` may read, the newest first.

    Each comes with the version that it asks about.
    """
    released = select(Release.campaign_id)
    asked = joinedload(Campaign.questionnaire).joinedload(Questionnaire.version)
    return list(
        session.scalars(
            select(Campaign)
            .where(Campaign.id.in_(released), read_by(organisations, today=today))
            .order_by(Campaign.id.desc())
            .options(asked.joinedload(Version.referentiel))
        )
    )


def open_campaigns(session: Session, now: datetime) -> list[Campaign]:
    """Return the campaigns that take answers, the one opened last first."""
    return list(
        session.scalars(
            select(Campaign)
            .where(
                Campaign.opens_at <= now,
                or_(Campaign.closes_at.is_(None), Campaign.closes_at > now),
            )
            .order_by(Campaign.opens_at.desc(), Campaign.id)
            .options(*WHOLE)
        )
    )


def campaigns_of(session: Session, organisations: Collection[int]) -> list[Campaign]:
    """Return the campaigns that these organisations run, the newest first."""
    return list(
        session.scalars(
            select(Campaign)
            .where(Campaign.organisation_id.in_(organisations))
            .order_by(Campaign.id.desc())
            .options(*WHOLE)
        )
    )


def campaigns_of_workshop(session: Session, workshop_id: int) -> list[Campaign]:
    """Return the campaigns of one workshop, the newest first."""
    return list(
        session.scalars(
            select(Campaign)
            .where(Campaign.workshop_id == workshop_id)
            .order_by(Campaign.id.desc())
            .options(*WHOLE)
        )
    )


def campaigns_of_event(session: Session, event_id: int) -> list[Campaign]:
    """Return the campaigns of an event and of its workshops, in the order they were made."""
    return list(
        session.scalars(
            select(Campaign)
            .where(Campaign.event_id == event_id)
            .order_by(Campaign.id)
            .options(*WHOLE)
        )
    )


def campaigns_assessing(session: Session, item_id: int) -> list[Campaign]:
    """Return the campaigns whose questionnaire asks about a competence."""
    version = select(Item.version_id).where(Item.id == item_id).scalar_subquery()
    campaigns = session.scalars(
        select(Campaign)
        .join(Campaign.questionnaire)
        .where(Questionnaire.version_id == version)
        .order_by(Campaign.id)
        .options(*WHOLE)
    )
    return [campaign for campaign in campaigns if item_id in campaign.questionnaire.items]


def received(session: Session, campaign_ids: Collection[int]) -> dict[int, int]:
    """Return how many submissions each campaign has received; this count is live."""
    lines = session.execute(
        select(Tally.campaign_id, func.sum(Tally.n))
        .where(Tally.campaign_id.in_(campaign_ids), Tally.facet == Facet.RECEIVED)
        .group_by(Tally.campaign_id)
    )
    return dict.fromkeys(campaign_ids, 0) | {campaign_id: int(n) for campaign_id, n in lines}


def count_drafts(session: Session, campaign_id: int) -> int:
    """Return how many sheets are being filled, rehearsals left out."""
    return (
        session.scalar(
            select(func.count()).where(Draft.campaign_id == campaign_id, ~Draft.rehearsal)
        )
        or 0
    )


def open_batch(session: Session, campaign_id: int) -> int:
    """Return the number of the release that will show what is received now."""
    last = session.connection().scalar(_LAST_NUMBER, {"campaign_id": campaign_id})
    return (last or 0) + 1


def hold_batch(session: Session, campaign_id: int, *, alone: bool = False) -> int:
    """Return `open_batch`, while no release can be made until the transaction ends.

    Others may hold it too, unless it is held `alone`: then nobody else sends or withdraws.
    """
    held = _HOLD_ALONE if alone else _HOLD_CAMPAIGN
    session.connection().execute(held, {"campaign_id": campaign_id})
    return open_batch(session, campaign_id)


def get_draft(session: Session, ticket_hash: bytes) -> Kept | None:
    """Return the draft kept under a ticket's hash."""
    row = session.connection().execute(_DRAFT, {"ticket_hash": ticket_hash}).one_or_none()
    return Kept(*row) if row else None


def hold_draft(session: Session, ticket_hash: bytes) -> Kept | None:
    """Return the draft, which no other transaction may change or send until this one ends."""
    session.connection().execute(_HOLD_DRAFT, {"ticket_hash": ticket_hash})
    return get_draft(session, ticket_hash)


def get_submission(session: Session, ticket_hash: bytes) -> Sent | None:
    """Return the submission recorded under a ticket's hash."""
    row = session.connection().execute(_SENT, {"ticket_hash": ticket_hash}).one_or_none()
    return Sent(row[0], tuple(row[1]), *row[2:]) if row else None


def hold_submission(session: Session, ticket_hash: bytes) -> Sent | None:
    """Return the submission, which no other transaction may change until this one ends."""
    session.execute(
        select(Submission.day).where(Submission.ticket_hash == ticket_hash).with_for_update()
    )
    return get_submission(session, ticket_hash)
