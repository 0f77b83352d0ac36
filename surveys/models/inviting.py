"""People asked by letter to answer a campaign. Nothing here leads to what they answer."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from referentiel.base import Base
from referentiel.people import EMPTY
from surveys.models.campaigns import PSEUDONYMOUS

SEED_BYTES = 16


class Invitee(Base):
    """Somebody asked to answer: their address, and whether their link was opened, without a time.

    The base refuses the hash of a ticket in an anonymous campaign; in a pseudonymous one it tells
    who has answered, so that only the others are reminded.
    """

    __tablename__ = "invitee"
    __table_args__ = (
        ForeignKeyConstraint(
            ["campaign_id", "mode"],
            ["campaign.id", "campaign.mode"],
            name="fk_invitee_campaign_id_mode",
        ),
        CheckConstraint(
            f"ticket_hash is null or mode = '{PSEUDONYMOUS}'", name="no_ticket_beside_an_anonymous"
        ),
        UniqueConstraint("campaign_id", "email", name="one_invitation_per_address"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    campaign_id: Mapped[int]
    mode: Mapped[str]
    email: Mapped[str] = mapped_column(index=True)
    seed: Mapped[bytes] = mapped_column(LargeBinary(SEED_BYTES))  # with the secret, makes the link
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    name: Mapped[str] = mapped_column(default="", server_default=EMPTY)
    category: Mapped[str] = mapped_column(default="", server_default=EMPTY)
    invited_on: Mapped[date | None] = mapped_column(default=None)  # none: no letter written yet
    opened: Mapped[bool] = mapped_column(default=False)
    reminders: Mapped[int] = mapped_column(default=0)
    reminded_on: Mapped[date | None] = mapped_column(default=None)
    mail_refused_at: Mapped[datetime | None] = mapped_column(default=None)
    ticket_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), default=None)
