"""Every page of the demonstration for every reader: axe-core, light and dark, narrow and wide."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

import webapp
from tests.browser.answering import choose
from tests.browser.pages import DATA, NOT_PAGES, PLACES, Place, values_in
from tests.browser.serving import Site
from tests.browser.visitors import DESK, PHONE, Visitors
from webapp import create_app
from webapp.config import Settings

OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
# The second look at a page asks only what colours and width can change.
LOOKS = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")
EVERY = {name: place for places in PLACES.values() for name, place in places.items()}
# Each page is seen in light and dark, wide and narrow, French and English, not in all eight ways:
# the style sheet joins neither colour to width nor language to either. What is drawn is hidden from
# axe-core as it is from screen readers: a sentence and a table say the same.
VIEWS = {"fr": (("light", DESK), ("dark", PHONE)), "en": (("dark", DESK),)}
CASE = "/ims/case/"
FAILURE = Path(webapp.__file__).parent / "templates" / "errors" / "server_error.html"
DRAWN = {"exclude": [[".js-plotly-plot"]]}

# Words in French, outside code and what is written in another language.
LOOSE = r"""() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const loose = [];
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (text.parentElement.closest("script, code, [lang]:not([lang=fr]):not(html)")) continue;
    if (/\S [:;?!»]|« /.test(text.data)) loose.push(text.data.trim());
  }
  return loose;
}"""


def test_every_route_is_read():
    app = create_app(Settings(database_url="sqlite://", secret_key="none", demonstration=True))

    shown = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and (not rule.rule.startswith((DATA, CASE)) or rule.endpoint in PLACES)
    }

    assert shown == PLACES.keys() | NOT_PAGES.keys(), "List each new page in tests/browser/pages.py"


@pytest.fixture(scope="module")
def values(browser: Browser, site: Site) -> dict[str, str]:  # noqa: ARG001 -- a browser first
    return values_in(site)


@pytest.fixture
def come(
    visitors: Visitors, values: dict[str, str], credentials: object, site: Site
) -> Iterator[object]:
    def come(place: Place, language: str) -> Page:
        if place.status >= 400:
            visitors.expect(str(place.status))
        kept = credentials if place.signed_in else None
        page = visitors.arrive(size=DESK, language=language, kept=kept, reduced_motion="reduce")
        if place.holding:
            address = f"{site.address}/c/crest"
            cookie = {"name": "ticket-crest", "value": values[place.holding], "url": address}
            page.context.add_cookies([cookie])
        page.goto(place.path.format(**values, leaving=values[f"leaving {language}"]))
        if place.act:
            place.act(page)
        return page

    return come


RESPONDENTS = ("answers.", "results.", "home.", "shared.")


def readings() -> Iterator[object]:
    """Return each page in each language; in English every day only what respondents read."""
    short = {
        name
        for endpoint, places in PLACES.items()
        if endpoint.startswith(RESPONDENTS)
        for name in places
    }
    for name, place in EVERY.items():
        for language in VIEWS:
            marks = [] if language == "fr" or name in short else [pytest.mark.chaos]
            yield pytest.param(place, language, id=f"{name}-{language}", marks=marks)


@pytest.mark.parametrize(("place", "language"), [*readings()])
def test_a_page_serves_every_reader(come, place: Place, language: str):
    page = come(place, language)

    problems = [f"lang is {shown}" for shown in [language_of(page)] if shown != language]
    draw_charts(page)
    for turn, (scheme, size) in enumerate(VIEWS[language]):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        found = violations(page, *(LOOKS if turn else ()))
        problems += [f"{scheme}, {size['width']} px: {line}" for line in found]
    problems += [
        f"scrolls sideways at {width} px" for width in (360, 320) if overflows(page, width)
    ]
    if language == "fr":
        problems += [f"a line may break here: {text}" for text in page.evaluate(LOOSE)]

    assert problems == []


def test_the_page_of_our_own_failures_serves_every_reader(visitors: Visitors):
    page = visitors.arrive(size=PHONE, reduced_motion="reduce")
    page.route("**/broken", lambda route: route.fulfill(path=FAILURE, content_type="text/html"))
    page.goto("/broken")

    found = violations(page)
    page.emulate_media(color_scheme="dark")

    assert found + violations(page, *LOOKS) == []
    assert not overflows(page, 320)


def language_of(page: Page) -> str:
    return str(page.locator("html").get_attribute("lang"))


def draw_charts(page: Page) -> None:
    """Bring each chart on show into view, so that it is drawn."""
    for chart in page.locator("[data-chart]:visible").all():
        chart.scroll_into_view_if_needed()
        chart.locator(".js-plotly-plot .main-svg").first.wait_for(state="attached")


def violations(page: Page, *rules: str) -> list[str]:
    """Return what breaks any rule; with `rules`, what breaks those, on a page looked at before."""
    axe = Axe("void 0") if rules else Axe()  # its script is in the page already
    options = OPTIONS | ({"runOnly": {"type": "rule", "values": rules}} if rules else {})
    found = axe.run(page, DRAWN, options).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


def overflows(page: Page, width: int) -> bool:
    page.set_viewport_size({"width": width, "height": 700})
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


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
