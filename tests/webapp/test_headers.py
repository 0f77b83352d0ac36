"""What every answer tells the browser to refuse, on pages, files and failures alike."""

import pytest

from tests.factories import make_campaign, make_submission
from webapp import create_app
from webapp.config import Settings
from webapp.headers import HEADERS


@pytest.mark.parametrize(
    "address", ["/", "/nothing", "/static/style.css", "/c/none", "/campaigns/"]
)
def test_every_answer_carries_the_headers(client, address):
    with client.get(address) as response:
        assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


def test_the_policy_allows_our_own_files_and_nothing_else(client):
    policy = client.get("/").headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'self'; ")
    for word in ("unsafe", "nonce", "http", "*"):
        assert word not in policy


def test_pages_are_kept_by_no_shared_cache(client, session):
    campaign = make_campaign(session)
    ticket = make_submission(session, campaign, 1, 1)

    for address in ("/", f"/c/{campaign.code}/1", f"/r/{campaign.code}/{ticket.text}"):
        assert client.get(address).headers["Cache-Control"] == "private, no-cache"


def test_what_a_signed_in_person_sees_is_kept_by_no_cache(facilitator):
    for address in ("/", "/campaigns/"):
        assert facilitator.get(address).headers["Cache-Control"] == "private, no-store"


def test_a_private_page_tells_its_address_to_nobody(client, session):
    campaign = make_campaign(session)
    ticket = make_submission(session, campaign, 1, 1)

    page = client.get(f"/r/{campaign.code}/{ticket.text}")

    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_a_secure_site_stays_secure(client):
    plain = client.get("/")
    secure = client.get("/", base_url="https://localhost")

    assert "Strict-Transport-Security" not in plain.headers
    assert secure.headers["Strict-Transport-Security"] == ("max-age=63072000; includeSubDomains")


def test_the_cookie_of_a_ticket_is_for_its_campaign_and_no_script(client, session):
    campaign = make_campaign(session)

    cookie = client.get(f"/c/{campaign.code}", base_url="https://localhost").headers["Set-Cookie"]

    assert cookie.startswith(f"__Secure-ticket-{campaign.code}=")
    parts = [part.strip() for part in cookie.split(";")[1:]]
    assert {"Secure", "HttpOnly", "SameSite=Lax", f"Path=/c/{campaign.code}"} <= set(parts)


def test_a_language_is_kept_in_a_cookie_that_only_this_host_may_set(client):
    page = client.get("/?language=en", base_url="https://localhost")

    cookie = page.headers["Set-Cookie"]
    parts = {part.strip() for part in cookie.split(";")[1:]}
    assert cookie.startswith("__Host-language=en")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= parts
    assert 'lang="en"' in client.get("/", base_url="https://localhost").get_data(as_text=True)


def test_the_session_of_a_secure_site_is_for_this_host_alone():
    settings = {"database_url": "sqlite://", "secret_key": "s"}
    plain = create_app(Settings(**settings))
    secure = create_app(Settings(**settings, public_url="https://reperes.example"))

    assert plain.config["SESSION_COOKIE_NAME"] == "session"
    assert secure.config["SESSION_COOKIE_NAME"] == "__Host-session"
    assert secure.config["SESSION_COOKIE_SECURE"] is True
