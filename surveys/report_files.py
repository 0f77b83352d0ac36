"""Heavy files of released figures: asked for once, whoever asks, then written by the worker."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from zlib import compress, decompress

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from surveys.models import Campaign, ReportFile
from surveys.models.report_files import SAME
from surveys.upsert import upsert
from surveys.writing import BUSY

MOST_PENDING = 10  # files of one campaign that are not written yet


class TooManyFilesAsked(Refusal):
    sentence = french(
        "%(most)s fichiers de ce rapport s’écrivent déjà. Attendez qu’ils soient prêts, puis "
        "demandez celui-ci de nouveau."
    )


class FileNotWritten(Refusal):
    sentence = french(
        "Ce fichier n’a pas pu être écrit. Demandez-le de nouveau dans dix minutes, ou prenez le "
        "classeur (XLSX), le texte ou le CSV, qui disent les mêmes chiffres."
    )


@dataclass(frozen=True)
class Asked:
    """What a file is made of: the document, as JSON, and the kind of file."""

    campaign_id: int
    extension: str
    decimal: str
    language: str
    document: bytes

    @property
    def same(self) -> dict[str, object]:
        """Return what tells this file from all others."""
        values = (self.campaign_id, self.extension, self.decimal, self.digest)
        return dict(zip(SAME, values, strict=True))

    @property
    def digest(self) -> bytes:
        return sha256(self.document).digest()


def asked_before(session: Session, asked: Asked, *, now: datetime) -> ReportFile | None:
    """Return the same file, asked for before and still kept, whoever asked for it."""
    kept = select(ReportFile).filter_by(**asked.same).where(ReportFile.expires_at > now)
    return session.scalar(kept)


def ask_report_file(session: Session, asked: Asked, *, now: datetime) -> ReportFile:
    """Have a file written, unless it is already, or is about to be.

    Raises:
        TooManyFilesAsked: others of the same campaign are not written yet.
    """
    over = ReportFile.expires_at <= now
    session.execute(delete(ReportFile).filter_by(**asked.same).where(over))
    found = asked_before(session, asked, now=now)
    if found is not None:
        return found
    own = ReportFile.campaign_id == asked.campaign_id
    busy = select(func.count()).select_from(ReportFile).where(own, ReportFile.state.in_(BUSY))
    if (session.scalar(busy) or 0) >= MOST_PENDING:
        raise TooManyFilesAsked(most=MOST_PENDING)
    new = ReportFile(
        campaign_id=asked.campaign_id,
        extension=asked.extension,
        decimal=asked.decimal,
        language=asked.language,
        digest=asked.digest,
        document=compress(asked.document),
        created_at=now,
        expires_at=now + ReportFile.KEPT,
    )
    columns = (c.name for c in ReportFile.__table__.columns if c.name != "id")
    session.execute(upsert(session, ReportFile), {name: getattr(new, name) for name in columns})
    return session.scalars(select(ReportFile).filter_by(**asked.same)).one()


def document_in(file: ReportFile) -> bytes:
    """Return the document that a file is written from, as JSON."""
    return decompress(file.document)


def report_file(session: Session, file_id: int, campaign: Campaign) -> ReportFile | None:
    """Return a file of the report of a campaign."""
    own = ReportFile.id == file_id, ReportFile.campaign_id == campaign.id
    return session.scalar(select(ReportFile).where(*own))


def before(session: Session, file: ReportFile) -> int:
    """Return how many files are written before this one."""
    waiting = ReportFile.id < file.id, ReportFile.state.in_(BUSY)
    return session.scalar(select(func.count()).select_from(ReportFile).where(*waiting)) or 0
