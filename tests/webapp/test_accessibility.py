"""The accessibility statement, and the words that every page repeats of it."""

from datetime import timedelta
from html import unescape

import pytest

from surveys.roles import Role
from tests.conftest import NOW
from tests.factories import make_campaign, make_organisation

AUDIT = {
    "audited_on": "2026-10-01",
    "auditor": "Cabinet A",
    "met": "60",
    "applicable": "80",
    "failures": "Un graphique sans texte.",
}


@pytest.fixture
def administrator(session, sign_in_as):
    host = make_organisation(session, "hote")
    host.hosts = True
    session.commit()
    return sign_in_as(Role.ADMINISTRATOR, organisation=host, name="Odile")


def read(client, address):
    return unescape(client.get(address).get_data(as_text=True)).replace("\u00a0", " ")


def test_without_an_audit_the_statement_is_honest(client):
    page = read(client, "/accessibility")

    assert "Accessibilité : non conforme" in page
    assert "Aucun audit n’a été fait" in page
    assert "article 47 de la loi n° 2005-102" in page
    assert "Défenseur des droits, Libre réponse 71120, 75342 Paris Cedex 07" in page
    assert 'href="/feedback"' in page


def test_an_audit_changes_what_every_page_says(client, session, administrator):
    campaign = make_campaign(session)
    before = read(client, f"/c/{campaign.code}")

    sent = administrator.post("/accessibility/edit", data=AUDIT)

    assert sent.status_code == 302
    assert "Accessibilité : non conforme" in before
    for address in ("/", "/legal", f"/c/{campaign.code}", f"/c/{campaign.code}/1", "/nothing"):
        assert "Accessibilité : partiellement conforme" in read(client, address), address
    page = read(client, "/accessibility")
    assert "60 critères respectés sur 80 applicables, soit 75 %" in page
    assert "Un graphique sans texte." in page


def test_an_old_audit_counts_no_more_and_says_so(client, clock, administrator):
    administrator.post("/accessibility/edit", data=AUDIT)
    clock.now = NOW + timedelta(days=3 * 366)

    page = read(client, "/accessibility")

    assert "a plus de trois ans" in page
    assert "Accessibilité : non conforme" in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"auditor": ""}, "Un audit daté demande aussi cette réponse."),
        ({"met": ""}, "Un audit daté demande aussi cette réponse."),
        ({"met": "81"}, "plus de critères respectés que de critères applicables"),
        ({"met": "107"}, "Entre 0 et 106."),
        ({"met": "beaucoup"}, "Écrivez un nombre entier"),
        ({"applicable": "0"}, "Entre 1 et 106."),
    ],
)
def test_an_audit_is_told_whole_or_not_at_all(client, administrator, change, sentence):
    answer = administrator.post("/accessibility/edit", data=AUDIT | change)

    text = unescape(answer.get_data(as_text=True)).replace("\u00a0", " ")
    assert sentence in text
    assert "Un graphique sans texte." in text
    assert "Accessibilité : non conforme" in read(client, "/")


def test_taking_the_audit_away_makes_the_site_not_conformant_again(client, administrator):
    administrator.post("/accessibility/edit", data=AUDIT)

    administrator.post("/accessibility/edit", data={"audited_on": "", "plan": "2027 : un audit"})

    page = read(client, "/accessibility")
    assert "Accessibilité : non conforme" in page
    assert "2027 : un audit" in page


def test_the_form_begins_with_gaps_and_then_with_what_was_declared(administrator):
    empty = administrator.get("/accessibility/edit").get_data(as_text=True)
    administrator.post("/accessibility/edit", data=AUDIT | {"met": "0"})
    filled = administrator.get("/accessibility/edit").get_data(as_text=True)

    assert 'name="applicable" type="number" value=""' in empty
    assert 'name="met" type="number" value="0"' in filled
    assert 'name="applicable" type="number" value="80"' in filled
    assert 'value="2026-10-01"' in filled
