"""Themes that people made of texts, and which texts they put in or out."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_themes"
down_revision = "2026_11_30_finished"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_theme_campaign_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("campaign_id", "question", "name", name="one_theme_of_a_name"),
    )
    op.create_table(
        "theme_text",
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("belongs", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_theme_text_theme_id")),
        sa.PrimaryKeyConstraint("theme_id", "digest", name=op.f("pk_theme_text")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Undo the change."""
    raise NotImplementedError("restore the backup taken before the change")
