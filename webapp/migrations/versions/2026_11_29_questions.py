"""Questionnaires with sections and free questions, kept to be used again."""

import sqlalchemy as sa
from alembic import op

from referentiel.base import UtcDateTime

revision = "2026_11_29_questions"
down_revision = "2026_11_28_living_referentiel"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    for table in ("draft", "submission"):
        op.add_column(table, sa.Column("answers", sa.JSON(), server_default="{}", nullable=False))
    # Written out: SQLite takes a reference with its column, and no constraint afterwards.
    op.execute(
        "ALTER TABLE questionnaire ADD COLUMN organisation_id INTEGER"
        " CONSTRAINT fk_questionnaire_organisation_id REFERENCES organisation (id)"
    )
    op.create_index(op.f("ix_questionnaire_organisation_id"), "questionnaire", ["organisation_id"])
    for column in (
        sa.Column("sections", sa.Text(), server_default="[]", nullable=False),
        sa.Column("title", sa.String(), server_default="", nullable=False),
        sa.Column("series", sa.String(), server_default="", nullable=False),
        sa.Column("edition", sa.Integer(), server_default="1", nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=True),
    ):
        op.add_column("questionnaire", column)
