"""What links the answers of one person from a campaign to the next: a code's hashes, and its key.

Both are pseudonymous data: whoever holds the key and the hashes can try the few answers possible.
"""

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from referentiel.base import Base
from surveys.models.campaigns import PSEUDONYMOUS

KEY_BYTES = 32


class LinkingKey(Base):
    """The secret of a series of campaigns, named by the first; destroyed when retention ends."""

    __tablename__ = "linking_key"

    series_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(KEY_BYTES))


class LinkingCode(Base):
    """The hashed elements of one person's code, by prompt; it goes with their submission.

    The base refuses it in an anonymous campaign, and deletes it with the answers.
    """

    __tablename__ = "linking_code"
    __table_args__ = (
        ForeignKeyConstraint(
            ["campaign_id", "mode"],
            ["campaign.id", "campaign.mode"],
            name="fk_linking_code_campaign_id_mode",
        ),
        CheckConstraint(f"mode = '{PSEUDONYMOUS}'", name="no_code_in_an_anonymous_campaign"),
        {"sqlite_with_rowid": False},
    )

    ticket_hash: Mapped[bytes] = mapped_column(
        LargeBinary(32), ForeignKey("submission.ticket_hash", ondelete="CASCADE"), primary_key=True
    )
    campaign_id: Mapped[int] = mapped_column(index=True)
    mode: Mapped[str] = mapped_column(default=PSEUDONYMOUS)
    elements: Mapped[dict[str, str]]  # prompt → hash
