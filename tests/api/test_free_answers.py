"""Free questions by program: read with their sections, answered by the same rules as on pages."""

import pytest

from reports.recount import differences
from surveys.models import Submission
from surveys.question_types.base import Condition
from surveys.sections import Section
from tests.answering import count, sheet_of
from tests.factories import make_campaign
from tests.reports.test_free import question

TYPES = {
    "choice": "a",
    "multiple": ["a", "c"],
    "yes_no": "no",
    "ladder": "b",
    "tension": -2,
    "ranking": ["b", "a"],
    "factors": {"know": 4, "can": 0},
    "number": 3.5,
    "text": "Avec <mes> mots",
}
ANSWERS = {"D4-01": {"current": 2}}


@pytest.fixture
def campaign(session):
    campaign = make_campaign(session)
    first = Section({"fr": {"label": "1"}}, (*(question(t, t) for t in TYPES), 0))
    later = Section({"fr": {"label": "2"}}, (1,), Condition("choice", ("a",)))
    campaign.questionnaire.sections = (first, later)
    session.commit()
    return campaign


def send(anyone, campaign, free):
    ticket = anyone.post(f"/campaigns/{campaign.code}/tickets").json["ticket"]
    body = {"notice": campaign.notice, "answers": ANSWERS, "free": free}
    address = f"/campaigns/{campaign.code}/submissions/{ticket}"
    return ticket, address, anyone.put(address, json=body)


def test_the_questionnaire_says_its_sections_and_free_questions(anyone, campaign):
    asked = anyone.get(f"/campaigns/{campaign.code}/questionnaire").json

    assert [it["code"] for it in asked["free"]] == [*TYPES]
    assert asked["free"][0]["options"][0] == {"code": "a", "texts": {"fr": {"label": "A"}}}
    assert [part["entries"] for part in asked["sections"]] == [[*TYPES, "D4-01"], ["D4-02"]]
    assert asked["sections"][1]["show_if"] == {"question": "choice", "values": ["a"]}


def test_answers_of_every_type_are_kept_and_read_again(anyone, session, campaign):
    ticket, address, sent = send(anyone, campaign, TYPES)

    assert sent.status_code in (200, 201)
    assert sheet_of(session, campaign, ticket).answers == TYPES
    assert anyone.get(address).json["free"] == TYPES
    assert differences(session, campaign) == {}


def test_a_refusal_is_an_answer(anyone, session, campaign):
    ticket, _address, _sent = send(anyone, campaign, {"choice": {"blank": "declined"}})

    assert sheet_of(session, campaign, ticket).answers == {"choice": {"blank": "declined"}}


@pytest.mark.parametrize(
    "free",
    [
        {"choice": "z"},
        {"choice": ["a"]},
        {"multiple": "ab"},
        {"number": "beaucoup"},
        {"tension": 4},
        {"ranking": ["a", "a"]},
        {"factors": {"know": 9}},
        {"factors": "know"},
        {"text": 3},
        {"unknown": "a"},
    ],
)
def test_what_no_page_would_take_is_refused_and_nothing_kept(anyone, session, campaign, free):
    *_, refused = send(anyone, campaign, free)

    assert refused.status_code == 422
    assert count(session, Submission) == 0
