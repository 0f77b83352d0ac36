"""Each chart is read with a keyboard, row after row; what is said is what its table says."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.every_reader import draw_charts
from tests.browser.facilitating import id_of, sign_in
from tests.browser.serving import Site
from tests.browser.visitors import DESK, PHONE, Visitors

PRESSES = (("ArrowDown", 0), ("ArrowRight", 1), ("ArrowUp", 0), ("ArrowLeft", -1))


def charts(page: Page) -> list[Locator]:
    draw_charts(page)
    return page.locator("figure.chart:has(.chart-reader)").all()


def plain(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip()


def lit(chart: Locator) -> int:
    """Return how many marks of light lie in the drawing."""
    return int(chart.locator(".js-plotly-plot").evaluate("it => (it.layout.shapes || []).length"))


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_chart_of_a_report_is_read_with_the_keyboard(
    visitors: Visitors, site: Site, size: dict[str, int]
):
    page = visitors.arrive(size=size)
    sign_in(page)
    page.goto(f"/reports/campaigns/{id_of(site, 'crest')}")

    found = charts(page)
    assert len(found) >= 8  # one for each section with a chart
    for chart in found:
        rows = chart.locator("tbody tr")
        said = chart.get_by_role("status")
        before = lit(chart)
        chart.get_by_role("button", name="Ligne suivante").focus()
        for key, place in PRESSES:
            page.keyboard.press(key)
            row = rows.nth(place if place >= 0 else rows.count() - 1)
            expect(row).to_have_class("is-read")
            expect(chart.locator("tr.is-read")).to_have_count(1)
            for cell in row.locator("th, td").all():
                assert plain(cell.text_content()) in plain(said.text_content())
        assert lit(chart) == before + 1


def test_the_buttons_do_what_the_arrows_do(visitors: Visitors, site: Site):
    page = visitors.arrive(size=DESK)
    sign_in(page)
    page.goto(f"/reports/campaigns/{id_of(site, 'crest')}")
    chart = charts(page)[0]

    for _ in range(2):
        chart.get_by_role("button", name="Ligne suivante").press("Enter")
    chart.get_by_role("button", name="Ligne précédente").press("Space")

    expect(chart.locator("tbody tr").first).to_have_class("is-read")


def test_without_script_there_is_no_button_that_does_nothing(visitors: Visitors):
    page = visitors.arrive(size=DESK, script=False)
    page.goto("/style/")

    expect(page.locator("figure.chart").first).to_be_visible()
    expect(page.get_by_role("button", name="Ligne suivante")).to_have_count(0)
