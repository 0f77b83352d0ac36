"""Published reports, frozen as they were shown."""

from datetime import date, datetime
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


class ReportNote(Base):
    """What an analyst wrote on a release: on one section of its report, or on all of it.

    It is signed by the organisation, or by who wrote it as they are called today. `settled` says
    that a later release took it up, or left it.
    """

    __tablename__ = "report_note"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), index=True)
    section: Mapped[str]  # its key; "" for the whole report
    text: Mapped[str]
    language: Mapped[str]
    written_on: Mapped[date]
    written_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    by_name: Mapped[bool] = mapped_column(default=False)
    corrected_on: Mapped[date | None] = mapped_column(default=None)
    withdrawn_on: Mapped[date | None] = mapped_column(default=None)
    settled: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)


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
