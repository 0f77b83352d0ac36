"""What people say of a draft, and what became of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from referentiel.base import Base

COMMENT, PROPOSAL = "comment", "proposal"
OPEN, ADOPTED, DECLINED = "open", "adopted", "declined"


class Remark(Base):
    """A comment, or a proposal of words for one `field` (`fr.label`) of an entry of a draft.

    `lineage` is the entry it speaks of; none, and it speaks of the whole version.
    """

    __tablename__ = "remark"
    __table_args__ = (
        CheckConstraint("kind in ('comment','proposal')", name="remark_kind"),
        CheckConstraint("state in ('open','adopted','declined')", name="remark_state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    lineage: Mapped[str | None] = mapped_column(default=None, index=True)
    kind: Mapped[str]
    field: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    proposed: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=OPEN)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    answer: Mapped[str] = mapped_column(default="")
