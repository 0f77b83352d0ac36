"""What a network holds to be true of a group, in a form that figures can support or contradict."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from referentiel.base import Base
from referentiel.people import EMPTY


class HypothesisDecision(Base):
    """A status that people gave a hypothesis, with their reasons; the last one stands."""

    __tablename__ = "hypothesis_decision"
    __table_args__ = (
        CheckConstraint(
            "status in ('proposed','debated','confirmed','refuted','qualified')",
            name="hypothesis_decision_status",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    hypothesis_id: Mapped[int] = mapped_column(ForeignKey("hypothesis.id"), index=True, init=False)
    status: Mapped[str]
    reasons: Mapped[str]
    decided_at: Mapped[datetime]


class Hypothesis(Base):
    """A statement on a campaign and the comparison that would decide it.

    `seen` and `withdrawn_after` are numbers of releases: the last one when it was written, and
    when it was withdrawn; 0 before any.
    """

    __tablename__ = "hypothesis"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number", name="one_hypothesis_per_number"),
        CheckConstraint("side in ('at_least','at_most')", name="hypothesis_side"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    number: Mapped[int]
    statement: Mapped[str]
    origin: Mapped[str]
    subject: Mapped[str]  # the code of a competence asked, or of an area
    measure: Mapped[str]  # one of surveys.claims.MEASURES
    side: Mapped[str]
    threshold: Mapped[float]
    written_at: Mapped[datetime]
    seen: Mapped[int]
    breakdown: Mapped[str] = mapped_column(default="", server_default=EMPTY)  # none: everybody
    value: Mapped[str] = mapped_column(default="", server_default=EMPTY)
    other: Mapped[str | None] = mapped_column(default=None)  # the group compared with; none: none
    restates: Mapped[int | None] = mapped_column(default=None)  # the number of an earlier one
    withdrawn_after: Mapped[int | None] = mapped_column(default=None)
    decisions: Mapped[list[HypothesisDecision]] = relationship(
        init=False, order_by=HypothesisDecision.id
    )
