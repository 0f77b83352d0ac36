"""Legal notice, privacy, plan: what the host declared, and what it did not."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from surveys.models import SiteFact
from surveys.queries.notices import notices_of
from surveys.roles import Role
from tests.factories import make_campaign, make_organisation
from webapp.cookies import cookies_of
from webapp.site_map import ENTRIES, lone_pages

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


def test_the_list_of_cookies_is_that_of_the_cookies_really_set(app, session, administrator):
    app.config["WTF_CSRF_ENABLED"] = True
    campaign = make_campaign(session)
    client = app.test_client()
    found = set()
    for visitor, address in (
        (client, f"/c/{campaign.code}"),
        (client, "/?language=en"),
        (client, "/feedback"),
        (client, "/account/sign-in"),
        (administrator, "/legal/edit"),
    ):
        headers = visitor.get(address).headers.getlist("Set-Cookie")
        found |= {header.partition("=")[0] for header in headers}
    known = cookies_of(app)

    assert {name for name in found if not any(c.matches(name) for c in known)} == set()
    assert [c.name for c in known if not any(c.matches(name) for name in found)] == []


def test_every_cookie_that_the_code_sets_is_in_the_list(app):
    names = {"language", "session", f"ticket-{'abc'}"}

    known = cookies_of(app)

    assert all(any(cookie.matches(name) for cookie in known) for name in names)


def test_the_privacy_page_names_each_cookie_and_its_life(app, client):
    page = read(client, "/privacy")

    for cookie in cookies_of(app):
        assert f"<code>{cookie.name}</code>" in page
        assert cookie.purpose in page
    assert "60 jours" in page
    assert "365 jours" in page
    assert "jusqu’à la fermeture du navigateur" in page


# Plan of the site


def test_a_visitor_is_led_to_public_pages_alone(client):
    page = read(client, "/site-map")
    [main] = re.findall(r"<main.*?</main>", page, re.DOTALL)

    assert 'href="/referentiel/"' in main
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


def test_the_plan_knows_only_pages_that_exist(app):
    assert set(ENTRIES) <= lone_pages(app)
