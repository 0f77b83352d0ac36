"""Reading who is invited to a campaign, and how many have come."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from surveys.models import Campaign, Invitee, Submission
from surveys.models.campaigns import ANONYMOUS
from surveys.queries.campaigns import WHOLE


class Group(NamedTuple):
    """The invitees of one category: how many, whose mail came back, who opened, who sent."""

    category: str
    invited: int
    refused: int
    opened: int
    sent: int  # 0 in an anonymous campaign, where nobody can know


class Asked(NamedTuple):
    """A campaign that waits for somebody, as they see it."""

    invitee: Invitee
    campaign: Campaign


def has_invitees(session: Session, campaign_id: int) -> bool:
    """Say whether anybody is invited to a campaign by name."""
    found = select(Invitee.id).where(Invitee.campaign_id == campaign_id).limit(1)
    return session.scalar(found) is not None


def addresses_of(session: Session, campaign_id: int) -> frozenset[str]:
    """Return the addresses that are invited to a campaign."""
    return frozenset(
        session.scalars(select(Invitee.email).where(Invitee.campaign_id == campaign_id))
    )


def invitees_of(session: Session, campaign_id: int) -> list[Invitee]:
    """Return who is invited to a campaign, in alphabetical order."""
    return list(
        session.scalars(
            select(Invitee).where(Invitee.campaign_id == campaign_id).order_by(Invitee.email)
        )
    )


def campaign_of_invitee(session: Session, invitee: Invitee) -> Campaign:
    """Return the campaign that an invitee is asked to answer, with its questionnaire."""
    return session.scalars(
        select(Campaign).where(Campaign.id == invitee.campaign_id).options(*WHOLE)
    ).one()


def invitee_of(session: Session, campaign_id: int, invitee_id: int) -> Invitee | None:
    """Return one invitee of a campaign."""
    return session.scalar(
        select(Invitee).where(Invitee.campaign_id == campaign_id, Invitee.id == invitee_id)
    )


def letters_waiting(session: Session, campaign_id: int) -> list[Invitee]:
    """Return those to whom no letter was written yet."""
    return list(
        session.scalars(
            select(Invitee)
            .where(Invitee.campaign_id == campaign_id, Invitee.invited_on.is_(None))
            .order_by(Invitee.id)
        )
    )


def silent(session: Session, campaign: Campaign) -> list[Invitee]:
    """Return who was asked and has not come, those left out whom no letter reaches.

    Anonymous: who has not opened. Pseudonymous: who has not sent.
    """
    waiting = ~Invitee.opened if campaign.mode == ANONYMOUS else ~_has_sent()
    return list(
        session.scalars(
            select(Invitee)
            .where(
                Invitee.campaign_id == campaign.id,
                Invitee.invited_on.is_not(None),
                Invitee.mail_refused_at.is_(None),
                waiting,
            )
            .order_by(Invitee.id)
        )
    )


def groups_of(session: Session, campaign_id: int) -> list[Group]:
    """Return how many were invited and came, by category, in alphabetical order."""
    refused = and_(Invitee.mail_refused_at.is_not(None), ~Invitee.opened)
    rows = session.execute(
        select(
            Invitee.category,
            func.count(),
            func.count().filter(refused),
            func.count().filter(Invitee.opened),
            func.count().filter(_has_sent()),
        )
        .where(Invitee.campaign_id == campaign_id)
        .group_by(Invitee.category)
        .order_by(Invitee.category)
    )
    return [Group(*row) for row in rows]


def _has_sent() -> ColumnElement[bool]:
    return exists().where(Submission.ticket_hash == Invitee.ticket_hash)


def waiting_for(session: Session, email: str, *, now: datetime) -> list[Asked]:
    """Return the open campaigns to which an address is invited and that it has not opened."""
    rows = session.execute(_asked(email, now).order_by(Campaign.id))
    return [Asked(invitee, campaign) for invitee, campaign in rows]


def asked_at(session: Session, email: str) -> list[Asked]:
    """Return every campaign to which an address was invited, for its owner."""
    rows = session.execute(
        select(Invitee, Campaign)
        .join(Campaign, Campaign.id == Invitee.campaign_id)
        .where(Invitee.email == email)
        .order_by(Campaign.id)
    )
    return [Asked(invitee, campaign) for invitee, campaign in rows]


def asked_of(session: Session, email: str, code: str, *, now: datetime) -> Asked | None:
    """Return the invitation of an address to one open campaign."""
    row = session.execute(_asked(email, now).where(Campaign.code == code)).one_or_none()
    return Asked(row[0], row[1]) if row else None


def _asked(email: str, now: datetime) -> "Select[Invitee, Campaign]":
    return (
        select(Invitee, Campaign)
        .join(Campaign, Campaign.id == Invitee.campaign_id)
        .options(*WHOLE)
        .where(
            Invitee.email == email,
            ~Invitee.opened,
            Campaign.opens_at <= now,
            or_(Campaign.closes_at.is_(None), Campaign.closes_at > now),
        )
    )
