"""Job profiles, and what each expects of areas and competences."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from referentiel.base import Base, Texts, in_language


class JobProfile(Base):
    __tablename__ = "job_profile"
    __table_args__ = (UniqueConstraint("version_id", "code", name="one_profile_per_code"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    code: Mapped[str]
    position: Mapped[int]
    texts: Mapped[Texts]  # label, description, attachment
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    expected: Mapped[list["ExpectedLevel"]] = relationship(init=False, default_factory=list)

    def label(self, language: str = "fr") -> str:
        return in_language(self.texts, "label", language)

    def text(self, key: str, language: str = "fr") -> str:
        return in_language(self.texts, key, language)


class ExpectedLevel(Base):
    """What a profile expects of an area, or of one competence where it overrides its area.

    `level` is the target, below which there is a gap; with `high` it is the lower end of a range.
    """

    __tablename__ = "expected_level"
    __table_args__ = (
        CheckConstraint("level between 0 and 4", name="expected_level_on_scale"),
        CheckConstraint("high between level and 4", name="expected_range_on_scale"),
        CheckConstraint("weight > 0", name="expected_weight_above_zero"),
    )

    profile_id: Mapped[int] = mapped_column(ForeignKey("job_profile.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    level: Mapped[int]
    high: Mapped[int | None] = mapped_column(default=None)
    weight: Mapped[float] = mapped_column(default=1.0, server_default="1")
    critical: Mapped[bool] = mapped_column(default=False, server_default=false())
