"""`reperes retention` and `reperes erasures replay`, on a base in a file."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from referentiel.people import Person
from surveys.erasure import erase_person
from surveys.guard.ledger import FILE
from surveys.models import Campaign, Submission
from tests.factories import make_campaign, make_person, make_submission
from webapp.cli import main
from webapp.clock import utc_now
from webapp.database import make_engine, session_maker
from webapp.migrating import migrate

SECRET = "a secret of the tests, long and varied 0123456789"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return what runs a command on the base of `tmp_path`, and gives what it prints."""
    monkeypatch.setenv("REPERES_FOLDER", str(tmp_path))
    monkeypatch.setenv("REPERES_SECRET", SECRET)
    monkeypatch.delenv("REPERES_DATABASE", raising=False)

    def running(*words):
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 0, result.output
        return result.output

    return running


@pytest.fixture
def sessions(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path}/reperes.sqlite3")
    migrate(engine)
    yield session_maker(engine)
    engine.dispose()


@pytest.fixture
def closed(sessions):
    """The id of a campaign closed three years ago, with one answer."""
    with sessions(True) as session:
        campaign = make_campaign(session, retention_months=24)
        make_submission(session, campaign, 1, 2)
        campaign.opens_at = utc_now() - timedelta(days=1_100)
        campaign.closes_at = utc_now() - timedelta(days=1_095)
        session.commit()
        return campaign.id


def state(sessions, closed):
    with sessions(False) as session:
        hashes = session.scalars(select(Submission.ticket_hash)).all()
        return session.get_one(Campaign, closed).anonymised_on, hashes


def test_a_dry_run_says_what_would_be_done_and_changes_nothing(run, sessions, closed, tmp_path):
    before = state(sessions, closed)

    told = run("retention", "--dry-run")

    assert told.splitlines()[:2] == ["À faire\u00a0:", "  1  auto-évaluations rendues anonymes"]
    assert state(sessions, closed) == before
    assert not (tmp_path / FILE).exists()


def test_a_run_does_it_and_a_second_one_has_nothing_to_do(run, sessions, closed):
    before = state(sessions, closed)

    first, second = run("retention"), run("retention")

    assert first.splitlines()[:2] == ["Fait\u00a0:", "  1  auto-évaluations rendues anonymes"]
    assert second.splitlines()[1] == "  0  auto-évaluations rendues anonymes"
    anonymised_on, hashes = state(sessions, closed)
    assert anonymised_on == utc_now().date()
    assert set(hashes).isdisjoint(before[1])


def test_an_old_hash_is_in_no_byte_of_the_base_any_more(run, sessions, closed, tmp_path):
    [ticket_hash] = state(sessions, closed)[1]

    run("retention")

    files = [path for path in tmp_path.iterdir() if ticket_hash in path.read_bytes()]
    assert files == []


def test_a_dry_run_erases_no_idle_account(run, sessions, tmp_path):
    with sessions(True) as session:
        anne = make_person(session)
        anne.since = utc_now().date() - timedelta(days=2_000)
        anne.warned_on = utc_now().date() - timedelta(days=90)
        session.commit()

    told = run("retention", "--dry-run")

    assert "  1  comptes inactifs effacés" in told.splitlines()
    with sessions(False) as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1
    assert not (tmp_path / FILE).exists()


def test_replaying_says_how_many_came_back(run, sessions, tmp_path):
    base, backup = tmp_path / "reperes.sqlite3", tmp_path / "backup"
    with sessions(True) as session:
        make_person(session)
        session.commit()
    with closing(sqlite3.connect(base)) as now, closing(sqlite3.connect(backup)) as then:
        now.backup(then)
    with sessions(True) as session:
        person = session.scalars(select(Person)).one()
        erase_person(session, person, secret=SECRET, folder=tmp_path, now=utc_now())
        session.commit()
    backup.rename(base)
    for suffix in ("-wal", "-shm"):
        (tmp_path / f"reperes.sqlite3{suffix}").unlink(missing_ok=True)

    told = [run("erasures", "replay") for _ in range(2)]

    assert told == [
        "Effacés de nouveau\u00a0: personnes 1, réponses 0, organisations 0.\n",
        "Effacés de nouveau\u00a0: personnes 0, réponses 0, organisations 0.\n",
    ]
