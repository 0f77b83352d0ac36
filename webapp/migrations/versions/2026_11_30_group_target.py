"""What the group of a campaign aims at together: so many people at such a level."""

from alembic import op

revision = "2026_11_30_group_target"
down_revision = "2026_11_30_foreign"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    # Written out: SQLite takes a rule with its column, and none afterwards.
    op.execute(
        "ALTER TABLE campaign ADD COLUMN target_people INTEGER"
        " CONSTRAINT campaign_target_of_somebody CHECK (target_people >= 1)"
    )
    op.execute(
        "ALTER TABLE campaign ADD COLUMN target_level INTEGER DEFAULT 3 NOT NULL"
        " CONSTRAINT campaign_target_on_the_scale CHECK (target_level between 1 and 4)"
    )


def downgrade() -> None:
    """Undo the change."""
    raise NotImplementedError("restore the backup taken before the change")
