"""A person's trajectory shown to somebody: which link, and which of their answers it shows."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from referentiel.base import Base


class TrajectoryShare(Base):
    """A person's trajectory shown to somebody they name, under a link that they may end."""

    __tablename__ = "trajectory_share"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    reader: Mapped[str]  # the name the person gave
    since: Mapped[datetime]
    until: Mapped[date]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


class TrajectoryPart(Base):
    """One of the answers that a link shows: those chosen then, never those kept afterwards."""

    __tablename__ = "trajectory_part"

    share_id: Mapped[int] = mapped_column(
        ForeignKey("trajectory_share.id", ondelete="CASCADE"), primary_key=True
    )
    ticket_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True, index=True)
