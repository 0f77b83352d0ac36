"""A whole questionnaire, with a question of every type, by whichever way one reads and answers."""

from collections.abc import Callable, Mapping
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from surveys.levels import LevelAnswer
from surveys.models import Submission
from surveys.queries.campaigns import campaign_by_code
from tests.browser.every_reader import violations
from tests.browser.every_type import CODE, give_every_type
from tests.browser.reading import FURTHEST, cut, heard, lost, offered, stop, stops, unread
from tests.browser.serving import Site
from tests.browser.test_offline import get_ready
from tests.browser.visitors import DESK, PHONE, Visitors
from webapp.answering import contents_for

GO_ON = "Continuer"
ZOOMED = {"width": 320, "height": 256}  # 1280 × 1024 at 400 %
WAYS = [
    pytest.param(DESK, True, id="scripts"),
    pytest.param(PHONE, False, id="360 px, no scripts"),
    pytest.param(ZOOMED, True, id="400 %"),
]
Keys = Callable[[Page], None]


def rung(number: int) -> Keys:
    """Choose a radio of a group, counted from 0."""
    return lambda page: press(page, "Space", *["ArrowDown"] * number)


def down(number: int) -> Keys:
    """Go down in a list."""
    return lambda page: press(page, *["ArrowDown"] * number)


def words(typed: str) -> Keys:
    """Type in a field, all of which is selected when one comes to it."""
    return lambda page: page.keyboard.insert_text(typed)


PAGES: list[dict[str, Keys]] = [
    {"profile": rung(1)},
    {name: rung(n) for name, n in (("c0", 2), ("t0", 3), ("i0", 4), ("c1", 0), ("t1", 1))},
    {
        "q-mots": rung(1),
        "q-apports-m1": rung(0),
        "q-apports-m3": rung(0),
        "q-ville": rung(0),
        "q-echelle": rung(2),
        "q-poles": rung(4),
    },
    {
        "q-rangs-m1": down(1),
        "q-rangs-m2": down(1),
        "q-cooperer-know": rung(4),
        "q-cooperer-want": rung(3),
        "q-annees": words("douze"),
        "q-constats": words("Du temps."),
    },
]
CORRECTIONS = {"q-rangs-m2": down(1), "q-annees": words("12")}
SENT = {
    "mots": "m2",
    "apports": ["m1", "m3"],
    "ville": "yes",
    "echelle": "m3",
    "poles": 1,
    "rangs": ["m1", "m2"],
    "cooperer": {"know": 4, "want": 3},
    "annees": 12,
    "constats": "Du temps.",
}
LEVELS = [LevelAnswer(importance=4, current=2, target=3), LevelAnswer(current=0, target=1)]


@pytest.fixture(scope="module", autouse=True)
def _asked(browser: Browser, site: Site) -> None:  # noqa: ARG001 -- a browser first
    with site.session(writing=True) as session:
        give_every_type(session)
        session.commit()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def answer(page: Page, wanted: Mapping[str, Keys], onward: str) -> None:
    """Go through the stops of a page, answer those wanted, and press what leads on."""
    left = dict(wanted)
    for _ in range(FURTHEST):
        press(page, "Tab")
        here = stop(page)
        if here and here.key in left:
            left.pop(here.key)(page)
        if here and here.key == onward and not left:
            break
    else:
        raise AssertionError(f"not reached: {[*left] or onward}")
    with page.expect_navigation():
        press(page, "Enter")


def check(page: Page, *, script: bool) -> None:
    """Fail unless a page serves who reads it with a keyboard, on any screen.

    axe-core needs the scripts of a page.
    """
    forth = stops(page)
    assert [here.key for here in forth] == offered(page)
    assert [here.key for here in stops(page, key="Shift+Tab")] == offered(page)
    assert (lost(forth), unread(forth), cut(page)) == ([], [], [])
    assert not script or violations(page) == []


