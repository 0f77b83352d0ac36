"""A person's trajectory, shown under a link."""

import sqlalchemy as sa
from alembic import op

from referentiel.base import UtcDateTime

revision = "2026_11_29_showing"
down_revision = "2026_11_29_notebook"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "trajectory_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_trajectory_share_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trajectory_share")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_trajectory_share_token_hash")),
    )
    op.create_index(op.f("ix_trajectory_share_person_id"), "trajectory_share", ["person_id"])
    op.create_table(
        "trajectory_part",
        sa.Column("share_id", sa.Integer(), nullable=False),
        sa.Column("ticket_hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["share_id"],
            ["trajectory_share.id"],
            name=op.f("fk_trajectory_part_share_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("share_id", "ticket_hash", name=op.f("pk_trajectory_part")),
    )
    op.create_index(op.f("ix_trajectory_part_ticket_hash"), "trajectory_part", ["ticket_hash"])


def downgrade() -> None:
    """Undo the change."""
    raise NotImplementedError("restore the backup taken before the change")
