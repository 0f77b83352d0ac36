"""Events, their programme, and what each workshop aims at."""

from datetime import date, time

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from referentiel.base import Base
from referentiel.people import Organisation


class Event(Base):
    __tablename__ = "event"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="event_ends_after_it_starts"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    subtitle: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="")  # « séminaire de co-production »
    status: Mapped[str]  # « programme », « pré-programme »
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    place: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    access: Mapped[str] = mapped_column(default="")
    introduction: Mapped[str] = mapped_column(default="")  # paragraphs separated by an empty line
    objectives: Mapped[list[str]] = mapped_column(default_factory=list)
    source: Mapped[str] = mapped_column(default="")
    organisations: Mapped[list["EventOrganisation"]] = relationship(
        init=False, default_factory=list, order_by="EventOrganisation.position"
    )
    workshops: Mapped[list["Workshop"]] = relationship(
        init=False, default_factory=list, order_by="Workshop.position", back_populates="event"
    )


class EventOrganisation(Base):
    __tablename__ = "event_organisation"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)  # organiser, support, partner, speaker
    position: Mapped[int]
    organisation: Mapped[Organisation] = relationship(init=False)


class Workshop(Base):
    """One entry of the programme: an atelier, a plenary, a round table, a break, a meal."""

    __tablename__ = "workshop"
    __table_args__ = (UniqueConstraint("event_id", "code", name="one_workshop_per_code"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    position: Mapped[int]
    code: Mapped[str]  # « atelier-3 »: its place in the address
    kind: Mapped[str]  # workshop, plenary, round_table, testimony, reception, break, meal, closing
    title: Mapped[str]
    theme: Mapped[str] = mapped_column(default="")  # title shared by parallel workshops
    day: Mapped[date]
    starts: Mapped[time]  # wall clock of the place
    ends: Mapped[time | None] = mapped_column(default=None)
    purpose: Mapped[str] = mapped_column(default="")
    speakers: Mapped[list[str]] = mapped_column(default_factory=list)
    event: Mapped[Event] = relationship(init=False, back_populates="workshops")
    aims: Mapped[list["Aim"]] = relationship(
        init=False, default_factory=list, order_by="Aim.position"
    )


class Aim(Base):
    """A competence of the référentiel, by lineage, that a workshop works on."""

    __tablename__ = "aim"

    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), primary_key=True)
    lineage: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
