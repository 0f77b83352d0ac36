"""A référentiel, its versions, and what became of each entry from one version to the next."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from referentiel.base import Base, Json, Texts, in_language

EMPTY = text("''")  # for rows that were there before the column
DRAFT, PUBLISHED, WITHDRAWN = "draft", "published", "withdrawn"
SUCCESSIONS = ("kept", "reworded", "moved", "split", "merged", "added", "withdrawn")


class Referentiel(Base):
    """`namespace` makes the identity of an entry from its code: a UUIDv5."""

    __tablename__ = "referentiel"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    slug: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    namespace: Mapped[str] = mapped_column(default="", server_default=EMPTY)  # UUID
    texts: Mapped[Texts]  # title

    def title(self, language: str = "fr") -> str:
        return in_language(self.texts, "title", language)


class Version(Base):
    """One state of the text: once published, it never changes.

    `state`: draft, published or withdrawn; `standing`: « projet » or « validé ». `origin` keeps
    what a foreign file said of itself, word for word, and `rubrics` the grids that its items refer
    to. `revision` counts the changes of a draft; `changed_by_id` is who wrote last of the version
    itself: its texts, its scales, its anchors.
    """

    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("referentiel_id", "label", name="one_version_per_label"),
        CheckConstraint("state in ('draft','published','withdrawn')", name="version_state"),
        CheckConstraint("standing in ('projet','validé')", name="version_standing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    referentiel_id: Mapped[int] = mapped_column(ForeignKey("referentiel.id"))
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"), default=None)
    label: Mapped[str]
    state: Mapped[str]
    standing: Mapped[str]
    content_hash: Mapped[str]  # empty where it has to be found anew
    published_on: Mapped[date | None]
    texts: Mapped[Texts]  # about, licence, names of sources and of older references
    origin: Mapped[Json] = mapped_column(default_factory=dict, server_default=text("'{}'"))
    rubrics: Mapped[list[Json]] = mapped_column(default_factory=list, server_default=text("'[]'"))
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    referentiel: Mapped[Referentiel] = relationship(init=False)

    def text(self, key: str, language: str = "fr") -> str:
        return in_language(self.texts, key, language)


# The last published first, drafts last: engines differ in where they put what has no date.
LATEST = (Version.published_on.desc().nulls_last(), Version.id.desc())


class Succession(Base):
    """What became, in `version`, of an entry of the version it is based on.

    A split has one row per part, a merge one per origin; what is added has no origin, what is
    withdrawn no target.
    """

    __tablename__ = "succession"
    __table_args__ = (
        UniqueConstraint("version_id", "origin", "target", name="one_succession_per_pair"),
        CheckConstraint(f"kind in {SUCCESSIONS}", name="succession_kind"),
        CheckConstraint(
            "origin is not null or target is not null", name="a_succession_names_an_entry"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    kind: Mapped[str]  # among SUCCESSIONS
    origin: Mapped[str | None] = mapped_column(default=None)  # lineage
    target: Mapped[str | None] = mapped_column(default=None)  # lineage
