"""A référentiel that is written, discussed, imported and revised here."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from referentiel.base import UtcDateTime
from referentiel.search import folded

revision = "2026_11_28_living_referentiel"
down_revision = "2026_11_21_people_and_safeguards"
branch_labels = None
depends_on = None

SUCCESSIONS = "('kept','reworded','moved','split','merged','added','withdrawn')"
STATES = "('waiting','reading','planned','confirmed','writing','written','refused')"


def upgrade() -> None:
    """Apply the change."""
    _versions()
    _items()
    _expected_levels()
    _crosswalks()
    _discussion()
    _files()
    _fill()


def _add(table: str, column: sa.Column[Any]) -> None:
    op.add_column(table, column)


def _versions() -> None:
    _add("referentiel", sa.Column("namespace", sa.String(), server_default="", nullable=False))
    # Written out: SQLite takes a reference with its column, and no constraint afterwards.
    op.execute(
        "ALTER TABLE version ADD COLUMN based_on_id INTEGER"
        " CONSTRAINT fk_version_based_on_id REFERENCES version (id)"
    )
    _add("version", sa.Column("origin", sa.JSON(), server_default="{}", nullable=False))
    _add("version", sa.Column("rubrics", sa.JSON(), server_default="[]", nullable=False))
    _add("version", sa.Column("revision", sa.Integer(), server_default="1", nullable=False))
    op.create_table(
        "succession",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("target", sa.String(), nullable=True),
        sa.CheckConstraint(f"kind in {SUCCESSIONS}", name=op.f("succession_kind")),
        sa.CheckConstraint(
            "origin is not null or target is not null", name=op.f("a_succession_names_an_entry")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_succession_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_succession")),
        sa.UniqueConstraint("version_id", "origin", "target", name="one_succession_per_pair"),
    )
    op.create_index(op.f("ix_succession_version_id"), "succession", ["version_id"])


def _items() -> None:
    _add("item", sa.Column("foreign_id", sa.String(), nullable=True))
    _add("item", sa.Column("criteria", sa.JSON(), server_default="[]", nullable=False))
    _add("item", sa.Column("foreign", sa.JSON(), server_default="{}", nullable=False))
    _add("item", sa.Column("folded", sa.String(), server_default="", nullable=False))
    _add("item", sa.Column("revision", sa.Integer(), server_default="1", nullable=False))
    op.create_index(op.f("ix_item_foreign_id"), "item", ["foreign_id"])
    op.create_index(op.f("ix_item_parent_id"), "item", ["parent_id"])
    op.create_table(
        "edge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("origin_id", sa.Integer(), nullable=True),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("foreign", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["origin_id"], ["item.id"], name=op.f("fk_edge_origin_id")),
        sa.ForeignKeyConstraint(["target_id"], ["item.id"], name=op.f("fk_edge_target_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_edge_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edge")),
    )
    for column in ("origin_id", "target_id", "version_id"):
        op.create_index(op.f(f"ix_edge_{column}"), "edge", [column])


def _expected_levels() -> None:
    _add("job_profile", sa.Column("revision", sa.Integer(), server_default="1", nullable=False))
    with op.batch_alter_table("expected_level") as table:
        table.add_column(sa.Column("high", sa.Integer(), nullable=True))
        table.add_column(sa.Column("weight", sa.Double(), server_default="1", nullable=False))
        table.add_column(
            sa.Column("critical", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        table.create_check_constraint(op.f("expected_range_on_scale"), "high between level and 4")
        table.create_check_constraint(op.f("expected_weight_above_zero"), "weight > 0")


def _crosswalks() -> None:
    """Give each correspondence to the référentiels that word its competence."""
    connection = op.get_bind()
    rows = list(
        connection.execute(
            sa.text(
                "SELECT DISTINCT version.referentiel_id, crosswalk.* FROM crosswalk"
                " JOIN item ON item.lineage = crosswalk.lineage"
                " JOIN version ON version.id = item.version_id"
            )
        ).mappings()
    )
    op.drop_table("crosswalk")
    table = op.create_table(
        "crosswalk",
        sa.Column("referentiel_id", sa.Integer(), nullable=False),
        sa.Column("lineage", sa.String(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("target_version", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("target_label", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["referentiel_id"], ["referentiel.id"], name=op.f("fk_crosswalk_referentiel_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_crosswalk_decided_by_id")
        ),
        sa.PrimaryKeyConstraint(
            "referentiel_id", "lineage", "scheme", "target", name=op.f("pk_crosswalk")
        ),
    )
    if rows:
        op.bulk_insert(table, [dict(row) for row in rows])


def _discussion() -> None:
    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("lineage", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("proposed", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.CheckConstraint("kind in ('comment','proposal')", name=op.f("remark_kind")),
        sa.CheckConstraint("state in ('open','adopted','declined')", name=op.f("remark_state")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_remark_version_id")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_remark_author_id")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_remark_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
    )
    for column in ("lineage", "version_id"):
        op.create_index(op.f(f"ix_remark_{column}"), "remark", [column])


def _files() -> None:
    op.create_table(
        "import_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("wish", sa.JSON(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("due_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(f"state in {STATES}", name=op.f("import_state")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_import_file_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["person.id"], name=op.f("fk_import_file_sent_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_import_file_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
    )
    op.create_index(op.f("ix_import_file_organisation_id"), "import_file", ["organisation_id"])


def _fill() -> None:
    """Make what is found from what was there: words to search, hashes to find anew."""
    connection = op.get_bind()
    for item in _rows("SELECT id, code, texts FROM item"):
        words = {"words": folded(item["code"], _json(item["texts"])), "id": item["id"]}
        connection.execute(sa.text("UPDATE item SET folded = :words WHERE id = :id"), words)
    for version in _rows("SELECT id, texts FROM version"):
        texts = _json(version["texts"])
        for said in texts.values():
            said.pop("title", None)  # it is the référentiel's
        kept = {"texts": json.dumps(texts), "id": version["id"]}
        connection.execute(
            sa.text("UPDATE version SET content_hash = '', texts = :texts WHERE id = :id"), kept
        )


def _rows(statement: str) -> list[dict[str, Any]]:
    return [dict(row) for row in op.get_bind().execute(sa.text(statement)).mappings()]


def _json(value: Any) -> dict[str, dict[str, str]]:  # noqa: ANN401 -- text, or read already
    return dict(json.loads(value) if isinstance(value, str) else value)


def downgrade() -> None:
    """Undo the change."""
    raise NotImplementedError("restore the backup taken before the change")
