"""The webhooks of an organisation, and what became of their last calls."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveys.models import Outgoing, Webhook

LAST = 10  # calls shown of each


def webhook_of(session: Session, webhook_id: int, organisations: Iterable[int]) -> Webhook | None:
    """Return a webhook if it is of one of these organisations."""
    mine = Webhook.organisation_id.in_(organisations)
    return session.scalar(select(Webhook).where(Webhook.id == webhook_id, mine))


def webhooks_of(session: Session, organisation_id: int) -> list[Webhook]:
    """Return the webhooks of an organisation that are not stopped, the latest first."""
    mine = (Webhook.organisation_id == organisation_id) & Webhook.stopped_at.is_(None)
    return list(session.scalars(select(Webhook).where(mine).order_by(Webhook.id.desc())))


def last_calls(session: Session, webhooks: Iterable[Webhook]) -> dict[int, list[Outgoing]]:
    """Return the last calls of each webhook by its id, the latest first."""
    found: dict[int, list[Outgoing]] = {webhook.id: [] for webhook in webhooks}
    place = func.row_number().over(partition_by=Outgoing.webhook_id, order_by=Outgoing.id.desc())
    ranked = (
        select(Outgoing.id, place.label("place")).where(Outgoing.webhook_id.in_(found)).subquery()
    )
    rows = (
        select(Outgoing)
        .join(ranked, ranked.c.id == Outgoing.id)
        .where(ranked.c.place <= LAST)
        .order_by(Outgoing.id.desc())
    )
    for call in session.scalars(rows):
        if call.webhook_id is not None:
            found[call.webhook_id].append(call)
    return found
