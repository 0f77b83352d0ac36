"""Who wrote last of an entry of a draft, of a job profile, of the version itself."""

from alembic import op

revision = "2026_11_29_last_writers"
down_revision = "2026_11_29_course"
branch_labels = None
depends_on = None

TABLES = ("item", "job_profile", "version")


def upgrade() -> None:
    """Apply the change."""
    # Written out: SQLite takes a reference with its column, and no constraint afterwards.
    for table in TABLES:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN changed_by_id INTEGER"
            f" CONSTRAINT fk_{table}_changed_by_id REFERENCES person (id)"
        )


def downgrade() -> None:
    """Refuse: restore a backup instead."""
    raise NotImplementedError("restore a backup")
