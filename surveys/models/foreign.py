"""Answers gathered elsewhere: which rows were counted already, and how their columns were mapped.

No row tells which submission came of it: what is kept is a keyed digest, in the order of digests.
"""

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from referentiel.base import Base, Json


class ForeignRow(Base):
    """A row of a file that was counted: sent again, it is not."""

    __tablename__ = "foreign_row"
    __table_args__ = {"sqlite_with_rowid": False}

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)


class ForeignMapping(Base):
    """What the columns of files with the same titles fill, and what their values mean.

    `titles` is a digest of them. Of the values, those that at least k rows had are kept.
    """

    __tablename__ = "foreign_mapping"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    titles: Mapped[str] = mapped_column(primary_key=True)
    columns: Mapped[Json]  # code of what each fills, by place
    meanings: Mapped[Json]  # key of each value, by group
