"""Hypotheses in a campaign’s report: only what is shown is confronted, and when it was said."""

import pytest

from reports.queries import archived, last_release
from reports.release import drawn_again
from surveys.claims import AT_LEAST, AT_MOST, GAP, IMPORTANCE, LEVEL, SHARE, Claim
from surveys.hypotheses import Words, hypotheses_of, withdraw_hypothesis, write_hypothesis
from surveys.levels import LevelAnswer
from tests.conftest import NOW
from tests.factories import make_campaign
from tests.reports.test_release import answer, figures, release

CODES = ("D4-01", "D4-02")
WORDS = Words("Le groupe débute en coopération.", "Carrefour des métiers")


def suppose(session, campaign, measure=LEVEL, side=AT_MOST, threshold=2.0, **more):
    claim = Claim(
        **{"subject": "D4-01", "measure": measure, "side": side, "threshold": threshold, **more}
    )
    return write_hypothesis(session, campaign, WORDS, claim, now=NOW)


def verdict(session, campaign, code="H1"):
    return figures(session, campaign, "hypotheses", code)


def text_of(session, campaign):
    report = archived(session, last_release(session, campaign.id), "fr")
    return " ".join(report.section("hypotheses").texts)


def test_a_mean_is_confronted_by_its_interval(session):
    campaign = make_campaign(session, CODES, attributes=())
    suppose(session, campaign)
    suppose(session, campaign, IMPORTANCE, AT_LEAST, 3.5)
    suppose(session, campaign, LEVEL, AT_LEAST, 1.4)
    answer(session, campaign, 12, (3, 1), (3, 1))
    answer(session, campaign, 12, (4, 2), (3, 2))
    release(session, campaign)

    first, second, third = (verdict(session, campaign, f"H{n}") for n in (1, 2, 3))

    # 24 people, mean 1.5: far below 2. Importance: 3.5, which is the threshold itself.
    assert (first["verdict"], first["value"], first["n"]) == ("soutenue", 1.5, 24)
    assert first["low"] < 1.5 < first["high"] < 2
    assert "H1, écrite avant toute publication\u00a0: niveau moyen" in text_of(session, campaign)
    assert (second["verdict"], second["value"]) == ("indécise", 3.5)
    assert third["verdict"] == "indécise"
    assert "à la fois\u00a0: 3." in text_of(session, campaign)


def test_a_share_is_confronted_where_the_report_shows_it(session):
    campaign = make_campaign(session, CODES, attributes=("profile",))
    suppose(session, campaign, SHARE, AT_LEAST, 40.0)
    suppose(session, campaign, SHARE, AT_LEAST, 40.0, subject="D4-02")
    # Everybody is below the 3 expected of D4-02: its share is masked.
    answer(session, campaign, 18, (4, 1), (4, 1), profile="P1")
    answer(session, campaign, 6, (4, 3), (4, 2), profile="P1")
    release(session, campaign)

    one, other = verdict(session, campaign), verdict(session, campaign, "H2")

    assert (one["verdict"], one["value"], one["n"]) == ("soutenue", 75.0, 24)
    assert other["verdict"] == "ne peut être confrontée\u00a0: chiffre masqué ou absent"
    assert {other[key] for key in ("value", "low", "high", "n", "p")} == {"empty"}


def test_a_small_group_is_told_nothing_but_its_mean(session):
    # 13 people, levels not shown: the interval must be the same for all levels of that mean.
    found = []
    for sheets in ([(8, 1), (5, 3)], [(2, 0), (3, 1), (5, 2), (2, 3), (1, 4)]):
        campaign = make_campaign(
            session, CODES, attributes=(), version=found[0][0] if found else None
        )
        suppose(session, campaign)
        for times, level in sheets:
            answer(session, campaign, times, (3, level), (3, level))
        release(session, campaign)
        found.append((campaign.questionnaire.version, verdict(session, campaign)))

    one, other = (row for _, row in found)
    # 8 + 15 = 23; 3 + 10 + 6 + 4 = 23.
    assert one == other
    assert one["value"] == pytest.approx(23 / 13)


