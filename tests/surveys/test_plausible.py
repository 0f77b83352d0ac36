"""Made-up answers stay within the questionnaire and are the same at every start."""

from random import Random

import pytest

from surveys.attributes import ATTRIBUTES, PROFILE, parse_about
from surveys.levels import TOP_LEVEL, Blank
from surveys.plausible import SHARES, Crowd, plausible_sheet
from tests.factories import items_in, make_version

EVERYTHING = tuple(ATTRIBUTES)
PROFILES = [code for code in SHARES[PROFILE] if code]


@pytest.fixture
def crowd(session):
    version = make_version(session, ("D4-01", "D4-02", "D4-03"))
    items = items_in(session, version)
    expected = {code: dict.fromkeys((item.id for item in items), 3) for code in PROFILES}
    return Crowd(items, ("current", "importance"), EVERYTHING, expected)


def sheets(crowd, count=300, seed="a seed"):
    chance = Random(seed)
    return [plausible_sheet(crowd, chance) for _ in range(count)]


def test_the_same_seed_gives_the_same_crowd(crowd):
    assert sheets(crowd, 20) == sheets(crowd, 20)
    assert sheets(crowd, 20) != sheets(crowd, 20, seed="another")


def test_made_up_people_say_only_what_the_questionnaire_offers(crowd):
    for sheet in sheets(crowd):
        assert parse_about(sheet.about, EVERYTHING, PROFILES) == sheet.about
        for answer in sheet.levels:
            assert {answer.target, answer.before} <= {Blank.NO_ANSWER, Blank.NOT_APPLICABLE}
            assert answer.is_rated == (answer.importance <= TOP_LEVEL)


def test_made_up_people_differ_and_some_leave_blanks(crowd):
    found = {answer.current for sheet in sheets(crowd) for answer in sheet.levels}

    assert found == {*range(TOP_LEVEL + 1), *Blank}


def test_every_share_is_one_of_the_answers_offered():
    for code, shares in SHARES.items():
        if code != PROFILE:
            offered = {value for value, _ in ATTRIBUTES[code].choices}
            assert offered <= shares.keys() <= offered | {""}
