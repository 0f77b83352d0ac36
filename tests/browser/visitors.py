"""People at their browsers: each has a context of its own, and all that goes wrong counts."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from tests.browser.serving import Site

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
PATIENCE = 15_000  # milliseconds


class Visitors:
    """Lets people in, and notes what their browsers complain of.

    A console error (a breach of the content policy is one), an exception in a page, a request that
    fails, an answer of 400 or more and a request to another host are complaints.
    """

    def __init__(self, browser: Browser, site: Site) -> None:
        self.site = site
        self.complaints: list[str] = []
        self._browser = browser
        self._expected: list[str] = []
        self._contexts: list[BrowserContext] = []

    def arrive(
        self,
        *,
        size: dict[str, int] = PHONE,
        script: bool = True,
        language: str = "fr-FR",
        kept: Any = None,
        **more: Any,
    ) -> Page:
        """Return an empty page of a new person; `kept` is what their browser held before."""
        context = self._browser.new_context(
            base_url=self.site.address,
            viewport=size,
            java_script_enabled=script,
            locale=language,
            storage_state=kept,
            accept_downloads=True,
            **more,
        )
        context.set_default_timeout(PATIENCE)
        context.on("console", self._read)
        context.on("weberror", lambda error: self._note(f"exception: {error.error}"))
        context.on("request", self._look)
        context.on("response", self._weigh)
        context.on("requestfailed", self._miss)
        self._contexts.append(context)
        return context.new_page()

    def expect(self, *patterns: str) -> None:
        """Let pass, in this test, the complaints that hold one of `patterns`."""
        self._expected += patterns

    def leave(self) -> None:
        """Close every browser window, then fail if anything was complained of before."""
        left = [c for c in self.complaints if not any(re.search(p, c) for p in self._expected)]
        for context in self._contexts:
            context.close()  # what was still loading fails now
        assert not left, "\n".join(["The browsers complain:", *left])

    def _note(self, complaint: str) -> None:
        self.complaints.append(complaint)

    def _read(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note(f"console: {message.text} ({message.location.get('url', '')})")

    def _look(self, request: Request) -> None:
        if not request.url.startswith((self.site.address, "data:", "blob:")):
            self._note(f"request to another host: {request.url}")

    def _weigh(self, response: Response) -> None:
        if response.status >= 400:
            self._note(f"answer: {response.status} {response.request.method} {response.url}")

    def _miss(self, request: Request) -> None:
        # A page left before it was whole cancels what it was loading: aborted, or failed where a
        # service worker stands between. The console of a page that stays tells of its own failures.
        if request.failure not in ("net::ERR_ABORTED", "net::ERR_FAILED"):
            self._note(f"request failed: {request.failure} {request.method} {request.url}")


@contextmanager
def visiting(browser: Browser, site: Site) -> Iterator[Visitors]:
    visitors = Visitors(browser, site)
    yield visitors
    visitors.leave()
