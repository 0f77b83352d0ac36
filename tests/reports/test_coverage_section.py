"""Collective coverage in the report of a campaign: its target, its order, its bands, its chart."""

import random
from datetime import UTC, datetime

import pytest

from reports.queries import archived, last_release
from surveys.errors import PutAway
from surveys.group_target import (
    GroupTarget,
    GroupTargetPublished,
    NotAGroupTarget,
    group_target_of,
    set_group_target,
)
from surveys.levels import LevelAnswer
from tests.factories import items_in, make_campaign, make_version
from tests.reports.test_release import NOT_CONCERNED, answer, figures, release

CODES = ("D4-01", "D4-02")


def section_of(session, campaign):
    return archived(session, last_release(session, campaign.id), "fr").section("coverage")


def bars(section):
    return {
        trace["name"]: dict(zip(trace["y"], trace["x"], strict=True))
        for trace in section.chart.figure["data"]
        if trace["type"] == "bar"
    }


def test_counts_stand_against_the_target_where_levels_are_shown(session):
    campaign = make_campaign(session, CODES, attributes=())
    set_group_target(session, campaign, GroupTarget(people=8, level=2))
    answer(session, campaign, 6, (4, 2), (3, 0))
    answer(session, campaign, 9, (4, 3), (3, 1))
    answer(session, campaign, 7, (4, 1), (3, 2))
    release(session, campaign)

    one, other = (figures(session, campaign, "coverage", code) for code in CODES)

    # 22 people; at level 2 or above: 6 + 9, then 7. In order: 1 × 7, 2 × 6, 3 × 9.
    assert one == {
        "code": "D4-01", "label": "Compétence D4-01", "scope": "individuelle",
        "judged": "atteint", "band": "5 ou plus", "held": 15, "n": 22,
        "q1": 1, "q3": 3, "reach": 2,
    }  # fmt: skip
    assert (other["judged"], other["held"]) == ("pas atteint", 7)
    section = section_of(session, campaign)
    assert bars(section) == {"Nombre exact": {0: 15, 1: 7}}
    [line] = [t for t in section.chart.figure["data"] if t.get("name") == "Objectif du groupe"]
    assert line["x"] == [8, 8]
    assert "dont à l’objectif\u00a0: 1." in section.chart.alternative


def test_a_small_group_is_told_in_bands_and_a_masked_competence_not_at_all(session):
    codes = (*CODES, "D4-03")
    campaign = make_campaign(session, codes, attributes=())
    answer(session, campaign, 5, (4, 3), (3, 1), NOT_CONCERNED)
    answer(session, campaign, 2, (4, 4), (3, 1), NOT_CONCERNED)
    answer(session, campaign, 3, (4, 2), (3, 3), (2, 3))
    release(session, campaign)

    one, other, hidden = (figures(session, campaign, "coverage", code) for code in codes)

    # 10 people: sum 29, five at least are at level 3; sum 16, none to five are.
    assert (one["judged"], one["band"], one["n"]) == ("atteint", "5 ou plus", 10)
    assert (other["judged"], other["band"]) == ("ne peut être dit", "ne peut être dit")
    assert {hidden[key] for key in ("judged", "band", "n")} == {"masked"}
    assert not {"held", "reach"} & {*one}
    assert bars(section_of(session, campaign)) == {"Au moins": {0: 5}}


def test_competences_of_collective_scope_come_first(session):
    version = make_version(session, CODES)
    items_in(session, version)[1].scope = "C"
    campaign = make_campaign(session, CODES, version=version, attributes=())
    answer(session, campaign, 5, (4, 1), (1, 3))
    answer(session, campaign, 5, (4, 2), (1, 4))
    release(session, campaign)

    rows = section_of(session, campaign).table.rows

    assert [(row[0].value, row[2].value) for row in rows] == [
        ("D4-02", "collective"),
        ("D4-01", "individuelle"),
    ]


@pytest.mark.parametrize("seed", range(12))
def test_no_cell_of_a_random_small_campaign_counts_few_people(session, seed):
    draw = random.Random(seed)
    campaign = make_campaign(session, CODES, attributes=("structure",), ratings=("importance",))
    for _ in range(draw.randint(5, 26)):
        sheet = [LevelAnswer(draw.choice((0, 1, 2, 3, 3, 4)), importance=3) for _ in CODES]
        answer(session, campaign, 1, *sheet, structure=draw.choice(("public", "association")))
    target = GroupTarget(people=draw.randint(1, 12), level=draw.randint(1, 4))
    set_group_target(session, campaign, target)
    release(session, campaign)

    for code in CODES:
        row = figures(session, campaign, "coverage", code)
        if row["n"] == "masked":
            continue
        n, held = row["n"], row.get("held", "masked")
        assert held == "masked" or campaign.k <= held <= n - campaign.k
        left = {c for c in range(n + 1) if allows(row, c, target.people)}
        assert held != "masked" or len(left) >= campaign.k
        for counts in (left, {n - c for c in left}):
            assert not all(0 < c < campaign.k for c in counts)


def allows(row, count, people):
    """Say whether the words of a row are true of a count of people."""
    number = int(row["band"].strip(" moinsdeupl") or 0) if row["band"][-1] != "t" else None
    if row.get("held", "masked") != "masked":
        return count == row["held"]
    band = number is None or (
        count < number if row["band"].startswith("moins") else count >= number
    )
    judged = {"atteint": count >= people, "pas atteint": count < people}
    return band and judged.get(row["judged"], True)


@pytest.mark.parametrize(("people", "level"), [(0, 3), (5, 0), (5, 5)])
def test_a_target_is_of_somebody_at_a_level_of_the_scale(session, people, level):
    campaign = make_campaign(session)

    with pytest.raises(NotAGroupTarget):
        set_group_target(session, campaign, GroupTarget(people, level))

    assert group_target_of(campaign) == GroupTarget(people=campaign.k, level=3)


def test_a_target_compared_in_a_release_does_not_change(session):
    campaign = make_campaign(session)
    answer(session, campaign, 5, (4, 2), (3, 1))
    release(session, campaign)

    with pytest.raises(GroupTargetPublished):
        set_group_target(session, campaign, GroupTarget(6, 3))
    set_group_target(session, campaign, GroupTarget(5, 3))

    assert group_target_of(campaign) == GroupTarget(5, 3)


def test_a_campaign_put_away_aims_at_nothing_else(session):
    campaign = make_campaign(session)
    campaign.anonymised_on = datetime(2026, 11, 20, tzinfo=UTC).date()

    with pytest.raises(PutAway):
        set_group_target(session, campaign, GroupTarget(6, 3))
