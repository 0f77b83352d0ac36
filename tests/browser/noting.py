"""Beside the report of a campaign: a note on all of it, one that was withdrawn, who follows it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.people import Person
from reports.notes import Words, withdraw_note, write_note
from reports.queries import last_release
from surveys.followers import follow, follower_of, token_of
from surveys.models import Campaign
from tests.browser.serving import SECRET
from webapp.clock import utc_now
from webapp.demonstration import ACCOUNT

WHOLE = "Les réponses viennent surtout des équipes du littoral, invitées les premières."


def notes_in(session: Session, campaign: Campaign) -> dict[str, str]:
    """Return the note that a page corrects, and what stops the letters to the reader."""
    release, today = last_release(session, campaign.id), utc_now().date()
    assert release is not None
    note, other = (
        write_note(session, release, Words(text, section, "fr", by_name=False), by=1, today=today)
        for text, section in ((WHOLE, ""), ("À revoir.", "needs"))
    )
    withdraw_note(other, today=today)
    reader = session.scalars(select(Person.id).where(Person.email == ACCOUNT[0])).one()
    follow(session, campaign, person_id=reader, language="fr", with_pdf=True, now=utc_now())
    found = follower_of(session, campaign.id, reader)
    assert found is not None
    return {"noted": str(note.id), "following": token_of(SECRET, found)}
