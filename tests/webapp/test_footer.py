"""The last lines of every page: the law has the accessibility of the site said on each."""

from html import unescape

import pytest

from surveys.models.campaigns import SINGLE
from tests.answering import hold
from tests.factories import make_campaign, make_event, make_submission, make_version
from webapp.access import PUBLIC

SAID = "Accessibilité : non conforme"
LINKS = ("/legal", "/privacy", "/accessibility", "/site-map", "/feedback")
NUMBERS = {"step": 1, "number": 1, "version_id": 1, "item_id": 1, "older_id": 1, "newer_id": 1}


def text_of(response):
    return unescape(response.get_data(as_text=True)).replace("\u00a0", " ")


def public_addresses(app, found):
    """Return an address of each public page; what is unknown in it leads to a page all the same."""
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        mark = getattr(app.view_functions[rule.endpoint], "access", None)
        leads_on = "act" in rule.arguments  # what a form showed, reloaded
        if mark == PUBLIC and "GET" in rule.methods and not leads_on:
            values = {name: found.get(name, "inconnu") for name in rule.arguments}
            yield rule.endpoint, urls.build(rule.endpoint, values)


def test_every_public_page_says_how_accessible_the_site_is(app, client, session):
    version = make_version(session)
    event = make_event(session, "seminaire")
    campaign = make_campaign(session, version=version, event=event)
    ticket = make_submission(session, campaign, 1, 1)
    hold(client, campaign, ticket)
    found = NUMBERS | {"slug": "seminaire", "code": campaign.code, "ticket": ticket.text}

    read, silent = set(), []
    for endpoint, address in public_addresses(app, found):
        response = client.get(address)
        if response.mimetype != "text/html" or response.status_code in (301, 302, 303, 308):
            continue
        read.add(endpoint)
        page = text_of(response)
        if SAID not in page or not all(f'href="{link}"' in page for link in LINKS):
            silent.append(f"{endpoint}: {address}")

    assert silent == [], "extend base.html and keep its footer"
    assert {"home.index", "answers.thanks", "results.mine", "legal.show"} <= read


@pytest.mark.parametrize("address", ["/nothing", "/c/none", "/c/a%00b", "/feedback/received/1"])
def test_a_page_of_failure_says_it_too(client, address):
    page = text_of(client.get(address))

    assert SAID in page


def test_the_pages_of_a_questionnaire_say_it_without_another_statement(
    client, session, count_queries
):
    campaign = make_campaign(session, layout=SINGLE)
    client.get(f"/c/{campaign.code}")

    with count_queries() as statements:
        page = text_of(client.get(f"/c/{campaign.code}"))

    assert SAID in page
    assert len(statements) == 3  # the campaign and the mention, the draft, the submission
