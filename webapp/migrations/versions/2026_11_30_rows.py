"""Answers taken away one by one: announced before the first answer, written in a job."""

import sqlalchemy as sa
from alembic import op

from referentiel.base import UtcDateTime

revision = "2026_11_30_rows"
down_revision = "2026_11_29_replaced_campaigns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column(
        "campaign", sa.Column("row_export", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "row_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "state in ('waiting', 'writing', 'ready', 'failed')",
            name="row_file_state",
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_row_file_campaign_id")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_row_file_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_row_file")),
    )
    op.create_index(op.f("ix_row_file_campaign_id"), "row_file", ["campaign_id"])
    op.create_index(op.f("ix_row_file_asked_by"), "row_file", ["asked_by"])


def downgrade() -> None:
    """Undo the change."""
    raise NotImplementedError("restore the backup taken before the change")
