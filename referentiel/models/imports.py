"""A file on its way to becoming a version: kept until somebody has confirmed or given up."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from referentiel.base import Base, Json

WAITING, READING, PLANNED = "waiting", "reading", "planned"
CONFIRMED, WRITING, WRITTEN, REFUSED = "confirmed", "writing", "written", "refused"
STATES = (WAITING, READING, PLANNED, CONFIRMED, WRITING, WRITTEN, REFUSED)


class ImportFile(Base):
    """`done` of `total` is read, or written; `wish` is what was asked, `plan` what would change.

    Whoever works on it has it until `due_at`; a file that stopped its worker at each of its
    `attempts` is given up.
    """

    __tablename__ = "import_file"
    __table_args__ = (CheckConstraint(f"state in {STATES}", name="import_state"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    format: Mapped[str] = mapped_column(default="")  # found in the content; key of FORMATS
    slug: Mapped[str] = mapped_column(default="")  # of the référentiel it becomes, or updates
    label: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=WAITING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    wish: Mapped[Json] = mapped_column(default_factory=dict)
    plan: Mapped[Json] = mapped_column(default_factory=dict, deferred=True)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"), default=None)
