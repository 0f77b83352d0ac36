"""Letters that prove an address."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from surveys.guard.letters import (
    ADDRESS,
    LIFE,
    MOST_TRIES,
    SIGN_IN,
    LetterSpent,
    WrongCode,
    addressee,
    drop_letters,
    is_of,
    letter_awaited,
    letter_by_code,
    letter_by_token,
    prepare_letter,
    use_letter,
)
from surveys.models import SignInLetter
from tests.conftest import NOW
from tests.factories import make_person

SECRET = "secret of the tests"
EMAIL = "anne@example.org"
HERE, ELSEWHERE = "browser one", "browser two"
LAST_MOMENT = NOW + LIFE - timedelta(seconds=1)


def asked(session, *, browser=HERE, now=NOW, purpose=SIGN_IN, person_id=None):
    return prepare_letter(
        session,
        SECRET,
        email=EMAIL,
        browser=browser,
        now=now,
        purpose=purpose,
        person_id=person_id,
    )


def typed(session, code, *, browser=HERE, now=NOW, purpose=SIGN_IN):
    return letter_by_code(session, SECRET, code, browser=browser, now=now, purpose=purpose)


def wrong(proof):
    """Return a code that is not the one of `proof`."""
    return ("3" if proof.code[0] == "2" else "2") + proof.code[1:]


def test_a_link_finds_its_letter_for_fifteen_minutes(session):
    proof = asked(session)

    assert letter_by_token(session, proof.token, now=LAST_MOMENT).email == EMAIL
    assert letter_by_token(session, proof.token, now=NOW + LIFE) is None
    assert letter_by_token(session, "another", now=NOW) is None


def test_a_letter_belongs_to_the_browser_that_asked(session):
    letter = letter_by_token(session, asked(session).token, now=NOW)

    assert is_of(letter, HERE)
    assert not is_of(letter, ELSEWHERE)
    assert not is_of(letter, "")


def test_looking_at_a_letter_does_not_use_it_and_using_it_serves_once(session):
    proof = asked(session)
    letter = letter_by_token(session, proof.token, now=NOW)
    assert letter_by_token(session, proof.token, now=NOW) is letter

    use_letter(session, letter, now=NOW)

    with pytest.raises(LetterSpent):
        use_letter(session, letter, now=NOW)
    assert letter_by_token(session, proof.token, now=NOW) is None
    with pytest.raises(LetterSpent):
        typed(session, proof.code)


def test_a_letter_held_open_too_long_does_not_serve(session):
    letter = letter_by_token(session, asked(session).token, now=NOW)

    with pytest.raises(LetterSpent):
        use_letter(session, letter, now=NOW + LIFE)


def test_a_code_is_read_however_it_is_typed(session):
    proof = asked(session)

    for text in (proof.code, proof.shown_code, f" {proof.shown_code.lower()} "):
        assert typed(session, text).email == EMAIL
    assert len(proof.shown_code) == 7


def test_a_code_serves_only_in_the_browser_that_asked(session):
    proof = asked(session)
    asked(session, browser=ELSEWHERE)

    with pytest.raises(WrongCode):
        typed(session, proof.code, browser=ELSEWHERE)
    with pytest.raises(LetterSpent):
        typed(session, proof.code, browser="a third one")
    assert typed(session, proof.code).email == EMAIL


def test_a_letter_dies_of_too_many_wrong_codes(session):
    proof = asked(session)

    for _ in range(MOST_TRIES):
        with pytest.raises(WrongCode):
            typed(session, wrong(proof))

    with pytest.raises(LetterSpent):
        typed(session, proof.code)
    assert letter_by_token(session, proof.token, now=NOW).tries == MOST_TRIES  # its link serves on


def test_the_last_try_may_be_the_right_one_and_may_be_repeated(session):
    proof = asked(session)
    for _ in range(MOST_TRIES - 1):
        with pytest.raises(WrongCode):
            typed(session, wrong(proof))

    for _ in range(MOST_TRIES + 1):
        assert typed(session, proof.code).email == EMAIL


def test_any_letter_that_a_browser_waits_for_may_serve(session):
    first = asked(session)
    second = asked(session, now=NOW + timedelta(minutes=1))

    assert typed(session, first.code).token_hash != typed(session, second.code).token_hash


def test_a_code_of_an_expired_letter_is_worth_nothing(session):
    proof = asked(session)

    with pytest.raises(LetterSpent):
        typed(session, proof.code, now=NOW + LIFE)


def test_a_letter_that_proves_a_new_address_signs_nobody_in(session):
    proof = asked(session, purpose=ADDRESS)

    assert letter_by_token(session, proof.token, now=NOW) is None
    with pytest.raises(LetterSpent):
        typed(session, proof.code)
    assert typed(session, proof.code, purpose=ADDRESS).email == EMAIL


def test_the_last_letter_asked_for_is_the_one_awaited(session):
    asked(session)
    asked(session, now=NOW + timedelta(minutes=2))

    awaited = letter_awaited(session, HERE, now=NOW + timedelta(minutes=3))

    assert awaited.expires_at == NOW + timedelta(minutes=2) + LIFE
    assert letter_awaited(session, ELSEWHERE, now=NOW) is None
    assert letter_awaited(session, HERE, now=NOW, purpose=ADDRESS) is None


def test_the_addressee_is_whoever_has_the_address_today(session):
    letter = letter_by_token(session, asked(session).token, now=NOW)
    assert addressee(session, letter) is None

    anne = make_person(session, "Anne")
    anne.email = EMAIL
    session.flush()
    assert addressee(session, letter) is anne


def test_no_table_keeps_the_link_or_the_code(session):
    proof = asked(session)

    kept = session.scalars(select(SignInLetter)).one()

    columns = [str(getattr(kept, column.key)) for column in SignInLetter.__table__.columns]
    assert not any(proof.token in text or proof.code in text for text in columns)


def test_a_person_s_letters_can_be_voided(session):
    anne, paul = make_person(session, "Anne"), make_person(session, "Paul")
    for person in (anne, paul):
        asked(session, person_id=person.id)

    drop_letters(session, anne.id)

    assert list(session.scalars(select(SignInLetter.person_id))) == [paul.id]
