"""Reading what was printed and keyed."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager

from surveys.models import PaperBatch, PaperKeying, PaperSheet, Submission


@dataclass(frozen=True)
class Progress:
    """A batch, and how far its keying is: sheets, never people."""

    batch: PaperBatch
    counted: int
    once: int  # keyed once, waiting for the second keying
    differing: int  # keyed twice, waiting for a decision
    elsewhere: int  # answered by phone


def progress_of(session: Session, campaign_id: int) -> list[Progress]:
    """Return the batches of a campaign, the newest first, in a constant number of SELECTs."""
    batches = session.scalars(
        select(PaperBatch)
        .where(PaperBatch.campaign_id == campaign_id)
        .order_by(PaperBatch.number.desc())
    ).all()
    of_campaign = PaperSheet.batch_id.in_([batch.id for batch in batches])
    per_batch = select(PaperSheet.batch_id, func.count()).where(of_campaign)
    per_batch = per_batch.group_by(PaperSheet.batch_id)
    turns = (
        select(PaperKeying.ticket_hash, func.max(PaperKeying.turn).label("turn"))
        .group_by(PaperKeying.ticket_hash)
        .subquery()
    )
    keyed = per_batch.join(turns, turns.c.ticket_hash == PaperSheet.ticket_hash)
    sent = per_batch.join(Submission, Submission.ticket_hash == PaperSheet.ticket_hash)
    counts = [
        {int(row[0]): int(row[1]) for row in session.execute(statement)}
        for statement in (
            per_batch.where(PaperSheet.counted),
            keyed.where(turns.c.turn == 1),
            keyed.where(turns.c.turn > 1),
            sent.where(~PaperSheet.counted),
        )
    ]
    return [Progress(batch, *(found.get(batch.id, 0) for found in counts)) for batch in batches]


def hold_sheet(session: Session, campaign_id: int, ticket_hash: bytes) -> PaperSheet | None:
    """Return a sheet of a campaign, which nobody else may key until the transaction ends."""
    return session.scalar(
        select(PaperSheet)
        .join(PaperSheet.batch)
        .where(PaperSheet.ticket_hash == ticket_hash, PaperBatch.campaign_id == campaign_id)
        .options(contains_eager(PaperSheet.batch))
        .with_for_update(of=PaperSheet)
        .execution_options(populate_existing=True)
    )


def get_sheet_printed(session: Session, campaign_id: int, ticket_hash: bytes) -> PaperSheet | None:
    """Return a sheet of a campaign by the hash of its code."""
    return session.scalar(
        select(PaperSheet)
        .join(PaperSheet.batch)
        .where(PaperSheet.ticket_hash == ticket_hash, PaperBatch.campaign_id == campaign_id)
        .options(contains_eager(PaperSheet.batch))
    )


def keyings_of(session: Session, ticket_hash: bytes) -> list[PaperKeying]:
    """Return what was keyed of a sheet so far, in order."""
    found = select(PaperKeying).where(PaperKeying.ticket_hash == ticket_hash)
    return list(session.scalars(found.order_by(PaperKeying.turn)))


def attempts_of(session: Session, hashes: Collection[bytes]) -> dict[bytes, set[str]]:
    """Return by which attempts sheets were keyed that wait, by their hashes."""
    kept = select(PaperKeying.ticket_hash, PaperKeying.attempt)
    found: dict[bytes, set[str]] = {}
    for ticket_hash, attempt in session.execute(kept.where(PaperKeying.ticket_hash.in_(hashes))):
        found.setdefault(ticket_hash, set()).add(attempt)
    return found


def next_number(session: Session, campaign_id: int) -> int:
    """Return the number of the next batch of a campaign."""
    last = select(func.max(PaperBatch.number)).where(PaperBatch.campaign_id == campaign_id)
    return (session.scalar(last) or 0) + 1
