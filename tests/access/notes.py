"""A note on a released report, which holds the private word of a house."""

from sqlalchemy.orm import Session

from referentiel.people import Person
from reports.archive import ReportNote
from reports.notes import Words, write_note
from surveys.models import Release
from tests.conftest import NOW


def add_note(session: Session, release: Release, by: Person, private: str) -> ReportNote:
    """Return a note that somebody wrote on all of a report."""
    words = Words(f"Note {private}", "", "fr", by_name=False)
    return write_note(session, release, words, by=by.id, today=NOW.date())
