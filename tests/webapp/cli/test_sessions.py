import pytest
from click.testing import CliRunner

from surveys.guard.audit import head_of
from surveys.guard.sessions import begin_session, sessions_of
from tests.conftest import NOW
from tests.factories import SECRET, make_person
from webapp.cli import main
from webapp.database import make_engine, session_maker
from webapp.migrating import migrate


@pytest.fixture
def base(tmp_path, monkeypatch):
    """A base in which Anne and Zoé are signed in, Anne twice."""
    url = f"sqlite:///{tmp_path}/base.sqlite3"
    engine = make_engine(url)
    migrate(engine)
    opened = session_maker(engine)
    with opened(True) as session:
        for name in ("Anne", "Anne", "Zoe"):
            person = make_person(session, name)
            begin_session(session, person, method="letter", browser="", now=NOW)
        session.commit()
    monkeypatch.setenv("REPERES_DATABASE", url)
    monkeypatch.setenv("REPERES_SECRET", SECRET)
    monkeypatch.setenv("REPERES_DEMO", "1")
    yield opened
    engine.dispose()


def end(*words: str):
    return CliRunner().invoke(main, ["sessions", "end", *words])


def signed_in(base) -> dict[str, int]:
    with base(False) as session:
        names = ("Anne", "Zoe")
        people = {name: make_person(session, name) for name in names}
        return {name: len(sessions_of(session, people[name].id, now=NOW)) for name in names}


def test_a_person_is_signed_out_everywhere_and_others_stay(base):
    ended = end("Anne@example.org")

    assert ended.exit_code == 0
    assert signed_in(base) == {"Anne": 0, "Zoe": 1}
    with base(False) as session:
        assert head_of(session).number == 1


def test_everybody_can_be_signed_out(base):
    assert end("--all").exit_code == 0

    assert signed_in(base) == {"Anne": 0, "Zoe": 0}


def test_an_unknown_address_ends_nothing(base):
    ended = end("nobody@example.org")

    assert ended.exit_code == 1
    assert "personne n’a ce courriel" in ended.output
    assert signed_in(base) == {"Anne": 2, "Zoe": 1}


@pytest.mark.parametrize("words", [(), ("anne@example.org", "--all")])
def test_one_says_whom_to_sign_out(base, words):
    assert end(*words).exit_code == 2
    assert signed_in(base) == {"Anne": 2, "Zoe": 1}
