"""Taking answers away one by one: the purpose that is noted, and the spreadsheets asked for."""

import re
from datetime import datetime
from urllib.parse import quote, unquote

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from surveys.guard.audit import record
from surveys.models import Campaign, RowFile
from surveys.writing import BUSY, LEASE, change_claimed

TAKEN = "rows.taken"
PURPOSE = "purpose:"  # begins the word of a journal's subject that holds one, written as in a URL
SHORTEST, LONGEST = 10, 200  # characters of a purpose
ADDRESS = re.compile(r"@|\+?\d[\d .-]{7,}\d")  # of mail, or a telephone number
MOST_PENDING = 3  # spreadsheets of one campaign that are not written yet


class PurposeTooShort(Refusal):
    sentence = french("Dites en une phrase à quoi ce fichier servira.")


class PurposeTooLong(Refusal):
    sentence = french("%(most)s caractères au plus : une phrase suffit.")


class PurposeNamesSomebody(Refusal):
    sentence = french(
        "N’écrivez ni adresse électronique ni numéro de téléphone : ce texte reste au journal."
    )


class TooManyAsked(Refusal):
    sentence = french(
        "%(most)s classeurs de cette campagne s’écrivent déjà. Attendez qu’ils soient prêts."
    )


def purpose_of(text: str) -> str:
    """Return a purpose on one line, as the journal keeps it.

    Raises:
        PurposeTooShort, PurposeTooLong, PurposeNamesSomebody
    """
    said = " ".join(text.replace("\0", "").split())
    if len(said) < SHORTEST:
        raise PurposeTooShort
    if len(said) > LONGEST:
        raise PurposeTooLong(most=LONGEST)
    if ADDRESS.search(said):
        raise PurposeNamesSomebody
    return said


def purpose_in(subject: str) -> str:
    """Return the purpose that a subject of the journal holds, or nothing."""
    [*_, last] = ["", *subject.split()]
    return unquote(last.removeprefix(PURPOSE)) if last.startswith(PURPOSE) else ""


def note_taken(
    session: Session, campaign: Campaign, purpose: str, *, by: int | None, now: datetime
) -> None:
    """Note in the journal that the answers of a campaign are taken away, and what for."""
    record(
        session,
        TAKEN,
        now=now,
        person_id=by,
        organisation_id=campaign.organisation_id,
        subject=f"campaign:{campaign.id} {PURPOSE}{quote(purpose, safe='')}",
    )


def ask_file(
    session: Session, campaign: Campaign, purpose: str, *, language: str, by: int, now: datetime
) -> RowFile:
    """Have a spreadsheet written; the caller notes it.

    Raises:
        TooManyAsked: others of the same campaign are not written yet.
    """
    own = RowFile.campaign_id == campaign.id
    busy = select(func.count()).select_from(RowFile).where(own, RowFile.state.in_(BUSY))
    if (session.scalar(busy) or 0) >= MOST_PENDING:
        raise TooManyAsked(most=MOST_PENDING)
    file = RowFile(
        campaign_id=campaign.id,
        asked_by=by,
        purpose=purpose,
        language=language,
        created_at=now,
        expires_at=now + RowFile.KEPT,
    )
    session.add(file)
    session.flush()
    return file


def note_progress(
    session: Session, claimed: RowFile, done: int, total: int, *, now: datetime
) -> None:
    """Say how far a spreadsheet is; whoever writes it has it for LEASE from now."""
    change_claimed(session, claimed, done=done, total=total, due_at=now + LEASE)


def own_file(session: Session, file_id: int, campaign: Campaign, by: int) -> RowFile | None:
    """Return a spreadsheet of a campaign that this person asked for."""
    own = RowFile.campaign_id == campaign.id, RowFile.asked_by == by
    return session.scalar(select(RowFile).where(RowFile.id == file_id, *own))


def own_files(session: Session, campaign: Campaign, by: int) -> list[RowFile]:
    """Return the spreadsheets of a campaign that this person asked for, the latest first."""
    own = RowFile.campaign_id == campaign.id, RowFile.asked_by == by
    return list(session.scalars(select(RowFile).where(*own).order_by(RowFile.id.desc())))


def delete_file(session: Session, file: RowFile) -> None:
    """Delete a spreadsheet before its time."""
    session.execute(delete(RowFile).where(RowFile.id == file.id))
