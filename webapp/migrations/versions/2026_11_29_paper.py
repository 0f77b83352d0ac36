"""Questionnaires on paper: batches, sheets under the hashes of their codes, keyings that wait."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_paper"
down_revision = "2026_11_29_scattered"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "paper_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("twice", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint("sheets between 1 and 500", name=op.f("paper_batch_not_too_large")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_paper_batch_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaire.id"], name=op.f("fk_paper_batch_questionnaire_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_batch")),
        sa.UniqueConstraint("campaign_id", "number", name="one_number_per_paper_batch"),
    )
    op.create_table(
        "paper_sheet",
        sa.Column("ticket_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["paper_batch.id"], name=op.f("fk_paper_sheet_batch_id")
        ),
        sa.PrimaryKeyConstraint("ticket_hash", name=op.f("pk_paper_sheet")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_paper_sheet_batch_id"), "paper_sheet", ["batch_id"])
    op.create_table(
        "paper_keying",
        sa.Column("ticket_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.String(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.CheckConstraint("turn between 1 and 2", name=op.f("paper_keyed_twice_at_most")),
        sa.ForeignKeyConstraint(
            ["ticket_hash"],
            ["paper_sheet.ticket_hash"],
            name=op.f("fk_paper_keying_ticket_hash"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("ticket_hash", "turn", name=op.f("pk_paper_keying")),
        sqlite_with_rowid=False,
    )
