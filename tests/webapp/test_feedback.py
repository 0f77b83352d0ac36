"""Saying what does not work: kept, told to the host, throttled, never lost."""

from html import unescape

import pytest
from sqlalchemy import select

from surveys.models import Feedback, Outgoing
from surveys.roles import Role
from surveys.site import FEEDBACK
from tests.factories import make_campaign, make_organisation, make_submission

MESSAGE = {"page": "/referentiel/", "text": "Le bouton ne se voit pas.", "contact": "a@b.fr"}


@pytest.fixture
def administrator(session, sign_in_as):
    host = make_organisation(session, "hote")
    host.hosts = True
    session.commit()
    return sign_in_as(Role.ADMINISTRATOR, organisation=host, name="Odile")


def text_of(response):
    return unescape(response.get_data(as_text=True)).replace("\u00a0", " ")


def messages(session):
    session.expire_all()
    return list(session.scalars(select(Feedback)))


def test_a_message_is_kept_and_thanked_for(client, session):
    sent = client.post("/feedback", data=MESSAGE)
    page = client.get(sent.headers["Location"])

    assert sent.status_code == 302
    assert "Merci, votre message est arrivé." in text_of(page)
    [message] = messages(session)
    assert (message.page, message.text, message.contact, message.answered_at) == (
        "/referentiel/",
        "Le bouton ne se voit pas.",
        "a@b.fr",
        None,
    )


@pytest.mark.usefixtures("administrator")
def test_a_letter_tells_the_hosts_administrators_and_repeats_nothing(client, session):
    client.post("/feedback", data=MESSAGE)

    [letter] = session.scalars(select(Outgoing))
    assert letter.address == "odile@example.org"
    assert "http://localhost/feedback/received" in letter.payload["body"]
    assert "bouton" not in str(letter.payload)


def test_an_empty_message_is_refused_and_the_rest_kept(client, session):
    page = text_of(client.post("/feedback", data=MESSAGE | {"text": "  "}))

    assert "Écrivez ce que vous voulez signaler." in page
    assert 'value="a@b.fr"' in page
    assert messages(session) == []


def test_too_many_messages_wait_and_none_is_lost(client, session):
    for number in range(FEEDBACK.most):
        client.post("/feedback", data=MESSAGE | {"text": f"message {number}"})

    refused = client.post("/feedback", data=MESSAGE | {"text": "un de trop"})

    assert refused.status_code == 429
    assert "Trop d’essais en peu de temps" in text_of(refused)
    assert ">\nun de trop</textarea>" in text_of(refused).replace("\r", "")
    assert len(messages(session)) == FEEDBACK.most


def test_the_box_warns_against_naming_people(client):
    page = text_of(client.get("/feedback"))

    assert "Ne citez personne" in page
    assert 'aria-describedby="text-warning text-hint"' in page


@pytest.mark.parametrize(
    ("came", "page"),
    [
        ("http://localhost/library/?q=x", "/library/"),
        ("http://elsewhere.example/referentiel/", ""),
        ("http://localhost/nothing/here", ""),
        ("http://localhost/campaigns", ""),
        ("", ""),
    ],
)
def test_the_form_knows_the_page_one_comes_from(client, came, page):
    shown = text_of(client.get("/feedback", headers={"Referer": came}))

    assert f'name="page" type="text" value="{page}"' in shown


def test_a_private_address_stays_private(client, session):
    campaign = make_campaign(session)
    ticket = make_submission(session, campaign, 1, 1)

    came = f"http://localhost/r/{campaign.code}/{ticket.text}"
    shown = text_of(client.get("/feedback", headers={"Referer": came}))

    assert ticket.text not in shown
    assert 'value="/r/"' in shown


def test_messages_are_read_and_marked_by_the_host(client, session, administrator):
    client.post("/feedback", data=MESSAGE | {"text": "<b>gras</b>"})
    before = administrator.get("/feedback/received").get_data(as_text=True)
    [message] = messages(session)

    marked = administrator.post(f"/feedback/received/{message.id}/answered")

    assert "&lt;b&gt;gras&lt;/b&gt;" in before
    assert marked.status_code == 302
    assert messages(session)[0].answered_at is not None
    assert "traité" in text_of(administrator.get("/feedback/received"))
    assert administrator.post("/feedback/received/999/answered").status_code == 404


def test_nobody_else_marks_a_message(client, facilitator, session):
    client.post("/feedback", data=MESSAGE)
    [message] = messages(session)

    assert facilitator.post(f"/feedback/received/{message.id}/answered").status_code == 403
    assert messages(session)[0].answered_at is None
