"""Groups brought towards everybody in a campaign’s report: only what is shown takes part."""

import math
from dataclasses import replace

import pytest

from reports.campaign_report import campaign_report
from reports.queries import archived, last_release, released_lines, subject_of
from reports.sections.shrunk import shrunk
from surveys.population import Population, set_population
from tests.factories import make_campaign
from tests.reports.test_release import answer, figures, release

CODES = ("D4-01", "D4-02")
KEY = "shrunk-structure"
UNTOLD = {"everybody": 2.0, "n_all": 30, "squares": math.nan}


def section(session, campaign):
    report = archived(session, last_release(session, campaign.id), "fr")
    return next((it for it in report.sections if it.key == KEY), None)


def test_groups_that_differ_are_said_beside_those_that_do_not(session):
    campaign = make_campaign(session, CODES, attributes=("structure",))
    for levels, structure in (((4, 2), "public"), ((1, 2), "association")):
        answer(session, campaign, 10, (3, levels[0]), (3, levels[1]), structure=structure)
        answer(session, campaign, 10, (3, levels[0] - 1), (3, levels[1] - 1), structure=structure)
    release(session, campaign)

    one = figures(session, campaign, KEY, "D4-01")

    # Within a group 20 × 0.25 for each of two: σ² = 10 / 38, v = 1 / 76; τ² = 4.5 − 1 / 76.
    share = 1 - (1 / 76) / 4.5
    assert (one["vpublic"], one["vassociation"]) == (3.5, 0.5)
    assert (one["n_public"], one["n_association"]) == (20, 20)
    assert one["spublic"] == pytest.approx(2 + 1.5 * share)
    assert one["sassociation"] == pytest.approx(2 - 1.5 * share)
    two = figures(session, campaign, KEY, "D4-02")
    assert (two["spublic"], two["sassociation"]) == (1.5, 1.5)
    assert section(session, campaign).texts[0] == (
        "Diffèrent de l’ensemble\u00a0: Collectivité ou établissement public au-dessus (D4-01)"
        "\u00a0; Association, réseau ou coopérative au-dessous (D4-01). Ailleurs\u00a0: trop peu "
        "pour distinguer."
    )


def test_under_twenty_people_the_spread_of_levels_takes_no_part(session):
    found = []
    for spread in ([(4, 1), (4, 3)], [(2, 0), (2, 4), (2, 1), (2, 3)]):
        campaign = make_campaign(
            session, CODES, attributes=("structure",), version=found[0][0] if found else None
        )
        for times, level in spread:
            answer(session, campaign, times, (3, level), (3, level), structure="public")
        answer(session, campaign, 4, (3, 4), (3, 4), structure="association")
        answer(session, campaign, 4, (3, 3), (3, 3), structure="association")
        release(session, campaign)
        found.append((campaign.questionnaire.version, figures(session, campaign, KEY, "D4-01")))

    one, other = (row for _, row in found)
    assert one == other
    assert 2 < one["spublic"] < 2.75 < one["sassociation"] < 3.5


def test_a_masked_group_takes_no_part_and_has_no_figure(session):
    campaign = make_campaign(session, CODES, attributes=("structure",))
    for structure, times in (("public", 9), ("association", 8), ("other", 3)):
        for level in (1, 3):
            answer(session, campaign, times, (3, level), (3, level), structure=structure)
    answer(session, campaign, 4, (3, 2), (3, 1))
    release(session, campaign)

    one = figures(session, campaign, KEY, "D4-01")

    # The 6 of « other » and the 4 who did not say: 4 are masked, and the next smallest with them.
    assert {key[1:] for key in one if key[0] in "vs"} == {"public", "association"}
    assert [one[f"v{value}"] for value in ("public", "association")] == [2.0, 2.0]
    assert "masked" in figures(session, campaign, "groups-structure", "D4-01").values()


def test_what_is_withheld_changes_nothing_of_the_others():
    shown = {"a": (1.0, 10, "shown"), "b": (3.0, 10, "shown")}

    alone = shrunk(shown, UNTOLD)

    assert shrunk(shown | {"c": (math.nan, 10, "masked")}, UNTOLD) == alone
    assert set(alone) == {"a", "b"}


def test_one_group_shown_is_brought_nowhere():
    figures = {"a": (1.0, 10, "shown"), "b": (math.nan, 0, "masked")}

    assert shrunk(figures, UNTOLD) == {}
    assert (
        shrunk({"a": (1.0, 10, "shown"), "b": (3.0, 10, "shown")}, UNTOLD | {"everybody": math.nan})
        == {}
    )


def test_how_many_are_masked_changes_no_word_of_the_report(session):
    campaign = make_campaign(session, CODES, attributes=("structure",))
    totals = {"structure": {"public": 40, "association": 30, "other": 20}}
    set_population(session, campaign, Population(90, totals, "structure"))
    for structure, times in (("public", 9), ("association", 8), ("other", 3)):
        for level in (1, 3):
            answer(session, campaign, times, (3, level), (3, level), structure=structure)
    answer(session, campaign, 4, (3, 2), (3, 1))
    made = release(session, campaign)
    lines = released_lines(session, made)
    others = [
        replace(
            line,
            cells={
                value: cell if cell.visible else replace(cell, n=cell.n + 3)
                for value, cell in line.cells.items()
            },
        )
        for line in lines
    ]

    subject = subject_of(session, campaign)
    one, other = (
        campaign_report(campaign, subject, made, it, translate=str, language="fr")
        for it in (lines, others)
    )

    assert others != lines
    assert one == other
