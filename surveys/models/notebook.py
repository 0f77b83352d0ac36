"""The notebook of a person: notes for themselves, which no other account reads."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from referentiel.base import Base


class Note(Base):
    """A note of a person, on one competence or on none."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    lineage: Mapped[str]  # of the competence, whatever its version; "" for none
    text: Mapped[str]
    written_at: Mapped[datetime]
    changed_at: Mapped[datetime]
