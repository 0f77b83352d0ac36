"""Who may sign in, and for which organisation."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from referentiel.base import Base


class Membership(Base):
    __tablename__ = "membership"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    role: Mapped[str]  # facilitator, for now


class Credential(Base):
    __tablename__ = "credential"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    password_hash: Mapped[str]  # Argon2
