"""A spreadsheet of answers one by one, on its way to who asked for it."""

from datetime import timedelta
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from referentiel.base import Base
from surveys.models.campaigns import Campaign
from surveys.models.writing import IN_STATES, Written


class RowFile(Written, Base):
    """`done` of `total` submissions are written."""

    __tablename__ = "row_file"
    __table_args__ = (CheckConstraint(IN_STATES, name="row_file_state"),)
    KEPT: ClassVar[timedelta] = timedelta(days=7)
    REGRETTED: ClassVar[timedelta] = KEPT

    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    campaign: Mapped[Campaign] = relationship(init=False)
