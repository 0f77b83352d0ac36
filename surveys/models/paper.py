"""Questionnaires on paper: what was printed, under the hashes of the codes, and what is keyed.

No row says who filled, printed or keyed a sheet; the journal says who printed and who keyed, never
which sheet.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from referentiel.base import Base

MOST_SHEETS = 500  # in one batch
MOST_KEYINGS = 2


class PaperBatch(Base):
    """Sheets printed together: how many, what they ask, the notice on them, how they are keyed."""

    __tablename__ = "paper_batch"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number", name="one_number_per_paper_batch"),
        CheckConstraint(f"sheets between 1 and {MOST_SHEETS}", name="paper_batch_not_too_large"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    number: Mapped[int]
    sheets: Mapped[int]
    language: Mapped[str]
    notice: Mapped[int]  # number of the one printed
    twice: Mapped[bool]  # every sheet is keyed twice before it counts
    phone: Mapped[bool]  # a QR code leads to the same questionnaire
    day: Mapped[date]


class PaperSheet(Base):
    """A printed sheet, under the hash of the ticket that its code stands for."""

    __tablename__ = "paper_sheet"
    __table_args__ = {"sqlite_with_rowid": False}

    ticket_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("paper_batch.id"), index=True)
    counted: Mapped[bool] = mapped_column(default=False)  # what was keyed has become a submission
    batch: Mapped[PaperBatch] = relationship(init=False)


class PaperKeying(Base):
    """What was keyed of a sheet and waits for a second keying, or for somebody to decide."""

    __tablename__ = "paper_keying"
    __table_args__ = (
        CheckConstraint(f"turn between 1 and {MOST_KEYINGS}", name="paper_keyed_twice_at_most"),
        {"sqlite_with_rowid": False},
    )

    ticket_hash: Mapped[bytes] = mapped_column(
        LargeBinary(32),
        ForeignKey("paper_sheet.ticket_hash", ondelete="CASCADE"),
        primary_key=True,
    )
    turn: Mapped[int] = mapped_column(primary_key=True)
    attempt: Mapped[str]  # of the form: the same one sent again is not a second keying
    typed: Mapped[dict[str, str]]  # keys by box
