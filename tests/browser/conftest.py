"""One server and one browser for all; people come and go in contexts of their own."""

import os
import shutil
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.facilitating import sign_in
from tests.browser.pages import Place, values_in
from tests.browser.serving import Site, serving
from tests.browser.visitors import DESK, PATIENCE, Visitors, visiting

NAMES = ("chromium", "chromium-browser", "google-chrome")
NONE_HERE = "No browser here: type « sudo apt-get install chromium » to run the browser tests."
FRESH_FOR = 600  # seconds
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None and os.environ.get("CI") == "true":
        pytest.fail(NONE_HERE)
    if path is None:
        pytest.skip(NONE_HERE)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration, served. Fixtures ask for the browser first: without it, none starts."""
    with serving(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def visitors(browser: Browser, site: Site) -> Iterator[Visitors]:
    with visiting(browser, site) as visitors:
        yield visitors


@pytest.fixture(scope="session")
def signed_in(browser: Browser, site: Site) -> Callable[[], object]:
    """What tells what a browser holds of the facilitator, who signs in anew after a while.

    Pages that touch an account or a secret ask for a sign-in of less than a quarter of an hour.
    """
    kept: tuple[float, object] | None = None

    def hold() -> object:
        nonlocal kept
        if kept is None or time.monotonic() - kept[0] > FRESH_FOR:
            with visiting(browser, site) as visitors:
                page = visitors.arrive(size=DESK)
                sign_in(page)
                kept = (time.monotonic(), page.context.storage_state())
        return kept[1]

    return hold


@pytest.fixture
def credentials(signed_in: Callable[[], object]) -> object:
    """What a browser holds once the demonstration's facilitator has signed in on screen."""
    return signed_in()


@pytest.fixture(scope="session")
def values(browser: Browser, site: Site) -> dict[str, str]:  # noqa: ARG001 -- a browser first
    return values_in(site)


@pytest.fixture
def come(
    visitors: Visitors, values: dict[str, str], credentials: object, site: Site
) -> Callable[[Place, str], Page]:
    """What brings a reader of a language to a page."""

    def come(place: Place, language: str) -> Page:
        if place.status >= 400:
            visitors.expect(str(place.status))
        kept = credentials if place.signed_in else None
        page = visitors.arrive(size=DESK, language=language, kept=kept, reduced_motion="reduce")
        if place.holding:
            address = f"{site.address}/c/crest"
            cookie = {"name": "ticket-crest", "value": values[place.holding], "url": address}
            page.context.add_cookies([cookie])
        page.goto(place.path.format(**values, leaving=values[f"leaving {language}"]))
        if place.act:
            place.act(page)
        return page

    return come
