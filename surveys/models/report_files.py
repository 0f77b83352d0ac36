"""A file of released figures that takes too long to be written while somebody waits."""

from datetime import timedelta
from typing import ClassVar

from sqlalchemy import CheckConstraint, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from referentiel.base import Base
from surveys.models.writing import IN_STATES, Written

SAME = ("campaign_id", "extension", "decimal", "digest")


class ReportFile(Written, Base):
    """A `Document` of a campaign as a file; the same one is written once, whoever asks for it.

    `digest` is the SHA-256 of what it was asked for with: release, view, language and notes.
    `document`, compressed, is what it is written from. Nobody is named as having asked: who may
    have it is asked again at each download.
    """

    __tablename__ = "report_file"
    __table_args__ = (
        CheckConstraint(IN_STATES, name="report_file_state"),
        UniqueConstraint(*SAME, name="one_report_file_per_document"),
    )
    KEPT: ClassVar[timedelta] = timedelta(days=1)
    REGRETTED: ClassVar[timedelta] = timedelta(minutes=10)

    extension: Mapped[str]
    decimal: Mapped[str]  # « point » for CSV with a decimal point
    digest: Mapped[bytes]
    document: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
