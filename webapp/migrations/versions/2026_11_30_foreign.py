"""Answers gathered elsewhere: the rows counted already, and how their columns were mapped."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_foreign"
down_revision = "2026_11_30_together"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "foreign_row",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_foreign_row_campaign_id")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "digest", name=op.f("pk_foreign_row")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "foreign_mapping",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("titles", sa.String(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("meanings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_foreign_mapping_campaign_id")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "titles", name=op.f("pk_foreign_mapping")),
    )


def downgrade() -> None:
    """Undo the change."""
    raise NotImplementedError("restore the backup taken before the change")
