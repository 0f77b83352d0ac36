"""Figures that were shown: numbered releases and the cells each of them decided to show."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from referentiel.base import Base, Json


class Release(Base):
    __tablename__ = "release"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number", name="one_release_per_number"),
        Index(
            "ix_release_unfinished",
            "id",
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    number: Mapped[int]
    released_at: Mapped[datetime]
    received: Mapped[int]  # submissions counted, this release included
    together: Mapped[Json] = mapped_column(  # ranks and coherence: what whole answers say
        default_factory=dict, server_default="{}"
    )
    finished_at: Mapped[datetime | None] = mapped_column(default=None)  # its report is there
    population: Mapped[Json] = mapped_column(  # that of the campaign, as it stood
        default_factory=dict, server_default="{}"
    )


class ReleaseCell(Base):
    """The joint counts of one competence in one group, as a release showed or masked them.

    A masked cell keeps its `n`, never shown, only so that the next release can tell how many people
    moved; it keeps no counts.
    """

    __tablename__ = "release_cell"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    breakdown: Mapped[str] = mapped_column(primary_key=True)  # « all », « before », an attribute
    value: Mapped[str] = mapped_column(primary_key=True)  # of the attribute; "" is no answer
    position: Mapped[int] = mapped_column(primary_key=True)  # item; -1 counts submissions
    as_of: Mapped[int]  # number of the release in which these figures last moved
    visible: Mapped[bool]
    n: Mapped[int]
    counts: Mapped[list[list[int]]] = mapped_column(JSON)  # pairs [joint code, people]
