"""What is done with a campaign, noted in the journal of its organisation."""

from surveys.guard.audit import record
from surveys.models import Campaign
from webapp.clock import now
from webapp.database import get_session

OPENED = "campaign.opened"
CLOSED = "campaign.closed"
SETTLED = "campaign.settled"
REPLACED = "campaign.replaced"
RESTORED = "campaign.restored"
RELEASED = "campaign.released"
PLACED = "campaign.placed"
FOLLOWED = "campaign.followed"
PROGRESS = "campaign.progress"


def note(campaign: Campaign, act: str, *, by: int | None) -> None:
    """Note an act in the chain, last in its transaction; `by` is none where a program did it."""
    record(
        get_session(),
        act,
        now=now(),
        person_id=by,
        organisation_id=campaign.organisation_id,
        subject=f"campaign:{campaign.id}",
    )
