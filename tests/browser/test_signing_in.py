"""Signing in by letter, on screen, with a mail server: link, code, new account, browsers."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.mailroom import Mailroom, open_mailroom
from tests.browser.serving import Site, serving
from tests.browser.visitors import DESK, Visitors, visiting
from tests.correspondence import code_in, link_in
from webapp.demonstration import ACCOUNT

DEMO = ACCOUNT[0]


@pytest.fixture(scope="module")
def mailroom() -> Iterator[Mailroom]:
    with open_mailroom() as mailroom:
        yield mailroom


@pytest.fixture(scope="module")
def site(
    browser: Browser,  # noqa: ARG001 -- without one, no server starts
    mailroom: Mailroom,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """The demonstration, whose letters the mail room takes."""
    settings = {"REPERES_SMTP": f"smtp://127.0.0.1:{mailroom.port}"}
    with serving(tmp_path_factory.mktemp("site"), settings=settings) as site:
        yield site


@pytest.fixture
def visitors(browser: Browser, site: Site) -> Iterator[Visitors]:
    with visiting(browser, site) as visitors:
        yield visitors


@pytest.fixture
def letter(mailroom: Mailroom):
    """Return what asks for a letter on screen, and gives its text once the mail server has it."""

    def ask(page: Page, email: str) -> str:
        before = len(mailroom.letters_to(email))
        page.goto("/account/sign-in")
        page.get_by_label("Adresse électronique").fill(email)
        page.get_by_role("button", name="Recevoir un courriel").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Lisez vos courriels")
        return mailroom.wait_for(email, number=before + 1)

    return ask


def enter_code(page: Page, code: str) -> None:
    page.get_by_label("Code reçu par courriel").fill(code)
    page.get_by_role("button", name="Se connecter").click()


def test_the_link_of_a_letter_signs_in_and_serves_once(visitors, letter):
    page = visitors.arrive(size=DESK)
    link = link_in(letter(page, DEMO))

    page.goto(link)
    page.get_by_role("button", name="Me connecter").click()
    page.wait_for_url("**/campaigns/")

    visitors.expect("404")
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce courriel ne sert plus")


def test_a_mail_opened_on_the_phone_gives_the_code_to_type_at_the_desk(visitors, letter):
    desk, phone = visitors.arrive(size=DESK, script=False), visitors.arrive(script=False)
    text = letter(desk, DEMO)

    phone.goto(link_in(text))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Terminez dans l’autre navigateur")
    expect(phone.get_by_role("button", name="Me connecter")).to_have_count(0)

    enter_code(desk, code_in(text).lower())
    desk.wait_for_url("**/campaigns/")


def test_an_unknown_address_opens_an_account(visitors, letter):
    page = visitors.arrive()
    page.goto(link_in(letter(page, "lucie@example.org")))

    expect(page.get_by_role("heading", name="Ce qui est gardé")).to_be_visible()
    page.get_by_label("Nom", exact=True).fill("Lucie Martin")
    page.get_by_role("button", name="Ouvrir mon compte").click()

    page.goto("/account/")
    expect(page.get_by_label("Nom", exact=True)).to_have_value("Lucie Martin")


def test_a_browser_ended_from_another_is_led_to_sign_in(visitors, letter):
    desk, phone = visitors.arrive(size=DESK), visitors.arrive()
    for page in (desk, phone):
        enter_code(page, code_in(letter(page, "paul@example.org")))
        if page is desk:
            page.get_by_label("Nom", exact=True).fill("Paul")
            page.get_by_role("button", name="Ouvrir mon compte").click()
        page.wait_for_url(re.compile("/(me|account)/?$"))

    desk.goto("/account/sessions/")
    expect(desk.get_by_role("button", name=re.compile("^Déconnecter "))).to_have_count(2)
    desk.get_by_role("button", name=re.compile("^Déconnecter(?! tous)")).click()
    expect(desk.get_by_text("Ce navigateur est déconnecté.")).to_be_visible()

    phone.goto("/account/")
    expect(phone).to_have_url(re.compile(r"/account/sign-in\?next=/account/$"))
    desk.goto("/account/")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Mon compte")


def test_a_new_address_is_proved_and_the_old_one_warned(visitors, letter, mailroom):
    page = visitors.arrive()
    page.goto(link_in(letter(page, "old@example.org")))
    page.get_by_label("Nom", exact=True).fill("Camille")
    page.get_by_role("button", name="Ouvrir mon compte").click()

    page.goto("/account/address")
    page.get_by_label("Nouvelle adresse électronique").fill("new@example.org")
    page.get_by_role("button", name="Recevoir le code").click()
    page.get_by_label("Code reçu par courriel").fill(code_in(mailroom.wait_for("new@example.org")))
    page.get_by_role("button", name="Prendre cette adresse").click()

    expect(page.get_by_text("Votre adresse est changée.")).to_be_visible()
    assert "vient d’être changée" in mailroom.wait_for("old@example.org", number=2)
