"""A page of the demonstration: where it is, how a reader comes to it, and what is done there."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

Act = Callable[[Page], None]


@dataclass(frozen=True)
class Place:
    """A page: where it is, with which ticket or as whom one comes, and what is done there."""

    path: str
    holding: str = ""
    signed_in: bool = False
    act: Act | None = None
    status: int = 200


def sending(form: str = "main form:last-of-type", **fields: str) -> Act:
    """Return the act of filling fields by their names, then sending the form."""

    def act(page: Page) -> None:
        for name, value in fields.items():
            page.locator(f"{form} [name={name}]").fill(value)
        with page.expect_navigation():
            page.locator(f"{form} [type=submit]").first.click()

    return act


def moving(part: str, other: str) -> Act:
    """Return the act of going on, as a page of ours does, to an address that differs in a part."""

    def act(page: Page) -> None:
        with page.expect_navigation():
            page.evaluate(
                "([a, b]) => { location.href = location.href.replace(a, b); }", [part, other]
            )

    return act
