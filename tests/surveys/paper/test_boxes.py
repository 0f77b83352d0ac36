"""Which key stands for which answer, and what is made of keys."""

import pytest

from surveys.levels import Blank, LevelAnswer
from surveys.paper.boxes import boxes_of, differing, read_keys
from tests.paper import every_type, paper_campaign
from webapp.printing import parts_asked

NOT_CONCERNED = LevelAnswer(*[Blank.NOT_APPLICABLE] * 2, Blank.NO_ANSWER, Blank.NO_ANSWER)


@pytest.fixture
def read(session):
    def reading(campaign, **typed):
        return read_keys(parts_asked(session, campaign), typed, campaign.questionnaire)

    return reading


def test_lines_are_numbered_on_and_a_competence_keeps_its_number(session):
    ratings = ("importance", "before")
    campaign = paper_campaign(session, attributes=("structure",), ratings=ratings)

    parts = parts_asked(session, campaign)

    assert [[line.number for line in part.lines] for part in parts] == [
        ["a"], ["1", "2"], ["1", "2"],
    ]  # fmt: skip
    assert list(boxes_of(parts)) == ["structure", "c0", "i0", "c1", "i1", "b0", "b1"]


def test_a_digit_is_a_level_and_three_blanks_stay_apart(session, read):
    campaign = paper_campaign(session, codes=("D4-01", "D4-02", "D4-03"))

    found = read(campaign, c0="0", i0="4", c1="N", i1="3", c2="r", i2="")

    assert found.problems == {}
    assert found.sheet.levels == (
        LevelAnswer(current=0, importance=4),
        NOT_CONCERNED,
        LevelAnswer(current=Blank.DECLINED),
    )
    assert found.typed == {"c0": "0", "i0": "4", "c1": "n", "c2": "r"}


def test_every_type_of_question_is_keyed_by_the_numbers_of_its_boxes(session, read):
    campaign = every_type(session)

    found = read(campaign, **{
        "q-q0": "2", "q-q1": "31", "q-q2": "2", "q-q3": "1", "q-q4": "1", "q-q5-o2": "1",
        "q-q5-o1": "2", "q-q6-know": "4", "q-q7": "3,5", "q-q8": "Un mot", "q-why": "Parce que",
    })  # fmt: skip

    assert found.problems == {}
    assert found.sheet.answers == {
        "q0": "o2", "q1": ["o1", "o3"], "q2": "no", "q3": "o1", "q4": -3, "q5": ["o2", "o1"],
        "q6": {"know": 4}, "q7": 3.5, "q8": "Un mot", "why": "Parce que",
    }  # fmt: skip
    assert found.typed["q-q1"] == "1,3"


@pytest.mark.parametrize(
    ("box", "typed", "reason"),
    [
        ("c0", "5", "0, 1, 2, 3, 4, n, r"),
        ("i0", "n", "0, 1, 2, 3, 4, r"),
        ("c0", "12", "0, 1, 2, 3, 4, n, r"),
        ("q-q0", "4", "1, 2, 3, n, r"),
        ("q-q1", "19", "1, 2, 3, n, r"),
        ("q-q7", "beaucoup", "n’est pas un nombre"),
        ("q-q5-o1", "2", "le rang 1 manque"),
    ],
)
def test_a_key_of_no_box_is_named_beside_it_and_fills_nothing(session, read, box, typed, reason):
    campaign = every_type(session)

    found = read(campaign, **{box: typed, "c1": "3"})

    [(name, refusal)] = found.problems.items()
    assert name == box
    assert reason in refusal.sentence % refusal.values
    assert found.sheet.levels[1].current == 3
    assert not found.sheet.answers


def test_more_than_nine_options_are_keyed_apart(session):
    campaign = every_type(session)
    box = boxes_of(parts_asked(session, campaign))["q-q1"]
    many = type(box)("q-many", {str(n): f"o{n}" for n in range(1, 13)}, several=True)

    assert many.values("12, 3") == ("o12", "o3")
    assert many.values("1 2") == ("o1", "o2")
    assert not many.at_once


def test_what_a_sheet_says_of_the_person_is_keyed_too(session, read):
    campaign = paper_campaign(session, attributes=("profile", "structure"))

    assert read(campaign, profile="1", structure="2", c0="1").sheet.about == {
        "profile": "P1", "structure": "association",
    }  # fmt: skip


def test_two_keyings_differ_where_their_keys_do(session, read):
    campaign = paper_campaign(session)
    parts = parts_asked(session, campaign)
    first, second = read(campaign, c0="n", i0="2", c1="3"), read(campaign, c0="N", c1="4", i1="0")

    assert differing(parts, first.typed, second.typed) == ["c1", "i1"]
