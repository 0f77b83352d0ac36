"""Who receives the report of a campaign by mail at each release."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from referentiel.base import Base


class Follower(Base):
    """A person who asked for it; `told` is the number of the last release they were told of."""

    __tablename__ = "report_follower"
    __table_args__ = (UniqueConstraint("campaign_id", "person_id", name="one_follower"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[datetime]
    language: Mapped[str]
    with_pdf: Mapped[bool]
    told: Mapped[int]
