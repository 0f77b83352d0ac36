"""Passwords: how strong, and whose."""

import time

import pytest

from surveys.accounts import WrongCredentials, authenticate
from surveys.guard.passwords import (
    LONGEST,
    PasswordTooLong,
    PasswordTooPlain,
    PasswordTooShort,
    check_strength,
    has_password,
    remove_password,
    set_password,
    words_of,
)
from surveys.models import Credential
from tests.conftest import NOW
from tests.factories import make_person

GOOD = "cheval agrafe nuage correct"
OTHER = "tambour oblique sardine lundi"


@pytest.fixture
def anne(session):
    person = make_person(session, "Anne Dupontel")
    person.email = "anne.dupontel@crest.example"
    session.flush()
    return person


@pytest.mark.parametrize("password", ["", "a", "Tr0ub4dor&3", "é" * 11])
def test_a_short_password_is_refused(password):
    with pytest.raises(PasswordTooShort, match="12 signes"):
        check_strength(password, ())


def test_a_password_longer_than_any_is_refused_before_it_costs_time():
    with pytest.raises(PasswordTooLong):
        check_strength("x" * (LONGEST + 1), ())


@pytest.mark.parametrize(
    "password",
    ["aaaaaaaaaaaa", "123456789012", "azertyuiop12", "MotDePasse2026", "passwordpassword"],
)
def test_a_plain_password_is_refused(password):
    with pytest.raises(PasswordTooPlain, match="quatre mots"):
        check_strength(password, ())


@pytest.mark.parametrize(
    "password",
    ["anne.dupontel@crest.example", "Anne Dupontel 2026", "dupontelanne26", "reperesreperes1"],
)
def test_what_somebody_who_knows_the_person_tries_first_is_refused(anne, password):
    with pytest.raises(PasswordTooPlain):
        check_strength(password, words_of(anne))


@pytest.mark.parametrize("password", [GOOD, "k8$Lq2!vXz09Wp", "un mot de passe, avec un é\x00"])
def test_a_strong_password_passes(anne, password):
    check_strength(password, words_of(anne))


def test_the_longest_password_takes_less_than_a_second_to_weigh():
    began = time.monotonic()

    check_strength("qsdf1AZE!(" * (LONGEST // 10), ())

    assert time.monotonic() - began < 1


def test_a_password_set_signs_in_and_a_changed_one_replaces_it(session, anne):
    assert not has_password(session, anne.id)

    set_password(session, anne, GOOD, now=NOW)
    set_password(session, anne, OTHER, now=NOW)

    assert authenticate(session, anne.email, OTHER) is anne
    assert session.get(Credential, anne.id).changed_at == NOW
    with pytest.raises(WrongCredentials):
        authenticate(session, anne.email, GOOD)


def test_a_refused_password_leaves_the_old_one(session, anne):
    set_password(session, anne, GOOD, now=NOW)

    with pytest.raises(PasswordTooShort):
        set_password(session, anne, "court", now=NOW)

    assert authenticate(session, anne.email, GOOD) is anne


def test_a_password_taken_away_signs_nobody_in(session, anne):
    set_password(session, anne, GOOD, now=NOW)
    paul = make_person(session, "Paul")
    set_password(session, paul, OTHER, now=NOW)

    remove_password(session, anne.id)

    assert (has_password(session, anne.id), has_password(session, paul.id)) == (False, True)
    with pytest.raises(WrongCredentials):
        authenticate(session, anne.email, GOOD)
