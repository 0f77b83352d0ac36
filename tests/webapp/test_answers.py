"""Answering in a browser: page by page or all at once, with or without cookies, sent once."""

import gzip
import re
from html import unescape

import pytest
from sqlalchemy import select

from reports.recount import differences
from surveys.levels import Blank, LevelAnswer
from surveys.models import Draft, Submission
from surveys.models.campaigns import SINGLE
from surveys.queries.campaigns import get_submission, received
from surveys.submission import Sheet
from tests.answering import (
    FORTY,
    code_in,
    count,
    fill,
    hold,
    rehearse,
    send,
    sheet_of,
    text_of,
    ticket_in,
    ticks_in,
)
from tests.factories import (
    make_campaign,
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


# The way through


def test_a_person_answers_page_by_page_and_is_thanked(client, session, campaign):
    start = client.get(f"/c/{campaign.code}")
    about = fill(client, campaign, 1, profile="P1", structure="public", go="next")
    block = fill(client, campaign, 2, c0="2", i0="4", c1="na", i1="3", go="next")
    review = client.get(block.headers["Location"])
    sent = send(client, campaign, ticket_in(review))
    thanks = client.get(sent.headers["Location"])

    assert start.status_code == 200
    assert (about.status_code, about.headers["Location"]) == (303, f"/c/{campaign.code}/2")
    assert block.headers["Location"] == f"/c/{campaign.code}/3"
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/c/{campaign.code}/thanks")
    ticket = ticket_in(review)
    assert f"/r/{campaign.code}/{ticket}" in text_of(thanks)
    assert sheet_of(session, campaign, ticket) == Sheet(
        about={"profile": "P1", "structure": "public"},
        levels=(
            LevelAnswer(current=2, importance=4),
            LevelAnswer(current=Blank.NOT_APPLICABLE, importance=Blank.NOT_APPLICABLE),
        ),
    )
    assert received(session, [campaign.id]) == {campaign.id: 1}
    assert count(session, Draft) == 0


def test_a_person_answers_on_one_page(client, session, single):
    page = client.get(f"/c/{single.code}")
    sent = send(client, single, ticket_in(page), profile="P2", c0="1", i0="0", c1="no")

    assert sent.headers["Location"] == f"/c/{single.code}/thanks"
    assert sheet_of(session, single, ticket_in(page)) == Sheet(
        about={"profile": "P2"},
        levels=(LevelAnswer(current=1, importance=0), LevelAnswer(current=Blank.DECLINED)),
    )


def test_a_campaign_without_questions_on_the_person_begins_with_competences(client, session):
    campaign = make_campaign(session, attributes=())

    page = client.get(f"/c/{campaign.code}/1")

    assert 'name="c0"' in text_of(page)
    assert client.get(f"/c/{campaign.code}/3").status_code == 404


def test_every_page_offers_each_competence_once(client, session):
    campaign = make_campaign(session, FORTY)

    names = []
    for step in range(2, 10):
        names += re.findall(
            r'<fieldset[^>]* id="(c\d+)"', text_of(client.get(f"/c/{campaign.code}/{step}"))
        )

    assert names == [f"c{position}" for position in range(40)]


def test_without_cookies_the_ticket_travels_in_the_address(cookieless, session, campaign):
    page = cookieless.get(f"/c/{campaign.code}/1")
    ticket = ticket_in(page)
    answer = cookieless.post(
        f"/c/{campaign.code}/1", data={"ticket": ticket, "profile": "P1", "go": "next"}
    )
    second = cookieless.get(answer.headers["Location"])
    answer = cookieless.post(
        f"/c/{campaign.code}/2", data={"ticket": ticket_in(second), "c0": "3", "go": "next"}
    )
    review = cookieless.get(answer.headers["Location"])
    back = cookieless.get(re.search(r'href="(/c/[^"]+/2\b[^"]*)"', text_of(review))[1])
    sent = send(cookieless, campaign, ticket_in(review))
    thanks = cookieless.get(sent.headers["Location"])

    assert {ticket_in(second), ticket_in(review), ticket_in(back)} == {ticket}
    assert ticks_in(back) == {"c0=3"}
    assert f"/r/{campaign.code}/{ticket}" in text_of(thanks)
    assert sheet_of(session, campaign, ticket).levels[0] == LevelAnswer(current=3)


def test_with_cookies_no_address_ever_carries_the_ticket(client, campaign):
    client.get(f"/c/{campaign.code}")
    moved = fill(client, campaign, 1, profile="P1", go="next")
    review = client.get(fill(client, campaign, 2, c0="1", go="next").headers["Location"])
    sent = send(client, campaign, ticket_in(review))

    assert "ticket" not in moved.headers["Location"] + sent.headers["Location"]
    for page in (review, client.get(f"/c/{campaign.code}/1")):
        assert "?ticket=" not in text_of(page)


# Back, clear, resume


def test_a_page_comes_back_as_it_was_filled(client, campaign):
    client.get(f"/c/{campaign.code}")
    fill(client, campaign, 1, profile="P2", go="next")
    back = fill(client, campaign, 2, c0="4", c1="no", i1="2", go="back")

    assert back.headers["Location"] == f"/c/{campaign.code}/1"
    assert ticks_in(client.get(f"/c/{campaign.code}/1")) == {"profile=P2"}
    assert ticks_in(client.get(f"/c/{campaign.code}/2")) == {"c0=4", "c1=no", "i1=2"}


def test_clearing_empties_one_page_and_stays_on_it(client, campaign):
    client.get(f"/c/{campaign.code}")
    fill(client, campaign, 1, profile="P2", go="next")
    fill(client, campaign, 2, c0="4", go="next")

    cleared = fill(client, campaign, 2, c0="4", go="clear")

    assert cleared.headers["Location"] == f"/c/{campaign.code}/2"
    assert ticks_in(client.get(f"/c/{campaign.code}/2")) == set()
    assert ticks_in(client.get(f"/c/{campaign.code}/1")) == {"profile=P2"}


def test_the_first_page_leads_back_to_what_was_begun(client, campaign):
    client.get(f"/c/{campaign.code}")
    fresh = text_of(client.get(f"/c/{campaign.code}"))
    fill(client, campaign, 1, profile="P2", go="next")
    begun = text_of(client.get(f"/c/{campaign.code}"))

    assert ("Commencer" in fresh, "Reprendre où j’en étais" in fresh) == (True, False)
    assert ("Commencer" in begun, "Reprendre où j’en étais" in begun) == (False, True)


@pytest.mark.parametrize("layout", ["blocks", "single"])
def test_a_code_typed_in_any_way_takes_up_the_sheet_on_another_device(app, client, session, layout):
    campaign = make_campaign(session, layout=layout)
    page = client.get(f"/c/{campaign.code}" if layout == "single" else f"/c/{campaign.code}/1")
    address = "keep" if layout == "single" else "1"
    client.post(f"/c/{campaign.code}/{address}", data={"ticket": ticket_in(page), "profile": "P2"})
    other = app.test_client()

    typed = " " + code_in(page).lower().replace("-", "  ")
    answer = other.post(f"/c/{campaign.code}/resume", data={"resume": typed})
    again = other.get(f"/c/{campaign.code}" if layout == "single" else f"/c/{campaign.code}/1")

    assert answer.status_code == 303
    assert ticket_in(again) == ticket_in(page)
    assert ticks_in(again) == {"profile=P2"}


def test_a_code_takes_up_the_sheet_without_cookies_too(client, cookieless, campaign):
    page = client.get(f"/c/{campaign.code}/1")
    fill(client, campaign, 1, profile="P2", go="next")

    answer = cookieless.post(f"/c/{campaign.code}/resume", data={"resume": code_in(page)})
    start = cookieless.get(answer.headers["Location"])
    first = cookieless.get(re.search(r'href="(/c/[^"]+/1\?[^"]+)"', text_of(start))[1])

    assert ticket_in(first) == ticket_in(page)
    assert ticks_in(first) == {"profile=P2"}


@pytest.mark.parametrize("layout", ["blocks", "single"])
@pytest.mark.parametrize("typed", ["abc", "222-222-222", '"><script>alert(1)</script>', "=cmd()"])
def test_a_wrong_code_keeps_what_was_typed(client, session, layout, typed):
    campaign = make_campaign(session, layout=layout)

    page = client.post(f"/c/{campaign.code}/resume", data={"resume": typed})

    assert page.status_code == 404
    [shown] = re.findall(r'name="resume" value="([^"]*)"', page.get_data(as_text=True))
    assert unescape(shown) == typed
    assert "<script>alert" not in page.get_data(as_text=True)
    assert "Ce code ne correspond à aucune réponse" in text_of(page)


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_wrong_code_may_be_as_long_as_a_form_may_be(reader, campaign, encoding):
    typed = '"' * 20_000  # 60 kB in the form, 100 kB once written in the page

    page = reader.post(
        f"/c/{campaign.code}/resume", data={"resume": typed}, headers={"Accept-Encoding": encoding}
    )

    assert page.status_code == 404
    body = gzip.decompress(page.get_data()) if encoding == "gzip" else page.get_data()
    assert b'value="' + b"&#34;" * 20_000 + b'"' in body


def test_a_wrong_code_keeps_what_was_ticked_on_the_one_page(client, single):
    ticket = ticket_in(client.get(f"/c/{single.code}"))
    client.post(f"/c/{single.code}/keep", data={"ticket": ticket, "c0": "3"})

    page = client.post(f"/c/{single.code}/resume", data={"resume": "abc"})

    assert ticks_in(page) == {"c0=3"}
    assert ticket_in(page) == ticket


def test_another_person_on_the_same_device_starts_anew(client, session, campaign):
    first = ticket_in(client.get(f"/c/{campaign.code}/1"))
    fill(client, campaign, 1, profile="P1", go="next")

    answer = client.post(f"/c/{campaign.code}/another")
    page = client.get(f"/c/{campaign.code}/1")

    assert answer.headers["Location"] == f"/c/{campaign.code}"
    assert ticket_in(page) != first
    assert ticks_in(page) == set()
    assert sheet_of(session, campaign, first).about == {"profile": "P1"}


# Exactly once


def test_sending_twice_counts_once_and_gives_the_same_receipt(client, session, campaign):
    client.get(f"/c/{campaign.code}")
    fill(client, campaign, 1, profile="P1", go="next")
    fill(client, campaign, 2, c0="1", go="next")
    ticket = ticket_in(client.get(f"/c/{campaign.code}/3"))

    answers = [send(client, campaign, ticket) for _ in range(3)]

    assert {answer.headers["Location"] for answer in answers} == {f"/c/{campaign.code}/thanks"}
    assert received(session, [campaign.id]) == {campaign.id: 1}
    assert differences(session, campaign) == {}


def test_a_second_tab_with_other_answers_takes_the_place_of_the_first(client, session, single):
    ticket = ticket_in(client.get(f"/c/{single.code}"))

    send(client, single, ticket, c0="1", c1="1")
    send(client, single, ticket, c0="4")

    assert sheet_of(session, single, ticket).levels == (LevelAnswer(current=4), LevelAnswer())
    assert received(session, [single.id]) == {single.id: 1}
    assert differences(session, single) == {}


def test_two_tabs_opened_at_once_make_one_submission(client, session, single):
    first, second = make_ticket(single), make_ticket(single)
    hold(client, single, first)

    for ticket in (first, second):
        send(client, single, ticket.text, c0="1")

    assert received(session, [single.id]) == {single.id: 1}
    assert get_submission(session, second.hash) is None


def test_what_a_script_keeps_after_the_sending_changes_nothing(client, session, campaign, single):
    ticket = ticket_in(client.get(f"/c/{single.code}"))
    send(client, single, ticket, c0="1")
    late = client.post(f"/c/{single.code}/keep", data={"ticket": ticket, "c0": "4"})
    assert late.status_code == 204

    fill(client, campaign, 2, c0="1", go="next")
    ticket = ticket_in(client.get(f"/c/{campaign.code}/3"))
    send(client, campaign, ticket)
    late = client.post(f"/c/{campaign.code}/2", data={"ticket": ticket, "c0": "4", "go": "stay"})

    assert late.status_code == 204
    assert count(session, Draft) == 0
    assert {tuple(row) for row in session.scalars(select(Submission.levels))} == {
        (LevelAnswer(current=1), LevelAnswer())
    }
    assert "/thanks" in client.get(f"/c/{campaign.code}").headers["Location"]


def test_a_script_keeps_a_page_on_the_way(client, session, campaign):
    ticket = ticket_in(client.get(f"/c/{campaign.code}/2"))

    kept = client.post(f"/c/{campaign.code}/2", data={"ticket": ticket, "c0": "4", "go": "stay"})

    assert (kept.status_code, kept.get_data()) == (204, b"")
    assert sheet_of(session, campaign, ticket).levels[0] == LevelAnswer(current=4)


def test_a_page_sent_on_purpose_after_the_sending_opens_the_sheet_again(client, session, campaign):
    fill(client, campaign, 2, c0="1", c1="2", go="next")
    ticket = ticket_in(client.get(f"/c/{campaign.code}/3"))
    send(client, campaign, ticket)

    fill(client, campaign, 2, c0="4", c1="2", go="next")
    send(client, campaign, ticket)

    assert sheet_of(session, campaign, ticket).levels == (
        LevelAnswer(current=4),
        LevelAnswer(current=2),
    )
    assert received(session, [campaign.id]) == {campaign.id: 1}


def test_nothing_answered_is_told_and_what_was_filled_stays(client, session, campaign, single):
    page = client.get(f"/c/{single.code}")
    refused = send(client, single, ticket_in(page), profile="P1", i0="3")
    fill(client, campaign, 1, profile="P1", go="next")
    review = client.get(f"/c/{campaign.code}/3")
    led = send(client, campaign, ticket_in(review))

    assert refused.status_code == 409
    assert "Répondez à au moins une compétence" in text_of(refused)
    assert ticks_in(refused) == {"profile=P1", "i0=3"}
    assert "Envoyer mes réponses" not in text_of(review)
    assert led.headers["Location"] == f"/c/{campaign.code}/3"
    assert count(session, Submission) == 0


# Rehearsal


@pytest.mark.parametrize("layout", ["blocks", "single"])
def test_a_rehearsal_goes_all_the_way_before_the_opening_and_counts_nowhere(
    client, session, layout
):
    campaign = make_campaign(session, opened=False, layout=layout)
    ticket = rehearse(client, campaign)

    start = client.get(f"/c/{campaign.code}")
    if layout == "blocks":
        fill(client, campaign, 1, profile="P1", go="next")
        fill(client, campaign, 2, c0="1", go="next")
    sent = send(client, campaign, ticket.text, c0="1")
    thanks = client.get(sent.headers["Location"])

    assert "ne compteront jamais" in text_of(start)
    assert "rien n’a été compté" in text_of(thanks)
    assert count(session, Submission) == 0
    assert received(session, [campaign.id]) == {campaign.id: 0}


def test_leaving_a_rehearsal_leaves_its_ticket(client, campaign):
    rehearse(client, campaign)

    client.post(f"/c/{campaign.code}/another")

    assert "ne compteront jamais" not in text_of(client.get(f"/c/{campaign.code}"))


def test_a_live_form_sent_while_rehearsing_counts_nowhere(client, session, single):
    rehearse(client, single)

    send(client, single, make_ticket(single).text, c0="1")

    assert count(session, Submission) == 0
