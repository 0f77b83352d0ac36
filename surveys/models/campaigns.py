"""What is asked, of whom, and under which promise."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from referentiel.base import Base, Json
from referentiel.models import Version
from referentiel.people import EMPTY, LEAST_K, Organisation
from surveys.models.events import Event, Workshop
from surveys.sections import Sections, SectionsColumn

ANONYMOUS = "anonymous"
PSEUDONYMOUS = "pseudonymous"
BLOCKS = "blocks"
SINGLE = "single"
LANGUAGES = ("fr", "en")  # that the pages of a questionnaire are written in
GRACE_MINUTES = 15  # unless more is decided
BEFORE, HOT, COLD = "before", "hot", "cold"  # moments: before the event, right after, months later


class Questionnaire(Base):
    """A pinned version, its items in order, the ratings asked of each, and free questions.

    One that has a `title` is kept to be used again; what a campaign that opened asks never changes,
    so that changing it makes the next `edition` of its `series`.
    """

    __tablename__ = "questionnaire"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    items: Mapped[list[int]]  # ids of competences, in the order of the packed answers
    ratings: Mapped[list[str]]  # among surveys.levels.RATINGS; « current » always
    sections: Mapped[Sections] = mapped_column(SectionsColumn, default=(), server_default="[]")
    organisation_id: Mapped[int | None] = mapped_column(  # whose it is; none: of one campaign only
        ForeignKey("organisation.id"), index=True, default=None
    )
    title: Mapped[str] = mapped_column(default="", server_default=EMPTY)
    series: Mapped[str] = mapped_column(default="", server_default=EMPTY)  # shared by its editions
    edition: Mapped[int] = mapped_column(default=1, server_default="1")
    made_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[Version] = relationship(init=False)


class Campaign(Base):
    """A questionnaire offered by an organisation for an event or one of its workshops."""

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint(f"k >= {LEAST_K}", name="campaign_k_not_below_3"),
        CheckConstraint("mode in ('anonymous','pseudonymous')", name="campaign_mode"),
        CheckConstraint("layout in ('blocks','single')", name="campaign_layout"),
        CheckConstraint("closes_at >= opens_at", name="campaign_closes_after_it_opens"),
        CheckConstraint("moment in ('before','hot','cold')", name="campaign_moment"),
        CheckConstraint("follows_id <> id", name="campaign_follows_another"),
        CheckConstraint("replaced_by_id <> id", name="campaign_replaced_by_another"),
        CheckConstraint("grace_minutes >= 0", name="campaign_grace_not_negative"),
        CheckConstraint("capacity >= 1", name="campaign_capacity_of_somebody"),
        CheckConstraint("target_people >= 1", name="campaign_target_of_somebody"),
        CheckConstraint("target_level between 1 and 4", name="campaign_target_on_the_scale"),
        Index("one_mode_per_campaign", "id", "mode", unique=True),  # what codes refer to
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True, default=None)
    workshop_id: Mapped[int | None] = mapped_column(ForeignKey("workshop.id"), default=None)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    code: Mapped[str] = mapped_column(unique=True)  # the short link: /c/<code>
    title: Mapped[str]
    mode: Mapped[str]
    layout: Mapped[str] = mapped_column(default=BLOCKS)
    k: Mapped[int]
    attributes: Mapped[list[str]]  # codes of surveys.attributes asked of the respondent
    controller: Mapped[str]  # who asks and answers for the data
    contact: Mapped[str]  # for the rights of the person
    legal_basis: Mapped[str]
    retention_months: Mapped[int]
    opens_at: Mapped[datetime | None] = mapped_column(default=None)
    closes_at: Mapped[datetime | None] = mapped_column(default=None)
    demonstration: Mapped[bool] = mapped_column(default=False)
    notice: Mapped[int] = mapped_column(default=0, server_default="0")  # number of the one in force
    crossed: Mapped[list[str]] = mapped_column(  # two attributes shown crossed, or none
        default_factory=list, server_default="[]"
    )
    anonymised_on: Mapped[date | None] = mapped_column(default=None)
    disposable_on: Mapped[date | None] = mapped_column(default=None)  # « à éliminer » since
    disposed_on: Mapped[date | None] = mapped_column(default=None)  # answers and tally deleted
    disposal_visa: Mapped[str] = mapped_column(  # of the Archives: date and reference
        default="", server_default=EMPTY
    )
    moment: Mapped[str | None] = mapped_column(default=None)  # of a series; none: on its own
    follows_id: Mapped[int | None] = mapped_column(  # the campaign that asked the same before
        ForeignKey("campaign.id"), index=True, default=None
    )
    grace_minutes: Mapped[int] = mapped_column(  # after closing, for what was begun before
        default=GRACE_MINUTES, server_default=str(GRACE_MINUTES)
    )
    capacity: Mapped[int | None] = mapped_column(default=None)  # most submissions; none: no limit
    languages: Mapped[list[str]] = mapped_column(  # offered to those who answer
        default_factory=lambda: [*LANGUAGES], server_default='["fr", "en"]'
    )
    replaced_by_id: Mapped[int | None] = mapped_column(  # where its link leads
        ForeignKey("campaign.id"), index=True, default=None
    )
    scattered_at: Mapped[datetime | None] = mapped_column(default=None)  # rows in random order
    invited_only: Mapped[bool] = mapped_column(  # the open link lets nobody new in
        default=False, server_default=false()
    )
    row_export: Mapped[bool] = mapped_column(  # answers may be taken away one by one: announced
        default=False, server_default=false()
    )
    target_people: Mapped[int | None] = mapped_column(default=None)  # of the group; none: k
    target_level: Mapped[int] = mapped_column(default=3, server_default="3")
    release_every: Mapped[str] = mapped_column(  # week, month; empty: by hand only
        default="", server_default=EMPTY
    )
    population: Mapped[Json] = mapped_column(  # as surveys.population writes it: known totals
        default_factory=dict, server_default="{}"
    )
    organisation: Mapped[Organisation] = relationship(init=False)
    event: Mapped[Event | None] = relationship(init=False)
    workshop: Mapped[Workshop | None] = relationship(init=False)
    questionnaire: Mapped[Questionnaire] = relationship(init=False)
