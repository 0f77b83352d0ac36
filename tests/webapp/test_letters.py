"""Signing in by letter."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.people import Person
from surveys.accounts import add_person, add_role
from surveys.guard.letters import LIFE, MOST_TRIES
from surveys.models import WebSession
from surveys.roles import Role
from tests.conftest import NOW
from tests.correspondence import code_in, letters_to, link_in, wrong
from tests.factories import make_organisation

EMAIL = "anne@example.org"
NEW = "lucie@example.org"


@pytest.fixture
def anne(session: Session) -> Person:
    organisation = make_organisation(session)
    person = add_person(session, name="Anne", email=EMAIL)
    add_role(session, organisation, person, Role.FACILITATOR, today=None)
    session.commit()
    return person


pytestmark = pytest.mark.usefixtures("anne")


def ask(client: FlaskClient, email: str = EMAIL, onward: str = ""):
    address = f"/account/sign-in?next={onward}" if onward else "/account/sign-in"
    return client.post(address, data={"email": email, "way": "letter"})


def is_in(client: FlaskClient) -> bool:
    return client.get("/account/").status_code == 200


def last(session: Session, email: str = EMAIL) -> str:
    return letters_to(session, email)[-1]


def test_the_link_of_a_letter_signs_in_once_its_button_is_pressed(client, session):
    asked = ask(client)
    link = link_in(last(session))

    page = client.get(link)
    assert (asked.status_code, asked.location) == (303, "/account/letter")
    assert "Me connecter" in page.get_data(as_text=True)
    assert not is_in(client)

    pressed = client.post(link)
    assert (pressed.status_code, pressed.location) == (303, "/campaigns/")
    assert is_in(client)
    assert session.scalar(select(WebSession.method)) == "letter"


def test_programs_that_open_every_link_use_nothing_up(client, app: Flask, session):
    ask(client)
    link = link_in(last(session))

    for _ in range(3):
        app.test_client().get(link)
        app.test_client().head(link)

    assert client.post(link).location == "/campaigns/"


def test_a_link_serves_once(client, session):
    ask(client)
    link = link_in(last(session))
    client.post(link)
    client.post("/account/sign-out")

    again = client.post(link)

    assert again.status_code == 404
    assert "Ce courriel ne sert plus" in again.get_data(as_text=True)
    assert not is_in(client)


def test_a_link_serves_for_fifteen_minutes(client, session, clock):
    ask(client)
    clock.now = NOW + LIFE

    assert client.post(link_in(last(session))).status_code == 404
    assert not is_in(client)


def test_a_link_followed_in_another_browser_signs_nobody_in(client, app: Flask, session):
    ask(client)
    link, other = link_in(last(session)), app.test_client()

    for answer in (other.get(link), other.post(link)):
        page = answer.get_data(as_text=True)
        assert "dans le navigateur où le courriel a été demandé" in page
        assert "Me connecter" not in page
        assert EMAIL not in page
    assert not is_in(other)
    assert client.post(link).location == "/campaigns/"


def test_a_strangers_own_letter_does_not_sign_their_victim_in(client, app: Flask, session):
    ask(client)
    victim = app.test_client()
    ask(victim, "victim@example.org")

    victim.post(link_in(last(session)))

    assert not is_in(victim)


def test_the_code_signs_in_the_browser_that_asked(client, session):
    ask(client)

    page = client.get("/account/letter").get_data(as_text=True)
    answer = client.post("/account/letter", data={"code": code_in(last(session)).lower()})

    assert EMAIL in page
    assert answer.location == "/campaigns/"
    assert is_in(client)


def test_the_code_is_worth_nothing_in_another_browser(client, app: Flask, session):
    ask(client)
    other = app.test_client()
    ask(other, NEW)

    page = other.post("/account/letter", data={"code": code_in(last(session))})

    assert "Ce n’est pas le code du courriel." in page.get_data(as_text=True)
    assert not is_in(other)


def test_a_browser_that_asked_for_nothing_is_led_to_ask(client, app: Flask, session):
    ask(client)

    answer = app.test_client().post("/account/letter", data={"code": code_in(last(session))})

    assert answer.location == "/account/sign-in"


def test_wrong_codes_are_said_and_too_many_void_the_code_but_not_the_link(client, session):
    ask(client)
    code = code_in(last(session))

    pages = [client.post("/account/letter", data={"code": wrong(code)}) for _ in range(MOST_TRIES)]
    after = client.post("/account/letter", data={"code": code}).get_data(as_text=True)

    assert all("Ce n’est pas le code" in page.get_data(as_text=True) for page in pages)
    assert "Ce courriel ne sert plus" in after
    assert not is_in(client)
    assert client.post(link_in(last(session))).location == "/campaigns/"


@pytest.mark.parametrize("code", ["", "é" * 6, "x" * 21, "\x00", "<b>", "-- --"])
def test_what_is_no_code_is_refused_politely(client, code):
    ask(client)

    page = client.post("/account/letter", data={"code": code}).get_data(as_text=True)

    assert "Erreur" in page
    assert "<b>" not in page


def test_signing_in_leads_to_the_page_that_was_asked_for_by_link_and_by_code(client, session):
    asked = ask(client, onward="/campaigns/create")
    link, code = link_in(last(session)), code_in(last(session))

    assert asked.location == "/account/letter?next=/campaigns/create"
    assert client.post(link).location == "/campaigns/create"
    client.post("/account/sign-out")
    ask(client)
    answer = client.post(asked.location, data={"code": code_in(last(session))})
    assert answer.location == "/campaigns/create"
    assert code != code_in(last(session))


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_a_letter_never_leads_to_another_site(client, session, target):
    ask(client, onward=target)
    link = link_in(last(session))

    assert "elsewhere" not in link
    assert client.post(f"{link}?next={target}").location == "/campaigns/"


def test_known_and_unknown_addresses_get_the_same_answer(client, app: Flask, count_queries):
    seen = []
    for browser, email in ((client, EMAIL), (app.test_client(), NEW)):
        with count_queries() as statements:
            answer = ask(browser, email)
        page = browser.get("/account/letter").get_data(as_text=True)
        shown = re.sub(r'name="csrf_token"[^>]*', "", page).replace(email, "…")
        kinds = [statement.split("(")[0] for statement in statements]
        seen.append((answer.status_code, answer.location, shown, kinds))

    assert seen[0] == seen[1]


# What letters say


def test_a_letter_names_this_site_only_where_nobody_else_may_choose_it(client, session):
    client.post("/account/sign-in", data={"email": EMAIL}, base_url="http://evil.example")

    letter = last(session)

    assert "evil.example" not in letter
    assert "://" not in letter
    assert code_in(letter)


def test_a_letter_warns_never_to_give_the_code(client, session):
    ask(client)

    letter = last(session)

    assert "Ne donnez le code à personne" in letter
    assert "10 minutes" in letter


# Cookies and caches


def test_no_page_of_signing_in_is_kept_by_the_browser(client, session):
    ask(client)

    for path in ("/account/sign-in", "/account/letter", link_in(last(session))):
        assert "no-store" in client.get(path).headers["Cache-Control"]
    client.post(link_in(last(session)))
    assert "no-store" in client.get("/account/").headers["Cache-Control"]


def test_the_cookie_that_waits_for_a_letter_lives_as_long_as_it(client):
    ask(client)

    cookie = client.get_cookie("asking", path="/account")

    assert cookie.max_age == LIFE // timedelta(seconds=1)
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_signing_in_gives_the_browser_a_token_of_its_own(client, session):
    for _ in range(2):
        ask(client)
        client.post("/account/letter", data={"code": code_in(last(session))})
        client.post("/account/sign-out")

    assert len(set(session.scalars(select(WebSession.token_hash)))) == 2
