"""What a facilitator does and reads, on screen."""

import re
from collections.abc import Sequence

from playwright.sync_api import Page, expect

from surveys.queries.campaigns import campaign_by_code
from tests.browser.serving import Site
from webapp.demonstration import ACCOUNT


def id_of(site: Site, code: str) -> int:
    """Return the number that the facilitator's pages give to a campaign."""
    with site.session() as session:
        campaign = campaign_by_code(session, code)
        assert campaign is not None
        return campaign.id


def sign_in(page: Page) -> None:
    """Enter with the account that the demonstration shows."""
    page.goto("/account/sign-in")
    name, password = ACCOUNT
    page.get_by_label("Adresse électronique").fill(name)
    page.get_by_label("Mot de passe").fill(password)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/campaigns/")


def received(page: Page, campaign_id: int) -> int:
    return _count(page, campaign_id, "received")


def in_progress(page: Page, campaign_id: int) -> int:
    return _count(page, campaign_id, "in_progress")


def _count(page: Page, campaign_id: int, name: str) -> int:
    page.goto(f"/campaigns/{campaign_id}")
    return int(page.locator(f"[data-count={name}]").inner_text())


def figures(page: Page, campaign_id: int) -> str:
    """Return every figure of the report of a campaign, drawn ones included."""
    page.goto(f"/reports/campaigns/{campaign_id}")
    return str(page.locator("article.document").evaluate("article => article.textContent"))


def rows(page: Page, section: str) -> list[str]:
    """Return the rows of the table of a section of a report, their cells parted by bars."""
    found = page.locator(f"section[aria-labelledby=section-{section}] tbody tr").all()
    lines = [" | ".join(row.locator("th, td").all_inner_texts()) for row in found]
    return [" ".join(line.split()) for line in lines]


def prepare(page: Page, *, title: str, codes: Sequence[str]) -> int:
    """Prepare a one-page campaign for atelier 3 on the competences of `codes`; return its id."""
    page.goto("/campaigns/")
    page.get_by_role("link", name="Préparer une campagne").click()
    page.get_by_text("Rattacher à un événement ou à un atelier").click()
    page.get_by_role("link", name=re.compile("nos compétences en partage")).click()
    page.get_by_label("Titre", exact=True).fill(title)
    for area in page.locator("details[data-tree]").all():
        ticked = area.locator("input:checked")
        if ticked.count() and area.get_attribute("open") is None:
            area.locator("summary").click()
        for value in [box.get_attribute("value") for box in ticked.all()]:
            if value not in codes:
                area.locator(f"input[value='{value}']").uncheck()
    page.get_by_label(re.compile("^En une seule page")).check()
    page.get_by_label(re.compile("^Contact")).fill("contact@reperes.example")
    page.get_by_label("consentement").check()
    page.get_by_role("button", name="Créer la campagne").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return int(page.url.rpartition("/")[2])


def link_of(page: Page) -> str:
    """Return the short link that the page of a campaign shows."""
    return str(page.locator(".short-link").get_attribute("href"))
