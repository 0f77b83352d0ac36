"""Passkeys, codes and recovery codes, in a browser that has an authenticator of its own."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from surveys.models import OneTimePassword, RecoveryCode
from tests.browser.facilitating import sign_in
from tests.browser.serving import Site, serving
from tests.browser.visitors import Visitors, visiting
from webapp.clock import utc_now
from webapp.demonstration import ACCOUNT

FACTORS = "/account/factors/"


@pytest.fixture(scope="module")
def named_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration under a name: passkeys are made for no bare address."""
    with serving(tmp_path_factory.mktemp("factors"), host="localhost") as site:
        yield site


@pytest.fixture
def visitors(browser: Browser, named_site: Site) -> Iterator[Visitors]:
    with visiting(browser, named_site) as visitors:
        yield visitors
    with named_site.session(writing=True) as session:
        for table in (OneTimePassword, RecoveryCode):
            session.query(table).delete()
        session.commit()


def give_authenticator(page: Page, *, verified: bool = True) -> None:
    """Let the browser of `page` make and show passkeys without asking anybody."""
    control = page.context.new_cdp_session(page)
    control.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verified,
        "automaticPresenceSimulation": True,
    }
    control.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def add_passkey(page: Page, name: str) -> None:
    page.goto(FACTORS)
    page.get_by_label("Nom de la clé d’accès").fill(name)
    page.get_by_role("button", name="Ajouter une clé d’accès").click()
    expect(page.locator(".flash")).to_contain_text(f"«\u00a0{name}\u00a0» a été ajoutée")


def sign_out(page: Page) -> None:
    page.goto("/account/")
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.locator(".flash")).to_contain_text("déconnecté")


def begin(page: Page) -> None:
    """Sign in with the password of the demonstration, as far as it leads."""
    page.goto("/account/sign-in")
    name, password = ACCOUNT
    page.get_by_label("Adresse électronique").fill(name)
    page.get_by_label("Mot de passe").fill(password)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def set_up_codes(page: Page) -> tuple[pyotp.TOTP, list[str]]:
    """Put an authenticator into service, and return it with the recovery codes shown."""
    page.goto(FACTORS)
    page.get_by_role("button", name="Mettre en service une application").click()
    codes = pyotp.TOTP(page.locator("code.key").inner_text().replace(" ", ""))
    expect(page.locator(".key-drawing svg")).to_be_visible()
    page.get_by_label("Code à six chiffres").fill(codes.now())
    page.get_by_role("button", name="Mettre en service").click()
    expect(page.locator(".codes li")).to_have_count(10)
    return codes, page.locator(".codes code").all_inner_texts()


def test_a_passkey_is_made_then_signs_in(visitors):
    page = visitors.arrive()
    give_authenticator(page)
    sign_in(page)
    add_passkey(page, "Téléphone")
    sign_out(page)

    page.goto("/account/sign-in?next=/events/")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()

    page.wait_for_url(re.compile(r"^[^?]*/events/$"))
    page.goto(FACTORS)
    expect(page.locator(".factors")).to_contain_text("utilisée le")


def test_a_removed_passkey_signs_nobody_in(visitors):
    page = visitors.arrive()
    give_authenticator(page)
    sign_in(page)
    add_passkey(page, "Perdue")
    page.get_by_role("button", name=re.compile("Retirer.*Perdue")).click()
    expect(page.locator(".flash")).to_contain_text("a été retirée")
    sign_out(page)

    page.goto("/account/sign-in")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()

    expect(page.locator(".flash")).to_contain_text("n’a pas été reconnue")


def test_an_authenticator_that_verifies_nobody_is_told_so_on_the_page(visitors):
    page = visitors.arrive()
    give_authenticator(page, verified=False)
    sign_in(page)

    page.goto(FACTORS)
    page.get_by_label("Nom de la clé d’accès").fill("Sans preuve")
    page.get_by_role("button", name="Ajouter une clé d’accès").click()

    expect(page.locator("[data-passkey=make] [data-passkey-said]")).to_contain_text("n’a pas été")
    expect(page.get_by_label("Nom de la clé d’accès")).to_have_value("Sans preuve")


def test_without_script_the_other_ways_stay_and_the_page_says_so(visitors):
    page = visitors.arrive(script=False)

    page.goto("/account/sign-in")

    expect(page.get_by_text("demande un navigateur avec JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Utiliser une clé d’accès")).to_be_hidden()
    expect(page.get_by_role("button", name="Recevoir un courriel")).to_be_visible()


def test_a_code_is_asked_for_after_the_password(visitors):
    page = visitors.arrive(script=False)
    sign_in(page)
    codes, _ = set_up_codes(page)
    sign_out(page)

    begin(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Encore un code")
    page.goto("/campaigns/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")
    page.goto(f"{FACTORS}second")
    page.get_by_label("Code de votre application").fill(codes.at(utc_now() + timedelta(seconds=30)))
    page.get_by_role("button", name="Entrer").click()

    page.wait_for_url("**/campaigns/")


def test_a_recovery_code_serves_once(visitors):
    page = visitors.arrive()
    sign_in(page)
    _, [code, *_] = set_up_codes(page)
    sign_out(page)
    begin(page)
    page.get_by_label("Code de votre application").fill(code)
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/campaigns/")
    expect(page.locator(".flash")).to_contain_text("il en reste 9")
    sign_out(page)

    begin(page)
    page.get_by_label("Code de votre application").fill(code)
    page.get_by_role("button", name="Entrer").click()

    expect(page.locator("#code-error")).to_contain_text("a déjà servi")


def test_a_passkey_stands_for_the_code(visitors):
    page = visitors.arrive()
    give_authenticator(page)
    sign_in(page)
    add_passkey(page, "Ordinateur")
    set_up_codes(page)
    sign_out(page)

    begin(page)
    page.get_by_role("button", name="Utiliser une clé d’accès").click()

    page.wait_for_url("**/campaigns/")
