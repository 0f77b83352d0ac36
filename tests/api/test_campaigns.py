"""Campaigns by program: where they stand, and opening, closing, releasing them."""

import pytest

from surveys.models import Draft
from tests.conftest import NOW
from tests.factories import make_campaign, make_event, make_submission, make_version


@pytest.fixture
def campaign(session):
    return make_campaign(session, event=make_event(session))


def test_a_campaign_says_what_was_decided(program, campaign):
    assert program.get(f"/campaigns/{campaign.id}").json == {
        "id": campaign.id,
        "code": campaign.code,
        "title": "Auto-évaluation de l’atelier",
        "organisation": "unadel",
        "event": "seminaire",
        "workshop": None,
        "state": "open",
        "mode": "anonymous",
        "k": 5,
        "ratings": ["current", "importance"],
        "attributes": ["profile", "structure"],
        "opens_at": "2026-11-20T09:00:00Z",
        "closes_at": None,
        "grace_minutes": 15,
        "capacity": None,
        "languages": ["fr", "en"],
        "demonstration": False,
    }


def test_the_list_goes_from_the_newest_page_by_page(session, program):
    version = make_version(session)
    ids = [make_campaign(session, version=version).id for _ in range(5)]

    first = program.get("/campaigns?limit=2").json
    second = program.get(f"/campaigns?limit=2&cursor={first['next']}").json
    third = program.get(f"/campaigns?limit=2&cursor={second['next']}").json

    found = [[one["id"] for one in page["items"]] for page in (first, second, third)]
    assert found == [ids[:2:-1], ids[2:0:-1], ids[:1]]
    assert third["next"] is None


def test_counts_are_live(session, program, campaign):
    for _ in range(2):
        make_submission(session, campaign, (3, 1), (3, 2))
    draft = Draft(
        ticket_hash=b"1" * 32, campaign_id=campaign.id, about={}, levels=(), day=NOW.date()
    )
    session.add(draft)
    session.commit()

    counts = program.get(f"/campaigns/{campaign.id}/counts")

    assert counts.json == {"state": "open", "received": 2, "in_progress": 1}
    assert counts.headers["Cache-Control"] == "no-store"


def test_a_campaign_is_closed_and_opened_again(program, campaign):
    closed = program.post(f"/campaigns/{campaign.id}/close").json["state"]
    opened = program.post(f"/campaigns/{campaign.id}/open").json["state"]

    assert (closed, opened) == ("closed", "open")


def test_closing_shows_the_first_figures_when_there_are_enough(session, program, campaign):
    for _ in range(5):
        make_submission(session, campaign, (3, 1), (3, 2))

    program.post(f"/campaigns/{campaign.id}/close")

    assert program.get(f"/campaigns/{campaign.id}/report").status_code == 200


def test_too_few_answers_release_nothing(session, program, campaign):
    for _ in range(4):
        make_submission(session, campaign, (3, 1), (3, 2))

    refused = program.post(f"/campaigns/{campaign.id}/release")

    assert (refused.status_code, refused.json["type"]) == (409, "urn:reperes:not-enough-answers")
    assert program.get(f"/campaigns/{campaign.id}/report").status_code == 404
