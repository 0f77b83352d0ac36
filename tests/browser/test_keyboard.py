"""Answering with a keyboard alone, and seeing where one is."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answering import chosen
from tests.browser.visitors import DESK, Visitors

LONGEST_WAY = 80  # presses of Tab


def focused(page: Page) -> str:
    """Return what holds the focus: the name of a group of radios, else its words."""
    return str(
        page.evaluate(
            "() => { const it = document.activeElement; return it.name && it.type === 'radio' "
            "? it.name : it.textContent.trim(); }"
        )
    )


def outline(page: Page) -> float:
    """Return the width in pixels of the outline around what holds the focus, or around its row."""
    return float(
        page.evaluate(
            "() => { const it = document.activeElement; const row = it.closest('.choice') || it; "
            "const style = getComputedStyle(row); "
            "return style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth); }"
        )
    )


def tab_to(page: Page, target: str) -> None:
    """Press Tab until the focus is on `target`; each stop on the way shows a thick outline."""
    for _ in range(LONGEST_WAY):
        page.keyboard.press("Tab")
        assert outline(page) >= 2, f"no visible focus on « {focused(page)} »"
        if focused(page) == target:
            return
    raise AssertionError(f"« {target} » is not reached with Tab")


@pytest.mark.parametrize("script", [True, False], ids=["scripts", "no scripts"])
def test_a_page_is_answered_and_sent_with_the_keyboard(visitors: Visitors, script: bool):
    page = visitors.arrive(size=DESK, script=script)
    page.goto("/c/crest/2")

    tab_to(page, "c0")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, "i0")
    page.keyboard.press("ArrowDown")
    assert chosen(page) == {"c0": "2", "i0": "1"}
    for button in ("Continuer", "Continuer", "Envoyer mes réponses"):
        tab_to(page, button)
        with page.expect_navigation():
            page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Merci, vos réponses sont enregistrées."
    )


@pytest.mark.parametrize("path", ["/", "/c/crest/2", "/c/crest1"])
def test_the_first_stop_skips_to_the_content(visitors: Visitors, path: str):
    page = visitors.arrive()
    page.goto(path)

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_radio_chosen_by_mistake_is_taken_back_with_the_keyboard(visitors: Visitors):
    page = visitors.arrive()
    page.goto("/c/crest/2")
    tab_to(page, "c0")
    page.keyboard.press("Space")

    tab_to(page, "Effacer ma réponse")
    page.keyboard.press("Enter")

    assert chosen(page) == {}
    assert focused(page) == "c0"


def test_the_room_opens_the_details_of_an_area_with_the_keyboard(
    visitors: Visitors, credentials: object
):
    page = visitors.arrive(size=DESK, kept=credentials)
    page.goto("/campaigns/create")
    area = page.locator("details[data-tree]").first
    area.locator("summary").focus()

    for wanted in (True, False):
        if (area.get_attribute("open") is not None) != wanted:
            page.keyboard.press("Enter")
        expect(area.locator("label").first).to_be_visible(visible=wanted)
