"""Notices, joint control, what a person agreed to, who read their result, and erasures."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from referentiel.base import Base
from referentiel.people import Organisation

PAGE, EXPORT, TRAJECTORY = "page", "export", "trajectory"  # how a result was read


class Notice(Base):
    """What a campaign told people before they answered; a change of fact makes a new number."""

    __tablename__ = "notice"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    texts: Mapped[dict[str, list[list[str]]]] = mapped_column(JSON)  # language → lines, as shown
    digest: Mapped[str]
    shown_from: Mapped[datetime]


class JointControl(Base):
    """An organisation that runs an event with the one that holds it, once it has accepted."""

    __tablename__ = "joint_control"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), primary_key=True, index=True
    )
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    proposed_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    organisation: Mapped[Organisation] = relationship(init=False)


class CampaignController(Base):
    """A joint controller of a campaign, named in its notice from before the first answer."""

    __tablename__ = "campaign_controller"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), primary_key=True, index=True
    )
    organisation: Mapped[Organisation] = relationship(init=False)


class ResultShare(Base):
    """A person's own result shown to somebody they name, under a link that they may end."""

    __tablename__ = "result_share"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    ticket_hash: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    reader: Mapped[str]  # the name the person gave
    since: Mapped[datetime]
    until: Mapped[date]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


class Reading(Base):
    """One reading of an individual result, which the person it is about can see."""

    __tablename__ = "reading"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    ticket_hash: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    reader: Mapped[str]  # « vous », or whom the result was shared with
    act: Mapped[str]  # PAGE, EXPORT, TRAJECTORY
    at: Mapped[datetime]


class OptIn(Base):
    """One choice of a person, for one purpose, under the wording of one version."""

    __tablename__ = "opt_in"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str]
    version: Mapped[int]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)


class DirectoryEntry(Base):
    """What a person says of the help they offer; shown as long as they agree to it."""

    __tablename__ = "directory_entry"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    offer: Mapped[str]


class Erasure(Base):
    """That something was erased, under a keyed hash: a restored backup erases it again."""

    __tablename__ = "erasure"
    __table_args__ = (
        CheckConstraint("kind in ('person','submission','organisation')", name="erasure_kind"),
    )

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    kind: Mapped[str]
    at: Mapped[datetime]


class SiteFact(Base):
    """What the host says of this installation: legal notice, accessibility audit."""

    __tablename__ = "site_fact"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime]


class Feedback(Base):
    """What somebody says of a page: an obstacle, a mistake, an idea."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    page: Mapped[str]
    text: Mapped[str]
    contact: Mapped[str]  # "" where none was left
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
