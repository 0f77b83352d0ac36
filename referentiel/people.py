"""Who holds, writes and publishes: organisations and persons, the ground floor."""

from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import CheckConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from referentiel.base import Base

EMPTY = text("''")  # for rows that were there before the column
DEFAULT_K = 5
LEAST_K = 3
KINDS = ("network", "training_body", "employer", "school", "partner")


def new_uid() -> str:
    """Return a random name that tells nothing of whom it names."""
    return uuid4().hex


class Organisation(Base):
    """An organisation, its rules and whom to write to.

    `contact` serves the rights of persons; `dpo` is the data protection officer, name and address.
    `hosts`: it answers for this installation. `uid`
    names it in proofs of erasure: numbers and short names may serve again.
    """

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint(f"k >= {LEAST_K}", name="organisation_k_not_below_3"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    slug: Mapped[str] = mapped_column(unique=True)
    uid: Mapped[str] = mapped_column(
        unique=True, index=True, default_factory=new_uid, server_default=EMPTY
    )
    name: Mapped[str]
    kind: Mapped[str]  # among KINDS
    k: Mapped[int] = mapped_column(default=DEFAULT_K)
    website: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="", server_default=EMPTY)
    contact: Mapped[str] = mapped_column(default="", server_default=EMPTY)
    dpo: Mapped[str] = mapped_column(default="", server_default=EMPTY)
    legal_basis: Mapped[str] = mapped_column(default="", server_default=EMPTY)
    retention_months: Mapped[int] = mapped_column(  # from the closing to anonymous answers
        default=24, server_default="24"
    )
    disposal_months: Mapped[int] = mapped_column(  # from there to « à éliminer »
        default=12, server_default="12"
    )
    hosts: Mapped[bool] = mapped_column(default=False, server_default=false())


class Person(Base):
    """`uid` names the person outside the tables: in proofs of erasure, which hold no identity."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)  # case-folded
    uid: Mapped[str] = mapped_column(
        unique=True, index=True, default_factory=new_uid, server_default=EMPTY
    )
    language: Mapped[str] = mapped_column(default="fr", server_default="fr")
    since: Mapped[date | None] = mapped_column(default=None)
    mail_refused_at: Mapped[datetime | None] = mapped_column(default=None)  # last bounce
    seen_on: Mapped[date | None] = mapped_column(default=None)  # by sessions no longer kept
    warned_on: Mapped[date | None] = mapped_column(default=None)  # that an idle account will go
