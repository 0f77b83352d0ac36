from datetime import timedelta

import pyotp
import pytest

from surveys.guard.one_time import (
    AlreadySetUp,
    WrongCode,
    address_of,
    asks_code,
    begin_one_time,
    confirm_one_time,
    key_to_show,
    one_time_of,
    remove_one_time,
    use_code,
)
from tests.conftest import NOW
from tests.factories import SECRET, make_person

STEP = timedelta(seconds=30)


@pytest.fixture
def anne(session):
    return make_person(session)


@pytest.fixture
def codes(session, anne):
    """The authenticator of Anne, in service since two steps."""
    begin_one_time(session, anne.id, secret=SECRET)
    totp = pyotp.TOTP(key_to_show(session, anne.id, secret=SECRET))
    then = NOW - 2 * STEP
    confirm_one_time(session, anne.id, totp.at(then), secret=SECRET, now=then)
    return totp


def used(session, anne, code, now=NOW):
    return use_code(session, anne.id, code, secret=SECRET, now=now)


def test_an_authenticator_is_asked_for_once_its_first_code_was_given(session, anne):
    begin_one_time(session, anne.id, secret=SECRET)
    key = key_to_show(session, anne.id, secret=SECRET)

    assert not asks_code(session, anne.id)
    with pytest.raises(WrongCode):
        confirm_one_time(session, anne.id, "000000", secret=SECRET, now=NOW)
    confirm_one_time(session, anne.id, pyotp.TOTP(key).at(NOW), secret=SECRET, now=NOW)
    assert asks_code(session, anne.id)


def test_the_key_is_sealed_and_shown_until_it_is_confirmed(session, anne, codes):
    kept = one_time_of(session, anne.id)

    assert codes.secret.encode() not in kept.sealed
    assert key_to_show(session, anne.id, secret=SECRET) is None
    with pytest.raises(AlreadySetUp):
        begin_one_time(session, anne.id, secret=SECRET)


def test_a_key_that_waits_may_be_drawn_again(session, anne):
    begin_one_time(session, anne.id, secret=SECRET)
    first = key_to_show(session, anne.id, secret=SECRET)

    begin_one_time(session, anne.id, secret=SECRET)

    assert key_to_show(session, anne.id, secret=SECRET) != first


def test_authenticators_read_who_and_where(anne):
    assert address_of("JBSWY3DPEHPK3PXPJBSWY3DP", anne) == (
        "otpauth://totp/Rep%C3%A8res:anne%40example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DP&issuer=Rep%C3%A8res"
    )


@pytest.mark.parametrize(("away", "fits"), [(-2, False), (-1, True), (0, True), (1, True)])
def test_a_code_may_be_one_step_late_or_early(session, anne, codes, away, fits):
    assert used(session, anne, codes.at(NOW + away * STEP)) is fits


def test_a_code_two_steps_early_is_refused(session, anne, codes):
    assert not used(session, anne, codes.at(NOW + 2 * STEP))


def test_a_code_serves_once_and_none_before_it_serves_after(session, anne, codes):
    assert used(session, anne, codes.at(NOW))

    assert not used(session, anne, codes.at(NOW))
    assert not used(session, anne, codes.at(NOW - STEP))
    assert used(session, anne, codes.at(NOW + STEP))


def test_a_code_copied_with_a_space_serves(session, anne, codes):
    code = codes.at(NOW)

    assert used(session, anne, f" {code[:3]} {code[3:]}")


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12\x0034", "-12345"]
)
@pytest.mark.usefixtures("codes")
def test_what_is_no_code_is_refused(session, anne, typed):
    assert not used(session, anne, typed)


def test_the_code_of_another_person_is_refused(session, codes):
    bilal = make_person(session, "Bilal")

    assert not used(session, bilal, codes.at(NOW))


def test_a_key_sealed_under_another_secret_opens_nothing(session, anne, codes):
    assert not use_code(session, anne.id, codes.at(NOW), secret="another", now=NOW)


def test_a_removed_authenticator_is_asked_no_more(session, anne, codes):
    assert remove_one_time(session, anne.id)

    assert not asks_code(session, anne.id)
    assert not used(session, anne, codes.at(NOW))
    assert not remove_one_time(session, anne.id)
