"""Takes the pictures of the README from a demonstration that runs: `tools/pictures.py ADDRESS`."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from webapp.demonstration import ACCOUNT

IMAGES = Path(__file__).parent.parent / "docs" / "images"
EVENT = "/events/cooperer-dans-et-entre-les-territoires-2015"
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
ANSWERS = {"c": "1 2 0 3 1 2 1", "i": "3 3 4 4 2 3 3"}


def phone(browser: Browser, site: str) -> None:
    """Answer the seminar's self-assessment on a phone, up to the personal result."""
    page = _page(browser, PHONE)
    page.goto(site + "/c/crest")
    _keep(page, "start-phone")
    page.get_by_role("link", name="Commencer").click()
    page.check("#profile-P3")
    page.check("#structure-public")
    _on(page)
    for _ in range(2):
        _fill(page)
        _keep(page, "answer-phone")
        _on(page)
    page.get_by_role("button", name="Envoyer mes réponses").click()
    page.get_by_role("link", name="Voir mon résultat").click()
    _keep(page, "result-phone")


def desktop(browser: Browser, site: str) -> None:
    """Take the main pages on a desk: the référentiel, the programme, the room, the report."""
    page = _page(browser, DESKTOP)
    for name, path in {
        "home": "/",
        "competence": "/library/developpement-territorial/D4-03",
        "event": EVENT,
    }.items():
        page.goto(site + path)
        _keep(page, f"{name}-desktop")
    email, password = ACCOUNT
    page.goto(site + "/account/sign-in")
    page.fill("#email", email)
    page.fill("#password", password)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    page.goto(site + "/campaigns/1/project")
    _keep(page, "room-desktop")
    page.goto(site + "/reports/campaigns/1#section-needs")
    page.locator("#section-needs ~ figure .js-plotly-plot").wait_for()
    page.wait_for_timeout(600)
    _keep(page, "report-desktop")


def _page(browser: Browser, size: dict[str, int]) -> Page:
    return browser.new_context(viewport=size, locale="fr-FR").new_page()


def _on(page: Page) -> None:
    here = page.url
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url(lambda address: address != here)


def _fill(page: Page) -> None:
    for kind, steps in ANSWERS.items():
        scales = page.locator(f"fieldset.scale[id^={kind}]").all()
        for scale, step in zip(scales, steps.split(), strict=True):
            page.check(f"#{scale.get_attribute('id')}-{step}")
    page.locator("fieldset.scale").first.evaluate("scale => scale.scrollIntoView()")


def _keep(page: Page, name: str) -> None:
    page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for take in (phone, desktop):
            take(chromium, sys.argv[1].rstrip("/"))
