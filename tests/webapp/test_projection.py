"""The screen of the room: no exact number below k, little work, results one at a time."""

import json
import re
from datetime import timedelta

import pytest

from reports.release import release_campaign
from tests.conftest import NOW
from tests.factories import LANGUAGES, make_campaign, make_submission

LEVELS = (0, 1, 2, 3, 4)


def answered(session, campaign, times: int) -> None:
    for n in range(times):
        make_submission(session, campaign, (3, LEVELS[n % 5]), (2, LEVELS[-n % 5]), profile="P1")


def live(facilitator, campaign, version: str = ""):
    headers = {"If-None-Match": version} if version else {}
    return facilitator.get(f"/campaigns/{campaign.id}/projection/live", headers=headers)


def test_the_screen_shows_the_way_in_and_nothing_to_wander_off_to(facilitator, session):
    campaign = make_campaign(session)

    page = facilitator.get(f"/campaigns/{campaign.id}/projection").get_data(as_text=True)

    assert f"c/{campaign.code}</p>" in page
    assert f'src="/campaigns/{campaign.id}/qr.svg"' in page
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in page
    assert "<nav" not in page
    assert "Montrer les résultats" not in page


@pytest.mark.parametrize(
    ("received", "told"), [(0, "moins de 5"), (1, "moins de 5"), (4, "moins de 5"), (5, "5")]
)
def test_the_room_is_told_no_exact_number_below_k(facilitator, session, received, told):
    campaign = make_campaign(session)
    answered(session, campaign, received)

    page = facilitator.get(f"/campaigns/{campaign.id}/projection").get_data(as_text=True)

    assert f'<strong data-count="received">{told}</strong>' in page
    counts = live(facilitator, campaign).get_json()
    assert counts == {"state": "open", "received": told, "release": 0, "closes": ""}


def test_nothing_travels_twice_and_a_poll_costs_one_statement(facilitator, session, count_queries):
    campaign = make_campaign(session)
    answered(session, campaign, campaign.k)
    first = live(facilitator, campaign)
    address, held = f"/campaigns/{campaign.id}/projection/live", first.headers["ETag"]
    session.expunge_all()

    with count_queries() as statements:
        again = facilitator.get(address, headers={"If-None-Match": held})

    assert (again.status_code, again.get_data()) == (304, b"")
    assert first.headers["Cache-Control"] == "private, no-store"
    # Who asks, and in whose name; then all that is told, at once.
    assert ["FROM campaign" in statement for statement in statements] == [False, False, True]
    answered(session, campaign, 1)
    moved = live(facilitator, campaign, held)
    assert (moved.status_code, moved.get_json()["received"]) == (200, "6")


def test_the_screen_says_when_it_closes(facilitator, session):
    campaign = make_campaign(session)
    campaign.closes_at = NOW + timedelta(minutes=20)
    session.commit()

    page = facilitator.get(f"/campaigns/{campaign.id}/projection").get_data(as_text=True)

    assert 'data-closes="2026-11-20T15:50:00+00:00"' in page
    assert "Clôture\u00a0: 20 novembre 2026 à 16\u00a0h\u00a050" in page


def test_released_results_are_shown_one_after_the_other(facilitator, session):
    campaign = make_campaign(session)
    assert facilitator.get(f"/campaigns/{campaign.id}/projection/results").status_code == 404
    answered(session, campaign, 6)
    release_campaign(session, campaign, now=NOW, languages=LANGUAGES)
    session.commit()
    screen = facilitator.get(f"/campaigns/{campaign.id}/projection").get_data(as_text=True)
    assert f'rel="next" href="/campaigns/{campaign.id}/projection/results"' in screen

    page = facilitator.get(f"/campaigns/{campaign.id}/projection/results").get_data(as_text=True)

    slides = re.findall(r'<section class="room-slide" id="slide-(\d+)"', page)
    assert slides == [str(n) for n in range(1, len(slides) + 1)]
    assert re.findall(r'rel="next" href="#slide-(\d+)"', page) == slides[1:]
    assert re.findall(r'rel="prev" href="#slide-(\d+)"', page) == slides[:-1]
    figures = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.S)
    assert [sorted(json.loads(figure)) for figure in figures] == [["data", "layout"]] * len(figures)
    assert len(figures) < len(slides)  # tables too
    assert "publication n°\u00a01, 6 réponses" in page.replace("n° 1", "n°\u00a01")
