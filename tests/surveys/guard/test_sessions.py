"""Browsers that are signed in."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from surveys.guard.forgetting import forget_old
from surveys.guard.letters import LIFE, prepare_letter
from surveys.guard.rates import Limit, count_try
from surveys.guard.sealing import hashed
from surveys.guard.sessions import (
    IDLE,
    LONGEST,
    begin_session,
    end_other_sessions,
    end_session,
    mark_seen,
    recognise,
    sessions_of,
)
from surveys.models import Rate, SignInLetter, WebSession
from tests.conftest import NOW
from tests.factories import make_person

DAY = timedelta(days=1)


@pytest.fixture
def anne(session):
    return make_person(session, "Anne")


def begun(session, person, *, now=NOW, **more):
    return begin_session(session, person, method="letter", browser="Firefox", now=now, **more)


def seen_daily(session, token, days):
    for day in range(1, days + 1):
        mark_seen(session, hashed(token), now=NOW + day * DAY)


def test_a_browser_is_recognised_by_its_token_alone(session, anne):
    token = begun(session, anne)

    assert recognise(session, token, now=NOW).person is anne
    assert recognise(session, token + "x", now=NOW) is None
    assert session.scalars(select(WebSession)).one().token_hash == hashed(token)


def test_a_session_left_unused_for_two_weeks_serves_no_more(session, anne):
    token = begun(session, anne)

    assert recognise(session, token, now=NOW + IDLE)
    assert recognise(session, token, now=NOW + IDLE + DAY) is None


def test_a_session_in_daily_use_ends_after_thirty_days(session, anne):
    token = begun(session, anne)
    seen_daily(session, token, 30)

    assert recognise(session, token, now=NOW + LONGEST)
    assert recognise(session, token, now=NOW + LONGEST + timedelta(seconds=1)) is None


def test_only_the_day_is_kept_and_it_never_goes_back(session, anne):
    token = begun(session, anne)

    mark_seen(session, hashed(token), now=NOW + 3 * DAY)
    mark_seen(session, hashed(token), now=NOW + DAY)

    assert session.scalar(select(WebSession.seen_on)) == (NOW + 3 * DAY).date()


def test_an_ended_session_is_forgotten_by_the_browser_and_the_provider(session, anne):
    token = begun(session, anne, id_token="of the provider")

    end_session(session, hashed(token), anne.id, now=NOW)

    assert recognise(session, token, now=NOW) is None
    assert session.scalar(select(WebSession.id_token)) is None


def test_nobody_ends_the_session_of_somebody_else(session, anne):
    paul = make_person(session, "Paul")
    token = begun(session, anne)

    end_session(session, hashed(token), paul.id, now=NOW)
    end_other_sessions(session, paul.id, now=NOW)

    assert recognise(session, token, now=NOW)


def test_all_sessions_but_one_can_be_ended(session, anne):
    kept, *others = (begun(session, anne) for _ in range(3))

    end_other_sessions(session, anne.id, now=NOW, kept=hashed(kept))

    assert recognise(session, kept, now=NOW)
    assert [recognise(session, token, now=NOW) for token in others] == [None, None]


def test_the_list_shows_what_still_serves_the_latest_first(session, anne):
    old = begun(session, anne, now=NOW - IDLE - DAY)
    first = begun(session, anne, now=NOW - DAY)
    last = begun(session, anne)
    ended = begun(session, anne)
    end_session(session, hashed(ended), anne.id, now=NOW)
    begun(session, make_person(session, "Paul"))

    listed = [each.token_hash for each in sessions_of(session, anne.id, now=NOW)]

    assert listed == [hashed(last), hashed(first)]
    assert hashed(old) not in listed


def test_what_serves_no_more_is_deleted_and_the_rest_is_kept(session, anne):
    kept = begun(session, anne)
    begun(session, anne, now=NOW - IDLE - DAY)
    end_session(session, hashed(begun(session, anne)), anne.id, now=NOW)
    for moment in (NOW, NOW - LIFE):
        prepare_letter(session, "s", email="a@example.org", browser="b", now=moment)
    for moment in (NOW, NOW - 2 * DAY):
        count_try(session, "s", Limit("password", 5, 900), "who", now=moment)

    forget_old(session, now=NOW)

    assert list(session.scalars(select(WebSession.token_hash))) == [hashed(kept)]
    assert list(session.scalars(select(SignInLetter.expires_at))) == [NOW + LIFE]
    assert len(session.scalars(select(Rate.window)).all()) == 1


def test_a_person_keeps_the_last_day_of_sessions_that_are_deleted(session, anne):
    paul, lucie = make_person(session, "Paul"), make_person(session, "Lucie")
    for person, days in ((anne, 40), (anne, 50), (paul, 60), (lucie, 0)):
        begun(session, person, now=NOW - days * DAY)
    paul.seen_on = (NOW - 20 * DAY).date()
    session.flush()

    forget_old(session, now=NOW)

    session.expire_all()
    assert anne.seen_on == (NOW - 40 * DAY).date()
    assert paul.seen_on == (NOW - 20 * DAY).date()
    assert lucie.seen_on is None
