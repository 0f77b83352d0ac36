"""Going back, leaving and coming back: nothing that was answered is lost."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answering import choose, chosen, go_back, go_on, until
from tests.browser.visitors import Visitors

ABOUT = {"profile": "P2", "structure": "association"}
FIRST = {"c0": 2, "i0": 4, "c1": "na", "c3": "no"}
BOTH_CHOSEN = "['c7-3', 'i7-1'].every((id) => document.getElementById(id)?.checked)"
MOMENT = 300  # milliseconds from an answer to the way back: a hand needs more
BOTH = pytest.mark.parametrize("script", [True, False], ids=["scripts", "no scripts"])


def text(answers: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in answers.items()}


def begin(page: Page) -> None:
    page.goto("/c/crest/1")
    choose(page, ABOUT)
    go_on(page)
    choose(page, FIRST)
    go_on(page)


@BOTH
def test_the_buttons_of_the_browser_lose_nothing(visitors: Visitors, script: bool):
    page = visitors.arrive(script=script)
    begin(page)

    page.go_back()
    assert chosen(page) == text(FIRST)
    page.go_back()
    assert chosen(page) == text(ABOUT)
    page.go_forward()
    assert chosen(page) == text(FIRST)
    page.go_forward()

    expect(page.get_by_text("Étape 3 sur 4")).to_be_visible()


@BOTH
def test_the_buttons_of_the_page_lose_nothing(visitors: Visitors, script: bool):
    page = visitors.arrive(script=script)
    begin(page)
    choose(page, {"c7": 3})

    go_back(page)
    assert chosen(page) == text(FIRST)
    go_back(page)
    assert chosen(page) == text(ABOUT)
    go_on(page)
    go_on(page)
    assert chosen(page) == {"c7": "3"}
    go_on(page)
    page.get_by_role("link", name="Revenir à l’étape précédente").click()

    assert chosen(page) == {"c7": "3"}


def test_an_older_page_of_the_history_shows_the_last_answers(visitors: Visitors):
    page = visitors.arrive()
    begin(page)
    go_back(page)
    choose(page, {"c0": 4})
    go_on(page)

    for _ in range(3):
        page.go_back()

    assert page.url.endswith("/c/crest/2")
    assert chosen(page) == text(FIRST | {"c0": 4})


def test_answers_not_sent_yet_are_kept_when_the_page_is_left(visitors: Visitors):
    page = visitors.arrive()
    begin(page)
    choose(page, {"c7": 3, "i7": 1})
    page.wait_for_timeout(MOMENT)

    page.go_back()
    page.go_forward()

    until(page, BOTH_CHOSEN)  # the page is asked anew once what the device held has left


@BOTH
def test_a_browser_closed_and_opened_again_takes_up_the_questionnaire(
    visitors: Visitors, script: bool
):
    page = visitors.arrive(script=script)
    begin(page)
    kept = page.context.storage_state()
    page.context.close()

    page = visitors.arrive(script=script, kept=kept)
    page.goto("/c/crest")
    page.get_by_role("link", name="Reprendre où j’en étais").click()

    assert chosen(page) == text(ABOUT)
    go_on(page)
    assert chosen(page) == text(FIRST)


@BOTH
def test_the_code_takes_up_the_questionnaire_on_another_device(visitors: Visitors, script: bool):
    page = visitors.arrive(script=script)
    begin(page)
    code = page.locator(".resume-code").inner_text()

    other = visitors.arrive(script=script)
    other.goto("/c/crest")
    other.get_by_label("Votre code de reprise").fill(f" {code.lower().replace('-', ' ')} ")
    other.get_by_role("button", name="Reprendre").click()
    other.get_by_role("link", name="Reprendre où j’en étais").click()

    assert chosen(other) == text(ABOUT)
    go_on(other)
    assert chosen(other) == text(FIRST)
