"""Correspondences of competences with other references, which live outside frozen versions."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from referentiel.base import Base, as_written

PENDING = "à valider"
ACCEPTED = "validée"
REFUSED = "refusée"


class Crosswalk(Base):
    """A correspondence of a lineage, as a référentiel words it, with an outside reference."""

    __tablename__ = "crosswalk"

    referentiel_id: Mapped[int] = mapped_column(ForeignKey("referentiel.id"), primary_key=True)
    lineage: Mapped[str] = mapped_column(primary_key=True)
    scheme: Mapped[str] = mapped_column(primary_key=True)  # ROME; or the slug of one held here
    target: Mapped[str] = mapped_column(primary_key=True)  # code_ogr, prefix S for a savoir
    target_version: Mapped[str]
    relation: Mapped[str]  # broadMatch, closeMatch…
    target_label: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default=PENDING)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    decided_on: Mapped[date | None] = mapped_column(default=None)


BY_TARGET = (as_written(Crosswalk.scheme), as_written(Crosswalk.target))
