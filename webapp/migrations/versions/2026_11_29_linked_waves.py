"""Campaigns that follow one another, and what links the answers of one person."""

import sqlalchemy as sa
from alembic import op

from referentiel.base import UtcDateTime

revision = "2026_11_29_linked_waves"
down_revision = "2026_11_29_questions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    # Written out: SQLite takes a rule or a reference with its column, and none afterwards.
    op.execute(
        "ALTER TABLE campaign ADD COLUMN moment VARCHAR"
        " CONSTRAINT campaign_moment CHECK (moment in ('before','hot','cold'))"
    )
    op.execute(
        "ALTER TABLE campaign ADD COLUMN follows_id INTEGER"
        " CONSTRAINT fk_campaign_follows_id REFERENCES campaign (id)"
        " CONSTRAINT campaign_follows_another CHECK (follows_id <> id)"
    )
    op.create_index(op.f("ix_campaign_follows_id"), "campaign", ["follows_id"])
    op.create_index("one_mode_per_campaign", "campaign", ["id", "mode"], unique=True)
    op.create_table(
        "linking_key",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"], ["campaign.id"], name=op.f("fk_linking_key_series_id")
        ),
        sa.PrimaryKeyConstraint("series_id", name=op.f("pk_linking_key")),
    )
    op.create_table(
        "linking_code",
        sa.Column("ticket_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("elements", sa.JSON(), nullable=False),
        sa.CheckConstraint("mode = 'pseudonymous'", name=op.f("no_code_in_an_anonymous_campaign")),
        sa.ForeignKeyConstraint(
            ["campaign_id", "mode"],
            ["campaign.id", "campaign.mode"],
            name="fk_linking_code_campaign_id_mode",
        ),
        sa.ForeignKeyConstraint(
            ["ticket_hash"],
            ["submission.ticket_hash"],
            name=op.f("fk_linking_code_ticket_hash"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("ticket_hash", name=op.f("pk_linking_code")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_linking_code_campaign_id"), "linking_code", ["campaign_id"])
    op.create_table(
        "progress_report",
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("software", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["first_id"], ["campaign.id"], name=op.f("fk_progress_report_first_id")
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["campaign.id"], name=op.f("fk_progress_report_second_id")
        ),
        sa.PrimaryKeyConstraint(
            "first_id", "second_id", "language", name=op.f("pk_progress_report")
        ),
    )
    op.create_index(op.f("ix_progress_report_second_id"), "progress_report", ["second_id"])


def downgrade() -> None:
    """Undo the change."""
    raise NotImplementedError("restore the backup taken before the change")