@pytest.mark.parametrize(("size", "script"), WAYS)
def test_a_questionnaire_is_answered_with_the_keyboard_alone(
    visitors: Visitors, site: Site, size: dict[str, int], script: bool
):
    visitors.expect("422")
    page = visitors.arrive(size=size, script=script, reduced_motion="reduce")
    page.goto(f"/c/{CODE}")
    check(page, script=script)
    answer(page, {}, "Commencer")
    for wanted in PAGES:
        check(page, script=script)
        answer(page, wanted, GO_ON)

    title = page.get_by_role("group", name="À corriger sur cette page")
    expect(title).to_be_focused()
    press(page, "Tab", "Enter")
    assert stop(page).key == "q-rangs-m1"
    check(page, script=script)
    answer(page, CORRECTIONS, GO_ON)
    check(page, script=script)
    answer(page, {}, "Envoyer mes réponses")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Merci")
    check(page, script=script)
    answer(page, {}, "Voir mon résultat")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon résultat")
    check(page, script=script)
    assert sent(site) == (LEVELS, SENT)


def sent(site: Site) -> tuple[list[LevelAnswer], dict[str, object]]:
    """Return what the people of the campaign sent, which must all be the same."""
    with site.session() as session:
        campaign = campaign_by_code(session, CODE)
        assert campaign is not None
        own = select(Submission).where(Submission.campaign_id == campaign.id)
        found = [([*it.levels], it.answers) for it in session.scalars(own)]
    assert all(it == found[0] for it in found)
    return found[0]


BLANKS = ["Non concerné·e", "Je ne souhaite pas répondre"]
THREE = ["Le temps", "Le mandat", "Les méthodes"]
STEPS = ["0 Pas du tout", "1 Un peu", "2 À moitié", "3 Assez bien", "4 Tout à fait"]
NEARER = ("Nettement plus près de\u00a0: {}", "Un peu plus près de\u00a0: {}")
POLES = [
    "Agir ensemble",
    *(words.format("Agir ensemble") for words in NEARER),
    "Autant l’un que l’autre",
    *(words.format("Penser ensemble") for words in NEARER[::-1]),
    "Penser ensemble",
]
CHOOSING = {
    "Qu’est-ce qui compte\u00a0?": [*THREE, *BLANKS],
    "Qu’apportez-vous\u00a0?": [*THREE, *BLANKS],
    "Travaillez-vous en ville\u00a0?": ["Oui", "Non", *BLANKS],
    "Où en est la participation\u00a0?": [*THREE, *BLANKS],
    "Entre agir et penser": [*POLES, *BLANKS],
}
FURTHER = {
    "Que faut-il d’abord\u00a0?": THREE,
    "Je sais comment faire": STEPS,
    "J’en ai envie": STEPS,
    "J’en ai les moyens\u00a0: temps, mandat, appuis": STEPS,
}


def grouped(page: Page) -> dict[str, list[str]]:
    """Return what is chosen among, by the name of the group that is heard before."""
    found: dict[str, list[str]] = {}
    for node in heard(page):
        if node.role in ("radio", "checkbox", "combobox"):
            found.setdefault(node.within[-1], []).append(node.name)
    return found


