"""Following the report of a campaign: asking for it by mail, asking no more, and who is due."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from referentiel.people import Person
from surveys.accounts import roles_of
from surveys.guard.sealing import keyed
from surveys.models import Campaign, Follower, Release
from surveys.queries.campaigns import campaign_read_by
from surveys.roles import Act, Standing

PURPOSE = "follower"
DIGITS = 9  # of the number of a follower


@dataclass(frozen=True)
class Due:
    """A follower whom the last release was not told to yet, and their person."""

    follower: Follower
    person: Person
    number: int


def follower_of(session: Session, campaign_id: int, person_id: int) -> Follower | None:
    """Return how a person follows a campaign, if they do."""
    own = Follower.campaign_id == campaign_id, Follower.person_id == person_id
    return session.scalar(select(Follower).where(*own))


def follow(
    session: Session,
    campaign: Campaign,
    *,
    person_id: int,
    language: str,
    with_pdf: bool,
    now: datetime,
) -> None:
    """Have the next releases of a campaign mailed to a person, or change how they are."""
    session.execute(select(Campaign.id).where(Campaign.id == campaign.id).with_for_update())
    found = follower_of(session, campaign.id, person_id)
    if found is not None:
        found.language, found.with_pdf = language, with_pdf
        return
    last = select(func.max(Release.number)).where(Release.campaign_id == campaign.id)
    session.add(
        Follower(
            campaign_id=campaign.id,
            person_id=person_id,
            since=now,
            language=language,
            with_pdf=with_pdf,
            told=session.scalar(last) or 0,
        )
    )
    session.flush()


def unfollow(session: Session, follower: Follower) -> None:
    """Mail no more releases to somebody."""
    session.execute(delete(Follower).where(Follower.id == follower.id))


def token_of(secret: str, follower: Follower) -> str:
    """Return what stops a follower's letters, whoever holds it; nothing else."""
    name = f"{follower.id}:{follower.since.isoformat()}"
    return f"{follower.id}-{keyed(secret, PURPOSE, name).hex()}"


def follower_with(session: Session, secret: str, token: str) -> Follower | None:
    """Return the follower of a token; None where it is none of ours, or served already."""
    number = token.partition("-")[0]
    if not (number.isascii() and number.isdecimal() and len(number) <= DIGITS):
        return None
    found = session.get(Follower, int(number))
    if found is None or not hmac.compare_digest(token_of(secret, found), token):
        return None
    return found


def next_due(session: Session) -> Due | None:
    """Return a follower whom the last release of their campaign was not told to yet."""
    last = select(Release.campaign_id, func.max(Release.number).label("number"))
    finished = last.where(Release.finished_at.is_not(None))
    last_of = finished.group_by(Release.campaign_id).subquery()
    row = session.execute(
        select(Follower, Person, last_of.c.number)
        .join(last_of, last_of.c.campaign_id == Follower.campaign_id)
        .join(Person, Person.id == Follower.person_id)
        .where(Follower.told < last_of.c.number)
        .order_by(Follower.id)
        .limit(1)
    ).first()
    return Due(*row) if row else None


def claim_due(session: Session, due: Due) -> bool:
    """Note that a follower is told of a release; False where another worker did it before."""
    waits = Follower.id == due.follower.id, Follower.told < due.number
    told = update(Follower).where(*waits).values(told=due.number)
    return bool(session.connection().execute(told).rowcount)


def still_reads(
    session: Session, due: Due, *, now: datetime, export: bool = False
) -> Campaign | None:
    """Return the campaign, if its follower may read its report today, or take it as a file."""
    standing = Standing.of_roles(roles_of(session, due.person.id))
    own = standing.organisations(Act.READ)
    today = now.date()
    return campaign_read_by(session, due.follower.campaign_id, own, today=today, export=export)
