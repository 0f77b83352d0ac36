"""The grid of a campaign's report: only means of its needs, and doubt wherever spread is hidden."""

from reports.queries import archived, last_release
from surveys.levels import LevelAnswer
from tests.factories import make_campaign
from tests.reports.test_release import NOT_CONCERNED, answer, figures, release


def grid_of(session, campaign, code):
    return figures(session, campaign, "grid", code)


def test_the_grid_places_the_needs_by_the_means_of_their_table(session):
    campaign = make_campaign(session, ("D4-01", "D4-02"), attributes=())
    answer(session, campaign, 10, (4, 1), (1, 3))
    answer(session, campaign, 10, (4, 2), (2, 4))
    answer(session, campaign, 2, (4, 0), (1, 1))
    release(session, campaign)

    one, other = (grid_of(session, campaign, code) for code in ("D4-01", "D4-02"))

    # 22 people; D4-01: level 30/22, importance 4; D4-02: level 72/22, importance 32/22.
    assert one == {
        "code": "D4-01", "label": "Compétence D4-01", "number": 1, "mean_importance": 4.0,
        "mean_current": 30 / 22, "n_pair": 22, "by_mean": "à développer", "sure": "nette",
        "by_median": "à développer", "by_centre": "à développer",
        "diagonal": "besoin", "locus": "empty",
    }  # fmt: skip
    assert (other["by_mean"], other["by_centre"], other["diagonal"]) == (
        "peut-être trop", "peut-être trop", "pas de besoin"
    )  # fmt: skip
    needs = figures(session, campaign, "needs", "D4-02")
    assert [other[key] for key in ("mean_importance", "mean_current", "n_pair")] == [
        needs[key] for key in ("mean_importance", "mean_current", "n_pair")
    ]


def test_what_is_masked_in_the_needs_has_no_place_and_moves_no_cross(session):
    campaign = make_campaign(session, ("D4-01", "D4-02", "D4-03"), attributes=())
    answer(session, campaign, 10, (4, 1), (1, 3), NOT_CONCERNED)
    answer(session, campaign, 10, (4, 2), (2, 4), NOT_CONCERNED)
    answer(session, campaign, 3, (4, 1), (1, 3), (0, 0))
    release(session, campaign)

    hidden = grid_of(session, campaign, "D4-03")

    assert set(hidden.values()) == {"D4-03", "Compétence D4-03", 3, "masked"}
    report = archived(session, last_release(session, campaign.id), "fr")
    cross = report.section("grid").chart.figure["data"][1]["x"][0]
    assert cross == (33 / 23 + 79 / 23) / 2


def test_a_place_is_never_called_sure_where_the_spread_of_levels_is_hidden(session):
    # All but one of 22 stand below the level they aim at: their levels are masked, far as they are.
    campaign = make_campaign(session, attributes=(), ratings=("importance", "target"))
    low, high = LevelAnswer(1, importance=4, target=3), LevelAnswer(2, importance=4, target=2)
    spread = [LevelAnswer(level, importance=1, target=3) for level in (2, 3, 4)]
    answer(session, campaign, 21, low, spread[1])
    answer(session, campaign, 1, high, spread[0])
    answer(session, campaign, 8, LevelAnswer(0, importance=4, target=2), spread[2])
    release(session, campaign)

    sure = {code: grid_of(session, campaign, code)["sure"] for code in ("D4-01", "D4-02")}
    assert sure == {"D4-01": "indécise", "D4-02": "nette"}


def test_without_importance_there_is_no_grid(session):
    campaign = make_campaign(session, attributes=("profile",), ratings=())
    answer(session, campaign, 6, 1, 2, profile="P1")
    answer(session, campaign, 6, 2, 3, profile="P1")
    release(session, campaign)

    report = archived(session, last_release(session, campaign.id), "fr")
    assert "grid" not in [section.key for section in report.sections]
