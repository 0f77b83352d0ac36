"""What is done with a campaign, noted in the journal of its organisation."""

from datetime import datetime, time

from surveys.guard.audit import record, recorded_since
from surveys.models import Campaign
from webapp.clock import now
from webapp.database import get_session

OPENED = "campaign.opened"
CLOSED = "campaign.closed"
SETTLED = "campaign.settled"
REPLACED = "campaign.replaced"
RESTORED = "campaign.restored"
RELEASED = "campaign.released"
SCHEDULED = "campaign.scheduled"
PRINTED = "paper.printed"
KEYED = "paper.keyed"
COUNTED_FROM_FILE = "foreign.counted"
PLACED = "campaign.placed"
FOLLOWED = "campaign.followed"
PROGRESS = "campaign.progress"
SUPPOSED = "campaign.supposed"
NOTED = "note.written"
CORRECTED = "note.corrected"
WITHDRAWN = "note.withdrawn"
PUT_BACK = "note.restored"
DELETED = "note.deleted"


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


def note_once_a_day(campaign: Campaign, act: str, *, by: int) -> None:
    """Note an act that somebody does many times, at its first time of the day.

    The hour of each would tell which of many things was done then.
    """
    morning = datetime.combine(now().date(), time.min, now().tzinfo)
    subject = f"campaign:{campaign.id}"
    if not recorded_since(get_session(), act, morning, person_id=by, subject=subject):
        note(campaign, act, by=by)
