"""A campaign in the room: prepared, rehearsed, projected, answered, released, taken away."""

import codecs
import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.browser.answering import choose, press, send
from tests.browser.facilitating import (
    figures,
    in_progress,
    link_of,
    prepare,
    received,
    rows,
)
from tests.browser.visitors import DESK, Visitors

CODES = ("D4-01", "D4-02")  # profile P1 expects level 3 of both

# (importance, current) of each person for the two competences.
FIRST_FIVE = (
    ((4, 1), (4, 0)),
    ((3, 2), (4, 1)),
    ((4, 2), (3, 3)),
    ((2, 3), (3, 4)),
    ((2, 4), (1, 0)),
)
NEXT_FIVE = (
    ((4, 0), (2, 3)),
    ((4, 0), (3, 3)),
    ((3, 1), (2, 4)),
    ((4, 1), (4, 2)),
    ((3, 2), (1, 1)),
)

D4_01 = "D4-01 | Repères sur la coopération"
D4_02 = "D4-02 | Analyser une situation de coopération"

# Worked by hand. D4-01, first five: levels 1 2 2 3 4, importances 4 3 4 2 2 (mean 3), 3 of 5 below
# level 3 by 2, 1 and 1: 3/5 × 4/3 × 3 = 2.4; MWDS 3 × (3 − 2.4); RDS 40 − 60.
AFTER_FIVE = [
    f"{D4_02} | 1 | 4,80 | marquée | 3 sur 5 | 2,67 | 5 | 1 | 4,20 | 3,0 | 1,6 | −40 | 5",
    f"{D4_01} | 2 | 2,40 | légère | 3 sur 5 | 1,33 | 5 | 2 | 1,80 | 3,0 | 2,4 | −20 | 5",
]
EXACT_AFTER_FIVE = [
    [1, 24 / 5, 3 / 5, 8 / 3, 5, 1, 21 / 5, 3, 8 / 5, -40, 5],
    [2, 12 / 5, 3 / 5, 4 / 3, 5, 2, 9 / 5, 3, 12 / 5, -20, 5],
]
# D4-01, all ten: 8 below by 15 steps, importances 33, levels 16: 8/10 × 15/8 × 3.3 = 4.95;
# MWDS 3.3 × 1.7; RDS 20 − 80. D4-02: 5 below by 11 steps, importances 27, levels 21.
AFTER_TEN = [
    f"{D4_01} | 1 | 4,95 | marquée | 8 sur 10 | 1,88 | 10 | 1 | 5,61 | 3,3 | 1,6 | −60 | 10",
    f"{D4_02} | 2 | 2,97 | légère | 5 sur 10 | 2,20 | 10 | 2 | 1,62 | 2,7 | 2,1 | −10 | 10",
]


@pytest.fixture
def desk(visitors: Visitors, credentials: object) -> Page:
    return visitors.arrive(size=DESK, kept=credentials)


