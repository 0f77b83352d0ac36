"""Signing in and out through an OpenID provider of another origin, with the real server."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.facilitating import sign_in
from tests.browser.serving import Site, serving
from tests.browser.visitors import Visitors, visiting
from tests.provider import CLIENT, CLIENT_SECRET, Provider, providing

LEO = {"sub": "43", "email": "leo@example.org", "email_verified": True, "name": "Léo Petit"}
MARIE = {"sub": "44", "email": "m.dupont@ville.example", "email_verified": False}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with providing(people={"leo": LEO, "marie": MARIE}, signed_userinfo=True) as provider:
        yield provider


@pytest.fixture(scope="module")
def linked_site(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration, which knows the provider; the two are different hosts."""
    settings = {
        "REPERES_OIDC_ISSUER": provider.issuer,
        "REPERES_OIDC_CLIENT_ID": CLIENT,
        "REPERES_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "REPERES_OIDC_LABEL": "ProConnect",
        "NO_PROXY": "127.0.0.1,localhost",
    }
    folder = tmp_path_factory.mktemp("provider")
    with serving(folder, host="localhost", settings=settings) as site:
        yield site


@pytest.fixture
def visitors(browser: Browser, linked_site: Site, provider: Provider) -> Iterator[Visitors]:
    with visiting(browser, linked_site) as visitors:
        visitors.expect(f"request to another host: {provider.issuer}")
        visitors.expect(r"answer: 404 GET .*/favicon.ico", "favicon.ico")
        yield visitors


def show_there(page: Page, login: str) -> None:
    """Sign in at the provider, where the page of ours has led."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Fournisseur")
    page.get_by_label("Identifiant").fill(login)
    page.get_by_role("button", name="Entrer").click()


def enter(page: Page, login: str) -> None:
    page.goto("/account/sign-in?next=/account/")
    page.get_by_role("button", name="Continuer avec ProConnect").click()
    show_there(page, login)


@pytest.mark.parametrize("script", [True, False])
def test_somebody_signs_in_and_out_here_and_there(visitors, provider, script):
    page = visitors.arrive(script=script)
    enter(page, "leo")
    page.wait_for_url("**/account/")
    expect(page.get_by_label("Nom")).to_have_value("Léo Petit")

    page.get_by_role("button", name="Se déconnecter").click()

    page.wait_for_url(f"{visitors.site.address}/")
    expect(page.locator(".flash")).to_contain_text("déconnecté")
    assert provider.signed_out[-1]["id_token_hint"] == provider.tokens[-1]
    page.goto("/account/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")


def test_an_account_is_linked_then_opened_by_the_provider(visitors):
    page = visitors.arrive()
    sign_in(page)
    page.goto("/account/factors/")
    page.get_by_role("button", name="Relier ProConnect").click()
    show_there(page, "marie")
    expect(page.locator(".flash")).to_contain_text("est relié à votre compte")
    other = visitors.arrive()

    enter(other, "marie")

    other.wait_for_url("**/account/")
    other.goto("/campaigns/")
    expect(other.get_by_role("link", name="Préparer une campagne")).to_be_visible()


def test_who_gives_up_there_is_led_back_in_words(visitors):
    visitors.expect("answer: 409 GET .*/account/provider/back", "status of 409")
    page = visitors.arrive()

    enter(page, "nobody")

    expect(page.get_by_role("heading", level=1)).to_have_text("La connexion n’a pas abouti")
    page.get_by_role("link", name="Continuer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")
