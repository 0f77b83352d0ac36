"""A page for every reader: axe-core, light and dark, narrow and wide, in French and English."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.pages import PLACES, Place
from tests.browser.visitors import DESK, PHONE

OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
# The second look at a page asks only what colours and width can change.
LOOKS = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")
# Each page is seen in light and dark, wide and narrow, French and English, not in all eight ways:
# the style sheet joins neither colour to width nor language to either. What is drawn is hidden from
# axe-core as it is from screen readers: a sentence and a table say the same.
VIEWS = {"fr": (("light", DESK), ("dark", PHONE)), "en": (("dark", DESK),)}
DRAWN = {"exclude": [[".js-plotly-plot"]]}
RESPONDENTS = ("answers.", "results.", "home.", "shared.")

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


def readings(chosen: Callable[[str, Place], bool]) -> Iterator[object]:
    """Return each page `chosen` by endpoint and place, in each language.

    In English every day only what respondents read.
    """
    for endpoint, places in PLACES.items():
        for name, place in places.items():
            for language in VIEWS:
                daily = language == "fr" or endpoint.startswith(RESPONDENTS)
                marks = [] if daily else [pytest.mark.chaos]
                if chosen(endpoint, place):
                    yield pytest.param(place, language, id=f"{name}-{language}", marks=marks)


def problems_of(page: Page, language: str) -> list[str]:
    """Return what a reader of any kind would meet on an open page."""
    shown = str(page.locator("html").get_attribute("lang"))
    problems = [f"lang is {shown}"] if shown != language else []
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
    return problems


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
