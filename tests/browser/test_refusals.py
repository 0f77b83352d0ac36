"""What goes wrong says what to do, in French, and nothing typed is lost."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answering import choose, chosen, go_back, go_on
from tests.browser.facilitating import sign_in
from tests.browser.visitors import DESK, Visitors

BOTH = pytest.mark.parametrize("script", [True, False], ids=["scripts", "no scripts"])
MALFORMED = """répondant;compétence;importance;niveau
1;D4-01;3;2
2;D4-01;beaucoup;1
3;D4-01;4;1
;D4-02;4;1
"""


@pytest.fixture
def desk(visitors: Visitors, credentials: object) -> Page:
    return visitors.arrive(size=DESK, kept=credentials)


def check_heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


@pytest.mark.parametrize(
    "path",
    ["/c/inconnue", "/c/inconnue/1", "/r/crest/ABCDEFGHJ.aAAAAAAAAAAAAAAAAAAAAAA", "/r/crest/x"],
)
def test_an_address_that_leads_nowhere_says_so(visitors: Visitors, path: str):
    visitors.expect("404")
    page = visitors.arrive()

    page.goto(path)

    check_heading(page, "Page introuvable")
    expect(page.get_by_role("link", name="Revenir à l’accueil")).to_be_visible()


def test_a_closed_campaign_says_whom_to_write_to(visitors: Visitors):
    visitors.expect("403")
    page = visitors.arrive()

    page.goto("/c/pajol")

    expect(page.get_by_text("Cette auto-évaluation est close")).to_be_visible()
    expect(page.get_by_text("contact@reperes.example")).to_be_visible()


@BOTH
@pytest.mark.parametrize("typed", ["ABC-DEF-GH2", "zzz zzz zzz", "<b>&\"'"])
def test_a_wrong_code_is_kept_as_it_was_typed(visitors: Visitors, script: bool, typed: str):
    visitors.expect("404")
    page = visitors.arrive(script=script)
    page.goto("/c/crest")
    field = page.get_by_label("Votre code de reprise")

    field.fill(typed)
    page.get_by_role("button", name="Reprendre", exact=True).click()

    expect(page.get_by_text("Ce code ne correspond à aucune réponse en cours")).to_be_visible()
    expect(field).to_have_value(typed)


@BOTH
def test_a_form_sent_without_cookies_goes_on(visitors: Visitors, script: bool):
    page = visitors.arrive(script=script)
    page.route("**/*", lambda route: route.continue_(headers=without_cookies(route.request)))
    page.goto("/c/crest/1")

    choose(page, {"profile": "P3"})
    go_on(page)
    choose(page, {"c0": 2})
    go_back(page)
    assert chosen(page) == {"profile": "P3"}
    go_on(page)
    assert chosen(page) == {"c0": "2"}


def without_cookies(request):
    return {name: value for name, value in request.headers.items() if name != "cookie"}


def test_an_upload_too_large_is_refused(visitors: Visitors, desk: Page, tmp_path: Path):
    visitors.expect("413")
    large = tmp_path / "large.csv"
    large.write_bytes(b"a;b;c\n" * 1_000_000)
    desk.goto("/reports/upload")
    desk.get_by_label("Plus petit groupe montré").fill("7")

    desk.get_by_label("Fichier de réponses").set_input_files(large)
    desk.get_by_role("button", name="Analyser").click()

    check_heading(desk, "Envoi trop volumineux")
    desk.go_back()
    check_heading(desk, "Analyser un fichier de réponses")
    expect(desk.get_by_label("Plus petit groupe montré")).to_have_value("7")


def test_a_malformed_upload_names_its_rows(desk: Page):
    desk.goto("/reports/upload")
    desk.get_by_label("Plus petit groupe montré").fill("4")

    upload(desk, MALFORMED)

    check_heading(desk, "Analyser un fichier de réponses")
    expect(desk.get_by_role("listitem").filter(has_text=re.compile(r"^Ligne\s"))).to_have_text(
        [re.compile(r"^Ligne\s3, «\simportance\s».+beaucoup"), re.compile(r"^Ligne\s5.+répondant")]
    )
    expect(desk.get_by_label("Plus petit groupe montré")).to_have_value("4")


def test_a_sound_upload_shows_its_report(desk: Page):
    desk.goto("/reports/upload")
    answers = [f"{person};D4-01;{person % 3 + 2};{person % 3}" for person in range(6)]

    upload(desk, "\n".join(["répondant;compétence;importance;niveau", *answers]))

    check_heading(desk, "Besoins de formation, d’après un fichier de réponses")
    expect(desk.locator(".js-plotly-plot").first).to_be_visible()


def upload(page: Page, text: str) -> None:
    file = {"name": "réponses.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.get_by_label("Fichier de réponses").set_input_files([file])
    page.get_by_role("button", name="Analyser").click()


@BOTH
def test_an_expired_form_is_offered_again(visitors: Visitors, script: bool):
    visitors.expect("400")
    page = visitors.arrive(size=DESK, script=script)
    sign_in(page)  # a session of their own: ending it signs nobody else out
    fill_campaign(page)
    sign_out_elsewhere(page)

    page.get_by_role("button", name="Créer la campagne").click()
    check_heading(page, "Formulaire expiré")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Connectez-vous dans un autre onglet").click()
    sign_in(opened.value)
    page.bring_to_front()
    page.get_by_role("button", name="Renvoyer mon formulaire").click()
    page.get_by_role("button", name="Renvoyer mon formulaire").click()

    check_heading(page, "Un titre & des « guillemets »")
    expect(page.get_by_text("qui@reperes.example")).to_be_visible()


def test_a_form_older_than_the_sign_in_is_offered_again(visitors: Visitors):
    visitors.expect("400")
    page = visitors.arrive(size=DESK)
    sign_in(page)
    fill_campaign(page)
    sign_in(sign_out_elsewhere(page))
    page.bring_to_front()

    page.get_by_role("button", name="Créer la campagne").click()
    check_heading(page, "Formulaire expiré")
    page.get_by_role("button", name="Renvoyer mon formulaire").click()

    check_heading(page, "Un titre & des « guillemets »")


def fill_campaign(page: Page) -> None:
    page.goto("/campaigns/create")
    page.get_by_label("Titre", exact=True).fill("Un titre & des « guillemets »")
    page.get_by_label("Contact pour l’exercice des droits").fill("qui@reperes.example")
    page.get_by_label("consentement").check()


def sign_out_elsewhere(page: Page) -> Page:
    other = page.context.new_page()
    other.goto("/campaigns/")
    other.get_by_role("button", name="Se déconnecter").click()
    expect(other.get_by_text("Vous êtes déconnecté·e.")).to_be_visible()
    return other
