"""Campaigns that take no answer, pages that do not exist, and forms that no page of ours made."""

from datetime import timedelta

import pytest

from surveys.levels import LevelAnswer
from surveys.models import Draft, Submission
from surveys.models.campaigns import SINGLE
from surveys.opening import GRACE
from surveys.queries.campaigns import received
from tests.answering import (
    count,
    fill,
    hold,
    send,
    sheet_of,
    text_of,
    ticket_in,
    ticks_in,
)
from tests.conftest import NOW
from tests.factories import (
    make_campaign,
    make_submission,
    make_ticket,
    make_version,
)


@pytest.fixture
def version(session):
    return make_version(session)


@pytest.fixture
def campaign(session, version):
    return make_campaign(session, version=version)


@pytest.fixture
def single(session, version):
    return make_campaign(session, version=version, layout=SINGLE)


# Before, after, nowhere


def test_a_campaign_that_is_not_open_says_so(client, session):
    campaign = make_campaign(session, opened=False)

    for address in ("", "/1", "/3"):
        page = client.get(f"/c/{campaign.code}{address}")
        assert page.status_code == 403
        assert "n’est pas encore ouverte" in text_of(page)


def test_a_closed_campaign_says_whom_to_write_to(client, session, campaign):
    campaign.closes_at = NOW
    session.commit()

    page = client.get(f"/c/{campaign.code}")

    assert page.status_code == 403
    assert "est close" in text_of(page)
    assert "contact@example.org" in text_of(page)


@pytest.mark.parametrize("late", [GRACE - timedelta(seconds=1), GRACE])
def test_a_sheet_begun_in_time_is_taken_within_the_grace(client, clock, session, campaign, late):
    fill(client, campaign, 2, c0="1", go="next")
    ticket = ticket_in(client.get(f"/c/{campaign.code}/3"))
    campaign.closes_at = NOW
    session.commit()

    clock.now = NOW + late
    page = client.get(f"/c/{campaign.code}/2")
    sent = send(client, campaign, ticket)

    assert ticks_in(page) == {"c0=1"}
    assert sent.status_code == (303 if late < GRACE else 403)
    assert received(session, [campaign.id]) == {campaign.id: int(late < GRACE)}


def test_an_unknown_campaign_is_not_found(client):
    for address in ("/c/nothing", "/c/nothing/1", "/c/nothing/thanks", "/c/%00", "/c/' OR 1=1"):
        page = client.get(address)
        assert page.status_code == 404
        assert "introuvable" in text_of(page)
    for act in ("1", "send", "keep", "resume", "another"):
        assert client.post(f"/c/nothing/{act}").status_code == 404


def test_a_link_typed_in_capitals_is_the_same_link(client, campaign):
    page = client.get(f"/c/{campaign.code.upper()}")

    assert page.status_code == 200
    assert f"Path=/c/{campaign.code};" in page.headers["Set-Cookie"] + ";"


@pytest.mark.parametrize("step", ["0", "-1", "4", "99999999999", "9" * 400, "1.5", "x"])
def test_a_page_that_does_not_exist_is_not_found(client, campaign, step):
    ticket = make_ticket(campaign).text

    shown = client.get(f"/c/{campaign.code}/{step}")
    kept = client.post(f"/c/{campaign.code}/{step}", data={"ticket": ticket})

    assert shown.status_code == 404
    assert kept.status_code in (404, 405)


def test_a_number_that_python_refuses_to_read_is_not_found(client, campaign):
    assert client.get(f"/c/{campaign.code}/{'9' * 5_000}").status_code == 404


def test_the_last_page_is_looked_at_and_not_filled(client, campaign):
    ticket = make_ticket(campaign).text

    assert client.post(f"/c/{campaign.code}/3", data={"ticket": ticket}).status_code == 404


def test_the_one_page_has_no_steps(client, single):
    assert client.get(f"/c/{single.code}/1").status_code == 404


def test_thanks_are_for_those_who_sent(client, campaign):
    answer = client.get(f"/c/{campaign.code}/thanks")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"/c/{campaign.code}")


def test_who_has_sent_is_led_to_the_thanks(client, session, campaign):
    ticket = make_submission(session, campaign, 1, 1)
    hold(client, campaign, ticket)

    assert client.get(f"/c/{campaign.code}").headers["Location"] == f"/c/{campaign.code}/thanks"


@pytest.mark.parametrize("act", ["send", "keep", "resume", "another"])
def test_reloading_what_a_form_showed_leads_to_the_start(client, campaign, act):
    answer = client.get(f"/c/{campaign.code}/{act}?language=en")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/c/{campaign.code}")
    assert "language=en" in answer.headers["Set-Cookie"]


def test_a_browser_may_ask_for_the_head_and_the_options(client, campaign):
    for address in ("", "/1", "/3"):
        head = client.head(f"/c/{campaign.code}{address}")
        options = client.options(f"/c/{campaign.code}{address}")
        assert (head.status_code, head.get_data()) == (200, b"")
        assert options.status_code == 200
        assert {"GET", "HEAD", "OPTIONS"} <= set(options.headers["Allow"].split(", "))


# Hostile forms


@pytest.mark.parametrize(
    "fields",
    [
        {"c0": "5"},
        {"c0": "<script>"},
        {"i1": "=cmd()"},
        {"c0": "\x00"},
        {"profile": "P9"},
        {"structure": "' OR 1=1"},
    ],
)
def test_a_value_that_no_page_offers_is_refused_and_nothing_is_kept(
    client, session, single, fields
):
    ticket = ticket_in(client.get(f"/c/{single.code}"))

    for act in ("keep", "send"):
        page = client.post(f"/c/{single.code}/{act}", data={"ticket": ticket, "c1": "1", **fields})
        assert page.status_code == 422
        assert "n’existe pas dans le questionnaire" in text_of(page)
    assert count(session, Draft) == count(session, Submission) == 0


def test_fields_that_no_page_has_are_left_alone(client, session, single):
    ticket = ticket_in(client.get(f"/c/{single.code}"))

    sent = send(client, single, ticket, c0="1", c2="1", c99999="9", b0="1", wish0="1", admin="true")

    assert sent.status_code == 303
    assert sheet_of(session, single, ticket).levels == (LevelAnswer(current=1), LevelAnswer())


def test_the_first_of_two_values_of_one_field_counts(client, session, single):
    ticket = ticket_in(client.get(f"/c/{single.code}"))

    send(client, single, ticket, c0=["1", "4"])

    assert sheet_of(session, single, ticket).levels[0] == LevelAnswer(current=1)


@pytest.mark.parametrize("size", [64 * 1024, 10 * 1024 * 1024])
def test_a_form_larger_than_any_of_ours_is_refused_with_a_page(client, session, campaign, size):
    plain = f"ticket={make_ticket(campaign).text}&profile=P1&x=".encode() + b"x" * size
    parts = b"--b\r\nContent-Disposition: form-data; name=x\r\n\r\n" + b"x" * size + b"\r\n--b--"

    for body, kind in (
        (plain, "application/x-www-form-urlencoded"),
        (parts, "multipart/form-data; boundary=b"),
    ):
        page = client.post(f"/c/{campaign.code}/1", data=body, content_type=kind)
        assert page.status_code == 413
        assert "rien n’a été enregistré" in text_of(page)
    assert count(session, Draft) == 0
