"""The main job, from the first page to one's own result, on a phone, with and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answering import asked, choose, go_on, send
from tests.browser.visitors import Visitors

LEVELS = (1, 3, 0, 2, 4, 1, 3, 2)  # given in turn, so that gaps and strengths both appear
REASON = re.compile(
    r"^Votre profil suppose : « .+ » ; vous vous situez à « .+ », et vous lui donnez "
    r"l’importance « .+ » dans votre poste\.$"
)


def walk_to_the_questionnaire(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Référentiel", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bibliothèque de référentiels")
    page.get_by_role("link", name="Événements", exact=True).click()
    page.get_by_role("link", name=re.compile("^Coopérer dans et entre les territoires")).click()
    expect(page.get_by_text("13 février 2015").first).to_be_visible()
    page.get_by_role("link", name=re.compile("nos compétences en partage")).click()
    page.get_by_role("link", name=re.compile("^Répondre.+: Nos compétences en partage")).click()


def answer_all(page: Page) -> int:
    """Answer page by page up to the last look, and return how many competences were rated."""
    choose(page, {"profile": "P1", "structure": "public", "agent": "yes"})
    go_on(page)
    given = 0
    while page.get_by_role("button", name="Continuer").count():
        for name in asked(page):
            choose(page, {name: LEVELS[given % 8] if name.startswith("c") else 3})
            given += name.startswith("c")
        go_on(page)
    return given


@pytest.mark.parametrize("script", [True, False], ids=["scripts", "no scripts"])
def test_a_person_goes_from_the_first_page_to_their_own_result(visitors: Visitors, script: bool):
    page = visitors.arrive(script=script)
    walk_to_the_questionnaire(page)
    expect(page.get_by_text("Qui demande, pourquoi, pour combien de temps")).to_be_visible()
    page.get_by_role("link", name="Commencer").click()
    expect(page.get_by_text("Étape 1 sur 4")).to_be_visible()

    rated = answer_all(page)

    assert rated == 14
    expect(page.get_by_role("heading", level=1)).to_have_text("Vérifier et envoyer")
    expect(page.locator(".review li")).to_have_count(3)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Merci, vos réponses sont enregistrées."
    )
    page.get_by_role("link", name="Voir mon résultat").click()
    check_result(page)
    check_the_private_link(page, visitors)


def check_result(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon résultat")
    expect(page.get_by_text("Profil choisi : Agent·e de développement local.")).to_be_visible()
    expect(page.locator("section[aria-labelledby=mine] .chart-drawing svg")).to_be_visible()
    expect(page.locator("section[aria-labelledby=mine] tbody tr")).to_have_count(14)
    page.get_by_text("Par domaine, en étoile").click()
    expect(page.locator("details[open] .chart-drawing svg")).to_be_visible()
    expect(page.locator(".strengths li")).to_have_count(3)
    expect(page.locator(".priorities > li")).to_have_count(3)
    reasons = page.locator(".priorities > li > h3 + p").all_inner_texts()
    assert [reason for reason in reasons if not REASON.match(reason)] == []
    expect(page.locator(".priorities .offers").first).to_contain_text("Travaillée dans")


def check_the_private_link(page: Page, visitors: Visitors) -> None:
    link = page.locator(".private-link a").inner_text()
    elsewhere = visitors.arrive()

    elsewhere.goto(link)

    assert rows(elsewhere) == rows(page)


def rows(page: Page) -> list[str]:
    return page.locator("section[aria-labelledby=mine] tbody tr").all_inner_texts()
