"""Legal notice, privacy, plan: what the host declared, and what it did not."""

import re
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import select

import webapp
from surveys.accounts import add_person
from surveys.models import SiteFact
from surveys.queries.notices import notices_of
from surveys.roles import Role
from tests.conftest import PASSWORD
from tests.factories import make_campaign, make_organisation
from webapp.cookies import cookies_of
from webapp.site_map import ENTRIES, lone_pages

PACKAGE = Path(webapp.__file__).parent
UNPLANNED = {  # steps on a way that begins on another page
    "accounts.letter",
    "devices.worker",
    "factors.one_time",
    "factors.second",
    "own_account.address",
    "own_account.password",
    "provider.back",
    "provider.left",
}
LEGAL = {
    "publisher": "Carrefour des territoires, association",
    "address": "1 rue du Pont\n63000 Clermont",
    "contact": "contact@example.org",
    "director": "La présidente",
    "host": "Hébergeur A",
    "host_address": "2 rue du Lac",
    "hosted": "inside",
    "guarantees": "",
}


@pytest.fixture
def host(session):
    organisation = make_organisation(session, "hote")
    organisation.hosts = True
    session.commit()
    return organisation


@pytest.fixture
def administrator(sign_in_as, host):
    return sign_in_as(Role.ADMINISTRATOR, organisation=host, name="Odile")


def read(client, address):
    return unescape(client.get(address).get_data(as_text=True))


@pytest.mark.usefixtures("host")
def test_what_is_not_declared_is_said_to_be_missing(client):
    page = read(client, "/legal")

    assert "Ces mentions sont incomplètes" in page
    assert "Il manque : Éditeur du site · Adresse de l’éditeur" in page.replace("\u00a0", " ")
    assert "administratrices et administrateurs de HOTE" in page


def test_without_a_host_the_page_says_who_must_declare_one(client):
    assert "c’est à la personne qui l’a installée" in read(client, "/legal")


def test_the_hosts_administrators_write_the_legal_notice(client, administrator):
    form = administrator.post("/legal/edit", data=LEGAL)
    page = read(client, "/legal")

    assert (form.status_code, form.headers["Location"]) == (302, "/legal")
    assert "incomplètes" not in page
    for fact in ("Carrefour des territoires", "1 rue du Pont<br>", "La présidente", "Hébergeur A"):
        assert fact in page
    assert "Dans l’Union européenne" in page


def test_a_transfer_asks_for_its_guarantees_and_loses_nothing(administrator, session):
    page = administrator.post("/legal/edit", data=LEGAL | {"hosted": "outside"})

    text = unescape(page.get_data(as_text=True))
    assert "Dites sous quelles garanties les données sont transférées." in text
    assert 'value="Hébergeur A"' in text
    assert session.scalars(select(SiteFact)).all() == []


def test_a_declaration_renews_the_notices_of_campaigns(administrator, session):
    campaign = make_campaign(session)

    administrator.post("/legal/edit", data=LEGAL)

    assert [notice.number for notice in notices_of(session, campaign.id)] == [2, 1]


@pytest.mark.parametrize("address", ["/legal/edit", "/accessibility/edit", "/feedback/received"])
def test_only_the_hosts_administrators_write(sign_in_as, host, address):
    stranger = sign_in_as(Role.ADMINISTRATOR, name="Anne")
    helper = sign_in_as(Role.FACILITATOR, organisation=host, name="Paul")

    assert stranger.get(address).status_code == 404
    assert helper.get(address).status_code in (403, 404)
    if address != "/feedback/received":
        assert stranger.post(address, data={"publisher": "moi"}).status_code == 404


# Cookies


def test_the_list_of_cookies_is_that_of_the_cookies_really_set(app, session):
    campaign = make_campaign(session)
    add_person(session, name="Anne", email="anne@example.org", password=PASSWORD)
    session.commit()
    client, anne = app.test_client(), {"email": "anne@example.org", "password": PASSWORD}
    visits = [
        client.get(f"/c/{campaign.code}"),
        client.get("/?language=en"),
        client.post("/account/sign-in", data={"email": "anne@example.org"}),
        client.post("/account/sign-in", data=anne | {"way": "password"}),
    ]

    headers = [header for visit in visits for header in visit.headers.getlist("Set-Cookie")]
    found = {header.partition("=")[0] for header in headers}

    known = cookies_of(app)
    assert {name for name in found if not any(c.matches(name) for c in known)} == set()
    assert [c.name for c in known if not any(c.matches(name) for name in found)] == []


def test_a_cookie_lives_as_long_as_the_list_says(app, session):
    campaign = make_campaign(session)
    client = app.test_client()
    ticket = client.get(f"/c/{campaign.code}").headers["Set-Cookie"]
    language = client.get("/?language=en").headers["Set-Cookie"]

    lives = {cookie.name: cookie.seconds for cookie in cookies_of(app)}

    assert f"Max-Age={lives['ticket-*']};" in ticket
    assert f"Max-Age={lives['language']};" in language
    assert "Max-Age" not in client.get("/feedback").headers.get("Set-Cookie", "")


def test_every_module_that_sets_a_cookie_is_read_by_the_list():
    # A new one must be told in webapp/cookies.py, then named here.
    sources = {path.name: path.read_text() for path in PACKAGE.rglob("*.py")}

    assert {name for name, text in sources.items() if ".set_cookie(" in text} == {
        "languages.py",
        "marks.py",
        "tickets.py",
    }


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("ticket-crest", True),
        ("__Secure-ticket-crest", True),
        ("__Host-language", True),
        ("languages", False),
        ("_ga", False),
    ],
)
def test_a_cookie_is_told_whatever_its_prefix(app, name, known):
    assert any(cookie.matches(name) for cookie in cookies_of(app)) is known


def test_the_privacy_page_says_what_is_kept_and_for_how_long(client):
    page = read(client, "/privacy").replace("\u00a0", " ")

    for sentence in (
        "Choisie pour chaque campagne, et dite avant la première question.",
        "mot de passe sous forme d’empreinte Argon2",
        "Session : 30 jours au plus",
        "Aucun serveur d’envoi n’est réglé",
        "Actes : 365 jours. Lectures d’un résultat : 12 mois.",
        "12 mois après que le message a été traité.",
    ):
        assert sentence in page


def test_the_privacy_page_names_each_cookie_and_its_life(app, client):
    page = read(client, "/privacy")

    for cookie in cookies_of(app):
        assert f"<code>{cookie.name}</code>" in page
        assert cookie.purpose in page
        assert cookie.life in page
    assert "60 jours" in page
    assert "365 jours" in page
    assert "jusqu’à la fermeture du navigateur" in page


# Plan of the site


def test_a_visitor_is_led_to_public_pages_alone(client):
    page = read(client, "/site-map")
    [main] = re.findall(r"<main.*?</main>", page, re.DOTALL)

    assert 'href="/library/"' in main
    assert 'href="/accessibility"' in main
    assert "/campaigns" not in main
    assert "/legal/edit" not in main


def test_a_facilitator_and_a_host_are_led_to_theirs(facilitator, administrator):
    own = read(facilitator, "/site-map")
    host = read(administrator, "/site-map")

    assert 'href="/campaigns/create"' in own
    assert "/legal/edit" not in own
    assert 'href="/legal/edit"' in host
    assert 'href="/feedback/received"' in host


def test_the_plan_names_every_page_that_has_one_address(app):
    programs = ("api.", "case.", "case10.")
    pages = {name for name in lone_pages(app) if not name.startswith(programs)} | {"api.docs.page"}

    assert pages - UNPLANNED == set(ENTRIES), "name the page in webapp/site_map.py"
