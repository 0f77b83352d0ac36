"""The directory of mutual aid: what help people offer, who agreed to be found by it."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from surveys.models import DirectoryEntry
from surveys.upsert import upsert

PURPOSE = "directory"
VERSION = 1


def offer_help(session: Session, person_id: int, offer: str) -> None:
    """Keep what a person says of the help they offer, in the place of what they said before."""
    statement = upsert(session, DirectoryEntry, ("person_id",), replace=("offer",))
    session.connection().execute(statement, {"person_id": person_id, "offer": offer.strip()})


def forget(session: Session, person_id: int) -> None:
    """Delete the entry of a person."""
    session.execute(delete(DirectoryEntry).where(DirectoryEntry.person_id == person_id))
