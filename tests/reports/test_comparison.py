"""Two campaigns side by side: what is compared across a split, a merge and a rewording."""

import io
from datetime import date

import pandas as pd
import pytest

from referentiel.declaring import declare, set_apart
from referentiel.history import descent
from referentiel.models import ScaleLevel
from referentiel.versioning import draft_from, publish
from reports import comparison
from reports.comparison_report import comparison_report, side_of
from reports.document import MASKED
from reports.exports import FORMATS
from reports.release import release_campaign
from tests.conftest import NOW
from tests.factories import fr, make_campaign, make_submission, make_version
from tests.referentiel.drafting import add, item_in, remove, reword

TODAY = date(2026, 11, 20)
OLD = ("D4-01", "D4-02", "D4-03", "D4-04", "D4-05", "D4-06")
NEW = ("D4-01", "D4-02", "D4-07", "D4-08", "D4-09", "D4-10")
SPREAD = (0, 1, 2, 3, 4, 4)  # of what is asked beside


@pytest.fixture
def first(session):
    return make_version(session, OLD)


@pytest.fixture
def second(session, first):
    """A version in which D4-01 is kept, D4-02 reworded, D4-03 split in D4-07 and D4-08, D4-04 and
    D4-05 merged into D4-09, D4-06 withdrawn and D4-10 added."""
    draft = draft_from(session, first)
    reword(session, draft, "D4-02", "Animer, en d’autres mots")
    lineages = {code: item_in(session, draft, code).lineage for code in OLD}
    for code in OLD[2:]:
        remove(session, draft, code)
    for code in NEW[2:]:
        add(session, draft, code, "D4")
    declare(session, draft, lineages["D4-03"], "split", ["D4-07", "D4-08"])
    declare(session, draft, lineages["D4-04"], "merged", ["D4-09"])
    declare(session, draft, lineages["D4-05"], "merged", ["D4-09"])
    return publish(session, draft, standing="projet", today=TODAY)


def released(session, version, codes, levels, *, title, people=range(6), **plan):
    """Return a side: person n gives, to each of `codes`, importance 2 and the level `levels[n]`."""
    campaign = make_campaign(session, codes, version=version, title=title, **plan)
    for n in people:
        answers = [(2, levels.get(code, SPREAD)[n]) for code in codes]
        make_submission(session, campaign, *answers, profile="P1")  # P1 expects 3
    release = release_campaign(session, campaign, now=NOW, languages={"fr": str})
    return side_of(session, campaign, release, translate=str, language="fr")


BEFORE = {"D4-01": (1, 1, 2, 3, 4, 4), "D4-02": (0, 1, 2, 3, 3, 3)}
AFTER = {"D4-01": (2, 3, 3, 4, 4, 4), "D4-02": (1, 1, 1, 2, 3, 4)}


def compared(session, one, two):
    return comparison_report(one, two, descent(session, one.version, two.version))


def values(table):
    return [[cell.value for cell in row] for row in table.rows]


def test_two_versions_are_compared_exactly_where_a_competence_is_the_same(session, first, second):
    one = released(session, first, OLD, BEFORE, title="Avant")
    two = released(session, second, NEW, AFTER, title="Après")

    found = compared(session, one, two)

    assert [section.key for section in found.sections] == [
        "campaigns",
        "means",
        "shares",
        "apart",
        "method",
    ]
    # D4-01: 15/6 then 20/6. D4-02: 12/6 twice.
    assert values(found.section("means").table) == [
        [
            "D4-01",
            "Compétence D4-01",
            "la même",
            pytest.approx(15 / 6),
            6,
            pytest.approx(20 / 6),
            6,
            pytest.approx(5 / 6),
        ],
        ["D4-02", "Animer, en d’autres mots", "reformulée, même sens", 2.0, 6, 2.0, 6, 0.0],
    ]
    # Below 3: of D4-01 three people of six, then one; of D4-02 three, then four.
    assert values(found.section("shares").table) == [
        [
            "D4-01",
            "Compétence D4-01",
            "la même",
            0.5,
            6,
            pytest.approx(1 / 6),
            6,
            pytest.approx(-100 / 3),
        ],
        [
            "D4-02",
            "Animer, en d’autres mots",
            "reformulée, même sens",
            0.5,
            6,
            pytest.approx(4 / 6),
            6,
            pytest.approx(100 / 6),
        ],
    ]
    assert values(found.section("apart").table) == [
        [
            "D4-03 Compétence D4-03",
            "D4-07 Compétence D4-07 ; D4-08 Compétence D4-08",
            "scindée en D4-07 et D4-08 : non comparée",
        ],
        [
            "D4-04 Compétence D4-04 ; D4-05 Compétence D4-05",
            "D4-09 Compétence D4-09",
            "D4-04 et D4-05 fusionnées dans D4-09 : non comparées",
        ],
        ["D4-06 Compétence D4-06", "—", "retirée : non comparée"],
        ["—", "D4-10 Compétence D4-10", "ajoutée : non comparée"],
    ]


def test_every_figure_has_its_n(session, first, second):
    one = released(session, first, OLD, BEFORE, title="Avant")
    two = released(session, second, NEW, AFTER, title="Après", people=range(5))

    table = compared(session, one, two).section("means").table

    assert [cell.n for cell in table.rows[0][3:]] == [6, 6, 5, 5, 5]


