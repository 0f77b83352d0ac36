"""Notes of the analysis on the report of a campaign: one on all of it, one that was withdrawn."""

from sqlalchemy.orm import Session

from reports.notes import Words, withdraw_note, write_note
from reports.queries import last_release
from surveys.models import Campaign
from webapp.clock import utc_now

WHOLE = "Les réponses viennent surtout des équipes du littoral, invitées les premières."


def notes_in(session: Session, campaign: Campaign) -> dict[str, str]:
    """Return the note that a page corrects; another was withdrawn."""
    release, today = last_release(session, campaign.id), utc_now().date()
    assert release is not None
    note, other = (
        write_note(session, release, Words(text, section, "fr", by_name=False), by=1, today=today)
        for text, section in ((WHOLE, ""), ("À revoir.", "needs"))
    )
    withdraw_note(other, today=today)
    session.flush()
    return {"noted": str(note.id)}
