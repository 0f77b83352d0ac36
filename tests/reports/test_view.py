"""Reading a publication otherwise: another index first, one area, one group; no new figure."""

import pytest

from reports.document import Document
from reports.offer import offer_of
from reports.queries import archived, every_line, last_release, subject_of
from reports.release import drawn_again, release_campaign
from reports.sections.ranking import named
from reports.view import View
from tests.conftest import NOW
from tests.factories import make_campaign, make_submission
from webapp.translations import translations

CODES = ("D4-01", "D4-02", "D5-01")
# importance, current; the expected level of the profile is the goal. MWDS and RDS rank otherwise:
# D4-01 is a little too low for everybody but two, D4-02 far too low for half of them.
PUBLIC = [(3, 2), (4, 0), (2, 1)]
PRIVATE = [(3, 2), (4, 4), (2, 3)]


def plain(text):
    return " ".join(text.split())


@pytest.fixture
def released(session):
    campaign = make_campaign(session, CODES)
    for person in range(12):
        answers = PUBLIC if person % 2 else PRIVATE
        if person < 2:
            answers = [(3, 3), *answers[1:]]
        structure = "public" if person % 2 else "association"
        make_submission(session, campaign, *answers, profile="P1", structure=structure)
    release_campaign(session, campaign, now=NOW, languages=translations())
    return campaign


def view_of(session, campaign, language="fr", **asked) -> Document:
    release = last_release(session, campaign.id)
    return drawn_again(
        session,
        release,
        translate=translations()[language],
        language=language,
        view=View(**asked),
    )


def offered(session, campaign):
    frozen = archived(session, last_release(session, campaign.id), "fr")
    tree = subject_of(session, campaign).tree
    return offer_of(campaign, tree, frozen, translate=translations()["fr"], language="fr")


def column(document, section, key):
    table = document.section(section).table
    place = [it.key for it in table.columns].index(key)
    return {row[0].value: row[place].value for row in table.rows}


def test_another_index_orders_the_rows_and_heads_them(released, session):
    by_rds = view_of(session, released, index="rds")

    # RDS: 10 of 12 below and 2 at importance = -83; half above at 0, half below = -50.
    assert column(by_rds, "needs", "rds") == pytest.approx({
        "D4-01": -100 * 10 / 12, "D4-02": -50, "D5-01": 0,
    })  # fmt: skip
    assert by_rds.section("needs").table.rows[0][0].value == "D4-01"
    assert "Ordre des lignes : RDS." in plain(by_rds.section("needs").texts[0])
    assert any("besoins classés par : RDS" in plain(text) for text in by_rds.notices)
    assert "« Compétence D4-01 »" in plain(by_rds.section("summary").texts[1])


@pytest.mark.parametrize(
    "index", ["mwds", "individual", "rds", "mean_positive_gap", "pni_modified"]
)
def test_every_index_on_offer_can_be_read_in_both_languages(released, session, index):
    for language in ("fr", "en"):
        shown = view_of(session, released, language, index=index)

        ranks = column(shown, "needs", f"rank_{index}") if index != "rds" else {"D4-01": 1}
        assert ranks
        assert named(translations()[language])[index] in " ".join(shown.notices)


def test_an_area_keeps_its_competences_alone_with_their_own_figures(released, session):
    whole = archived(session, last_release(session, released.id), "fr")
    area = view_of(session, released, area="D4")

    for section in ("needs", "gaps", "levels", "groups-structure"):
        before, now = (d.section(section).table for d in (whole, area))
        assert {row[0].value for row in now.rows} == {"D4-01", "D4-02"}
        figures = {row[0].value: row for row in before.rows}
        ranked = {p for p, c in enumerate(now.columns) if c.unit == "rank"}
        for row in now.rows:
            assert [c for p, c in enumerate(row) if p not in ranked] == [
                c for p, c in enumerate(figures[row[0].value]) if p not in ranked
            ]


def test_a_group_shows_what_the_table_of_groups_shows_and_nothing_else(released, session):
    whole = archived(session, last_release(session, released.id), "fr")
    group = view_of(session, released, group="structure=public")

    assert {section.key for section in group.sections} == {"group", "method"}
    told = column(whole, "groups-structure", "vpublic")
    assert column(group, "group", "mean") == told
    assert column(group, "group", "everybody") == column(whole, "gaps", "mean_positive_gap")


def test_what_is_offered_is_what_the_frozen_report_shows(released, session):
    offer = offered(session, released)

    assert {code for code, _ in offer.areas} == {"D4", "D5"}
    assert {name for name, _ in offer.groups} == {
        "structure=public", "structure=association", "profile=P1",
    }  # fmt: skip
    assert offer.takes(View(index="rds", area="D4"))
    assert not offer.takes(View(index="salary"))
    assert not offer.takes(View(group="structure=other"))
    assert not offer.takes(View(area="D9"))


def test_a_masked_group_is_not_offered(session):
    campaign = make_campaign(session, CODES)
    for person in range(12):
        structure = "public" if person else "association"
        make_submission(session, campaign, *PUBLIC[:2], (person % 5, person % 3),
                        profile="P1", structure=structure)  # fmt: skip
    release_campaign(session, campaign, now=NOW, languages=translations())
    frozen = archived(session, last_release(session, campaign.id), "fr")

    offer = offer_of(
        campaign,
        subject_of(session, campaign).tree,
        frozen,
        translate=translations()["fr"],
        language="fr",
    )

    assert not [name for name, _ in offer.groups if name.startswith("structure=")]
    assert every_line(session, campaign.id)


def test_a_view_is_not_cited_in_the_place_of_the_publication(released, session):
    whole = view_of(session, released)
    shown = view_of(session, released, index="mwds")

    assert "Empreinte" in whole.section("method").texts[-1]
    assert "Empreinte" not in shown.section("method").texts[-1]
    assert "c’est la publication entière qui se cite" in shown.notices[-1]
