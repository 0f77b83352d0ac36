"""A release is finished once its report is there; those of before are."""

import sqlalchemy as sa
from alembic import op

from referentiel.base import UtcDateTime

revision = "2026_11_30_finished"
down_revision = "2026_11_30_scheduled"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column("release", sa.Column("finished_at", UtcDateTime(timezone=True), nullable=True))
    op.execute("UPDATE release SET finished_at = released_at")
    op.create_index(
        "ix_release_unfinished",
        "release",
        ["id"],
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )


def downgrade() -> None:
    """Undo the change."""
    raise NotImplementedError("restore the backup taken before the change")
