"""Themes that people made of the texts written under one question of a campaign.

A text is known by a keyed digest of itself, another under each question: nothing here links two
answers of somebody, or says who decided, or when.
"""

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from referentiel.base import Base


class Theme(Base):
    """A theme that was kept, or put aside so that it is not suggested again.

    Texts that say one of `words` are proposed in it, until somebody decides.
    """

    __tablename__ = "theme"
    __table_args__ = (
        UniqueConstraint("campaign_id", "question", "name", name="one_theme_of_a_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    question: Mapped[str]  # its code
    name: Mapped[str]
    words: Mapped[list[str]]
    kept: Mapped[bool] = mapped_column(default=True)


class ThemeText(Base):
    """A text that was put in a theme, or out of it."""

    __tablename__ = "theme_text"
    __table_args__ = {"sqlite_with_rowid": False}

    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    belongs: Mapped[bool]
