"""How many people there are of each answer, on a campaign and with each release."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_population"
down_revision = "2026_11_30_themes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    for table in ("campaign", "release"):
        op.add_column(
            table, sa.Column("population", sa.JSON(), nullable=False, server_default="{}")
        )


def downgrade() -> None:
    """Undo the change."""
    raise NotImplementedError("restore the backup taken before the change")
