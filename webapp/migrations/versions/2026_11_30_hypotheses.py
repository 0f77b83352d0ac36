"""What a network holds to be true of a group, and the status that people gave it."""

import sqlalchemy as sa
from alembic import op

from referentiel.base import UtcDateTime

revision = "2026_11_30_hypotheses"
down_revision = "2026_11_30_group_target"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "hypothesis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("threshold", sa.Double(), nullable=False),
        sa.Column("written_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("breakdown", sa.String(), nullable=False, server_default=sa.text("''")),
        sa.Column("value", sa.String(), nullable=False, server_default=sa.text("''")),
        sa.Column("other", sa.String(), nullable=True),
        sa.Column("restates", sa.Integer(), nullable=True),
        sa.Column("withdrawn_after", sa.Integer(), nullable=True),
        sa.CheckConstraint("side in ('at_least','at_most')", name="hypothesis_side"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_hypothesis_campaign_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hypothesis")),
        sa.UniqueConstraint("campaign_id", "number", name="one_hypothesis_per_number"),
    )
    op.create_table(
        "hypothesis_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hypothesis_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status in ('proposed','debated','confirmed','refuted','qualified')",
            name="hypothesis_decision_status",
        ),
        sa.ForeignKeyConstraint(
            ["hypothesis_id"],
            ["hypothesis.id"],
            name=op.f("fk_hypothesis_decision_hypothesis_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hypothesis_decision")),
    )
    op.create_index(
        op.f("ix_hypothesis_decision_hypothesis_id"), "hypothesis_decision", ["hypothesis_id"]
    )


def downgrade() -> None:
    """Undo the change."""
    raise NotImplementedError("restore the backup taken before the change")
