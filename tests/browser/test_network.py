"""Answering where the network comes and goes: it is said, and nothing chosen is lost.

Where the browser keeps nothing (private windows), the page does; see test_offline for the others.
"""

from playwright.sync_api import Page, Request, Route, expect

from tests.browser.answering import choose, chosen, go_on, send
from tests.browser.facilitating import id_of, in_progress
from tests.browser.serving import Site
from tests.browser.visitors import DESK, Visitors

KEPT = "Réponses enregistrées."
NOT_KEPT = "Enregistrement impossible pour le moment"


def test_a_lost_network_is_said_and_nothing_is_lost(visitors: Visitors):
    visitors.expect("ERR_INTERNET_DISCONNECTED")
    page = visitors.arrive(service_workers="block")
    page.goto("/c/crest/2")
    choose(page, {"c0": 1})
    expect(page.get_by_text(KEPT)).to_be_visible()

    page.context.set_offline(True)
    choose(page, {"c0": 3, "c1": "na"})
    expect(page.get_by_text(NOT_KEPT)).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_text(NOT_KEPT)).to_be_in_viewport(ratio=1)
    assert chosen(page) == {"c0": "3", "c1": "na"}
    page.context.set_offline(False)
    expect(page.get_by_text(KEPT)).to_be_visible()
    go_on(page)

    expect(page.get_by_text("Étape 3 sur 4")).to_be_visible()
    page.go_back()
    assert chosen(page) == {"c0": "3", "c1": "na"}


def test_a_button_pressed_without_network_works_once_it_is_back(visitors: Visitors):
    visitors.expect("ERR_INTERNET_DISCONNECTED")
    page = visitors.arrive(service_workers="block")
    page.goto("/c/crest1")
    page.context.set_offline(True)
    choose(page, {"c0": 3})

    page.get_by_role("button", name="Envoyer mes réponses").click()
    expect(page.get_by_text(NOT_KEPT)).to_be_in_viewport()
    page.context.set_offline(False)
    send(page)

    expect(page.get_by_role("heading", level=1)).to_contain_text("Merci")


def test_answers_kept_late_do_not_come_after_those_sent(
    visitors: Visitors, site: Site, credentials: object
):
    desk = visitors.arrive(size=DESK, kept=credentials)
    campaign_id = id_of(site, "crest1")
    begun = in_progress(desk, campaign_id)
    page = visitors.arrive()
    page.goto("/c/crest1")
    posts = written(page)
    held: list[Route] = []
    page.route("**/keep", lambda route: held.append(route), times=1)
    with page.expect_request("**/keep"):
        choose(page, {"c0": 1})

    choose(page, {"c0": 4})
    page.get_by_role("button", name="Envoyer mes réponses").click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert posts == ["keep"]
    held[0].continue_()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Merci")
    assert posts == ["keep", "keep", "send"]
    assert in_progress(desk, campaign_id) == begun


def written(page: Page) -> list[str]:
    """Return a list that follows what the page sends: keep, send."""
    posts: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            posts.append(request.url.rpartition("/")[2])

    page.on("request", note)
    return posts


def test_a_refusal_met_on_the_way_has_its_page(visitors: Visitors):
    visitors.expect("400")
    page = visitors.arrive(service_workers="block")
    page.goto("/c/crest/2")
    page.context.clear_cookies()
    page.locator("input[name=ticket]").evaluate("field => { field.value = 'forged'; }")

    choose(page, {"c0": 1})
    expect(page.get_by_text(NOT_KEPT)).to_be_visible()
    go_on(page)

    expect(page.get_by_text("Ce lien personnel n’est pas valable")).to_be_visible()
