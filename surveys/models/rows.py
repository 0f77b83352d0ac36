"""A spreadsheet of answers one by one, on its way to who asked for it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from referentiel.base import Base
from surveys.models.campaigns import Campaign

WAITING, WRITING, READY, FAILED = "waiting", "writing", "ready", "failed"
STATES = (WAITING, WRITING, READY, FAILED)


class RowFile(Base):
    """`done` of `total` submissions are written; the file goes on `expires_at`.

    Whoever writes it has it until `due_at`; one that stopped its writer at each of its `attempts`
    is given up.
    """

    __tablename__ = "row_file"
    __table_args__ = (CheckConstraint(f"state in {STATES}", name="row_file_state"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str]
    language: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=WAITING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, default=b"")
    campaign: Mapped[Campaign] = relationship(init=False)
