"""How a campaign runs: its grace, its capacity, the languages it offers."""

from alembic import op

revision = "2026_11_29_course"
down_revision = "2026_11_29_linked_waves"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    # Written out: SQLite takes a rule with its column, and none afterwards.
    op.execute(
        "ALTER TABLE campaign ADD COLUMN grace_minutes INTEGER DEFAULT 15 NOT NULL"
        " CONSTRAINT campaign_grace_not_negative CHECK (grace_minutes >= 0)"
    )
    op.execute(
        "ALTER TABLE campaign ADD COLUMN capacity INTEGER"
        " CONSTRAINT campaign_capacity_of_somebody CHECK (capacity >= 1)"
    )
    op.execute('ALTER TABLE campaign ADD COLUMN languages JSON DEFAULT \'["fr", "en"]\' NOT NULL')


def downgrade() -> None:
    """Undo the change."""
    raise NotImplementedError("restore the backup taken before the change")
