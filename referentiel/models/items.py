"""The tree of a version: its items, the edges beside the tree, its scales and its anchors."""

from sqlalchemy import ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from referentiel.base import Base, Json, Texts, in_language
from referentiel.models.versions import EMPTY

AREA = "area"
COMPETENCE = "competence"
NONE = text("'[]'")


class Item(Base):
    """An area or a competence. `lineage` is its identity from version to version.

    `code` stands in addresses: where a foreign file gives none, it is the foreign identifier.
    `criteria` are descriptors of its own, level by level (`tree.CriterionNode`); `foreign` keeps
    what a foreign file says of it and we have no place for, word for word. `folded` is what a
    search looks into (`search.folded`). `revision` tells two people who edit it apart, and
    `changed_by_id` names the last of them, as long as they write.
    """

    __tablename__ = "item"
    __table_args__ = (
        UniqueConstraint("version_id", "code", name="one_item_per_code"),
        UniqueConstraint("version_id", "lineage", name="one_item_per_lineage"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    lineage: Mapped[str] = mapped_column(index=True)  # UUID
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), default=None, index=True)
    position: Mapped[int]  # in reading order, through the whole version
    kind: Mapped[str]
    code: Mapped[str]
    foreign_id: Mapped[str | None] = mapped_column(default=None, index=True)
    type: Mapped[str | None] = mapped_column(default=None)  # savoir, savoir-faire…
    scope: Mapped[str | None] = mapped_column(default=None)  # I or C
    core: Mapped[bool] = mapped_column(default=False)
    texts: Mapped[Texts]  # label, description, alternative
    sources: Mapped[list[str]] = mapped_column(default_factory=list)
    references: Mapped[list[str]] = mapped_column(default_factory=list)  # tags of older structures
    criteria: Mapped[list[Json]] = mapped_column(default_factory=list, server_default=NONE)
    foreign: Mapped[Json] = mapped_column(default_factory=dict, server_default=text("'{}'"))
    folded: Mapped[str] = mapped_column(default="", server_default=EMPTY)
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)

    def label(self, language: str = "fr") -> str:
        return in_language(self.texts, "label", language)

    def description(self, language: str = "fr") -> str:
        return in_language(self.texts, "description", language)

    @property
    def notation(self) -> str:
        """The code, unless it is only a foreign identifier that nobody would read."""
        return "" if self.code in (self.foreign_id, self.lineage) else self.code


class Edge(Base):
    """A relation beside the tree: another parent, something that precedes, something outside.

    `type` is spelt as in CASE (isChildOf, precedes, isRelatedTo, ext:…). An end that this version
    does not hold is in `foreign`, word for word, with the identity of the relation itself.
    """

    __tablename__ = "edge"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    position: Mapped[int]
    type: Mapped[str]
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), default=None, index=True)
    target_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), default=None, index=True)
    foreign: Mapped[Json] = mapped_column(default_factory=dict)


class ScaleLevel(Base):
    """One step, 0 to 4, of a scale of the version: « mastery » or « importance »."""

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
