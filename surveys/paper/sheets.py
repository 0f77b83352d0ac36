"""Printing: a batch of sheets, each under the hash of a code that is on paper only."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from surveys.models import Campaign, PaperBatch, PaperKeying, PaperSheet
from surveys.models.paper import MOST_SHEETS
from surveys.opening import check_accepts
from surveys.paper.errors import NotPinned
from surveys.queries.campaigns import hold_batch
from surveys.queries.paper import next_number
from surveys.tickets import Ticket, new_ticket
from surveys.upsert import upsert


def print_batch(
    session: Session,
    campaign: Campaign,
    secret: str,
    *,
    sheets: int,
    language: str,
    twice: bool,
    phone: bool,
    now: datetime,
) -> tuple[PaperBatch, Sequence[Ticket]]:
    """Return a new batch and the tickets whose codes its sheets bear; only hashes are kept.

    Raises:
        NotPinned: the campaign was never opened; what it asks and says may still change.
        CampaignClosed: it takes no answers any more.
    """
    if not campaign.notice:
        raise NotPinned
    if campaign.opens_at is None or now >= campaign.opens_at:
        check_accepts(campaign, now)
    hold_batch(session, campaign.id)
    batch = PaperBatch(
        campaign_id=campaign.id,
        questionnaire_id=campaign.questionnaire_id,
        number=next_number(session, campaign.id),
        sheets=min(sheets, MOST_SHEETS),
        language=language,
        notice=campaign.notice,
        twice=twice,
        phone=phone,
        day=now.date(),
    )
    session.add(batch)
    session.flush()
    return batch, _tickets(session, campaign, secret, batch)


def _tickets(session: Session, campaign: Campaign, secret: str, batch: PaperBatch) -> list[Ticket]:
    """Return as many tickets as a batch has sheets, each kept under its hash, none twice."""
    given: list[Ticket] = []
    while len(given) < batch.sheets:
        ticket = new_ticket(secret, campaign.id)
        row = {"ticket_hash": ticket.hash, "batch_id": batch.id, "counted": False}
        if session.connection().scalar(upsert(session, PaperSheet), row) is not None:
            given.append(ticket)
    return given


def forget_sheets(session: Session, campaign_id: int) -> None:
    """Delete the hashes of all codes printed for a campaign, and what waited to be keyed again."""
    batches = select(PaperBatch.id).where(PaperBatch.campaign_id == campaign_id)
    sheets = select(PaperSheet.ticket_hash).where(PaperSheet.batch_id.in_(batches))
    session.execute(delete(PaperKeying).where(PaperKeying.ticket_hash.in_(sheets)))
    session.execute(delete(PaperSheet).where(PaperSheet.batch_id.in_(batches)))
