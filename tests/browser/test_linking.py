"""The same people before and after: a code written twice, once with a slip, and the progress."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from surveys.campaigns import close_campaign
from surveys.linking.following import follow_up
from surveys.linking.prompts import PROMPTS
from surveys.linking.series import put_in_series
from surveys.models.campaigns import BEFORE, HOT, PSEUDONYMOUS
from surveys.opening import grace_of
from surveys.queries.campaigns import campaign_by_code
from tests.browser.answering import choose, go_on, press, send
from tests.browser.every_reader import violations
from tests.browser.facilitating import id_of, rows
from tests.browser.reading import cut
from tests.browser.serving import Site
from tests.browser.visitors import DESK, Visitors
from tests.browser.waves import answered, prepared
from webapp.clock import utc_now

OTHERS = 6  # with the one at the browser, seven people: more than the five below whom all is hidden
FIRST, SECOND = "codes-avant", "codes-apres"
OWN = {
    "mother_first": "Zoé",
    "father_first": "Yves",
    "second_name": "Xavière",
    "birth_day": "31",
    "older_siblings": "4",
    "birth_town": "Pau",
    "first_school": "Wallon",
    "mother_month": "décembre",
    "grandmother_first": "Victoire",
}
LATER = OWN | {"birth_day": "13", "birth_town": "PAU", "mother_month": "12"}  # one slip: the day


@pytest.fixture(scope="module", autouse=True)
def _before(browser: Browser, site: Site) -> None:  # noqa: ARG001 -- a browser first
    """Let six people answer before, and again afterwards."""
    with site.session(writing=True) as session:
        model = campaign_by_code(session, "crest")
        assert model is not None
        plan = {"title": "Avant, avec un code", "code": FIRST, "mode": PSEUDONYMOUS, "most": 3}
        before = prepared(session, model, **plan)
        put_in_series(session, before, moment=BEFORE)
        after = follow_up(session, before, title="Après, avec le même code", moment=HOT)
        after.code = SECOND
        for gain, wave in enumerate((before, after)):
            for person in range(OTHERS):
                answered(session, wave, person, gain)
        session.commit()


def answer(page: Page, code: str, levels: dict[str, object]) -> None:
    """Answer and send, as far as the page that asks for the code."""
    page.goto(f"/c/{code}/1")
    choose(page, levels)
    go_on(page)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Relier vos réponses d’une fois à l’autre"
    )


def write(page: Page, typed: dict[str, str]) -> None:
    """Write a code and keep it."""
    for name, value in typed.items():
        page.get_by_label(label_of(name)).fill(value)
    press(page, "Garder ce code")


def label_of(name: str) -> str:
    return PROMPTS[name].label


def ended(site: Site, *codes: str) -> None:
    """Close campaigns, so long ago that nothing more can arrive."""
    with site.session(writing=True) as session:
        for code in codes:
            campaign = campaign_by_code(session, code)
            assert campaign is not None
            close_campaign(session, campaign, now=utc_now() - grace_of(campaign) - timedelta(1))
        session.commit()


def test_a_code_with_a_slip_still_links_what_one_answered_before_and_after(
    visitors: Visitors, site: Site, credentials: object
):
    visitors.expect("422")
    page = visitors.arrive()
    answer(page, FIRST, {"c0": 0, "c1": 1, "c2": 0})
    write(page, OWN | {"birth_day": "42"})
    expect(page.get_by_role("group", name="Votre code n’a pas été enregistré")).to_be_focused()
    expect(page.get_by_label(label_of("mother_first"))).to_have_value("Zoé")
    assert (violations(page), cut(page)) == ([], [])
    write(page, {"birth_day": "31"})
    expect(page.get_by_role("heading", level=1)).to_contain_text("Merci")

    elsewhere = visitors.arrive()
    answer(elsewhere, SECOND, {"c0": 3, "c1": 3, "c2": 2})
    assert (violations(elsewhere), cut(elsewhere)) == ([], [])
    write(elsewhere, LATER)
    expect(elsewhere.get_by_role("heading", level=1)).to_contain_text("Merci")

    ended(site, FIRST, SECOND)
    desk = visitors.arrive(size=DESK, kept=credentials)
    for code in (FIRST, SECOND):
        desk.goto(f"/campaigns/{id_of(site, code)}")
        press(desk, "Publier les résultats")
    desk.goto(f"/campaigns/{id_of(site, SECOND)}/series")
    desk.get_by_role("link", name="Depuis « Avant, avec un code »").click()
    press(desk, "Calculer le progrès")

    expect(desk.get_by_text("7 personnes sont reliées, dont 0 par leur compte")).to_be_visible()
    assert rows(desk, "linking") == [
        "(1) Avant, avec un code | 7 | 7 sur 7 | 7 | 0 | 0 | 0 | 0",
        "(2) Après, avec le même code | 7 | 7 sur 7 | 7 | 0 | 0 | 0 | 0",
    ]
    first, *_others = rows(desk, "progress")
    # Levels 0, 1, 2, 3, 0, 1 of six people at both moments; 0, then 3, of the one who wrote a slip.
    assert first.split(" | ")[3:7] == ["1,00", "1,43", "0,43", "7"]
    assert violations(desk) == []
