"""Answers count exactly once, whatever is clicked, and no figure of a report moves by one."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answering import choose, go_on, send
from tests.browser.facilitating import figures, id_of, in_progress, received
from tests.browser.serving import Site
from tests.browser.visitors import DESK, Visitors

BOTH = pytest.mark.parametrize("script", [True, False], ids=["scripts", "no scripts"])
THANKS = "Merci, vos réponses sont enregistrées."


@pytest.fixture
def one_more(visitors: Visitors, site: Site, credentials: object) -> Iterator[None]:
    """Check that one answer more was received during the test, and that no figure moved."""
    campaign_id = id_of(site, "crest")
    desk = visitors.arrive(size=DESK, kept=credentials)
    before = received(desk, campaign_id), in_progress(desk, campaign_id)
    shown = figures(desk, campaign_id)

    yield

    after = received(desk, campaign_id), in_progress(desk, campaign_id)
    assert after == (before[0] + 1, before[1])
    assert figures(desk, campaign_id) == shown


def fill(page: Page) -> None:
    """Answer two competences and go to the last look."""
    page.bring_to_front()
    page.goto("/c/crest/1")
    choose(page, {"profile": "P1"})
    go_on(page)
    choose(page, {"c0": 4, "i0": 4, "c1": 0, "i1": 4})
    go_on(page)
    go_on(page)


def check_thanks(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(THANKS)


@BOTH
@pytest.mark.usefixtures("one_more")
def test_two_tabs_of_a_browser_make_one_answer(visitors: Visitors, script: bool):
    first = visitors.arrive(script=script)
    second = first.context.new_page()
    fill(first)
    fill(second)

    for tab in (first, second):
        tab.bring_to_front()
        send(tab)
        check_thanks(tab)


@pytest.mark.usefixtures("one_more")
def test_two_tabs_opened_before_any_cookie_make_one_answer(visitors: Visitors):
    first = visitors.arrive()
    second = first.context.new_page()
    for tab in (first, second):
        tab.context.clear_cookies()
        tab.goto("/c/crest/2")
    for tab in (first, second):
        tab.bring_to_front()
        choose(tab, {"c0": 1})
        go_on(tab)
        go_on(tab)
    for tab in (first, second):
        tab.bring_to_front()
        send(tab)
        check_thanks(tab)


@BOTH
@pytest.mark.usefixtures("one_more")
def test_a_double_click_then_a_reload_make_one_answer(visitors: Visitors, script: bool):
    page = visitors.arrive(script=script)
    fill(page)

    page.get_by_role("button", name="Envoyer mes réponses").dblclick()
    check_thanks(page)
    page.reload()
    check_thanks(page)


@BOTH
@pytest.mark.usefixtures("one_more")
def test_sending_again_from_the_page_before_makes_one_answer(visitors: Visitors, script: bool):
    page = visitors.arrive(script=script)
    fill(page)

    send(page)
    check_thanks(page)
    page.go_back()
    send(page)

    check_thanks(page)
