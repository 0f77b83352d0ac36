"""What people do with a questionnaire, on screen."""

from collections.abc import Mapping

from playwright.sync_api import Error, Page

TRIES = 150  # a tenth of a second apart
Answers = Mapping[str, object]  # name of a group of radios → value chosen


def choose(page: Page, answers: Answers) -> None:
    """Choose one radio in each group named."""
    for name, value in answers.items():
        page.locator(f'[id="{name}-{value}"]').check()


def chosen(page: Page) -> dict[str, str]:
    """Return what is chosen on the page: value by name of group."""
    ticked = page.locator("input[type=radio]:checked").all()
    return {str(t.get_attribute("name")): str(t.get_attribute("value")) for t in ticked}


def asked(page: Page) -> list[str]:
    """Return the groups of radios of the page, in order."""
    radios = page.locator("input[type=radio]").all()
    return list(dict.fromkeys(str(radio.get_attribute("name")) for radio in radios))


def press(page: Page, button: str) -> None:
    """Press a button of the page and wait for the page that it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def go_on(page: Page) -> None:
    press(page, "Continuer")


def go_back(page: Page) -> None:
    press(page, "Revenir à l’étape précédente")


def send(page: Page) -> None:
    press(page, "Envoyer mes réponses")


def until(page: Page, wanted: str) -> None:
    """Wait until an expression is true in the page, through the pages that come meanwhile."""
    for _ in range(TRIES):
        try:
            if page.evaluate(wanted):
                return
        except Error:
            page.wait_for_load_state()
        page.wait_for_timeout(100)
    raise AssertionError(f"never true: {wanted}")
