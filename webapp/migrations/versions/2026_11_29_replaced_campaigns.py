"""A campaign may be replaced by another, to which its link leads."""

from alembic import op

revision = "2026_11_29_replaced_campaigns"
down_revision = "2026_11_29_paper"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    # Written out: SQLite takes a reference with its column, and none afterwards.
    op.execute(
        "ALTER TABLE campaign ADD COLUMN replaced_by_id INTEGER"
        " CONSTRAINT fk_campaign_replaced_by_id REFERENCES campaign (id)"
        " CONSTRAINT campaign_replaced_by_another CHECK (replaced_by_id <> id)"
    )
    op.create_index(op.f("ix_campaign_replaced_by_id"), "campaign", ["replaced_by_id"])


def downgrade() -> None:
    """Undo the change."""
    raise NotImplementedError("restore the backup taken before the change")
