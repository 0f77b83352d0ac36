"""Files being written, of several kinds: whoever writes one claims it for a while.

One who dies leaves it to the next. What a worker that lost its claim brings back is not kept.
"""

from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from surveys.models import Campaign, ReportFile, RowFile
from surveys.models.writing import FAILED, READY, WAITING, WRITING, Written

KINDS: tuple[type[Written], ...] = (ReportFile, RowFile)
LEASE = timedelta(minutes=10)  # without a word of progress
MOST_ATTEMPTS = 3
BUSY = (WAITING, WRITING)
Kind = TypeVar("Kind", bound=Written)


def claim_file(session: Session, kind: type[Kind], *, now: datetime) -> Kind | None:
    """Return the next file of a kind to write, nobody else's before LEASE; None: none waits.

    The caller commits before it begins.
    """
    waits = or_(kind.state == WAITING, and_(kind.state == WRITING, kind.due_at <= now))
    due = select(kind).where(waits, kind.expires_at > now).order_by(kind.id).limit(1)
    while (found := session.scalar(due.with_for_update(skip_locked=True))) is not None:
        if found.attempts < MOST_ATTEMPTS:
            found.state, found.due_at = WRITING, now + LEASE
            found.attempts += 1
            session.flush()
            return found
        put_failed(session, found, now=now)
        session.refresh(found)
    return None


def put_ready(session: Session, claimed: Written, content: bytes, *, now: datetime) -> None:
    """Keep a file that is written, for as long as it may be fetched."""
    kept = now + claimed.KEPT
    change_claimed(session, claimed, state=READY, content=content, due_at=None, expires_at=kept)


def put_failed(session: Session, claimed: Written, *, now: datetime) -> None:
    """Note that a file cannot be written."""
    kept = now + claimed.REGRETTED
    change_claimed(session, claimed, state=FAILED, due_at=None, expires_at=kept)


def change_claimed(session: Session, claimed: Written, **values: object) -> None:
    """Change a file, unless who claimed it has lost it since."""
    kind = type(claimed)
    session.execute(update(kind).where(_claim(claimed)).values(values))


def delete_files_of(session: Session, campaign: Campaign) -> None:
    """Delete the files of a campaign, written or not."""
    for kind in KINDS:
        session.execute(delete(kind).where(kind.campaign_id == campaign.id))


def forget_written(session: Session, *, now: datetime) -> int:
    """Delete the files that may not be fetched any more; return how many."""
    connection = session.connection()
    over = [delete(kind).where(kind.expires_at <= now) for kind in KINDS]
    return sum(connection.execute(each).rowcount for each in over)


def _claim(claimed: Written) -> ColumnElement[bool]:
    kind: Any = type(claimed)
    held = (kind.attempts == claimed.attempts, kind.state == WRITING)
    return and_(kind.id == claimed.id, *held)
