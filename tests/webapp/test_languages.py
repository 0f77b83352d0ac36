"""Which language a page is shown in, and the way to the other."""

from urllib.parse import unquote

import pytest

from tests.factories import make_campaign, make_ticket
from webapp.languages import current_language, language_url


@pytest.mark.parametrize(
    ("address", "cookie", "browser", "language"),
    [
        ("/", "", "", "fr"),
        ("/", "", "fr-FR,fr;q=0.9,en;q=0.5", "fr"),
        ("/", "", "en-US,en;q=0.9,fr;q=0.5", "en"),
        ("/", "", "de,it;q=0.5", "fr"),
        ("/", "fr", "en", "fr"),
        ("/", "en", "fr", "en"),
        ("/", "de", "en", "en"),
        ("/?language=en", "fr", "fr", "en"),
        ("/?language=fr", "en", "en", "fr"),
        ("/?language=xx", "en", "fr", "en"),
        ("/?language=<script>", "", "", "fr"),
    ],
)
def test_the_language_asked_for_then_kept_then_of_the_browser(
    app, address, cookie, browser, language
):
    headers = {"Accept-Language": browser, "Cookie": f"language={cookie}"}
    with app.test_request_context(address, headers=headers):
        assert current_language() == language


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("/library/", "/library/?language=en"),
        ("/library/dt?q=a%26b&language=fr&q=c", "/library/dt?q=a%26b&q=c&language=en"),
        ("/c/abc?ticket=SECRET&x=1", "/c/abc?x=1&language=en"),
        ("/%C3%A9%20%C3%A0", "/%C3%A9%20%C3%A0?language=en"),
        ("//evil.example/x", "/evil.example/x?language=en"),
        ('/"><script>', "/%22%3E%3Cscript%3E?language=en"),
    ],
)
def test_the_link_to_the_other_language_stays_on_this_page_and_site(app, address, link):
    with app.test_request_context("/", environ_overrides=environ(address)):
        assert language_url("en") == link


def environ(address):
    path, _, query = address.partition("?")
    return {"PATH_INFO": unquote(path, "latin-1"), "QUERY_STRING": query}


def test_a_page_that_is_not_there_links_to_no_other_site(client):
    page = client.get("http://localhost//evil.example/x", headers={"Accept-Language": "fr"})

    assert 'href="//' not in page.get_data(as_text=True)


def test_a_language_asked_for_is_kept(client):
    asked = client.get("/?language=en")
    after = client.get("/")

    assert '<html lang="en">' in asked.get_data(as_text=True)
    assert '<html lang="en">' in after.get_data(as_text=True)


def test_a_language_that_we_do_not_speak_is_not_kept(client):
    response = client.get("/?language=xx", headers={"Accept-Language": "en"})

    assert "language" not in response.headers.get("Set-Cookie", "")
    assert '<html lang="en">' in response.get_data(as_text=True)


def test_no_link_to_another_language_carries_a_ticket(client, session):
    campaign = make_campaign(session, opened=False)
    ticket = make_ticket(campaign)

    page = client.get(f"/c/{campaign.code}?ticket={ticket.text}")

    assert page.status_code == 403
    assert ticket.text not in page.get_data(as_text=True)
