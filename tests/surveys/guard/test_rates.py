import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from referentiel.base import Base
from surveys.guard.rates import (
    DAY,
    Limit,
    TooOften,
    check_tries,
    count_try,
    forget_old_tries,
    forget_tries,
)
from surveys.models import Rate
from tests.factories import SECRET
from webapp.database import make_engine, session_maker

LIMIT = Limit("password", 3, 600)
START = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)  # the first second of a window of ten minutes
SECOND = timedelta(seconds=1)


def tries(session, times: int, *, now=START, who="anne", limit=LIMIT) -> list[bool]:
    """Return which of so many tries were let through."""
    return [is_free(session, now=now, who=who, limit=limit) for _ in range(times)]


def is_free(session, *, now=START, who="anne", limit=LIMIT) -> bool:
    try:
        count_try(session, SECRET, limit, who, now=now)
    except TooOften:
        return False
    return True


def test_as_many_tries_as_the_limit_says_are_free(session):
    assert tries(session, 5) == [True, True, True, False, False]


def test_the_last_second_of_a_window_counts_with_it_and_the_next_begins_anew(session):
    tries(session, 3)

    assert not is_free(session, now=START + 600 * SECOND - SECOND)
    assert is_free(session, now=START + 600 * SECOND)


def test_one_window_too_many_tells_how_long_to_wait_in_whole_minutes(session):
    tries(session, 3)

    waits = []
    for after in (0, 1, 60, 599):
        with pytest.raises(TooOften) as refused:
            count_try(session, SECRET, LIMIT, "anne", now=START + after * SECOND)
        waits.append(refused.value.values["minutes"])

    assert waits == [10, 10, 9, 1]


def test_each_key_and_each_limit_counts_for_itself(session):
    tries(session, 3)

    assert is_free(session, who="luc")
    assert is_free(session, limit=Limit("letter", 3, 600))


def test_looking_counts_nothing(session):
    tries(session, 2)
    for _ in range(5):
        check_tries(session, SECRET, LIMIT, "anne", now=START)

    tries(session, 1)

    with pytest.raises(TooOften):
        check_tries(session, SECRET, LIMIT, "anne", now=START)


def test_who_has_shown_to_be_in_their_right_begins_anew(session):
    tries(session, 3)
    tries(session, 3, who="luc")

    forget_tries(session, SECRET, LIMIT, "anne")

    assert is_free(session)
    assert not is_free(session, who="luc")


def test_the_base_does_not_say_who_tried(session):
    tries(session, 1, who="anne@example.org")

    [rate] = session.scalars(select(Rate))
    assert b"anne" not in rate.key_hash
    assert len(rate.key_hash) == 32


def test_what_no_limit_looks_at_any_more_is_forgotten(session):
    a_day = timedelta(seconds=DAY)
    tries(session, 1, now=START - a_day - 600 * SECOND)
    tries(session, 1, now=START - a_day)
    tries(session, 1, now=START)

    forget_old_tries(session, now=START)

    kept = session.scalars(select(Rate.window).order_by(Rate.window)).all()
    assert kept == [int((START - a_day).timestamp()), int(START.timestamp())]


def test_no_limit_looks_further_back_than_counts_are_kept():
    with pytest.raises(ValueError, match="a day"):
        Limit("password", 3, DAY + 1)


PROGRAM = """
import sys
from datetime import datetime
from surveys.guard.rates import Limit, TooOften, count_try
from webapp.database import make_engine, session_maker
sessions = session_maker(make_engine(sys.argv[1]))
free = 0
for _ in range(20):
    with sessions(True) as session:
        try:
            count_try(session, "secret", Limit("x", 25, 600), "anne",
                      now=datetime.fromisoformat("2026-11-20T15:30:00+00:00"))
            free += 1
        except TooOften:
            pass
        session.commit()
print(free)
"""


def test_two_processes_on_one_base_count_together(tmp_path):
    url = f"sqlite:///{tmp_path}/base.sqlite3"
    engine = make_engine(url)
    Base.metadata.create_all(engine)

    running = [
        subprocess.Popen([sys.executable, "-c", PROGRAM, url], stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    free = [int(process.communicate(timeout=60)[0]) for process in running]

    assert sum(free) == 25
    with session_maker(engine)(False) as session:
        assert session.scalar(select(Rate.n)) == 40
    engine.dispose()
