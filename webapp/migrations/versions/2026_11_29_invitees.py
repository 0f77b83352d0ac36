"""People invited by name to answer a campaign."""

import sqlalchemy as sa
from alembic import op

from referentiel.base import UtcDateTime

revision = "2026_11_29_invitees"
down_revision = "2026_11_29_showing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column(
        "campaign",
        sa.Column("invited_only", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_table(
        "invitee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("seed", sa.LargeBinary(length=16), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("name", sa.String(), server_default="", nullable=False),
        sa.Column("category", sa.String(), server_default="", nullable=False),
        sa.Column("invited_on", sa.Date(), nullable=True),
        sa.Column("opened", sa.Boolean(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("mail_refused_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("ticket_hash", sa.LargeBinary(length=32), nullable=True),
        sa.CheckConstraint(
            "ticket_hash is null or mode = 'pseudonymous'",
            name=op.f("no_ticket_beside_an_anonymous"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "mode"],
            ["campaign.id", "campaign.mode"],
            name="fk_invitee_campaign_id_mode",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitee")),
        sa.UniqueConstraint("campaign_id", "email", name="one_invitation_per_address"),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitee_token_hash")),
    )
    op.create_index(op.f("ix_invitee_email"), "invitee", ["email"])
    # Written out: SQLite takes a reference with its column, and none afterwards.
    op.execute(
        "ALTER TABLE outbox ADD COLUMN invitee_id INTEGER"
        " CONSTRAINT fk_outbox_invitee_id REFERENCES invitee (id)"
    )
    op.create_index(op.f("ix_outbox_invitee_id"), "outbox", ["invitee_id"])


def downgrade() -> None:
    """Undo the change."""
    raise NotImplementedError("restore the backup taken before the change")
