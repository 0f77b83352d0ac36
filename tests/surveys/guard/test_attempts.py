"""Tries are limited for whoever makes them, and for nobody else."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from surveys.guard.attempts import (
    LETTERS,
    LETTERS_OF_NETWORK,
    LETTERS_TO_ADDRESS,
    PASSWORDS,
    REFUSED_ACT,
    WRONG_PASSWORDS,
    Place,
    begin_letter,
    begin_password,
    network_of,
    note_refused,
    password_was_right,
    password_was_wrong,
)
from surveys.guard.audit import first_broken, pseudonym
from surveys.guard.rates import TooOften
from surveys.models import AuditEntry
from tests.conftest import NOW
from tests.factories import make_person

SECRET = "secret of the tests"
ANNE = "anne@example.org"
OFFICE, CAFE = Place("198.51.100.7"), Place("203.0.113.9")
OWN = Place("203.0.113.9", browser="her own")


def fail(session, place, times, *, email=ANNE, now=NOW):
    for _ in range(times):
        begin_password(session, SECRET, email, place, now=now)
        password_was_wrong(session, SECRET, place, now=now)


def test_the_tries_of_one_network_leave_another_all_of_its_own(session):
    fail(session, CAFE, PASSWORDS.most)

    with pytest.raises(TooOften):
        begin_password(session, SECRET, ANNE, CAFE, now=NOW)
    fail(session, OFFICE, PASSWORDS.most)


def test_a_browser_that_signed_in_before_is_not_shut_out_by_its_network(session):
    for n in range(10):
        fail(session, CAFE, 10, email=f"person{n}@example.org")

    with pytest.raises(TooOften):
        begin_password(session, SECRET, ANNE, CAFE, now=NOW)
    fail(session, OWN, PASSWORDS.most)
    with pytest.raises(TooOften):
        begin_password(session, SECRET, ANNE, OWN, now=NOW)


def test_a_network_may_sign_in_rightly_as_often_as_it_likes(session):
    for n in range(WRONG_PASSWORDS.most + 1):
        begin_password(session, SECRET, f"person{n}@example.org", OFFICE, now=NOW)
        password_was_right(session, SECRET, f"person{n}@example.org", OFFICE)


def test_the_right_password_forgets_the_wrong_ones_before(session):
    fail(session, CAFE, PASSWORDS.most - 1)
    begin_password(session, SECRET, ANNE, CAFE, now=NOW)

    password_was_right(session, SECRET, ANNE, CAFE)

    fail(session, CAFE, PASSWORDS.most)


def test_tries_may_begin_anew_after_a_quarter_of_an_hour(session):
    fail(session, CAFE, PASSWORDS.most)
    with pytest.raises(TooOften) as refused:
        begin_password(session, SECRET, ANNE, CAFE, now=NOW)

    fail(session, CAFE, 1, now=NOW + timedelta(minutes=15))

    assert refused.value.values == {"minutes": 15}


def test_letters_stay_open_where_passwords_are_used_up(session):
    fail(session, CAFE, PASSWORDS.most)

    for _ in range(LETTERS.most):
        begin_letter(session, SECRET, ANNE, CAFE, now=NOW)
    with pytest.raises(TooOften):
        begin_letter(session, SECRET, ANNE, CAFE, now=NOW)


def test_a_mailbox_is_not_flooded_and_its_owner_still_gets_letters(session):
    for n in range(LETTERS_TO_ADDRESS.most // LETTERS.most):
        for _ in range(LETTERS.most):
            begin_letter(session, SECRET, ANNE, Place(f"192.0.2.{n}"), now=NOW)

    with pytest.raises(TooOften):
        begin_letter(session, SECRET, ANNE, OFFICE, now=NOW)
    begin_letter(session, SECRET, ANNE, OWN, now=NOW)


def test_a_room_of_two_hundred_people_may_ask_for_letters_at_once(session):
    for n in range(LETTERS_OF_NETWORK.most):
        begin_letter(session, SECRET, f"person{n}@example.org", OFFICE, now=NOW)

    assert LETTERS_OF_NETWORK.most >= 2 * 200
    with pytest.raises(TooOften):
        begin_letter(session, SECRET, ANNE, OFFICE, now=NOW)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ("2001:db8:1:3::9", "2001:db8:1:3::"),
        ("no address", "no address"),
        (None, ""),
    ],
)
def test_a_household_is_one_network(address, network):
    assert network_of(address) == network


def test_tries_beyond_a_limit_are_written_down_once_a_quarter_of_an_hour(session):
    anne = make_person(session, "Anne")
    anne.email = ANNE
    for minutes in (0, 1, 2, 15):
        then = NOW + timedelta(minutes=minutes)
        note_refused(session, SECRET, "password", CAFE, email=ANNE, now=then)
    note_refused(session, SECRET, "password", CAFE, email="nobody@example.org", now=NOW)

    entries = session.execute(select(AuditEntry.act, AuditEntry.actor, AuditEntry.subject)).all()

    who = pseudonym(session, anne.id)
    assert entries == [
        (REFUSED_ACT, who, "password"),
        (REFUSED_ACT, who, "password"),
        (REFUSED_ACT, "", "password"),
    ]
    assert first_broken(session) is None