def test_a_competence_is_followed_through_three_versions(session, first, second):
    draft = draft_from(session, second)
    lineages = {code: item_in(session, draft, code).lineage for code in NEW}
    item_in(session, draft, "D4-02").parent_id = None
    remove(session, draft, "D4-07")
    set_apart(session, draft, lineages["D4-01"], "D4-11")
    third = publish(session, draft, standing="projet", today=TODAY)
    codes = ("D4-02", "D4-08", "D4-11")
    one = released(session, first, OLD, BEFORE, title="Avant")
    two = released(session, third, codes, AFTER, title="Bien après")

    found = compared(session, one, two)

    assert [row[:3] for row in values(found.section("means").table)] == [
        ["D4-02", "Animer, en d’autres mots", "reformulée, même sens"]
    ]
    assert [row[0][:5] + " " + row[2] for row in values(found.section("apart").table)] == [
        "D4-01 retirée : non comparée",
        "D4-03 scindée en D4-08 : non comparée",
        "D4-04 D4-04 et D4-05 fusionnées dans D4-09 : non comparées",
        "D4-06 retirée : non comparée",
        "— ajoutée : non comparée",
    ]


def test_two_campaigns_of_one_version_compare_all_that_both_ask(session, first):
    one = released(session, first, OLD[:2], BEFORE, title="Avant")
    two = released(session, first, OLD[1:3], AFTER, title="Après")

    found = compared(session, one, two)

    assert [row[0] for row in values(found.section("means").table)] == ["D4-02"]
    assert [[row[0][:5], row[2]] for row in values(found.section("apart").table)] == [
        ["D4-01", "non posée dans (2)"],
        ["D4-03", "non posée dans (1)"],
    ]
    assert not any("versions différentes" in notice for notice in found.notices)


def test_what_one_release_masks_is_masked_in_the_difference(session, first):
    same = {"D4-01": (2, 2, 2, 2, 2, 2)}  # all say the same: the release masks it
    below = {"D4-01": (0, 1, 2, 2, 1, 0)}  # all below 3: the share is masked
    one = released(session, first, OLD[:1], BEFORE, title="Avant")
    two = released(session, first, OLD[:1], same, title="Tous pareils")
    three = released(session, first, OLD[:1], below, title="Tous dessous")

    [hidden] = compared(session, one, two).section("means").table.rows
    [share] = compared(session, one, three).section("shares").table.rows

    assert list(hidden[5:]) == [MASKED, MASKED, MASKED]
    assert hidden[3].value == pytest.approx(15 / 6)
    assert list(share[5:]) == [MASKED, MASKED, MASKED]


def test_figures_are_those_that_the_reports_show(session, first):
    one = released(session, first, OLD[:2], BEFORE, title="Avant")
    two = released(session, first, OLD[:2], AFTER, title="Après")

    figures = [side.figures() for side in (one, two)]

    assert figures[0].loc["D4-01"].to_dict() == {
        "mean_n": 6,
        "share_n": 6,
        "mean": 2.5,
        "share": 0.5,
        "mean_state": "shown",
        "share_state": "shown",
    }
    assert list(figures[1].index) == ["D4-01", "D4-02"]


def test_a_group_too_small_for_its_campaign_shows_nothing():
    counts = pd.DataFrame(
        {
            "competence": ["A", "A", "B", "B"],
            "importance": [1.0, 2.0, None, None],
            "current": [1.0, 3.0, 2.0, 4.0],
            "target": [3.0, 3.0, 3.0, None],
            "n": [2, 2, 3, 3],
        }
    )

    found = comparison.figures(counts, 5, importance=False, goals=False)
    asked = comparison.figures(counts, 5, importance=True, goals=True)

    assert list(found["mean_state"]) == ["masked", "shown"]
    assert found["mean"].tolist()[1] == 3.0
    assert list(found["share_state"]) == ["masked", "masked"]
    assert list(asked["mean_state"]) == ["masked", "empty"]


def test_versions_that_nothing_links_are_not_compared(session, first):
    one = released(session, first, OLD, BEFORE, title="Avant")
    two = released(session, first, OLD, AFTER, title="Après")

    found = comparison_report(one, two, None)

    assert [section.key for section in found.sections] == ["campaigns", "apart", "method"]
    assert "n’est issue de l’autre" in found.notices[0]
    assert {row[2] for row in values(found.section("apart").table)} == {
        "rien ne dit ce qu’elle devient : non comparée"
    }


def test_a_scale_that_changed_is_said(session, first):
    draft = draft_from(session, first)
    session.get_one(ScaleLevel, (draft.id, "mastery", 0)).texts = fr(label="Rien encore")
    later = publish(session, draft, standing="projet", today=TODAY)
    one = released(session, first, OLD[:2], BEFORE, title="Avant")
    two = released(session, later, OLD[:2], AFTER, title="Après")

    found = compared(session, one, two)

    assert any("les mots des niveaux" in notice for notice in found.notices)
    same = compared(session, one, one)
    assert not any("les mots des niveaux" in notice for notice in same.notices)


def test_shares_under_targets_of_two_kinds_are_not_compared(session, first):
    one = released(session, first, OLD[:2], BEFORE, title="Avant")
    two = released(session, first, OLD[:2], AFTER, title="Sans profil", attributes=("structure",))

    found = compared(session, one, two)

    assert "shares" not in [section.key for section in found.sections]
    assert any("de la même façon" in notice for notice in found.notices)


@pytest.mark.parametrize("extension", FORMATS)
def test_a_comparison_is_a_document_like_any_report(session, first, extension):
    one = released(session, first, OLD[:2], BEFORE, title="Avant")
    two = released(session, first, OLD[:2], AFTER, title="Après")
    stream = io.BytesIO()

    FORMATS[extension].write(compared(session, one, two), stream, NOW)

    assert stream.getvalue()
