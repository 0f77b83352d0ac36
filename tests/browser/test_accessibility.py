"""What anybody reads without signing in, for every reader; and that every page is looked at."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

import webapp
from tests.browser.answering import choose
from tests.browser.every_reader import LOOKS, overflows, problems_of, readings, violations
from tests.browser.pages import DATA, NOT_PAGES, PLACES, Place
from tests.browser.visitors import PHONE, Visitors
from webapp import create_app
from webapp.config import Settings

CASE = "/ims/case/"
FAILURE = Path(webapp.__file__).parent / "templates" / "errors" / "server_error.html"


def test_every_route_is_read():
    app = create_app(Settings(database_url="sqlite://", secret_key="none", demonstration=True))

    shown = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and (not rule.rule.startswith((DATA, CASE)) or rule.endpoint in PLACES)
    }

    assert shown == PLACES.keys() | NOT_PAGES.keys(), "List each new page in tests/browser/pages.py"


@pytest.mark.parametrize(("place", "language"), [*readings(lambda _endpoint, p: not p.signed_in)])
def test_a_page_serves_every_reader(come, place: Place, language: str):
    assert problems_of(come(place, language), language) == []


def test_the_page_of_our_own_failures_serves_every_reader(visitors: Visitors):
    page = visitors.arrive(size=PHONE, reduced_motion="reduce")
    page.route("**/broken", lambda route: route.fulfill(path=FAILURE, content_type="text/html"))
    page.goto("/broken")

    found = violations(page)
    page.emulate_media(color_scheme="dark")

    assert found + violations(page, *LOOKS) == []
    assert not overflows(page, 320)


def test_a_choice_shows_in_forced_colours(visitors: Visitors):
    page = visitors.arrive(forced_colors="active", reduced_motion="reduce")
    page.goto("/c/crest/2")
    row = page.locator("label[for=c0-2]")
    before = row.screenshot()

    choose(page, {"c0": 2})
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")

    assert row.screenshot() != before
    widths = [border_of(page, f"c0-{value}") for value in (1, 2)]
    assert widths[1] > widths[0]


def border_of(page: Page, name: str) -> float:
    row = page.locator(f"label[for={name}]")
    return float(row.evaluate("row => parseFloat(getComputedStyle(row).borderTopWidth)"))
