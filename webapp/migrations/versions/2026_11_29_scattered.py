"""When the rows of an anonymous campaign were last written in random order."""

import sqlalchemy as sa
from alembic import op

from referentiel.base import UtcDateTime

revision = "2026_11_29_scattered"
down_revision = "2026_11_29_invitees"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column("campaign", sa.Column("scattered_at", UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Undo the change."""
    raise NotImplementedError("restore the backup taken before the change")
