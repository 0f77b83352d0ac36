"""Who holds, writes and publishes: organisations and persons, the ground floor."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from referentiel.base import Base

DEFAULT_K = 5
LEAST_K = 3


class Organisation(Base):
    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint(f"k >= {LEAST_K}", name="organisation_k_not_below_3"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]  # network, training_body, employer, partner
    k: Mapped[int] = mapped_column(default=DEFAULT_K)
    website: Mapped[str] = mapped_column(default="")


class Person(Base):
    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
