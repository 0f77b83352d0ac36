"""Answering without network: what was sent then arrives once, and nothing stays on the device."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.answering import choose, chosen, go_on, press, until
from tests.browser.conftest import FLAGS, NAMES
from tests.browser.facilitating import id_of, received
from tests.browser.serving import Site
from tests.browser.visitors import DESK, PATIENCE, PHONE, Visitors

WAITING = "Une feuille attend d’être envoyée"
HERE = "Pas de réseau\u00a0: vos réponses sont gardées sur cet appareil"
KEPT = "device.all().then(sheets => sheets.filter(device.holds).length)"
EVERYTHING = "device.all().then(sheets => sheets.length)"
SHELVED = """caches.keys().then(async names =>
  names.length === 1 && (await (await caches.open(names[0])).keys()).length > 5)"""


@pytest.fixture
def phone(browser, tmp_path: Path, site: Site):
    """Open and close the browser of one phone: what it keeps on its disk stays."""

    @contextmanager
    def phone() -> Iterator[BrowserContext]:
        path = next(filter(None, map(shutil.which, NAMES)))
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "phone",
            executable_path=path,
            args=list(FLAGS),
            base_url=site.address,
            viewport=PHONE,
            locale="fr-FR",
        )
        context.set_default_timeout(PATIENCE)
        yield context
        context.close()

    return phone


def get_ready(page: Page) -> None:
    """Wait, as a person who reads the first page does, until the device can do without network."""
    until(page, "!!navigator.serviceWorker.controller")
    until(page, SHELVED)


def fill_twenty(page: Page) -> int:
    """Answer twenty questions on competences, page by page, and return how many were answered."""
    filled = 0
    while page.get_by_role("button", name="Envoyer mes réponses").is_hidden():
        for name in [
            str(scale.get_attribute("id")) for scale in page.locator("fieldset:visible").all()
        ]:
            if name[0] in "ci" and filled < 20:
                choose(page, {name: filled % 5})
                filled += 1
        page.get_by_role("button", name="Continuer").click()
    return filled


def test_a_sheet_filled_without_network_arrives_once_after_the_browser_was_closed(
    phone, visitors: Visitors, site: Site, credentials: object
):
    desk = visitors.arrive(size=DESK, kept=credentials)
    campaign_id = id_of(site, "crest")
    before = received(desk, campaign_id)
    with phone() as context:
        page = context.new_page()
        page.goto("/c/crest")
        get_ready(page)
        context.set_offline(True)
        page.get_by_role("link", name="Commencer").click()
        expect(page.get_by_text("Étape 1 sur")).to_be_visible()
        assert fill_twenty(page) == 20
        page.get_by_role("button", name="Envoyer mes réponses").click()
        expect(page.get_by_text(WAITING)).to_be_visible()
        another = context.new_page()
        another.goto("/c/crest")
        expect(another.get_by_text(WAITING)).to_be_visible()
        assert another.locator("#sheet").is_hidden()
        assert another.evaluate(KEPT) == 1
        assert received(desk, campaign_id) == before

    with phone() as context:
        page = context.new_page()
        page.goto("/c/crest")
        until(page, f"{EVERYTHING}.then(kept => kept === 0)")
        page.goto("/c/crest")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Merci")
        page.reload()
        until(page, f"{EVERYTHING}.then(kept => kept === 0)")

    assert received(desk, campaign_id) == before + 1


def test_what_is_answered_while_the_network_is_lost_is_kept_and_reaches_the_site(
    visitors: Visitors,
):
    visitors.expect("ERR_INTERNET_DISCONNECTED")
    page = visitors.arrive()
    page.goto("/c/crest/2")
    get_ready(page)
    choose(page, {"c0": 1})
    expect(page.get_by_text("Réponses enregistrées.")).to_be_visible()

    page.context.set_offline(True)
    choose(page, {"c0": 3, "c1": "na"})
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_text("Étape 3 sur 4")).to_be_visible()
    expect(page.get_by_text(HERE)).to_be_visible()
    choose(page, {"c7": 2})
    page.get_by_role("button", name="Revenir à l’étape précédente").click()
    assert {k: v for k, v in chosen(page).items() if k < "c2"} == {"c0": "3", "c1": "na"}
    page.context.set_offline(False)
    until(page, f"{KEPT}.then(kept => kept === 0)")
    page.goto("/c/crest/2")

    assert chosen(page) == {"c0": "3", "c1": "na"}
    go_on(page)
    assert chosen(page) == {"c7": "2"}


def test_the_device_forgets_what_was_not_sent_when_it_is_told_to(visitors: Visitors):
    visitors.expect("ERR_INTERNET_DISCONNECTED")
    page = visitors.arrive()
    page.goto("/c/crest1")
    get_ready(page)
    page.context.set_offline(True)
    choose(page, {"c0": 3})
    page.get_by_role("button", name="Envoyer mes réponses").click()
    expect(page.get_by_text(WAITING)).to_be_visible()

    page.get_by_text("Ce que cet appareil garde").click()
    page.get_by_role("button", name="Effacer de cet appareil").click()

    until(page, f"{EVERYTHING}.then(kept => kept === 0)")
    expect(page.get_by_text(WAITING)).to_be_hidden()
    page.context.set_offline(False)


def test_the_drawing_of_one_device_takes_up_the_answers_on_another(visitors: Visitors):
    page = visitors.arrive()
    page.goto("/c/crest/2")
    choose(page, {"c0": 4})
    go_on(page)
    page.get_by_role("link", name="Continuer sur un autre appareil").click()
    code = page.locator(".resume-code").inner_text().replace("-", "")

    other = visitors.arrive()
    other.goto(f"/c/crest#{code}")
    expect(other.get_by_role("button", name="Reprendre")).to_be_focused()
    press(other, "Reprendre")
    other.goto("/c/crest/2")

    assert chosen(other) == {"c0": "4"}
