"""Answering by program: the same rules and the same refusals as on the pages."""

import pytest

from reports.recount import differences
from reports.release import release_campaign
from surveys.models import Draft, Submission, Tally
from surveys.tickets import read_ticket
from tests.answering import count, sheet_of
from tests.conftest import NOW
from tests.factories import OPENED, SECRET, make_campaign, make_sheet, make_submission, make_ticket

ANSWERS = {"D4-01": {"current": 2, "importance": 4}, "D4-02": {"current": "declined"}}


@pytest.fixture
def campaign(session):
    return make_campaign(session)


def address(campaign, ticket):
    return f"/campaigns/{campaign.code}/submissions/{ticket}"


def body(campaign, **changes):
    return {
        "notice": campaign.notice,
        "answers": ANSWERS,
        "about": {"structure": "public"},
    } | changes


def ticket_from(anyone, campaign):
    return anyone.post(f"/campaigns/{campaign.code}/tickets").json["ticket"]


def test_the_questionnaire_says_what_is_asked_and_the_notice(anyone, campaign):
    asked = anyone.get(f"/campaigns/{campaign.code}/questionnaire").json

    assert [question["code"] for question in asked["questions"]] == ["D4-01", "D4-02"]
    assert asked["ratings"] == ["current", "importance"]
    assert asked["notice"]["number"] == campaign.notice
    assert "évaluation" in asked["notice"]["lines"][0]["text"]
    assert [about["code"] for about in asked["about"]] == ["profile", "structure"]
    assert [step["level"] for step in asked["mastery"]] == [0, 1, 2, 3, 4]


def test_a_ticket_is_signed_and_kept_nowhere(anyone, campaign, session):
    given = anyone.post(f"/campaigns/{campaign.code}/tickets")

    ticket = read_ticket(SECRET, campaign.id, given.json["ticket"])
    assert given.status_code == 201
    assert given.json["code"] == ticket.shown_code
    assert given.headers["Cache-Control"] == "no-store"
    assert count(session, Draft) == count(session, Submission) == 0


def test_answers_are_recorded_once_however_often_they_are_sent(anyone, campaign, session):
    ticket = ticket_from(anyone, campaign)

    first, second = (anyone.put(address(campaign, ticket), json=body(campaign)) for _ in range(2))

    assert first.status_code == second.status_code == 200
    assert first.json == second.json
    assert first.json["answered"] == 2
    assert count(session, Submission) == 1
    assert differences(session, campaign) == {}
    expected = make_sheet((4, 2), 6, structure="public")
    assert sheet_of(session, campaign, ticket) == expected


def test_what_was_sent_is_read_back_as_it_was_sent(anyone, campaign):
    ticket = ticket_from(anyone, campaign)
    anyone.put(address(campaign, ticket), json=body(campaign))

    read = anyone.get(address(campaign, ticket)).json

    blank = {"importance": None, "target": None, "before": None}
    assert read == {
        "state": "sent",
        "about": {"structure": "public"},
        "answers": {
            "D4-01": {"current": 2, "importance": 4, "target": None, "before": None},
            "D4-02": {"current": "declined", **blank},
        },
        "free": {},
    }


def test_not_applicable_speaks_of_the_whole_competence(anyone, campaign):
    ticket = ticket_from(anyone, campaign)
    answers = {"D4-01": {"current": "not_applicable", "importance": 4}}
    anyone.put(address(campaign, ticket), json=body(campaign, answers=answers))

    read = anyone.get(address(campaign, ticket)).json["answers"]["D4-01"]

    assert (read["current"], read["importance"]) == ("not_applicable", "not_applicable")


