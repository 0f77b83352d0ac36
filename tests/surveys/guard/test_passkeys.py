import json
from dataclasses import replace

import pytest

from surveys.guard.passkeys import (
    MOST,
    Party,
    PasskeyNotAdded,
    PasskeyRefused,
    TooManyPasskeys,
    add_passkey,
    creation_options,
    passkeys_of,
    recognise_passkey,
    remove_passkey,
    request_options,
)
from surveys.models import Passkey
from tests.authenticator import SoftPasskey, to_text
from tests.conftest import NOW
from tests.factories import make_person

PARTY = Party("localhost", "http://localhost")
CHALLENGE = "challenge of the tests"


def added(session, person, key, *, name="Téléphone", party=PARTY, challenge=CHALLENGE):
    answer = key.make(creation_options(session, person, PARTY, CHALLENGE))
    return add_passkey(
        session, person, answer, name=name, challenge=challenge, party=party, now=NOW
    )


def shown(session, key, *, party=PARTY, challenge=CHALLENGE):
    answer = key.show(request_options(PARTY, CHALLENGE))
    return recognise_passkey(session, answer, challenge=challenge, party=party, now=NOW)


def test_a_passkey_tells_whose_it_is(session):
    anne, key = make_person(session), SoftPasskey()
    added(session, anne, key)

    assert shown(session, key) == anne
    kept = passkeys_of(session, anne.id)
    assert [(k.name, k.sign_count, k.used_on) for k in kept] == [("Téléphone", 1, NOW.date())]


def test_a_browser_is_asked_to_verify_the_owner_and_to_name_nobody(session):
    anne = make_person(session)

    asked = json.loads(request_options(PARTY, CHALLENGE))
    created = json.loads(creation_options(session, anne, PARTY, CHALLENGE))

    assert asked["challenge"] == to_text(CHALLENGE.encode())
    assert (asked["rpId"], asked["userVerification"]) == ("localhost", "required")
    assert asked["allowCredentials"] == []
    assert created["authenticatorSelection"]["residentKey"] == "required"
    assert created["authenticatorSelection"]["userVerification"] == "required"
    assert created["user"]["id"] == to_text(anne.uid.encode())


def test_a_passkey_already_there_is_left_out(session):
    anne, key = make_person(session), SoftPasskey()
    added(session, anne, key)

    asked = json.loads(creation_options(session, anne, PARTY, CHALLENGE))

    assert [k["id"] for k in asked["excludeCredentials"]] == [to_text(key.identifier)]
    with pytest.raises(PasskeyNotAdded):
        added(session, anne, key)


@pytest.mark.parametrize(
    "change",
    [
        {"party": replace(PARTY, origin="http://localhost:81")},
        {"party": replace(PARTY, domain="example.org")},
        {"challenge": "another challenge"},
    ],
)
def test_an_answer_for_elsewhere_is_refused(session, change):
    anne, key = make_person(session), SoftPasskey()
    with pytest.raises(PasskeyNotAdded):
        added(session, anne, key, **change)
    added(session, anne, key)

    with pytest.raises(PasskeyRefused):
        shown(session, key, **change)


def test_a_passkey_that_does_not_verify_its_owner_is_refused(session):
    anne, key = make_person(session), SoftPasskey()
    added(session, anne, key)
    key.verified = False

    with pytest.raises(PasskeyRefused):
        shown(session, key)
    with pytest.raises(PasskeyNotAdded):
        added(session, anne, SoftPasskey(identifier=b"other", verified=False))


def test_a_counter_that_does_not_grow_is_refused(session):
    anne, key = make_person(session), SoftPasskey()
    added(session, anne, key)
    key.count = 6
    shown(session, key)
    key.count = 6

    with pytest.raises(PasskeyRefused):
        shown(session, key)


def test_a_key_under_the_name_of_another_is_refused(session):
    anne, key, forged = make_person(session), SoftPasskey(), SoftPasskey()
    added(session, anne, key)
    forged.user = key.user

    with pytest.raises(PasskeyRefused):
        shown(session, forged)


def test_a_key_that_names_another_person_is_refused(session):
    anne, key = make_person(session), SoftPasskey()
    added(session, anne, key)
    key.user = make_person(session, "Bilal").uid.encode()

    with pytest.raises(PasskeyRefused):
        shown(session, key)


@pytest.mark.parametrize(
    "answer",
    ["", "null", "[]", "{}", "7", "[" * 9_000, '{"id": 1}', "x" * 30_000, '{"id":"é","rawId":"é"}'],
)
def test_a_made_up_answer_is_refused(session, answer):
    anne = make_person(session)
    about = {"challenge": CHALLENGE, "party": PARTY, "now": NOW}

    with pytest.raises(PasskeyRefused):
        recognise_passkey(session, answer, **about)
    with pytest.raises(PasskeyNotAdded):
        add_passkey(session, anne, answer, name="x", **about)


def test_a_passkey_is_removed_by_its_owner_only(session):
    anne, bilal, key = make_person(session), make_person(session, "Bilal"), SoftPasskey()
    kept = added(session, anne, key)

    assert remove_passkey(session, bilal.id, kept.id) is None
    assert remove_passkey(session, anne.id, kept.id) == "Téléphone"
    with pytest.raises(PasskeyRefused):
        shown(session, key)


def test_nobody_has_more_passkeys_than_they_can_tell_apart(session):
    anne = make_person(session)
    for n in range(MOST):
        name = str(n)
        session.add(
            Passkey(
                person_id=anne.id,
                credential_id=name.encode(),
                public_key=b"",
                sign_count=0,
                name=name,
                added_at=NOW,
            )
        )

    with pytest.raises(TooManyPasskeys):
        creation_options(session, anne, PARTY, CHALLENGE)
