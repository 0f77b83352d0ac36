"""What whole answers say together, kept with the release that found it."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_together"
down_revision = "2026_11_30_rows"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column("release", sa.Column("together", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    """Undo the change."""
    raise NotImplementedError("restore the backup taken before the change")