def answer(visitors: Visitors, link: str, first: tuple[int, int], second: tuple[int, int]) -> None:
    """Answer the one page as an agent de développement local, on a phone of one's own."""
    page = visitors.arrive()
    page.goto(link)
    choose(page, {"profile": "P1"})
    for place, (importance, current) in enumerate((first, second)):
        choose(page, {f"c{place}": current, f"i{place}": importance})
    send(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Merci")
    page.context.close()


def test_released_figures_are_those_computed_by_hand(visitors: Visitors, desk: Page):
    campaign_id = prepare(desk, title="Coopérer, en deux questions", codes=CODES)
    link = link_of(desk)
    screen = desk.context.new_page()
    check_projected(screen, campaign_id, link)
    desk.bring_to_front()
    press(desk, "Ouvrir la campagne")

    for sheet in FIRST_FIVE:
        answer(visitors, link, *sheet)

    screen.bring_to_front()
    expect(screen.locator("[data-count=received]")).to_have_text("5")
    desk.bring_to_front()
    desk.reload()
    press(desk, "Publier les résultats")
    assert rows(desk, "needs") == AFTER_FIVE
    check_files(desk)

    check_one_more_moves_nothing(visitors, desk, campaign_id, link)

    for sheet in NEXT_FIVE[1:]:
        answer(visitors, link, *sheet)
    desk.goto(f"/campaigns/{campaign_id}")
    press(desk, "Publier les résultats")
    assert rows(desk, "needs") == AFTER_TEN


def check_projected(screen: Page, campaign_id: int, link: str) -> None:
    screen.goto(f"/campaigns/{campaign_id}/projection")
    expect(screen.get_by_text("Pas encore ouverte")).to_be_visible()
    expect(screen.locator(".room-link")).to_have_text(link.removeprefix("http://"))
    drawing = screen.locator(".room-code")
    expect(drawing).to_be_in_viewport(ratio=1)
    assert drawing.evaluate("image => image.complete && image.naturalWidth > 0")


def check_files(desk: Page) -> None:
    """Check that the spreadsheet and the CSV say what the page says, in full precision."""
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Excel (XLSX)").click()
    book = CalamineWorkbook.from_path(str(download.value.path()))
    sheet = book.get_sheet_by_name("Les besoins, du premier au dern").to_python()
    numbers = [[value for value in row[2:] if isinstance(value, float)] for row in sheet[1:]]
    assert numbers == [pytest.approx(row) for row in EXACT_AFTER_FIVE]
    with desk.expect_download() as download:
        desk.get_by_role("link", name="CSV", exact=True).click()
    lines = list(csv.reader(read(download.value.path()), delimiter=";"))
    priorities = [line[1:] for line in lines if line[2] == "Priorité"]
    assert [(line[0].partition(" ")[0], line[3]) for line in priorities] == [
        ("D4-02", "5"),
        ("D4-01", "5"),
    ]
    assert [decimal(line[2]) for line in priorities] == pytest.approx([4.8, 2.4])


def read(path: Path) -> list[str]:
    data = path.read_bytes()
    assert data.startswith(codecs.BOM_UTF8)
    return data.decode("utf-8-sig").splitlines()


def decimal(text: str) -> float:
    assert "." not in text
    return float(text.replace(",", "."))


def check_one_more_moves_nothing(
    visitors: Visitors, desk: Page, campaign_id: int, link: str
) -> None:
    shown = figures(desk, campaign_id)

    answer(visitors, link, *NEXT_FIVE[0])

    assert received(desk, campaign_id) == 6
    expect(desk.get_by_text("1 réponse attend la prochaine publication.")).to_be_visible()
    expect(desk.get_by_role("button", name="Publier les résultats")).to_have_count(0)
    assert figures(desk, campaign_id) == shown


def test_a_rehearsal_never_counts(desk: Page):
    campaign_id = prepare(desk, title="Répétition générale", codes=CODES)

    for opened in (False, True):
        if opened:
            press(desk, "Ouvrir la campagne")
        press(desk, "Répéter")
        expect(desk.get_by_text("ces réponses ne compteront jamais")).to_be_visible()
        choose(desk, {"profile": "P1", "c0": 1, "i0": 4})
        send(desk)
        expect(desk.get_by_text("C’était une répétition : rien n’a été compté.")).to_be_visible()
        desk.get_by_role("link", name="Voir mon résultat").click()
        expect(desk.get_by_role("heading", level=1)).to_have_text("Mon résultat")
        assert received(desk, campaign_id) == 0
        assert in_progress(desk, campaign_id) == 0


def test_a_campaign_takes_only_what_is_begun_between_its_opening_and_its_closing(
    visitors: Visitors, desk: Page
):
    visitors.expect("403")
    campaign_id = prepare(desk, title="Close à l’heure", codes=CODES)
    link = link_of(desk)
    page = visitors.arrive()
    page.goto(link)
    expect(page.get_by_text("Cette auto-évaluation n’est pas encore ouverte.")).to_be_visible()
    press(desk, "Ouvrir la campagne")
    page.goto(link)
    choose(page, {"c0": 2, "i0": 3})
    expect(page.get_by_text("Réponses enregistrées.")).to_be_visible()
    press(desk, "Clore la campagne")

    newcomer = visitors.arrive()
    newcomer.goto(link)

    expect(newcomer.get_by_text("Cette auto-évaluation est close")).to_be_visible()
    expect(newcomer.get_by_text("contact@reperes.example")).to_be_visible()
    send(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Merci")
    assert received(desk, campaign_id) == 1
