"""Reading to whom a person shows their trajectory, and what a link shows today."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.people import Person
from surveys.guard.sealing import hashed
from surveys.models import Campaign, Submission, TrajectoryPart, TrajectoryShare
from surveys.queries.campaigns import WHOLE
from surveys.queries.space import KeptResult


class SharedTrajectory(NamedTuple):
    """What somebody may read today, under the link they hold."""

    share: TrajectoryShare
    owner: str
    kept: tuple[KeptResult, ...]


def trajectory_shares(session: Session, person_id: int) -> list[TrajectoryShare]:
    """Return to whom a person showed their trajectory, the latest first."""
    found = select(TrajectoryShare).where(TrajectoryShare.person_id == person_id)
    return list(session.scalars(found.order_by(TrajectoryShare.id.desc())))


def own_trajectory_share(session: Session, person_id: int, share_id: int) -> TrajectoryShare | None:
    """Return a link of the person to their trajectory."""
    return session.scalar(
        select(TrajectoryShare).where(
            TrajectoryShare.id == share_id, TrajectoryShare.person_id == person_id
        )
    )


def shared_trajectory(session: Session, token: str, *, today: date) -> SharedTrajectory | None:
    """Return what the holder of a token may read today; None once nothing of it may be read."""
    row = session.execute(
        select(TrajectoryShare, Person.name)
        .join(Person, Person.id == TrajectoryShare.person_id)
        .where(
            TrajectoryShare.token_hash == hashed(token),
            TrajectoryShare.revoked_at.is_(None),
            TrajectoryShare.until >= today,
        )
    ).one_or_none()
    kept = _kept_in(session, row[0]) if row else ()
    return SharedTrajectory(row[0], row[1], kept) if row and kept else None


def _kept_in(session: Session, share: TrajectoryShare) -> tuple[KeptResult, ...]:
    rows = session.execute(
        select(Campaign, Submission.ticket_hash, Submission.day)
        .join(Submission, Submission.campaign_id == Campaign.id)
        .join(TrajectoryPart, TrajectoryPart.ticket_hash == Submission.ticket_hash)
        .where(TrajectoryPart.share_id == share.id, Submission.person_id == share.person_id)
        .order_by(Submission.day, Campaign.id)
        .options(*WHOLE)
    )
    return tuple(KeptResult(*row) for row in rows)
