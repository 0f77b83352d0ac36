"""What a device kept without network: taken in once, under its own ticket, and nobody else's."""

import re

import pytest

from reports.recount import differences
from surveys.levels import Blank
from surveys.models import Draft, Submission
from surveys.models.campaigns import BLOCKS, SINGLE
from surveys.queries.campaigns import received
from surveys.question_types.base import Condition, Question
from surveys.sections import Section
from surveys.tickets import read_ticket
from tests.answering import count, fill, hold, rehearse, send, sheet_of, text_of, ticket_in
from tests.factories import SECRET, make_campaign, make_ticket

YEARS = Question("years", "number", {"fr": {"label": "Depuis quand ?"}}, least=0, most=50)
WHY = Question("why", "text", {"fr": {"label": "Pourquoi ?"}}, show_if=Condition("years", ("12",)))


@pytest.fixture
def campaign(session):
    return make_campaign(session)


def deliver(client, campaign, ticket, *, act="send", **fields):
    """Send what a device kept: fields by name, a list for several values or none."""
    data = {"ticket": ticket.text, "notice": campaign.notice, "act": act, "touched": [*fields]}
    return client.post(f"/c/{campaign.code}/offline", data=data | fields)


def test_a_sheet_delivered_counts_once_however_often_it_comes(client, session, campaign):
    ticket = make_ticket(campaign)

    answers = [deliver(client, campaign, ticket, c0="2", i0="4", profile="P1") for _ in range(3)]

    assert [(a.status_code, a.get_json()) for a in answers] == [(200, {"sent": True})] * 3
    assert received(session, [campaign.id])[campaign.id] == 1
    sheet = sheet_of(session, campaign, ticket.text)
    assert (sheet.about, sheet.levels[0].current) == ({"profile": "P1"}, 2)
    assert count(session, Draft) == 0
    assert differences(session, campaign) == {}


def test_what_the_device_did_not_touch_stays_as_the_site_had_it(client, session, campaign):
    fill(client, campaign, 1, profile="P1", structure="public")
    fill(client, campaign, 2, c0="1", i0="4", c1="na")
    page = client.get(f"/c/{campaign.code}/2")
    ticket = read_ticket(SECRET, campaign.id, ticket_in(page))

    kept = deliver(client, campaign, ticket, act="keep", c0="3", structure=[], c1="2")

    assert kept.get_json() == {"sent": False}
    sheet = sheet_of(session, campaign, ticket.text)
    assert sheet.about == {"profile": "P1"}
    assert (sheet.levels[0].current, sheet.levels[0].importance) == (3, 4)
    assert (sheet.levels[1].current, sheet.levels[1].importance) == (2, Blank.NO_ANSWER)
    assert count(session, Submission) == 0


def test_it_counts_for_who_filled_it_whoever_holds_the_device_now(client, session, campaign):
    first, second = make_ticket(campaign), make_ticket(campaign)
    hold(client, campaign, second)

    deliver(client, campaign, first, c0="2")

    assert sheet_of(session, campaign, first.text).levels[0].current == 2
    assert sheet_of(session, campaign, second.text) is None
    assert client.get_cookie(f"ticket-{campaign.code}", path=f"/c/{campaign.code}").value == (
        second.text
    )


def test_a_late_copy_does_not_undo_what_was_sent_since(client, session, campaign):
    ticket = make_ticket(campaign)
    deliver(client, campaign, ticket, act="keep", c0="1")
    send(client, campaign, ticket.text)

    late = deliver(client, campaign, ticket, c0="4")

    assert late.get_json() == {"sent": True}
    assert sheet_of(session, campaign, ticket.text).levels[0].current == 1


