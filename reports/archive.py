"""Published reports, frozen as they were shown."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from referentiel.base import Base


class ArchivedReport(Base):
    """The Document of a release in one language, with the software that made it."""

    __tablename__ = "report"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    software: Mapped[str]


class ProgressReport(Base):
    """The Document on the progress from one campaign to the one that follows, drawn once.

    It is never drawn again: whom it links would tell, from one time to the next, who came or left.
    """

    __tablename__ = "progress_report"

    first_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    second_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True, index=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    shown: Mapped[list[list[Any]]] = mapped_column(JSON)  # group, code in each campaign, people
    software: Mapped[str]
    made_at: Mapped[datetime]
