"""An empty base brought to the latest tables is the base that the models describe."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Engine, UniqueConstraint, inspect, text

from referentiel.base import Base
from webapp.database import make_engine
from webapp.migrating import config_for, migrate

FIRST_ROWS = (
    "INSERT INTO organisation VALUES (1, 'unadel', 'UNADEL', 'network', 5, '')",
    "INSERT INTO person VALUES (1, 'Anne', 'anne@example.org'), (2, 'Zoé', 'zoe@example.org')",
    "INSERT INTO membership VALUES (1, 1, 'facilitator'), (1, 2, 'facilitator')",
    "INSERT INTO referentiel VALUES (1, 'dt', 1, '{}')",
    "INSERT INTO version VALUES (1, 1, 'V1', 'published', 'projet', '', NULL, '{}')",
    "INSERT INTO item (id, version_id, lineage, position, kind, code, core, texts, sources,"
    ' "references") VALUES'
    """ (1, 1, 'l1', 0, 'area', 'D1', 0, '{"fr": {"label": "Coopérer"}}', '[]', '[]')""",
    "INSERT INTO crosswalk VALUES ('l1', 'ROME', '400787', 'v60', 'closeMatch', '', 'validée')",
    "INSERT INTO questionnaire VALUES (1, 1, '[]', '[\"current\"]')",
    "INSERT INTO campaign (id, organisation_id, questionnaire_id, code, title, mode, layout, k,"
    " attributes, controller, contact, legal_basis, retention_months, demonstration) VALUES"
    " (1, 1, 1, 'abc', 'Titre', 'anonymous', 'blocks', 5, '[]', 'U', 'c', 'b', 24, 0)",
    "INSERT INTO segment VALUES (1, 1, '', '{}')",
    "INSERT INTO submission (ticket_hash, campaign_id, segment_id, levels, batch, day)"
    " VALUES (x'00', 1, 1, x'', 1, '2026-11-20')",
)
LISTED_BY_HASH = {
    "draft",
    "foreign_row",
    "linking_code",
    "paper_keying",
    "paper_sheet",
    "rate",
    "submission",
    "tally",
    "theme_text",
}


@pytest.fixture
def migrated(tmp_path: Path):
    engine = make_engine(f"sqlite:///{tmp_path}/base.sqlite3")
    migrate(engine)
    yield engine
    engine.dispose()


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, Base.metadata))


def test_a_base_brought_to_the_latest_tables_is_what_the_models_describe(migrated):
    assert differences(migrated) == []
    assert set(inspect(migrated).get_table_names()) == {
        *Base.metadata.tables,
        "alembic_version",
    }


def test_checks_and_unique_names_are_those_of_the_models(migrated):
    inspector = inspect(migrated)
    for name, table in Base.metadata.tables.items():
        found = {
            constraint["name"]
            for constraint in (
                *inspector.get_check_constraints(name),
                *inspector.get_unique_constraints(name),
            )
        }
        wanted = {
            constraint.name
            for constraint in table.constraints
            if isinstance(constraint, CheckConstraint | UniqueConstraint)
        }
        assert found == wanted, name


def test_rows_that_must_not_be_numbered_are_not(migrated):
    with migrated.connect() as connection:
        tables = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type='table'"))
        unnumbered = {name for name, sql in tables if "WITHOUT ROWID" in sql}

    assert unnumbered == LISTED_BY_HASH


def test_migrating_twice_changes_nothing(migrated):
    migrate(migrated)

    assert differences(migrated) == []


def test_migrations_follow_one_another_in_one_line():
    scripts = ScriptDirectory.from_config(config_for())

    revisions = list(scripts.walk_revisions())

    assert len(scripts.get_heads()) == 1
    assert all(not isinstance(revision.down_revision, tuple) for revision in revisions)
    for revision in revisions:
        assert revision.revision == Path(revision.path).stem
        assert revision.doc


def test_the_base_is_durable_and_keeps_its_references(migrated):
    with migrated.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 60_000,
    }


def test_a_base_of_the_first_tables_keeps_its_people_and_answers(tmp_path: Path):
    engine = make_engine(f"sqlite:///{tmp_path}/old.sqlite3")
    config = config_for()
    with engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "2026_11_21_first_tables")
        for statement in FIRST_ROWS:
            connection.execute(text(statement))

    migrate(engine)

    with engine.connect() as connection:
        people = connection.execute(text("SELECT name, length(uid), language FROM person")).all()
        roles = connection.execute(text("SELECT person_id, role FROM membership")).all()
        answers = connection.execute(text("SELECT day, notice, person_id FROM submission")).all()
        words = connection.execute(text("SELECT folded FROM item")).all()
        links = connection.execute(text("SELECT referentiel_id, target FROM crosswalk")).all()
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    engine.dispose()
    assert people == [("Anne", 32, "fr"), ("Zoé", 32, "fr")]
    assert roles == [(1, "facilitator"), (2, "facilitator")]
    assert answers == [("2026-11-20", 0, None)]
    assert (words, links) == ([(" d1 cooperer",)], [(1, "400787")])