def test_groups_are_confronted_by_the_figures_of_their_heat_map(session):
    campaign = make_campaign(session, CODES, attributes=("structure",))
    groups = {"breakdown": "structure", "value": "public"}
    suppose(session, campaign, LEVEL, AT_LEAST, 1.0, **groups, other="association")
    suppose(session, campaign, LEVEL, AT_MOST, 1.0, **groups)
    suppose(session, campaign, LEVEL, AT_MOST, 1.0, breakdown="structure", value="other")
    answer(session, campaign, 30, (3, 4), (3, 3), structure="public")
    answer(session, campaign, 10, (3, 3), (3, 3), structure="public")
    answer(session, campaign, 30, (3, 0), (3, 1), structure="association")
    answer(session, campaign, 10, (3, 1), (3, 1), structure="association")
    release(session, campaign)

    apart, alone, absent = (verdict(session, campaign, f"H{n}") for n in (1, 2, 3))

    # Means 3.75 and 0.25: 3.5 apart.
    assert (apart["verdict"], apart["value"], apart["n"]) == ("soutenue", 3.5, 40)
    assert (alone["verdict"], alone["value"]) == ("contredite", 3.75)
    assert absent["verdict"].startswith("ne peut être confrontée")


def test_an_area_is_the_mean_of_its_competences(session):
    campaign = make_campaign(session, CODES, attributes=("profile",))
    suppose(session, campaign, GAP, AT_LEAST, 0.5, subject="D4")
    suppose(session, campaign, GAP, AT_LEAST, 0.5, subject="D9")
    answer(session, campaign, 10, (4, 1), (4, 2), profile="P1")
    answer(session, campaign, 10, (4, 3), (4, 0), profile="P1")
    release(session, campaign)

    # Against 3: (10 × 2 + 0) / 20 = 1 and (10 × 1 + 10 × 3) / 20 = 2.
    assert verdict(session, campaign)["value"] == 1.5
    assert verdict(session, campaign, "H2")["verdict"].endswith("pas demandé")


def test_under_twelve_people_nothing_is_confronted(session):
    campaign = make_campaign(session, CODES, attributes=())
    suppose(session, campaign)
    answer(session, campaign, 6, (3, 1), (3, 1))
    answer(session, campaign, 5, (4, 0), (3, 2))
    release(session, campaign)

    assert verdict(session, campaign)["verdict"].endswith("moins de 12 personnes")


def test_a_hypothesis_written_after_figures_says_so_and_waits_for_the_next(session):
    campaign = make_campaign(session, CODES, attributes=())
    sheets = [(3, 1), (3, 2)], [(4, 2), (3, 1)]
    for sheet in sheets:
        answer(session, campaign, 6, *sheet)
    first = release(session, campaign)
    late = suppose(session, campaign)
    before = drawn_again(session, first, translate=str, language="fr")
    for sheet in sheets:
        answer(session, campaign, 6, *sheet)
    second = release(session, campaign)

    assert "hypotheses" not in [section.key for section in before.sections]
    assert "H1, écrite après avoir vu la publication n° 1\u00a0:" in text_of(session, campaign)
    withdraw_hypothesis(session, late)
    again = drawn_again(session, second, translate=str, language="fr")
    assert again == archived(session, second, "fr")
    for sheet in sheets:
        answer(session, campaign, 6, *sheet)
    release(session, campaign)
    assert "Retirées après qu’une publication les a confrontées\u00a0: H1." in text_of(
        session, campaign
    )
    assert [it.number for it in hypotheses_of(session, campaign.id)] == [1]


def test_levels_asked_alone_are_confronted_where_no_mean_is_shown_of_everybody(session):
    campaign = make_campaign(session, CODES, attributes=(), ratings=())
    suppose(session, campaign)
    for level in (1, 2):
        answer(session, campaign, 10, LevelAnswer(level), LevelAnswer(level))
    release(session, campaign)

    assert verdict(session, campaign)["verdict"].startswith("ne peut être confrontée")
