"""The same people before and after, by their codes, from preparing to the progress on screen."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from surveys.campaigns import open_campaign
from surveys.linking.prompts import PROMPTS
from surveys.linking.series import put_in_series
from surveys.models import Campaign
from surveys.models.campaigns import BEFORE, PSEUDONYMOUS, SINGLE
from tests.browser.answering import send
from tests.browser.visitors import DESK, Visitors
from tests.browser.waves import prepared, typed_by
from webapp.clock import utc_now
from webapp.translations import translations

LEVELS = ((0, 1, 1, 2, 2, 3), (1, 2, 1, 3, 4, 2))  # of six people, before and after


@pytest.fixture
def before(visitors: Visitors) -> str:
    """A short campaign that comes before an event, open for two hours; its code."""
    with visitors.site.session(writing=True) as session:
        model = session.scalars(select(Campaign).where(Campaign.code == "crest")).one()
        campaign = prepared(session, model, code="debut", layout=SINGLE, mode=PSEUDONYMOUS, most=2)
        put_in_series(session, campaign, moment=BEFORE)
        opened = utc_now() - timedelta(hours=2)
        open_campaign(session, campaign, now=opened, languages=translations())
        session.commit()
        return campaign.code


def answer(page: Page, code: str, person: int, level: int, *, slip: bool = False) -> None:
    """Answer on a phone without scripts, then give one's code; `slip`: with a fault at first."""
    page.goto(f"/c/{code}")
    page.locator(f"[id='c0-{level}']").check()
    page.locator(f"[id='c1-{1 if person else 2}']").check()
    send(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Relier vos réponses")
    for name, value in typed_by(person).items():
        page.locator(f"[name={name}]").fill(value)
    if slip:
        page.locator("[name=birth_day]").fill("40")
        page.get_by_role("button", name="Garder ce code").click()
        expect(page.locator("#birth_day-error")).to_contain_text("de 1 à 31")
        expect(page.locator("[name=mother_first]")).to_have_value(typed_by(person)["mother_first"])
        page.locator("[name=birth_day]").fill(typed_by(person)["birth_day"])
    page.get_by_role("button", name="Garder ce code").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Merci")


def close(visitors: Visitors, code: str) -> None:
    """Close an hour ago what was opened two hours ago, so that nothing can arrive any more."""
    with visitors.site.session(writing=True) as session:
        campaign = session.scalars(select(Campaign).where(Campaign.code == code)).one()
        campaign.opens_at = utc_now() - timedelta(hours=2)
        campaign.closes_at = utc_now() - timedelta(hours=1)
        session.commit()


def test_progress_is_read_from_codes_without_any_name(
    visitors: Visitors, before: str, credentials: object
):
    desk = visitors.arrive(size=DESK, kept=credentials)
    for person, level in enumerate(LEVELS[0]):
        answer(visitors.arrive(script=False), before, person, level, slip=person == 0)

    desk.goto("/campaigns/")
    desk.get_by_role("link", name="Avant l’atelier", exact=True).click()
    publish(desk)
    desk.get_by_role("link", name="Les moments de cette campagne").click()
    desk.get_by_role("button", name="Préparer la suite").click()
    desk.get_by_role("button", name="Ouvrir la campagne").click()
    after = desk.locator(".short-link").inner_text().rpartition("/")[2]
    for person, level in enumerate(LEVELS[1]):
        answer(visitors.arrive(script=False), after, person, level)
    desk.reload()
    publish(desk)
    for code in (before, after):
        close(visitors, code)

    desk.get_by_role("link", name="Les moments de cette campagne").click()
    expect(desk.get_by_text("6 réponses, 6 avec un code")).to_have_count(2)
    desk.get_by_role("link", name=re.compile("^Depuis « Avant l’atelier »")).click()
    desk.get_by_role("button", name="Calculer le progrès").click()

    expect(desk.get_by_text("6 personnes sont reliées")).to_be_visible()
    row = desk.locator("section[aria-labelledby=section-progress] tbody tr").first
    # Nine steps of six people before, thirteen after, by hand: 1.50, 2.17 and 0.67.
    expect(row).to_contain_text("1,50")
    expect(row).to_contain_text("2,17")
    expect(row).to_contain_text("0,67")
    assert len(PROMPTS) == 12


def publish(desk: Page) -> None:
    """Publish from the page of a campaign, and come back to it."""
    here = desk.url
    desk.get_by_role("button", name="Publier les résultats").click()
    desk.goto(here)
