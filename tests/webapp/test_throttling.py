"""Tries are limited where they come from: nobody shuts anybody else out."""

import pytest
from sqlalchemy import select

from surveys.accounts import add_person, add_role
from surveys.guard.attempts import (
    LETTERS,
    PASSWORDS,
    WRONG_CODES,
    WRONG_PASSWORDS,
    WRONG_RESUMES,
)
from surveys.guard.letters import MOST_TRIES
from surveys.models import AuditEntry, Rate
from surveys.roles import Role
from surveys.tickets import ALPHABET, check_symbol, new_ticket
from tests.conftest import PASSWORD
from tests.correspondence import code_in, letters_to, wrong
from tests.factories import make_campaign, make_organisation, make_submission

EMAIL = "anne@example.org"
OFFICE, CAFE = "198.51.100.7", "203.0.113.9"
REFUSED = "Trop d’essais en peu de temps."


@pytest.fixture
def anne(session):
    person = add_person(session, name="Anne", email=EMAIL, password=PASSWORD)
    add_role(session, make_organisation(session), person, Role.FACILITATOR, today=None)
    session.commit()
    return person


def from_network(app, network):
    """Return a new browser behind an address."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = network
    return client


def enter(client, password=PASSWORD, email=EMAIL):
    return client.post("/account/sign-in", data={"email": email, "password": password})


def ask(client, email=EMAIL):
    return client.post("/account/sign-in", data={"email": email})


@pytest.mark.usefixtures("anne")
def test_whoever_fails_too_often_is_refused_even_with_the_right_password(app):
    attacker = from_network(app, CAFE)
    for _ in range(PASSWORDS.most):
        assert enter(attacker, "faux").status_code == 200

    answer = enter(attacker)

    assert answer.status_code == 429
    assert REFUSED in answer.get_data(as_text=True)


@pytest.mark.usefixtures("anne")
def test_the_owner_signs_in_from_another_network_meanwhile(app):
    attacker = from_network(app, CAFE)
    for _ in range(PASSWORDS.most + 5):
        enter(attacker, "faux")

    assert enter(from_network(app, OFFICE)).location == "/campaigns/"


@pytest.mark.usefixtures("anne")
def test_the_owner_signs_in_from_the_same_network_in_a_browser_that_is_known(app):
    owner, attacker = from_network(app, CAFE), from_network(app, CAFE)
    enter(owner)
    owner.post("/account/sign-out")
    for _ in range(PASSWORDS.most + 5):
        enter(attacker, "faux")

    assert enter(owner).location == "/campaigns/"
    assert enter(from_network(app, CAFE)).status_code == 429


@pytest.mark.usefixtures("anne")
def test_the_known_browser_of_somebody_else_helps_nobody(app, session):
    add_person(session, name="Mallory", email="mallory@example.org", password=PASSWORD)
    session.commit()
    attacker = from_network(app, CAFE)
    enter(attacker, email="mallory@example.org")
    attacker.post("/account/sign-out")

    answers = [enter(attacker, "faux").status_code for _ in range(PASSWORDS.most + 1)]
    attacker.set_cookie("known", f"forged.{'A' * 22}", path="/account")
    answers.append(enter(attacker, "faux").status_code)

    assert answers == [200] * PASSWORDS.most + [429, 429]


@pytest.mark.usefixtures("anne")
@pytest.mark.parametrize("value", ["", ".", "é.é", "a" * 3000, "a.b.c.d.e.f.g.h", "\x7f"])
def test_a_known_browser_that_is_none_is_a_browser_like_others(app, value):
    client = app.test_client()
    client.set_cookie("known", value, path="/account")

    assert enter(client).location == "/campaigns/"


@pytest.mark.usefixtures("anne")
def test_the_letter_stays_open_to_who_has_no_password_left_to_try(app, session):
    owner = from_network(app, CAFE)
    for _ in range(PASSWORDS.most + 1):
        enter(owner, "faux")

    ask(owner)
    answer = owner.post("/account/letter", data={"code": code_in(letters_to(session, EMAIL)[0])})

    assert answer.location == "/campaigns/"


@pytest.mark.usefixtures("anne")
def test_unknown_addresses_are_throttled_like_known_ones(app):
    answers = [
        [
            enter(from_network(app, CAFE), "faux", email).status_code
            for _ in range(PASSWORDS.most + 1)
        ]
        for email in (EMAIL, "nobody@example.org")
    ]

    assert answers[0] == answers[1]


@pytest.mark.usefixtures("anne")
def test_one_network_tries_a_few_passwords_on_many_addresses_in_vain(app):
    attacker = from_network(app, CAFE)
    for n in range(WRONG_PASSWORDS.most):
        enter(attacker, "faux", f"person{n}@example.org")

    assert enter(attacker, "faux", "another@example.org").status_code == 429
    assert enter(from_network(app, OFFICE)).location == "/campaigns/"


@pytest.mark.usefixtures("anne")
def test_letters_are_limited_for_known_and_unknown_addresses(app, session):
    for email in (EMAIL, "nobody@example.org"):
        client = from_network(app, CAFE)
        answers = [ask(client, email).status_code for _ in range(LETTERS.most + 1)]

        assert answers == [303] * LETTERS.most + [429]
        assert len(letters_to(session, email)) == LETTERS.most
        assert ask(from_network(app, OFFICE), email).status_code == 303


@pytest.mark.usefixtures("anne")
def test_wrong_codes_are_limited_for_a_network(app, session):
    guessed = 0
    while guessed < WRONG_CODES.most:
        client = from_network(app, CAFE)
        email = f"person{guessed}@example.org"
        ask(client, email)
        code = wrong(code_in(letters_to(session, email)[0]))
        for _ in range(MOST_TRIES):
            client.post("/account/letter", data={"code": code})
        guessed += MOST_TRIES
    ask(client, EMAIL)

    answer = client.post("/account/letter", data={"code": code_in(letters_to(session, EMAIL)[0])})

    assert answer.status_code == 429


@pytest.mark.usefixtures("anne")
def test_tries_beyond_a_limit_are_written_down_once(app, session):
    attacker = from_network(app, CAFE)
    for _ in range(PASSWORDS.most + 10):
        enter(attacker, "faux")

    found = session.execute(select(AuditEntry.act, AuditEntry.subject)).all()

    assert found == [("account.refused", "password")]


@pytest.mark.usefixtures("anne")
def test_counts_name_neither_addresses_nor_networks(app, session):
    enter(from_network(app, CAFE), "faux")

    kept = [str(rate) for rate in session.scalars(select(Rate))]

    assert kept
    assert not any(CAFE in text or "anne" in text for text in kept)


# Resuming answers


def well_formed(n):
    """Return a code that could be somebody's and is nobody's."""
    symbols = "".join(ALPHABET[n // 32**place % 32] for place in range(8))
    return symbols + check_symbol(symbols)


def resume(client, campaign, code):
    return client.post(f"/c/{campaign.code}/resume", data={"resume": code})


@pytest.fixture
def campaign(session):
    made = make_campaign(session, ("D4-01",))
    session.commit()
    return made


def test_two_hundred_phones_behind_one_address_resume_however_they_mistype(app, session, campaign):
    ticket = make_submission(session, campaign, (3, 1))
    session.commit()
    room = app.test_client(use_cookies=False)
    mistyped = ticket.code[:-1] + ("3" if ticket.code[-1] == "2" else "2")

    for _ in range(201):
        assert resume(room, campaign, mistyped).status_code == 404
        assert resume(room, campaign, ticket.code).status_code == 303


def test_guessing_codes_is_refused_to_a_network_and_open_to_another(app, session, campaign):
    ticket = make_submission(session, campaign, (3, 1))
    session.commit()
    guesser = from_network(app, CAFE)
    for n in range(WRONG_RESUMES.most):
        assert resume(guesser, campaign, well_formed(n)).status_code == 404

    refused = resume(guesser, campaign, ticket.code)

    assert refused.status_code == 429
    assert REFUSED in refused.get_data(as_text=True)
    assert f'value="{ticket.code}"' in refused.get_data(as_text=True)
    assert resume(from_network(app, OFFICE), campaign, ticket.code).status_code == 303
    assert new_ticket("s", campaign.id).code != ticket.code
