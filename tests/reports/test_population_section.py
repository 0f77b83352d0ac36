"""The population in a campaign’s report: who answered of how many, and means weighed to it."""

import pytest

from reports.cells import Shown
from reports.queries import archived, last_release
from reports.release import drawn_again
from reports.sections.population import weighed
from surveys.population import Population, set_population
from tests.factories import make_campaign
from tests.reports.test_release import answer, figures, release
from tests.reports.test_together import sent

CODES = ("D4-01", "D4-02")
STRUCTURES = {"public": 60, "association": 40, "other": 0}


def known(session, campaign, size=100, by="structure", **totals):
    set_population(session, campaign, Population(size, totals, by if totals else ""))


def answered(session, campaign):
    """10 people of one structure at 2 on average, 30 of the other at 4 but for one at 2, 2 at 3."""
    answer(session, campaign, 5, (3, 1), (3, 0), structure="public")
    answer(session, campaign, 5, (3, 3), (3, 2), structure="public")
    answer(session, campaign, 27, (3, 4), (3, 1), structure="association")
    answer(session, campaign, 3, (3, 2), (3, 1), structure="association")


def report(session, campaign):
    return archived(session, last_release(session, campaign.id), "fr")


def rows(section):
    return [
        [cell.value if cell.state == "shown" else cell.state for cell in row]
        for row in section.table.rows
    ]


@pytest.fixture
def campaign(session):
    return make_campaign(session, CODES, attributes=("structure",))


def test_answers_are_beside_the_people_there_are(session, campaign):
    known(session, campaign, structure=STRUCTURES)
    answered(session, campaign)
    release(session, campaign)

    section = report(session, campaign).section("responses")

    assert [column.key for column in section.table.columns][2:5] == ["n", "population", "rate"]
    assert [row[2:5] for row in rows(section)] == [[10, 60, 10 / 60], [30, 40, 0.75]]
    assert (
        "Population\u00a0: 100 personnes\u00a0; taux de réponse\u00a0: 40\u00a0%."
        in section.texts[1]
    )


def test_means_are_weighed_beside_those_of_the_answers(session, campaign):
    known(session, campaign, structure=STRUCTURES)
    answered(session, campaign)
    release(session, campaign)

    one = figures(session, campaign, "weighed", "D4-01")

    # 0.6 × 2 + 0.4 × 3.8 = 2.72, beside (20 + 114) / 40 = 3.35.
    assert one["weighed"] == pytest.approx(2.72)
    assert one["answers"] == pytest.approx(3.35)
    # Kish: one over the sum of the shares squared, each over its n.
    assert one["effective"] == pytest.approx(24.193548387)
    assert one["n"] == 40


def test_a_figure_withheld_in_one_group_masks_the_weighed_one(session, campaign):
    known(session, campaign, structure=STRUCTURES)
    answered(session, campaign)
    release(session, campaign)

    # Of D4-02 the 30 of the associations all gave 1: their figure is withheld, and the other.
    assert figures(session, campaign, "weighed", "D4-02")["weighed"] == "masked"
    texts = report(session, campaign).section("weighed").texts
    assert any(text.startswith("Masqué\u00a0: la moyenne d’un des groupes") for text in texts)


def test_a_masked_group_has_neither_people_nor_rate_nor_weight(session, campaign):
    known(session, campaign, structure={"public": 50, "association": 40, "other": 10})
    answered(session, campaign)
    answer(session, campaign, 2, (3, 0), (3, 0), structure="other")
    release(session, campaign)

    found = rows(report(session, campaign).section("responses"))

    assert [row[2:5] for row in found if "masked" in row] == [["masked"] * 3] * 2
    section = report(session, campaign).section("weighed")
    assert section.table is None
    assert section.texts[1].startswith("Rien n’est redressé dans cette publication")


def test_what_a_release_used_stays_with_it(session, campaign):
    known(session, campaign, structure=STRUCTURES)
    answered(session, campaign)
    made = release(session, campaign)

    known(session, campaign, 200, structure={"public": 50, "association": 130, "other": 20})

    assert drawn_again(session, made, translate=str, language="fr") == report(session, campaign)


def test_unknown_totals_change_nothing(session, campaign):
    answered(session, campaign)
    release(session, campaign)

    found = report(session, campaign)

    assert "weighed" not in [section.key for section in found.sections]
    keys = [column.key for column in found.section("responses").table.columns]
    assert keys == ["answer", "question", "n"]


def test_totals_that_the_answers_outgrew_are_left_out(session, campaign):
    known(session, campaign, structure={"public": 80, "association": 20, "other": 0})
    answered(session, campaign)
    release(session, campaign)

    found = report(session, campaign)

    assert "weighed" not in [section.key for section in found.sections]
    assert "donc pas utilisés\u00a0: Dans quel type" in found.section("responses").texts[-1]


def test_a_weighed_mean_follows_from_what_is_shown():
    # Figures that share n and means, and nothing else, give the same: no spread is in it.
    alike = [
        {
            "a": Shown(True, 10, {7 << 6 | 1 << 3 | 7: 5, 7 << 6 | 3 << 3 | 7: 5}),
            "b": Shown(True, 5, {7 << 6 | 4 << 3 | 7: 4, 7 << 6 | 7: 1}),
        },
        {
            "a": Shown(True, 10, {7 << 6 | 2 << 3 | 7: 10}),
            "b": Shown(True, 5, {7 << 6 | 3 << 3 | 7: 4, 7 << 6 | 4 << 3 | 7: 1}),
        },
    ]
    totals = {"a": 60, "b": 40}

    one, other = (weighed(cells, totals, has_goals=False) for cells in alike)

    assert (
        one == other == pytest.approx((0.6 * 2 + 0.4 * 3.2, 2.4, 1 / (0.036 + 0.032), 15, "shown"))
    )


def test_nobody_of_a_group_leaves_the_figure_empty():
    cells = {"a": Shown(True, 10, {7 << 6 | 2 << 3 | 7: 10})}

    assert weighed(cells, {"a": 60, "b": 40}, has_goals=False)[-1] == "empty"
    assert weighed(cells, {"a": 60, "b": 0}, has_goals=False)[0] == 2


def certainty_of(session, campaign, size):
    known(session, campaign, size)
    sent(session, campaign, 40)
    release(session, campaign)
    section = report(session, campaign).section("certainty")
    return section, figures(session, campaign, "certainty", "D4-01")


def test_intervals_shrink_in_a_population_and_say_so(session):
    found = []
    for size in (0, 160):
        campaign = make_campaign(
            session, ("D4-01", "D4-02", "D4-03"), attributes=("structure",),
            version=found[0] if found else None,
        )  # fmt: skip
        section, row = certainty_of(session, campaign, size)
        found += [campaign.questionnaire.version, row["gap_high"] - row["gap_low"]]

    # √(1 − 40 / 160) = 0.866.
    assert found[3] == pytest.approx(found[1] * 0.75**0.5)
    assert "(√(1 − n / N), soit 0,87 pour n = 40)" in section.texts[-1]


def test_a_census_says_that_its_intervals_have_no_width(session):
    campaign = make_campaign(session, ("D4-01", "D4-02", "D4-03"), attributes=("structure",))

    section, row = certainty_of(session, campaign, 40)

    assert row["gap_low"] == row["mwds_high"] == row["rds_low"] == "empty"
    assert row["rank"] == 1
    assert section.texts[-1].startswith("Toute la population a répondu (compétences\u00a0: 3)")
