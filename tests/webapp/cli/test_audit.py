import pytest
from click.testing import CliRunner
from sqlalchemy import delete, update

from surveys.guard.audit import head_of, record
from surveys.models import AuditEntry
from tests.conftest import NOW
from tests.factories import SECRET
from webapp.cli import main
from webapp.database import make_engine, session_maker
from webapp.migrating import migrate


@pytest.fixture
def sessions(tmp_path, monkeypatch):
    """A base whose journal holds three acts."""
    url = f"sqlite:///{tmp_path}/base.sqlite3"
    engine = make_engine(url)
    migrate(engine)
    opened = session_maker(engine)
    with opened(True) as session:
        for place in range(3):
            record(session, "report.shared", now=NOW, subject=f"campaign:{place}")
        session.commit()
    monkeypatch.setenv("REPERES_DATABASE", url)
    monkeypatch.setenv("REPERES_SECRET", SECRET)
    monkeypatch.setenv("REPERES_DEMO", "1")
    yield opened
    engine.dispose()


def verify(*words: str):
    return CliRunner().invoke(main, ["audit", "verify", *words], catch_exceptions=False)


def alter(sessions, statement) -> None:
    with sessions(True) as session:
        session.execute(statement)
        session.commit()


def test_an_untouched_journal_holds_and_its_head_is_shown(sessions):
    with sessions(False) as session:
        head = head_of(session)

    ended = verify()

    assert (ended.exit_code, ended.output) == (0, f"Chaîne intacte. Tête\u00a0: {head}\n")
    assert verify("--expect", str(head)).exit_code == 0


def test_an_act_that_was_changed_ends_with_one_and_its_number(sessions):
    alter(sessions, update(AuditEntry).where(AuditEntry.id == 2).values(subject="campaign:9"))

    ended = verify()

    assert ended.exit_code == 1
    assert "La chaîne est rompue à l’acte n°\u00a02." in ended.output


def test_a_tail_cut_off_is_found_by_the_head_that_was_kept(sessions):
    with sessions(False) as session:
        head = head_of(session)
    alter(sessions, delete(AuditEntry).where(AuditEntry.id == 3))

    assert verify().exit_code == 0
    ended = verify("--expect", str(head))

    assert ended.exit_code == 1
    assert "L’acte n°\u00a03 attendu n’y est plus." in ended.output


def test_what_is_no_head_is_refused():
    assert verify("--expect", "3:abc").exit_code == 2
