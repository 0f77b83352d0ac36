"""Showing one's trajectory to somebody, for a time, as one shows a single result."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from surveys.guard.audit import record
from surveys.guard.sealing import hashed, new_token
from surveys.keeping import check_last_day
from surveys.models import TrajectoryPart, TrajectoryShare


class NothingToShow(Refusal):
    sentence = french("Choisissez au moins une auto-évaluation à montrer.")


def share_trajectory(
    session: Session,
    hashes: Collection[bytes],
    *,
    person_id: int,
    reader: str,
    until: date,
    now: datetime,
) -> str:
    """Let somebody read these answers together until the end of a day; return their token.

    Raises:
        NothingToShow: no answers were chosen.
        ShareOver, ShareTooLong: the last day is past, or too far.
    """
    if not hashes:
        raise NothingToShow
    check_last_day(until, today=now.date())
    token = new_token()
    share = TrajectoryShare(
        person_id=person_id,
        token_hash=hashed(token),
        reader=reader.strip(),
        since=now,
        until=until,
    )
    session.add(share)
    session.flush()
    parts = [{"share_id": share.id, "ticket_hash": ticket_hash} for ticket_hash in hashes]
    session.execute(insert(TrajectoryPart), parts)
    subject = f"trajectory:{share.id}"
    record(session, "trajectory.shared", person_id=person_id, subject=subject, now=now)
    return token


def end_trajectory_share(session: Session, share: TrajectoryShare, *, now: datetime) -> None:
    """Close a link at once; one that is closed stays so since then."""
    if share.revoked_at is None:
        share.revoked_at = now
        subject = f"trajectory:{share.id}"
        record(session, "trajectory.unshared", person_id=share.person_id, subject=subject, now=now)
