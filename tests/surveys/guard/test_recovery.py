import pytest
from sqlalchemy import select

from surveys.guard.recovery import codes_left, forget_codes, new_codes, use_recovery_code
from surveys.models import RecoveryCode
from tests.conftest import NOW
from tests.factories import SECRET, make_person


@pytest.fixture
def anne(session):
    return make_person(session)


def used(session, person, code):
    return use_recovery_code(session, person.id, code, secret=SECRET, now=NOW)


def test_there_are_ten_codes_each_good_for_once(session, anne):
    codes = new_codes(session, anne.id, secret=SECRET)

    assert len(set(codes)) == 10
    assert used(session, anne, codes[3])
    assert not used(session, anne, codes[3])
    assert codes_left(session, anne.id) == 9


def test_a_code_is_read_without_its_hyphens_and_in_capitals(session, anne):
    code = new_codes(session, anne.id, secret=SECRET)[0]

    assert used(session, anne, code.replace("-", " ").upper())


def test_no_table_keeps_a_code(session, anne):
    code = new_codes(session, anne.id, secret=SECRET)[0].replace("-", "")

    hashes = session.scalars(select(RecoveryCode.code_hash)).all()

    assert len(hashes) == 10
    assert all(len(kept) == 32 and code.encode() not in kept for kept in hashes)


def test_new_codes_replace_the_earlier_ones(session, anne):
    old = new_codes(session, anne.id, secret=SECRET)
    new = new_codes(session, anne.id, secret=SECRET)

    assert not used(session, anne, old[0])
    assert used(session, anne, new[0])


def test_a_code_is_its_owners_only(session, anne):
    code = new_codes(session, anne.id, secret=SECRET)[0]

    assert not used(session, make_person(session, "Bilal"), code)
    assert used(session, anne, code)


def test_forgotten_codes_serve_no_more(session, anne):
    code = new_codes(session, anne.id, secret=SECRET)[0]

    forget_codes(session, anne.id)

    assert codes_left(session, anne.id) == 0
    assert not used(session, anne, code)


@pytest.mark.parametrize("typed", ["", "-", "a" * 24, "é" * 24, "x" * 5000, "\x00"])
def test_what_is_no_code_is_refused(session, anne, typed):
    new_codes(session, anne.id, secret=SECRET)

    assert not used(session, anne, typed)