def spaced(groups: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return groups as they are heard: no space is different from another."""
    return {" ".join(key.split()): [" ".join(it.split()) for it in groups[key]] for key in groups}


def competences(site: Site) -> dict[str, list[str]]:
    """Return the groups of the page of competences, from what the référentiel says."""
    with site.session() as session:
        campaign = campaign_by_code(session, CODE)
        assert campaign is not None
        contents = contents_for(session, campaign.questionnaire)
        mastery = [f"{level.level} {level.label()}" for level in contents.mastery]
        importance = [f"{level.level} {level.label()}" for level in contents.importance]
        found = {}
        for item in contents.items:
            pairs = zip(mastery, contents.described(item, "fr"), strict=True)
            levels = [f"{level} {anchor}" for level, anchor in pairs]
            blanks = ["Non concerné·e par mon poste", BLANKS[1]]
            title = item.label()
            found[f"{item.code} {title}"] = [*levels, *blanks]
            found[f"{item.code} Le niveau que je vise : {title}"] = mastery
            found[f"{item.code} Son importance dans mon poste : {title}"] = importance
    return found


def test_each_choice_is_heard_with_what_is_asked(visitors: Visitors, site: Site):
    page = visitors.arrive()
    for step, wanted in ((2, competences(site)), (3, CHOOSING), (4, FURTHER)):
        page.goto(f"/c/{CODE}/{step}")
        assert grouped(page) == spaced(wanted)
        headings = [node.states["level"] for node in heard(page) if node.role == "heading"]
        assert headings[0] == 1 not in headings[1:]
        assert all(after <= before + 1 for before, after in pairwise(headings))

    described = descriptions(page)
    assert described["Depuis combien d’années ?"] == "De 0 à 50."
    assert described["Vos constats ?"].endswith("Quelques mots.")
    assert described["Coopérer"] == "Trois réponses."
    page.goto(f"/c/{CODE}/3")
    assert descriptions(page)["Où en est la participation ?"] == "Du moins au plus."


def descriptions(page: Page) -> dict[str, str]:
    """Return what is heard after the name of each group and field."""
    asked = [node for node in heard(page) if node.role in ("group", "textbox")]
    return {node.name: node.description for node in asked}


def test_what_is_wrong_is_heard_first_then_with_its_field(visitors: Visitors):
    visitors.expect("422", "404")
    page = visitors.arrive(reduced_motion="reduce")
    page.goto(f"/c/{CODE}/4")
    answer(page, {"q-rangs-m1": down(1), "q-rangs-m2": down(1), "q-annees": words("60")}, GO_ON)

    assert page.title().startswith("Erreur\u00a0: Étape")
    nodes = heard(page)
    [focused] = [it.name for it in nodes if it.states.get("focused") and it.role == "group"]
    assert focused == "À corriger sur cette page :"
    wrong = {it.name: it.description for it in nodes if it.states.get("invalid") == "true"}
    assert [*wrong] == [*THREE, "Depuis combien d’années ?"]
    assert wrong["Depuis combien d’années ?"].startswith("Écrivez un nombre de 0 à 50.")

    page.goto(f"/c/{CODE}")
    answer(page, {"resume": words("abc")}, "Reprendre")

    [field] = [it for it in heard(page) if it.states.get("invalid") == "true"]
    assert (field.name, field.states["focused"]) == ("Votre code de reprise", True)
    assert "Ce code ne correspond à aucune réponse en cours" in field.description
    check(page, script=True)


# What is written in French, on a page in English, in an element that says so or not.
FOREIGN = """() => [...document.querySelectorAll("main *")]
  .filter((it) => it.childElementCount === 0 && !it.closest(".promise"))
  .filter((it) => /[éèêàùç]|\\b(le|la|les|des)\\b/i.test(it.textContent))
  .filter((it) => it.closest("[lang]").lang !== "fr" && !it.closest("script, [hidden]"))
  .map((it) => it.textContent.trim())"""


def test_what_is_in_another_language_says_so(visitors: Visitors):
    page = visitors.arrive(language="en")
    for step in range(1, 6):
        page.goto(f"/c/{CODE}/{step}")
        assert page.evaluate(FOREIGN) == []


def test_the_sheet_without_network_and_its_notices_serve_every_reader(visitors: Visitors):
    visitors.expect("ERR_INTERNET_DISCONNECTED", "422")
    page = visitors.arrive(size=ZOOMED, reduced_motion="reduce")
    page.goto(f"/c/{CODE}")
    get_ready(page)
    page.context.set_offline(True)
    page.goto(f"/c/{CODE}/2")
    expect(page.get_by_text("Étape 2 sur 5")).to_be_visible()
    check(page, script=True)
    reach(page, "c0")
    press(page, "Space")
    expect(page.get_by_text("vos réponses sont gardées sur cet appareil").first).to_be_visible()
    for step in (3, 4):
        reach(page, GO_ON)
        press(page, "Enter")
        expect(page.locator(f"#sheet [data-step='{step}'] h2")).to_be_focused()
        check(page, script=True)
    reach(page, "q-annees")
    page.keyboard.insert_text("douze")
    for button in (GO_ON, "Envoyer mes réponses"):
        reach(page, button)
        press(page, "Enter")
    expect(page.get_by_text("Une feuille attend d’être envoyée")).to_be_visible()
    check(page, script=True)

    page.context.set_offline(False)
    page.goto(f"/c/{CODE}/offline")
    expect(page.locator("[data-device=refused]")).to_be_visible()
    check(page, script=True)
    reach(page, "C’est ma feuille : la reprendre")
    press(page, "Enter")

    expect(page.locator("#q-annees")).to_be_focused()
    [field] = [it for it in heard(page) if it.states.get("invalid") == "true"]
    assert "n’est pas un nombre" in field.description
    check(page, script=True)


def reach(page: Page, key: str) -> None:
    """Press Tab until the focus is on a stop."""
    for _ in range(FURTHEST):
        press(page, "Tab")
        here = stop(page)
        if here and here.key == key:
            return
    raise AssertionError(f"not reached: {key}")
