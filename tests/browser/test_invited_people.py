"""A list pasted, letters sent, a link that serves once, and a reminder to the others alone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from surveys.models import Invitee
from tests.browser.answering import choose, go_on, send
from tests.browser.facilitating import id_of, sign_in
from tests.browser.mailroom import Mailroom, open_mailroom
from tests.browser.serving import Site, serving
from tests.browser.visitors import DESK, visiting
from tests.correspondence import link_in
from webapp.clock import utc_now

ANNE, KARIM = "anne.invitee@example.org", "karim.invite@example.org"
LIST = f"{ANNE} ; Anne Martin ; association\nKarim <{KARIM}>; collectivité\n{ANNE}"


@pytest.fixture
def mailroom() -> Iterator[Mailroom]:
    with open_mailroom() as mailroom:
        yield mailroom


@pytest.fixture
def site(
    browser: Browser,  # noqa: ARG001 -- without one, no server starts
    mailroom: Mailroom,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """The demonstration, whose letters the mail room takes."""
    settings = {"REPERES_SMTP": f"smtp://127.0.0.1:{mailroom.port}"}
    with serving(tmp_path_factory.mktemp("site"), settings=settings) as site:
        yield site


def invite(desk: Page, campaign_id: int) -> None:
    desk.goto(f"/campaigns/{campaign_id}/invitees/new")
    desk.get_by_label("Personnes à inviter").fill(LIST)
    desk.get_by_role("button", name="Lire la liste").click()
    expect(desk.get_by_text("2 personnes seraient invitées.")).to_be_visible()
    expect(desk.get_by_text("est répétée")).to_be_visible()
    desk.get_by_role("button", name="Inviter ces personnes").click()
    expect(desk.get_by_text("2 invitations partent.")).to_be_visible()


def answer(phone: Page, link: str) -> None:
    phone.goto(link)
    expect(phone.get_by_text("rien ne relie votre invitation à vos réponses")).to_be_visible()
    phone.get_by_role("button", name="Ouvrir le questionnaire").click()
    phone.get_by_role("link", name="Commencer").click()
    choose(phone, {"profile": "P1"})
    go_on(phone)
    choose(phone, {"c0": 4, "i0": 4})
    go_on(phone)
    go_on(phone)
    send(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text(
        "Merci, vos réponses sont enregistrées."
    )


def test_from_a_pasted_list_to_a_reminder_for_the_others(
    browser: Browser, site: Site, mailroom: Mailroom
):
    campaign_id = id_of(site, "crest")
    with visiting(browser, site) as visitors:
        desk = visitors.arrive(size=DESK)
        sign_in(desk)
        invite(desk, campaign_id)
        letter = mailroom.wait_for(ANNE)
        assert letter.startswith("Bonjour Anne Martin,")
        answer(visitors.arrive(), link_in(letter))
        visitors.expect("409")  # a link that served
        late = visitors.arrive()
        late.goto(link_in(letter))
        expect(late.get_by_role("heading", name="Sur un autre appareil")).to_be_visible()

        with site.session(writing=True) as session:
            days_ago = utc_now().date() - timedelta(days=3)
            session.execute(update(Invitee).values(invited_on=days_ago))
            session.commit()
        desk.goto(f"/campaigns/{campaign_id}/invitees/")
        expect(desk.get_by_text("Un rappel partirait à 1 personne")).to_be_visible()
        desk.get_by_role("button", name="Envoyer le rappel").click()

        reminder = mailroom.wait_for(KARIM, number=2)
        assert link_in(reminder) == link_in(mailroom.wait_for(KARIM))
        assert len(mailroom.letters_to(ANNE)) == 1
