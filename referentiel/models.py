"""The référentiel in tables: versions of a tree of items, its anchors, profiles and crosswalks."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from referentiel.base import Base, Texts, in_language

AREA = "area"
COMPETENCE = "competence"


class Referentiel(Base):
    __tablename__ = "referentiel"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    slug: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    texts: Mapped[Texts]  # title

    def title(self, language: str = "fr") -> str:
        return in_language(self.texts, "title", language)


class Version(Base):
    """One state of the text: once published, it never changes.

    `state`: draft, published or withdrawn; `standing`: « projet » or « validé ».
    """

    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("referentiel_id", "label", name="one_version_per_label"),
        CheckConstraint("state in ('draft','published','withdrawn')", name="version_state"),
        CheckConstraint("standing in ('projet','validé')", name="version_standing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    referentiel_id: Mapped[int] = mapped_column(ForeignKey("referentiel.id"))
    label: Mapped[str]
    state: Mapped[str]
    standing: Mapped[str]
    content_hash: Mapped[str]
    published_on: Mapped[date | None]
    texts: Mapped[Texts]  # about, licence
    referentiel: Mapped[Referentiel] = relationship(init=False)

    def text(self, key: str, language: str = "fr") -> str:
        return in_language(self.texts, key, language)


class Item(Base):
    """An area or a competence. `lineage` is its identity from version to version."""

    __tablename__ = "item"
    __table_args__ = (
        UniqueConstraint("version_id", "code", name="one_item_per_code"),
        UniqueConstraint("version_id", "lineage", name="one_item_per_lineage"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    lineage: Mapped[str] = mapped_column(index=True)  # UUID
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), default=None)
    position: Mapped[int]
    kind: Mapped[str]
    code: Mapped[str]
    type: Mapped[str | None] = mapped_column(default=None)  # savoir, savoir-faire…
    scope: Mapped[str | None] = mapped_column(default=None)  # I or C
    core: Mapped[bool] = mapped_column(default=False)
    texts: Mapped[Texts]  # label, description
    sources: Mapped[list[str]] = mapped_column(default_factory=list)
    references: Mapped[list[str]] = mapped_column(default_factory=list)  # tags of older structures

    def label(self, language: str = "fr") -> str:
        return in_language(self.texts, "label", language)

    def description(self, language: str = "fr") -> str:
        return in_language(self.texts, "description", language)


class ScaleLevel(Base):
    """One step, 0 to 4, of a scale of the version: « mastery » or « importance »."""

    __tablename__ = "scale_level"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    scale: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    texts: Mapped[Texts]  # label, hint

    def label(self, language: str = "fr") -> str:
        return in_language(self.texts, "label", language)


class Anchor(Base):
    """The behaviour that shows a level, for a type of competence or for a group."""

    __tablename__ = "anchor"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    type: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    texts: Mapped[Texts]  # description

    def description(self, language: str = "fr") -> str:
        return in_language(self.texts, "description", language)


class JobProfile(Base):
    __tablename__ = "job_profile"
    __table_args__ = (UniqueConstraint("version_id", "code", name="one_profile_per_code"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    code: Mapped[str]
    position: Mapped[int]
    texts: Mapped[Texts]  # label, description, attachment
    expected: Mapped[list["ExpectedLevel"]] = relationship(init=False, default_factory=list)

    def label(self, language: str = "fr") -> str:
        return in_language(self.texts, "label", language)

    def text(self, key: str, language: str = "fr") -> str:
        return in_language(self.texts, key, language)


class ExpectedLevel(Base):
    """What a profile expects of an area, or of one competence where it overrides its area."""

    __tablename__ = "expected_level"
    __table_args__ = (CheckConstraint("level between 0 and 4", name="expected_level_on_scale"),)

    profile_id: Mapped[int] = mapped_column(ForeignKey("job_profile.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    level: Mapped[int]


class Crosswalk(Base):
    """A correspondence of a lineage with an outside reference; it lives outside frozen versions."""

    __tablename__ = "crosswalk"

    lineage: Mapped[str] = mapped_column(primary_key=True)
    scheme: Mapped[str] = mapped_column(primary_key=True)  # ROME
    target: Mapped[str] = mapped_column(primary_key=True)  # code_ogr, prefix S for a savoir
    target_version: Mapped[str]
    relation: Mapped[str]  # broadMatch, closeMatch…
    target_label: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="à valider")
