"""Campaigns whose results are released each week or month."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_scheduled"
down_revision = "2026_11_30_followers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column(
        "campaign",
        sa.Column("release_every", sa.String(), nullable=False, server_default=sa.text("''")),
    )


def downgrade() -> None:
    """Undo the change."""
    raise NotImplementedError("restore the backup taken before the change")
