"""Two people write the same draft in two browsers: nothing that either typed is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from referentiel.models import Item
from referentiel.people import Organisation
from surveys.accounts import add_person, add_role
from surveys.roles import Role
from tests.browser.drafting import items_of, make_written_draft
from tests.browser.serving import SECRET, Site
from tests.browser.visitors import DESK, PHONE, Visitors
from webapp.clock import utc_now
from webapp.demonstration import ACCOUNT

SECOND = "denise@example.org"
ACCOUNTS = (ACCOUNT, (SECOND, SECRET))
SAVED = "Enregistré à"


class Desk:
    """A draft of the demonstration, and who comes to write it."""

    def __init__(self, site: Site, visitors: Visitors, draft_id: int, item_id: int) -> None:
        self.site, self.visitors, self.draft_id, self.item_id = site, visitors, draft_id, item_id

    @property
    def entry(self) -> str:
        return f"/drafts/{self.draft_id}/items/{self.item_id}"

    def arrive(self, number: int = 0, *, script: bool = True, phone: bool = False) -> Page:
        """Return a browser in which one of both authors is signed in."""
        page = self.visitors.arrive(size=PHONE if phone else DESK, script=script)
        page.goto("/account/sign-in")
        name, password = ACCOUNTS[number]
        page.get_by_label("Adresse électronique").fill(name)
        page.get_by_label("Mot de passe").fill(password)
        with page.expect_navigation():
            page.get_by_role("button", name="Se connecter").click()
        return page

    def said(self) -> dict[str, str]:
        """Return what the base holds of the entry."""
        with self.site.session() as session:
            item = session.get_one(Item, self.item_id)
            return item.texts["fr"]

    def order(self) -> list[str]:
        with self.site.session() as session:
            found = select(Item.code).where(Item.version_id == self.draft_id)
            return list(session.scalars(found.order_by(Item.position)))


@pytest.fixture(scope="module")
def made(site: Site) -> Callable[[], tuple[int, int]]:
    """Return what makes a draft of its own, and the number of its first competence."""
    with site.session(writing=True) as session:
        denise = add_person(session, name="Denise", email=SECOND, password=SECRET)
        own = session.get_one(Organisation, 1)
        add_role(session, own, denise, Role.FACILITATOR, today=utc_now().date())
        session.commit()
    count = iter(range(100))

    def make() -> tuple[int, int]:
        with site.session(writing=True) as session:
            draft = make_written_draft(session, slug=f"a-deux-{next(count)}")
            item = session.scalars(items_of(draft)).all()[1]
            session.commit()
            return draft.id, item.id

    return make


@pytest.fixture
def desk(site: Site, visitors: Visitors, made: Callable[[], tuple[int, int]]) -> Desk:
    return Desk(site, visitors, *made())


def field(page: Page, name: str) -> Locator:
    return page.locator(f"[name='{name}']").last


def write(page: Page, name: str, text: str) -> None:
    page.locator(f"[name='{name}']").last.fill(text)


def test_two_browsers_on_one_competence_lose_nothing(desk: Desk):
    desk.visitors.expect("409")
    first, second = desk.arrive(0), desk.arrive(1)
    for page in (first, second):
        page.goto(desk.entry)

    write(first, "fr.label", "Animer un réseau de pairs")
    expect(first.get_by_text(SAVED)).to_be_visible()
    write(second, "fr.label", "Animer un collectif de pairs")
    write(second, "fr.description", "Tenir la durée.")
    expect(second.get_by_text("Démonstration a changé le même texte.")).to_be_visible()
    expect(second.locator(".other-text")).to_contain_text("Animer un réseau de pairs")
    assert desk.said()["label"] == "Animer un réseau de pairs"

    with second.expect_navigation():
        second.get_by_role("button", name="Comparer les deux textes").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Deux textes pour la même entrée")
    assert second.locator(".clash-text").all_inner_texts() == [
        "Animer un réseau de pairs",
        "Animer un collectif de pairs",
    ]
    second.get_by_label("mon texte, tel que je l’écris ci-dessous").check()
    write(second, "fr.label", "Animer un réseau, un collectif de pairs")
    with second.expect_navigation():
        second.get_by_role("button", name="Enregistrer ces choix").click()

    expect(field(second, "fr.label")).to_have_value("Animer un réseau, un collectif de pairs")
    assert desk.said() == {
        "label": "Animer un réseau, un collectif de pairs",
        "description": "Tenir la durée.",
    }


def test_two_people_in_different_fields_are_both_saved_and_told(desk: Desk):
    first, second = desk.arrive(0), desk.arrive(1)
    for page in (first, second):
        page.goto(desk.entry)
    write(first, "fr.description", "De la première.")
    expect(first.get_by_text(SAVED)).to_be_visible()

    write(second, "fr.label", "Du second")

    expect(second.get_by_text("son texte est gardé")).to_contain_text("Description (français)")
    expect(field(second, "fr.description")).to_have_value("De la première.")
    assert desk.said() == {"label": "Du second", "description": "De la première."}


def test_what_is_typed_without_network_is_kept_and_saved_later(desk: Desk):
    desk.visitors.expect("ERR_INTERNET_DISCONNECTED")
    page = desk.arrive()
    page.goto(desk.entry)

    page.context.set_offline(True)
    write(page, "fr.label", "Écrit dans le train")
    expect(page.get_by_text("Le réseau ne répond pas")).to_be_visible()
    page.get_by_role("button", name="Enregistrer").click()
    expect(field(page, "fr.label")).to_have_value("Écrit dans le train")
    assert desk.said()["label"] == "Compétence D1-01"
    page.context.set_offline(False)

    expect(page.get_by_text(SAVED)).to_be_visible()
    assert desk.said()["label"] == "Écrit dans le train"


def test_what_was_kept_without_network_comes_back_with_the_page(desk: Desk):
    desk.visitors.expect("ERR_FAILED", "ERR_INTERNET_DISCONNECTED")
    page = desk.arrive()
    page.goto(desk.entry)
    page.route("**/items/**", lambda route: route.abort(), times=1)
    write(page, "fr.label", "Gardé dans le navigateur")
    expect(page.get_by_text("Le réseau ne répond pas")).to_be_visible()

    page.reload()

    expect(field(page, "fr.label")).to_have_value("Gardé dans le navigateur")
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert desk.said()["label"] == "Gardé dans le navigateur"


def test_a_form_is_saved_and_two_texts_are_shown_without_script(desk: Desk):
    desk.visitors.expect("409")
    first, second = desk.arrive(0, script=False), desk.arrive(1, script=False)
    for page in (first, second):
        page.goto(desk.entry)

    for page, words in ((first, "De la première"), (second, "Du second")):
        write(page, "fr.label", words)
        with page.expect_navigation():
            page.get_by_role("button", name="Enregistrer").click()

    expect(first.get_by_text(SAVED)).to_be_visible()
    second.get_by_label("l’autre texte").check()
    with second.expect_navigation():
        second.get_by_role("button", name="Enregistrer ces choix").click()
    expect(field(second, "fr.label")).to_have_value("De la première")
    assert desk.said()["label"] == "De la première"


def test_an_entry_moves_with_the_keyboard_and_keeps_the_focus(desk: Desk):
    page = desk.arrive()
    page.goto(f"/drafts/{desk.draft_id}")
    entry = page.locator(f"#entry-{desk.item_id} > .entry-line")
    down = entry.locator("[data-act=down]")
    down.focus()

    page.keyboard.press("Enter")
    expect(page.locator("#outline-said")).to_contain_text("en place 2 sur 3")
    expect(down).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#outline-said")).to_contain_text("en place 3 sur 3")
    expect(entry.locator("a").first).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#outline-said")).to_contain_text("en place 2 sur 3")

    assert desk.order()[:4] == ["D1", "D1-02", "D1-01", "D1-03"]


def test_an_entry_moves_without_script(desk: Desk):
    page = desk.arrive(script=False)
    page.goto(f"/drafts/{desk.draft_id}")
    with page.expect_navigation():
        page.locator(f"#entry-{desk.item_id} > .entry-line [data-act=down]").click()

    expect(page.get_by_text("en place 2 sur 3")).to_be_visible()
    page.locator(f"#entry-{desk.item_id} > .entry-line a", has_text="Déplacer").click()
    page.get_by_label("Ranger dans").select_option(label="D2 Domaine D2")
    with page.expect_navigation():
        page.locator("form:has(select) [type=submit]").click()
    assert desk.order() == ["D1", "D1-02", "D1-03", "D2", "D2-01", "D2-02", "D1-01"]


def test_an_entry_is_dropped_in_another_area(desk: Desk):
    page = desk.arrive()
    page.goto(f"/drafts/{desk.draft_id}")
    page.set_viewport_size({"width": 1280, "height": 1500})
    target = page.locator(".entry-line", has_text="D2-02")

    page.locator(f"#entry-{desk.item_id} > .entry-line").drag_to(
        target, source_position={"x": 400, "y": 8}, target_position={"x": 400, "y": 4}
    )

    expect(page.locator("#outline-said")).to_contain_text("en place 2 sur 3")
    assert desk.order() == ["D1", "D1-02", "D1-03", "D2", "D2-01", "D1-01", "D2-02"]


def test_a_double_click_and_the_way_back_lose_nothing(desk: Desk):
    page = desk.arrive(phone=True)
    page.goto(desk.entry)
    write(page, "fr.label", "Une fois")
    page.get_by_role("button", name="Enregistrer").dblclick()
    expect(page.get_by_text(SAVED).first).to_be_visible()
    page.goto(f"/drafts/{desk.draft_id}")

    page.go_back()

    expect(field(page, "fr.label")).to_have_value("Une fois")
    write(page, "fr.description", "Puis encore")
    expect(page.locator("[data-saved]")).to_contain_text(SAVED)
    assert desk.said() == {"label": "Une fois", "description": "Puis encore"}
