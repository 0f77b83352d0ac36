"""What was answered: drafts and submissions by ticket, and the joint counts of a campaign.

None of these tables has a row number in SQLite (`WITHOUT ROWID`): rows lie in the order of a hash
or of a key, so that their order tells nothing of when they came.
"""

from collections.abc import Sequence
from datetime import date
from enum import IntEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from referentiel.base import Base, Json
from surveys.levels import LevelAnswer, PackedLevels


class Facet(IntEnum):
    """What a line of the tally counts together."""

    RECEIVED = 0  # submissions; position and code are 0
    IMPORTANCE = 1  # (importance, current, target) of the competence at `position`
    BEFORE = 2  # (before, current, target), where « before » is asked
    FREE = 3  # how the free question at `position` was answered, then what (question_types)


class Draft(Base):
    """Answers not sent yet. `about` holds the profile and the attributes chosen."""

    __tablename__ = "draft"
    __table_args__ = {"sqlite_with_rowid": False}

    ticket_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    about: Mapped[dict[str, str]]
    levels: Mapped[Sequence[LevelAnswer]] = mapped_column(PackedLevels)
    day: Mapped[date]
    rehearsal: Mapped[bool] = mapped_column(default=False)  # never sent, never counted
    answers: Mapped[Json] = mapped_column(  # to free questions, by code
        default_factory=dict, server_default="{}"
    )


class Segment(Base):
    """One combination of profile and attributes met in a campaign; `key` is its canonical form."""

    __tablename__ = "segment"
    __table_args__ = (UniqueConstraint("campaign_id", "key", name="one_segment_per_combination"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    key: Mapped[str]
    about: Mapped[dict[str, str]]


class Submission(Base):
    """One person's answers, under the hash of a ticket and dated to the day.

    `person_id` is set only by a person who keeps pseudonymous answers in their own space.
    """

    __tablename__ = "submission"
    __table_args__ = (
        Index("ix_submission_campaign_id_batch", "campaign_id", "batch"),
        Index(
            "one_kept_submission_per_campaign",
            "person_id",
            "campaign_id",
            unique=True,
            sqlite_where=text("person_id IS NOT NULL"),
            postgresql_where=text("person_id IS NOT NULL"),
        ),
        {"sqlite_with_rowid": False},
    )

    ticket_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id"))
    levels: Mapped[Sequence[LevelAnswer]] = mapped_column(PackedLevels)
    batch: Mapped[int]  # number of the release that will show it
    day: Mapped[date]
    notice: Mapped[int] = mapped_column(default=0, server_default="0")  # number of the one shown
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    answers: Mapped[Json] = mapped_column(  # to free questions, by code
        default_factory=dict, server_default="{}"
    )


class Tally(Base):
    """How many submissions of a batch and segment share one joint code; posted as signed counts."""

    __tablename__ = "tally"
    __table_args__ = {"sqlite_with_rowid": False}

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    facet: Mapped[int] = mapped_column(primary_key=True)
    batch: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[int] = mapped_column(primary_key=True)
    n: Mapped[int]
