"""The personal link of somebody invited: a page with a button, which serves once."""

import pytest
from sqlalchemy import select

from surveys.models import Invitee, Submission
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.tickets import read_ticket
from tests.conftest import NOW
from tests.factories import SECRET, make_campaign, make_invitee


@pytest.fixture
def campaign(session):
    return make_campaign(session)


@pytest.fixture
def link(session, campaign):
    _invitee, token = make_invitee(session, campaign, "anne@example.org", name="Anne")
    session.commit()
    return f"/i/{token}"


def opened(session):
    session.expire_all()
    return session.scalars(select(Invitee.opened)).all()


def text_of(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    return response.get_data(as_text=True).replace("\u00a0", " ")


def ticket_of(client, campaign):
    cookie = client.get_cookie(f"ticket-{campaign.code}", path=f"/c/{campaign.code}")
    return read_ticket(SECRET, campaign.id, cookie.value)


def test_programs_that_scan_mail_open_the_link_and_spend_nothing(client, session, link):
    for _ in range(3):
        page = text_of(client, link)
    client.head(link)

    assert "Ouvrir le questionnaire" in page
    assert "rien ne relie votre invitation à vos réponses." not in page  # no notice says it yet
    assert opened(session) == [False]


def test_the_button_gives_a_ticket_in_a_cookie_and_nowhere_else(client, session, campaign, link):
    answer = client.post(link)

    assert answer.status_code == 303
    assert answer.location == f"/c/{campaign.code}"
    assert ticket_of(client, campaign).text not in answer.location
    assert opened(session) == [True]
    assert "Commencer" in text_of(client, answer.location)


def test_the_page_is_kept_by_nobody_and_named_to_nobody(client, link):
    headers = client.get(link).headers

    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_a_link_that_served_says_what_to_do(client, campaign, link):
    client.post(link)
    code = ticket_of(client, campaign).shown_code
    page = text_of(client, link)
    assert "Ce lien a déjà servi" in page
    assert "Votre code de reprise" in page
    assert client.post(link).status_code == 409

    client.post(f"/c/{campaign.code}/1", data={"ticket": ticket_of(client, campaign).text})
    client.delete_cookie(f"ticket-{campaign.code}", path=f"/c/{campaign.code}")
    resumed = client.post(f"/c/{campaign.code}/resume", data={"resume": code})
    assert resumed.status_code == 303


def test_a_link_of_nobody_is_said_so(client, session):
    make_campaign(session)

    assert "n’est pas valable" in text_of(client, "/i/nothing", 404)


def test_a_link_waits_for_the_opening_and_ends_with_the_campaign(client, session, campaign, link):
    campaign.opens_at = NOW.replace(year=2027)
    session.commit()
    assert "Gardez ce lien" in text_of(client, link)
    assert client.post(link).status_code == 200
    campaign.opens_at = NOW.replace(year=2025)
    campaign.closes_at = NOW
    session.commit()
    assert "est close" in text_of(client, link)
    assert client.post(link).status_code == 200

    assert opened(session) == [False]


def test_an_invitee_erases_their_own_address_and_keeps_their_answers(
    client, session, campaign, link
):
    client.post(link)
    ticket = ticket_of(client, campaign)
    client.post(f"/c/{campaign.code}/2", data={"ticket": ticket.text, "c0": "3"})
    client.post(f"/c/{campaign.code}/send", data={"ticket": ticket.text, "notice": "1"})
    client.post(f"{link}/leave")

    assert session.scalars(select(Invitee)).all() == []
    assert session.scalars(select(Submission.ticket_hash)).all() == [ticket.hash]
    assert client.get(link).status_code == 404


def test_a_pseudonymous_invitation_is_tied_to_its_answers(client, session):
    campaign = make_campaign(session, mode=PSEUDONYMOUS)
    invitee, token = make_invitee(session, campaign, "anne@example.org")
    session.commit()
    client.post(f"/i/{token}")

    session.refresh(invitee)
    assert invitee.ticket_hash == ticket_of(client, campaign).hash
