"""`reperes organisation invite`."""

import pytest
from click.testing import CliRunner

from surveys.guard.sealing import hashed
from surveys.models import Invitation, Outgoing
from tests.factories import SECRET
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
    monkeypatch.setenv("REPERES_PUBLIC_URL", "https://reperes.example/")
    yield session_maker(engine)
    engine.dispose()


def invite(email: str):
    return CliRunner().invoke(main, ["organisation", "invite", email], catch_exceptions=False)


def test_the_link_is_printed_and_opens_the_right_to_set_up(sessions):
    result = invite("Anne@Example.org")

    link = result.output.splitlines()[0]
    assert link.startswith("https://reperes.example/invitations/")
    with sessions(False) as session:
        [kept] = session.query(Invitation)
        assert kept.token_hash == hashed(link.rpartition("/")[2])
        assert (kept.email, kept.organisation_id) == ("anne@example.org", None)
        assert session.query(Outgoing).count() == 0


def test_the_link_is_also_mailed_where_letters_leave(sessions, monkeypatch):
    monkeypatch.setenv("REPERES_SMTP", "smtp://mail.example:25")

    link = invite("anne@example.org").output.splitlines()[0]

    with sessions(False) as session:
        [letter] = session.query(Outgoing)
        assert letter.address == "anne@example.org"
        assert link in letter.payload["body"]


def test_what_is_no_address_is_refused(sessions):
    result = invite("anne")

    assert result.exit_code == 2
    with sessions(False) as session:
        assert session.query(Invitation).count() == 0
