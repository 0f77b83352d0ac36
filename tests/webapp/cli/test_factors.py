"""`reperes factors forget`."""

import pytest
from click.testing import CliRunner

from surveys.guard.one_time import asks_code, begin_one_time
from surveys.guard.recovery import codes_left, new_codes
from surveys.models import AuditEntry, OneTimePassword, Outgoing
from tests.conftest import NOW
from tests.factories import SECRET, make_person
from webapp.cli import main
from webapp.database import make_engine, session_maker
from webapp.migrating import migrate


@pytest.fixture
def sessions(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path}/base.sqlite3"
    engine = make_engine(url)
    migrate(engine)
    monkeypatch.setenv("REPERES_DATABASE", url)
    monkeypatch.setenv("REPERES_SECRET", SECRET)
    monkeypatch.setenv("REPERES_DEMO", "1")
    yield session_maker(engine)
    engine.dispose()


def forget(email: str):
    return CliRunner().invoke(main, ["factors", "forget", email], catch_exceptions=False)


def test_a_lost_authenticator_is_asked_no_more_and_its_owner_is_told(sessions):
    with sessions(True) as session:
        anne = make_person(session)
        anne.language = "en"
        begin_one_time(session, anne.id, secret=SECRET)
        session.get_one(OneTimePassword, anne.id).confirmed_at = NOW
        new_codes(session, anne.id, secret=SECRET)
        session.commit()

    result = forget("Anne@Example.org")

    assert result.exit_code == 0
    with sessions(False) as session:
        assert not asks_code(session, anne.id)
        assert codes_left(session, anne.id) == 0
        [letter] = session.query(Outgoing)
        assert letter.address == "anne@example.org"
        assert [(entry.act, entry.subject) for entry in session.query(AuditEntry)] == [
            ("account.one_time_removed", "cli")
        ]


@pytest.mark.parametrize("email", ["anne@example.org", "nobody@example.org"])
def test_nothing_is_forgotten_of_who_has_no_authenticator(sessions, email):
    with sessions(True) as session:
        make_person(session)
        session.commit()

    result = forget(email)

    assert result.exit_code == 1
    with sessions(False) as session:
        assert session.query(Outgoing).count() == 0