def test_what_is_wrong_is_said_by_field_and_the_rest_is_kept(client, session):
    campaign = make_campaign(session, attributes=())
    campaign.questionnaire.sections = (Section({}, (YEARS, WHY)), Section({}, (0, 1)))
    session.commit()
    ticket = make_ticket(campaign)

    wrong = deliver(client, campaign, ticket, c0="2", **{"q-years": "douze", "q-why": "Pour rien"})
    said = wrong.get_json()
    right = deliver(client, campaign, ticket, **{"q-years": "12"})

    assert wrong.status_code == 422
    assert said["problems"] == {"q-years": said["sentence"]}
    assert "n’est pas un nombre" in said["sentence"]
    assert right.get_json() == {"sent": True}
    assert sheet_of(session, campaign, ticket.text).answers == {"years": 12, "why": "Pour rien"}


def test_a_notice_that_changed_meanwhile_is_read_before_anything_is_sent(client, session, campaign):
    ticket = make_ticket(campaign)

    refused = client.post(
        f"/c/{campaign.code}/offline",
        data={"ticket": ticket.text, "notice": 99, "act": "send", "touched": "c0", "c0": "2"},
    )

    assert refused.status_code == 409
    assert "information" in refused.get_json()["sentence"]
    assert sheet_of(session, campaign, ticket.text).levels[0].current == 2
    assert count(session, Submission) == 0


def test_a_rehearsal_filled_without_network_is_not_counted(client, session, campaign):
    ticket = rehearse(client, campaign)

    assert deliver(client, campaign, ticket, c0="2").get_json() == {"sent": True}
    assert count(session, Submission) == 0


@pytest.mark.parametrize("layout", [SINGLE, BLOCKS])
def test_the_sheet_is_the_same_for_everybody_and_holds_nobody(app, session, layout):
    campaign = make_campaign(session, layout=layout)
    client = app.test_client()
    client.get(f"/c/{campaign.code}")

    own = client.get(f"/c/{campaign.code}/offline")
    another = app.test_client().get(f"/c/{campaign.code}/offline")

    assert own.get_data() == another.get_data()
    assert "Set-Cookie" not in own.headers
    assert " checked" not in text_of(own)
    assert 'data-ticket=""' in text_of(own)


def test_a_condition_is_written_where_the_device_can_read_it(client, session):
    campaign = make_campaign(session, attributes=())
    campaign.questionnaire.sections = (Section({}, (YEARS, WHY)), Section({}, (0, 1)))
    session.commit()

    page = text_of(client.get(f"/c/{campaign.code}/offline"))

    assert re.findall(r"data-show-if=\"(\{.*?\})\"", page) == [
        '{"question": "years", "values": ["12"]}'
    ]


def test_the_worker_of_the_pages_is_never_kept_by_a_cache(client):
    answer = client.get("/service-worker.js")

    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    addresses = re.findall(r'"(/static/[^"]+)"', answer.get_data(as_text=True))
    assert len(addresses) == 2
    for address in addresses:
        with client.get(address) as script:
            assert script.status_code == 200


def test_the_way_to_another_device_leads_to_the_draft_then_to_the_result(client, campaign):
    client.get(f"/c/{campaign.code}")
    nothing = text_of(client.get(f"/c/{campaign.code}/elsewhere"))
    fill(client, campaign, 2, c0="2")
    ticket = ticket_in(client.get(f"/c/{campaign.code}/2"))
    draft = text_of(client.get(f"/c/{campaign.code}/elsewhere"))
    send(client, campaign, ticket)
    receipt = client.get(f"/c/{campaign.code}/elsewhere")

    assert "Rien n’est encore gardé" in nothing
    assert "appuyez sur «\u00a0Reprendre\u00a0»" in draft
    assert f"/r/{campaign.code}/{ticket}" not in draft
    assert f"/r/{campaign.code}/{ticket}" in text_of(receipt)
    assert receipt.headers["Referrer-Policy"] == "no-referrer"


def test_a_device_that_holds_no_ticket_is_led_to_the_start(client, campaign):
    answer = client.get(f"/c/{campaign.code}/elsewhere")

    assert answer.headers["Location"] == f"/c/{campaign.code}"
