"""Notes of the analysis on a release: joined to its frozen report each time it is read."""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from referentiel.people import Organisation, Person
from reports.archive import ReportNote
from reports.document import Document, Note
from surveys.models import Campaign, Release

LONGEST = 1_000  # characters: what a slide still shows whole
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


class NoteChanged(Refusal):
    sentence = french(
        "Cette note a changé pendant que vous l’écriviez. Votre texte est gardé ici ; le texte "
        "enregistré est au-dessous. Enregistrez de nouveau pour le remplacer."
    )


@dataclass(frozen=True)
class Words:
    """What a note says, of which section (all if empty), in which language, signed how."""

    text: str
    section: str
    language: str
    by_name: bool


@dataclass(frozen=True)
class Written:
    """A note as it is kept, with the number of its release and its signature."""

    kept: ReportNote
    number: int
    author: str

    @property
    def said(self) -> Note:
        """What readers of the report are told."""
        kept = self.kept
        return Note(
            text=kept.text,
            author=self.author,
            language=kept.language,
            written_on=kept.written_on,
            corrected_on=kept.corrected_on,
        )


def annotated(session: Session, release: Release, document: Document) -> Document:
    """Return the report of a release with its notes: on its sections, and on the whole."""
    found = [it for it in notes_of(session, release) if it.kept.withdrawn_on is None]
    if not found:
        return document
    keys = {section.key for section in document.sections}
    notes: dict[str, list[Note]] = {}
    for it in found:
        notes.setdefault(it.kept.section if it.kept.section in keys else "", []).append(it.said)
    sections = tuple(
        section.model_copy(update={"notes": tuple(notes[section.key])})
        if section.key in notes
        else section
        for section in document.sections
    )
    return document.model_copy(update={"sections": sections, "notes": tuple(notes.get("", ()))})


def notes_of(session: Session, release: Release) -> list[Written]:
    """Return the notes on a release, those withdrawn too, in the order they were written."""
    return _found(session, ReportNote.release_id == release.id)


def notes_before(session: Session, release: Release) -> list[Written]:
    """Return the notes on earlier releases that nobody took up or left since."""
    return _found(
        session,
        Release.campaign_id == release.campaign_id,
        Release.number < release.number,
        ReportNote.withdrawn_on.is_(None),
        ReportNote.settled.is_(False),
    )


def note_on(session: Session, campaign: Campaign, note_id: int) -> Written | None:
    """Return a note on some release of a campaign."""
    found = _found(session, ReportNote.id == note_id, Release.campaign_id == campaign.id)
    return found[0] if found else None


def _found(session: Session, *conditions: ColumnElement[bool]) -> list[Written]:
    rows = session.execute(
        select(ReportNote, Release.number, Organisation.name, Person.name)
        .join(Release, Release.id == ReportNote.release_id)
        .join(Campaign, Campaign.id == Release.campaign_id)
        .join(Organisation, Organisation.id == Campaign.organisation_id)
        .outerjoin(Person, Person.id == ReportNote.written_by)
        .where(*conditions)
        .order_by(ReportNote.id)
    )
    return [
        Written(kept, number, (person if kept.by_name else None) or organisation)
        for kept, number, organisation, person in rows
    ]


def write_note(
    session: Session, release: Release, words: Words, *, by: int, today: date
) -> ReportNote:
    """Add a note to the report of a release."""
    note = ReportNote(
        release_id=release.id,
        section=words.section,
        text=plain(words.text),
        language=words.language,
        written_on=today,
        written_by=by,
        by_name=words.by_name,
    )
    session.add(note)
    session.flush()
    return note


def correct_note(
    session: Session, note: ReportNote, words: Words, *, seen: int, by: int, today: date
) -> bool:
    """Change a note and say when; False where nothing is different.

    Who corrects a note signs it.

    Raises:
        NoteChanged: somebody changed it since the reader saw revision `seen`.
    """
    session.refresh(note, with_for_update=True)
    if note.revision != seen:
        raise NoteChanged
    told = (plain(words.text), words.section, words.language, words.by_name)
    if told == (note.text, note.section, note.language, note.by_name):
        return False
    note.text, note.section, note.language, note.by_name = told
    note.written_by, note.corrected_on = by, today
    note.revision += 1
    return True


def withdraw_note(note: ReportNote, *, today: date) -> None:
    """Take a note out of the report; its words are kept beside it, and can be put back."""
    note.withdrawn_on = note.withdrawn_on or today
    note.revision += 1


def restore_note(note: ReportNote) -> None:
    """Put a withdrawn note back."""
    note.withdrawn_on = None
    note.revision += 1


def delete_note(session: Session, note: ReportNote) -> bool:
    """Delete the words of a note that was withdrawn; False where it still stands in a report."""
    if note.withdrawn_on is None:
        return False
    session.execute(delete(ReportNote).where(ReportNote.id == note.id))
    return True


def settle_note(note: ReportNote) -> None:
    """Offer a note no more to later releases: it was taken up, or left."""
    note.settled = True


def plain(text: str) -> str:
    """Return a text without what nobody sees, its ends trimmed, one blank line at the most."""
    lines = UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).replace("\t", " ")
    return re.sub(r"\n\s*\n", "\n\n", lines).strip()
