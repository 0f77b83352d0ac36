"""Accounts that nobody uses: warned a month before, erased after three years, never without."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from referentiel.people import Person
from surveys.accounts import add_role
from surveys.guard.sessions import begin_session
from surveys.idle import remember_use
from surveys.models import Outgoing, WebSession
from surveys.retention import retain
from surveys.roles import Role
from tests.answering import count
from tests.factories import LANGUAGES, SECRET, make_organisation, make_person

SINCE = date(2026, 1, 31)
BEFORE_WARNING = date(2028, 12, 30)
WARNED = date(2028, 12, 31)
BEFORE_END = date(2029, 1, 30)
END = date(2029, 1, 31)


@pytest.fixture
def anne(session):
    person = make_person(session, "Anne")
    person.since = SINCE
    session.flush()
    return person


@pytest.fixture
def run(session, tmp_path):
    """Return what runs retention on a day, and says how many were warned and erased."""

    def running(day):
        now = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
        done = retain(session, secret=SECRET, folder=tmp_path, now=now, languages=LANGUAGES)
        return done.warned, done.erased

    return running


@pytest.mark.usefixtures("anne")
def test_an_idle_account_is_warned_then_erased(session, run):
    assert run(BEFORE_WARNING) == (0, 0)
    assert run(WARNED) == (1, 0)
    assert run(BEFORE_END) == (0, 0)
    assert run(END) == (0, 1)
    assert count(session, Person) == 0
    assert count(session, Outgoing) == 0


def test_the_warning_says_when(session, run, anne):
    run(WARNED)

    [letter] = session.scalars(select(Outgoing))
    assert letter.address == "anne@example.org"
    assert letter.person_id == anne.id
    assert "31/01/2029" in letter.payload["body"]


@pytest.mark.usefixtures("anne")
def test_the_month_after_the_warning_is_left_even_when_it_came_late(run):
    late = date(2030, 5, 31)

    assert run(late) == (1, 0)
    assert run(date(2030, 6, 29)) == (0, 0)
    assert run(date(2030, 6, 30)) == (0, 1)


def test_signing_in_after_the_warning_keeps_the_account(session, run, anne):
    run(WARNED)
    signed_in = datetime(2029, 1, 15, tzinfo=UTC)
    begin_session(session, anne, method="letter", browser="", now=signed_in)

    assert run(END) == (0, 0)
    assert anne.seen_on == date(2029, 1, 15)
    assert run(date(2031, 12, 15)) == (1, 0)
    assert run(date(2032, 1, 15)) == (0, 1)


def test_an_account_with_a_role_is_never_erased_for_being_idle(session, run, anne):
    add_role(session, make_organisation(session), anne, Role.MEMBER, today=None)

    assert run(WARNED) == (0, 0)
    assert run(date(2040, 1, 1)) == (0, 0)


def test_an_account_of_unknown_age_counts_from_the_first_run(session, run):
    person = make_person(session, "Benoit")

    run(date(2026, 11, 20))

    assert person.seen_on == date(2026, 11, 20)


def test_last_use_outlives_the_sessions(session, anne):
    begun = datetime(2026, 11, 20, tzinfo=UTC)
    begin_session(session, anne, method="letter", browser="", now=begun)

    remember_use(session, today=begun.date())
    session.query(WebSession).delete()
    remember_use(session, today=date(2027, 11, 20))

    assert anne.seen_on == date(2026, 11, 20)