def test_answers_are_changed_and_withdrawn_under_the_ticket(anyone, campaign, session):
    ticket = ticket_from(anyone, campaign)
    anyone.put(address(campaign, ticket), json=body(campaign))
    changed = body(campaign, answers={"D4-01": {"current": 0}})
    anyone.put(address(campaign, ticket), json=changed)

    assert sheet_of(session, campaign, ticket).levels[0].current == 0
    assert anyone.delete(address(campaign, ticket)).status_code == 204
    assert anyone.get(address(campaign, ticket)).status_code == 404
    assert anyone.delete(address(campaign, ticket)).status_code == 404
    assert count(session, Submission) == 0
    assert sum(line.n for line in session.query(Tally)) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"answers": {"D9-99": {"current": 2}}},
        {"answers": {"D4-01": {"target": 2}}},
        {"about": {"agent": "yes"}},
        {"about": {"structure": "moon"}},
        {"about": {"profile": "P9"}},
    ],
    ids=["competence", "rating", "question", "value", "profile"],
)
def test_what_the_campaign_does_not_ask_is_refused(anyone, campaign, session, changes):
    ticket = ticket_from(anyone, campaign)

    refused = anyone.put(address(campaign, ticket), json=body(campaign, **changes))

    assert refused.status_code == 422
    assert refused.json["type"] == "urn:reperes:invalid-answer"
    assert count(session, Submission) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"answers": {"D4-01": {"current": "3"}}},
        {"answers": {"D4-01": {"current": 5}}},
        {"answers": {"D4-01": {"current": -1}}},
        {"answers": {"D4-01": {"current": True}}},
        {"answers": {"D4-01": {"current": 2.5}}},
        {"answers": {"D4-01": {"wish": True}}},
        {"answers": [1]},
        {"notice": "1"},
        {"other": 1},
    ],
    ids=str,
)
def test_a_value_of_another_type_is_refused(anyone, campaign, session, changes):
    ticket = ticket_from(anyone, campaign)

    refused = anyone.put(address(campaign, ticket), json=body(campaign, **changes))

    assert refused.status_code == 422
    assert refused.mimetype == "application/problem+json"
    assert refused.json["errors"]
    assert count(session, Submission) == 0


def test_nothing_to_send_is_refused(anyone, campaign):
    ticket = ticket_from(anyone, campaign)

    refused = anyone.put(address(campaign, ticket), json=body(campaign, answers={}))

    assert (refused.status_code, refused.json["type"]) == (409, "urn:reperes:nothing-to-send")


def test_another_notice_must_be_read_first(anyone, campaign):
    ticket = ticket_from(anyone, campaign)

    refused = anyone.put(address(campaign, ticket), json=body(campaign, notice=campaign.notice + 1))

    assert (refused.status_code, refused.json["type"]) == (409, "urn:reperes:notice-changed")


def test_a_campaign_that_is_not_open_gives_no_ticket(anyone, session):
    campaign = make_campaign(session, opened=False)

    refused = anyone.post(f"/campaigns/{campaign.code}/tickets")

    assert (refused.status_code, refused.json["type"]) == (403, "urn:reperes:campaign-not-open")


def test_released_answers_are_changed_no_more(anyone, campaign, session):
    tickets = [make_submission(session, campaign, (3, 1), (3, 2)) for _ in range(5)]
    release_campaign(session, campaign, now=NOW, languages={"fr": str})
    session.commit()

    sent = anyone.put(address(campaign, tickets[0].text), json=body(campaign))
    withdrawn = anyone.delete(address(campaign, tickets[0].text))

    assert (sent.status_code, withdrawn.status_code) == (409, 409)
    assert withdrawn.json["type"] == "urn:reperes:already-released"


def test_a_ticket_of_another_campaign_is_not_found(anyone, campaign, session):
    other = make_campaign(session, version=campaign.questionnaire.version)
    foreign = make_ticket(other).text

    for refused in (
        anyone.get(address(campaign, foreign)),
        anyone.put(address(campaign, foreign), json=body(campaign)),
        anyone.delete(address(campaign, foreign)),
    ):
        assert refused.status_code == 404


def test_a_rehearsal_never_counts(anyone, campaign, session):
    ticket = make_ticket(campaign, rehearsal=True).text

    receipt = anyone.put(address(campaign, ticket), json=body(campaign)).json

    assert receipt["rehearsal"] is True
    assert count(session, Submission) == count(session, Tally) == 0


def test_nothing_finer_than_the_day_is_kept_with_the_answers(anyone, campaign, session):
    ticket = ticket_from(anyone, campaign)
    headers = {"Idempotency-Key": "a-key-of-sixteen-or-more"}
    anyone.put(address(campaign, ticket), json=body(campaign), headers=headers)

    [kept] = session.query(Submission)

    assert (kept.day, kept.person_id) == (OPENED.date(), None)
