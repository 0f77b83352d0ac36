"""The code of a person: asked after sending, passed, mended, kept as hashes, forgotten."""

import re

import pytest

from surveys.campaigns import open_campaign
from surveys.linking.prompts import PROMPTS
from surveys.linking.series import put_in_series
from surveys.models import LinkingCode
from surveys.models.campaigns import BEFORE, PSEUDONYMOUS, SINGLE
from surveys.queries.linking import code_of_ticket
from tests.answering import count, rehearse, send, text_of, ticket_in
from tests.factories import LANGUAGES, OPENED, make_campaign, make_submission

CODE = {
    "mother_first": "Zélie",
    "father_first": "o",
    "second_name": "é",
    "birth_day": "7",
    "older_siblings": "aucun",
    "birth_town": "Crest",
    "mother_month": "février",
}


@pytest.fixture
def campaign(session):
    plan = {"mode": PSEUDONYMOUS, "layout": SINGLE, "opened": False, "attributes": ()}
    campaign = make_campaign(session, **plan)
    put_in_series(session, campaign, moment=BEFORE)
    open_campaign(session, campaign, now=OPENED, languages=LANGUAGES)
    session.commit()
    return campaign


@pytest.fixture
def ticket(session, campaign):
    return make_submission(session, campaign, 1, 2)


def address(campaign, ticket, act=""):
    return f"/r/{campaign.code}/{ticket.text}/code{act}"


def code_of(session, ticket):
    session.expire_all()
    return code_of_ticket(session, ticket.hash)


def test_after_sending_the_code_is_asked_then_thanks_are_said(client, session, campaign):
    start = client.get(f"/c/{campaign.code}")
    sent = send(client, campaign, ticket_in(start), c0="1", c1="2")
    assert re.fullmatch(rf"/r/{campaign.code}/[^/]+/code", sent.location)
    page = text_of(client.get(sent.location))
    assert "pseudonyme" in page
    assert "anonym" not in page.split("<main")[1].split("</main>")[0]
    assert len(re.findall(r'<input type="text"', page)) == 12

    kept = client.post(sent.location, data=CODE)

    assert kept.location.startswith(f"/c/{campaign.code}/thanks")
    assert "vos réponses sont enregistrées" in text_of(client.get(kept.location))
    assert count(session, LinkingCode) == 1
    again = send(client, campaign, ticket_in(start), c0="1", c1="3")
    assert again.location.startswith(f"/c/{campaign.code}/thanks")  # not asked twice


def test_it_may_be_passed(client, session, campaign, ticket):
    page = text_of(client.get(address(campaign, ticket)))

    [onward] = re.findall(r'href="([^"]*)">Passer cette page', page)

    assert "vos réponses sont enregistrées" in text_of(client.get(onward))
    assert count(session, LinkingCode) == 0


def test_each_fault_is_said_beside_its_question_and_nothing_typed_is_lost(
    client, session, campaign, ticket
):
    data = CODE | {"birth_day": "40", "mother_first": "12"}

    page = client.post(address(campaign, ticket), data=data)

    text = text_of(page)
    assert page.status_code == 422
    assert set(re.findall(r'id="(\w+)-error"', text)) == {"birth_day", "mother_first"}
    assert "Écrivez un nombre de 1 à 31" in text
    for name, value in data.items():
        assert re.search(rf'name="{name}" value="{value}"', text), name
    assert code_of(session, ticket) is None


def test_too_few_elements_are_said_at_the_top(client, session, campaign, ticket):
    page = client.post(address(campaign, ticket), data={"mother_first": "z"})

    assert page.status_code == 422
    assert "Votre code compte 1 réponses" in text_of(page)
    assert code_of(session, ticket) is None


def test_hashes_are_kept_and_nothing_that_was_typed(client, session, campaign, ticket):
    client.post(address(campaign, ticket), data=CODE)

    kept = code_of(session, ticket)
    assert kept.keys() == CODE.keys()
    assert all(re.fullmatch(r"[0-9a-f]{16}", value) for value in kept.values())


def test_from_the_result_it_is_written_anew_or_forgotten(client, session, campaign, ticket):
    result = f"/r/{campaign.code}/{ticket.text}"
    page = text_of(client.get(result))
    assert "Aucun code ne relie" in page
    [link] = re.findall(r'href="([^"]*)">Donner mon code', page)
    kept = client.post(link, data=CODE)
    assert kept.location == result
    first = code_of(session, ticket)
    client.post(link, data=CODE | {"birth_day": "8"})
    second = code_of(session, ticket)
    assert [name for name in first if first[name] != second[name]] == ["birth_day"]
    assert "Faire oublier mon code" in text_of(client.get(result))

    answer = client.post(address(campaign, ticket, "/forget"))

    assert answer.location == result
    assert code_of(session, ticket) is None
    assert "Aucun code ne relie" in text_of(client.get(result))
    assert client.get(address(campaign, ticket, "/forget")).location == result


def test_a_rehearsed_code_is_read_and_not_kept(client, session, campaign):
    rehearsed = rehearse(client, campaign)
    sent = send(client, campaign, rehearsed.text, c0="1", c1="2")

    page = client.get(sent.location)
    assert "Vous essayez le questionnaire" in text_of(page)
    assert client.post(sent.location, data=CODE).status_code == 303

    assert count(session, LinkingCode) == 0


def test_no_code_is_asked_outside_a_series(client, session):
    other = make_campaign(session, mode=PSEUDONYMOUS)
    ticket = make_submission(session, other, 1, 2)
    result = f"/r/{other.code}/{ticket.text}"

    assert client.get(address(other, ticket)).location == result
    assert client.post(address(other, ticket), data=CODE).status_code == 409
    assert "code" not in re.findall(r'action="[^"]*/(\w+)"', text_of(client.get(result)))


def test_every_prompt_is_asked_by_its_words(client, campaign, ticket):
    page = text_of(client.get(address(campaign, ticket)))

    for prompt in PROMPTS.values():
        assert prompt.label in page
