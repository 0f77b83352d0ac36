"""Acceptance 7: thirty sheets, printed, keyed by keyboard, keyed again, compared, counted."""

import random
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from referentiel.queries import get_published_version
from reports.recount import differences
from surveys.models import Campaign
from surveys.queries.campaigns import get_submission, received
from surveys.tickets import ticket_of_code
from tests.browser.every_reader import OPTIONS
from tests.browser.serving import SECRET, Site
from tests.browser.visitors import DESK, PHONE, Visitors
from tests.factories import items_in, make_campaign
from tests.pdf import faults, words
from webapp.clock import utc_now

SHEETS, COMPETENCES = 30, 6
PLANTED = {2: 1, 11: 8, 19: 15, 28: 3}  # sheet → which of its keys is wrong the second time
CODE = re.compile(r"\b[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{3}\b")


@pytest.fixture
def campaign_id(site: Site) -> int:
    with site.session(writing=True) as session:
        version = get_published_version(session)
        assert version is not None
        codes = [item.code for item in items_in(session, version) if item.kind == "competence"]
        campaign = make_campaign(
            session,
            codes[:COMPETENCES],
            version=version,
            attributes=(),
            ratings=("importance", "before"),
            title="Atelier sans réseau",
        )
        campaign.organisation_id = 1
        campaign.opens_at = utc_now()
        session.commit()
        return campaign.id


def sheet_keys(dice: random.Random) -> list[str]:
    """Return what one sheet says, a keystroke an entry, in the order of its boxes."""
    first, before = [], []
    for _ in range(COMPETENCES):
        level = dice.choice("0123444n")
        first += [level] if level == "n" else [level, dice.choice("01234r ")]
        before += [dice.choice("01234r ")]
    return first + before


def printed(page: Page, campaign_id: int, folder: Path) -> list[str]:
    """Print the sheets as a facilitator does, and return the codes on them."""
    page.goto(f"/campaigns/{campaign_id}")
    page.get_by_role("link", name="Saisie papier").click()
    page.get_by_label("Nombre de feuilles").fill(str(SHEETS))
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name="Télécharger les feuilles").click()
    path = folder / "sheets.pdf"
    download.value.save_as(path)
    assert not faults(path)
    return list(dict.fromkeys(CODE.findall(words(path.read_bytes()))))


def key(page: Page, code: str, keys: list[str]) -> None:
    """Key a sheet without ever touching a mouse, from its code to the next sheet."""
    page.keyboard.type(code.replace("-", "").lower())
    page.keyboard.type("".join(keys))
    expect(page.get_by_role("button", name="Enregistrer, feuille suivante")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def wrong(keys: list[str], place: int) -> list[str]:
    """Return the keys of a sheet, one of them mistaken for another digit."""
    other = "1" if keys[place] in "0n r" else "0"
    return [*keys[:place], other, *keys[place + 1 :]]


def test_thirty_sheets_are_keyed_twice_and_every_planted_difference_is_flagged(
    visitors: Visitors, site: Site, credentials: object, campaign_id: int, tmp_path: Path
):
    dice = random.Random(7)
    visitors.expect("422")
    page = visitors.arrive(size=DESK, kept=credentials)
    codes = printed(page, campaign_id, tmp_path)
    assert len(codes) == SHEETS
    said = {code: sheet_keys(dice) for code in codes}
    strokes = sum(map(len, said.values()))

    page.goto(f"/campaigns/{campaign_id}/paper/key")
    for code in codes:
        key(page, code, said[code])
    expect(page.get_by_text("30 attendent leur seconde saisie.")).to_be_visible()

    flagged = {}
    for place, code in enumerate(codes):
        keys = said[code]
        if place in PLANTED:
            at = next(i for i in range(PLANTED[place], len(keys)) if keys[i] in "1234r")
            keys = wrong(keys, at)
        key(page, code, keys)
        if page.locator("[data-difference]").count():
            flagged[place] = page.locator("[data-difference]").count()
            if len(flagged) == 1:
                decided_on_a_page_for_everybody(page)
            settle(page)

    assert flagged == dict.fromkeys(PLANTED, 1)
    assert strokes / SHEETS / COMPETENCES <= 3  # of three ratings each
    with site.session() as session:
        campaign = session.get_one(Campaign, campaign_id)
        assert received(session, [campaign_id])[campaign_id] == SHEETS
        assert not differences(session, campaign)
        for code in codes:
            assert told(session, campaign_id, code) == meant(said[code])


def decided_on_a_page_for_everybody(page: Page) -> None:
    found = Axe().run(page, options=OPTIONS)
    assert not found.response["violations"], found.generate_report()
    page.get_by_role("button", name="Compter la feuille").click()
    expect(page.get_by_text("Choisissez une valeur pour chaque différence")).to_be_visible()


def settle(page: Page) -> None:
    """Decide for what was keyed first, which is what the sheet says here."""
    page.get_by_label("Première saisie").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Compter la feuille").click()


def meant(keys: list[str]) -> list[tuple[int, int, int]]:
    """Return (level, importance, before) of each competence, worked out by hand."""
    numbers = {"n": 5, "r": 6, " ": 7} | {str(step): step for step in range(5)}
    stream = iter(keys)
    pairs = []
    for _ in range(COMPETENCES):
        level = next(stream)
        pairs.append((5, 5) if level == "n" else (numbers[level], numbers[next(stream)]))
    befores = [numbers[held] for held in stream]
    return [
        (level, importance, 5 if level == 5 else before)
        for (level, importance), before in zip(pairs, befores, strict=True)
    ]


def told(session: Session, campaign_id: int, code: str) -> list[tuple[int, int, int]]:
    """Return (level, importance, before) of each competence, as it was counted."""
    sent = get_submission(session, ticket_of_code(SECRET, campaign_id, code).hash)
    assert sent is not None
    return [(level.current, level.importance, level.before) for level in sent.levels]


def test_keys_that_are_no_box_are_refused_and_arrows_go_back(
    visitors: Visitors, credentials: object, campaign_id: int
):
    page = visitors.arrive(size=PHONE, kept=credentials)
    page.goto(f"/campaigns/{campaign_id}/paper/key")
    page.locator("[name=c0]").focus()

    page.keyboard.type("7")
    expect(page.locator("[data-alert]")).to_contain_text("0, 1, 2, 3, 4, N, R")
    expect(page.locator("[name=c0]")).to_be_focused()
    page.keyboard.type("3")
    page.keyboard.type("2")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("n")

    expect(page.locator("[name=c0]")).to_have_value("n")
    expect(page.locator("[name=i0]")).to_have_value("")
    expect(page.locator("[name=c1]")).to_be_focused()
