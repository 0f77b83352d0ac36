"""Writing in one's own notebook. Nothing here is in the journal: a note is nobody else's matter."""

from datetime import datetime

from sqlalchemy.orm import Session

from surveys.models import Note

LONGEST_NOTE = 4_000


def write_note(session: Session, person_id: int, *, lineage: str, text: str, now: datetime) -> Note:
    """Add a note on a competence, or on none."""
    note = Note(
        person_id=person_id, lineage=lineage, text=text.strip(), written_at=now, changed_at=now
    )
    session.add(note)
    session.flush()
    return note


def change_note(session: Session, note: Note, *, lineage: str, text: str, now: datetime) -> None:
    """Put other words, or another competence, in the place of those of a note."""
    note.lineage, note.text, note.changed_at = lineage, text.strip(), now
    session.flush()


def delete_note(session: Session, note: Note) -> None:
    """Delete a note for good."""
    session.delete(note)
    session.flush()
