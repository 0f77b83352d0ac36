"""What one person gets: their own levels, strengths, priorities and reasons; never the group's."""

from dataclasses import replace

import pytest

from reports.cells import ALL, Line, Shown
from reports.document import EMPTY, Cell
from reports.own_levels import Own
from reports.person_report import (
    first_priorities,
    peers,
    person_result,
    reason,
    strengths,
)
from reports.release import release_campaign
from surveys.levels import UNANSWERED, Blank, LevelAnswer
from surveys.queries.campaigns import campaign_by_code
from tests.conftest import NOW
from tests.factories import (
    make_campaign,
    make_event,
    make_sheet,
    make_submission,
    make_version,
)

WORDS = {
    "mastery": ("aucun", "débutant", "autonome", "confirmé", "expert"),
    "importance": ("nulle", "faible", "utile", "forte", "décisive"),
}
NOT_CONCERNED = LevelAnswer(*[Blank.NOT_APPLICABLE] * 4)


def own(current, goal, importance=Blank.NO_ANSWER, position=0):
    return Own(
        position=position,
        item=position,
        code=f"D4-0{position}",
        label="Compétence",
        lineage=str(position),
        answer=LevelAnswer(current=current, importance=importance),
        goal=goal,
    )


def result(session, campaign, sheet):
    return person_result(session, campaign, sheet, translate=str, language="fr")


@pytest.mark.parametrize(
    ("current", "goal", "importance", "gap", "index"),
    [
        (1, 3, 4, 2, 8),
        (0, 4, 4, 4, 16),
        (3, 3, 4, 0, 0),
        (4, 2, 4, 0, 0),
        (1, 3, 0, 2, 0),
        (1, 3, Blank.NO_ANSWER, 2, 2),
        (1, 3, Blank.DECLINED, 2, 2),
        (1, None, 4, 0, 0),
        (Blank.NOT_APPLICABLE, 3, 4, 0, 0),
        (Blank.NO_ANSWER, 3, Blank.NO_ANSWER, 0, 0),
    ],
)
def test_the_index_is_gap_times_importance_or_the_gap_alone(current, goal, importance, gap, index):
    mine = own(current, goal, importance)

    assert (mine.gap, mine.index) == (gap, index)


def test_priorities_come_by_index_then_gap_then_order_and_are_three():
    mine = (
        own(1, 3, 2, 0),  # 2 × 2 = 4
        own(3, 4, 4, 1),  # 1 × 4 = 4
        own(0, 3, 3, 2),  # 3 × 3 = 9
        own(4, 4, 4, 3),  # none
        own(2, 4, 2, 4),  # 2 × 2 = 4, after the first
        own(Blank.DECLINED, 4, 4, 5),
    )

    assert [each.position for each in first_priorities(mine)] == [2, 0, 4]


def test_strengths_are_held_levels_that_need_no_progress():
    mine = (
        own(3, 3, position=0),
        own(4, None, position=1),
        own(3, 4, position=2),
        own(2, 1, position=3),
        own(Blank.NOT_APPLICABLE, 0, position=4),
        own(4, 4, position=5),
        own(3, 2, position=6),
    )

    assert [each.position for each in strengths(mine)] == [1, 5, 6]


def test_the_reason_names_the_goal_the_level_and_the_importance():
    sentence = reason(own(1, 3, 4), WORDS, "Votre profil suppose", str)

    assert [word in sentence for word in ("suppose", "confirmé", "débutant", "décisive")] == [
        True
    ] * 4


def test_the_reason_is_silent_on_an_importance_that_was_not_given():
    sentence = reason(own(0, 4), WORDS, "Vous visez", str)

    assert "expert" in sentence
    assert "aucun" in sentence
    assert "importance" not in sentence


@pytest.mark.parametrize(
    ("able", "words"), [(0, "presque personne"), (1, "presque personne"), (2, "quelques")]
)
def test_peers_are_told_in_bands_never_in_numbers(able, words):
    counts = {2 << 3: 20, 3 << 3: able, 7 << 3: 9}

    sentence = peers([Line(ALL, 1, 1, {"": Shown(True, 20 + able, counts)})], 1, str)

    assert words in sentence
    assert not any(character.isdigit() for character in sentence)


def test_many_peers_are_several():
    counts = {3 << 3: 4, 4 << 3: 1}

    assert "plusieurs" in peers([Line(ALL, 1, 1, {"": Shown(True, 5, counts)})], 1, str)


def test_nothing_is_said_of_peers_where_the_group_is_masked_or_not_released():
    hidden = Line(ALL, 1, 1, {"": Shown(False, 3)})

    assert peers([hidden], 1, str) == ""
    assert peers([], 1, str) == ""
    assert peers([replace(hidden, position=0)], 1, str) == ""


def test_the_profile_chosen_is_the_reference_where_no_level_is_aimed_at(session):
    # P1 expects 3 of every competence, P2 expects 2.
    campaign = make_campaign(session)
    sheet = make_sheet((4, 1), (2, 2), profile="P1")

    found = result(session, campaign, sheet)

    assert found.profile == "Profil 1"
    assert found.goal_name == "Votre profil suppose"
    assert [(p.own.code, p.own.goal, p.own.index) for p in found.priorities] == [
        ("D4-01", 3, 8),
        ("D4-02", 3, 2),
    ]
    assert found.strengths == ()


def test_the_table_gives_each_answer_its_words_and_each_blank_its_own(session):
    campaign = make_campaign(session, ("D4-01", "D4-02", "D4-03", "D4-04"))
    sheet = make_sheet(
        (4, 1), NOT_CONCERNED, LevelAnswer(current=Blank.DECLINED), UNANSWERED, profile="P2"
    )

    table = result(session, campaign, sheet).section.table

    assert [column.key for column in table.columns] == [
        "code",
        "label",
        "current",
        "goal",
        "gap",
        "importance",
    ]
    assert [row[2:] for row in table.rows] == [
        (Cell(value=1), Cell(value=2), Cell(value=1), Cell(value=4)),
        (Cell(value="non concerné·e"), Cell(value=2), EMPTY, Cell(value="non concerné·e")),
        (Cell(value="ne souhaite pas répondre"), Cell(value=2), EMPTY, Cell(value="sans réponse")),
        (Cell(value="sans réponse"), Cell(value=2), EMPTY, Cell(value="sans réponse")),
    ]


def test_without_profile_there_is_no_reference_and_no_priority(session):
    campaign = make_campaign(session)

    found = result(session, campaign, make_sheet((4, 0), (4, 4)))

    assert (found.profile, found.priorities) == ("", ())
    assert [own.code for own in found.strengths] == ["D4-02"]
    assert [row[3:5] for row in found.section.table.rows] == [(EMPTY, EMPTY), (EMPTY, EMPTY)]


def test_the_level_aimed_at_comes_before_the_profile(session):
    campaign = make_campaign(session, ratings=("target",))
    sheet = make_sheet(
        LevelAnswer(current=1, target=2),
        LevelAnswer(current=1, target=Blank.DECLINED),
        profile="P1",
    )

    found = result(session, campaign, sheet)

    assert found.goal_name == "Vous visez"
    assert [(p.own.code, p.own.gap) for p in found.priorities] == [("D4-01", 1)]


def test_the_level_before_is_shown_where_it_is_asked(session):
    campaign = make_campaign(session, ("D4-01",), ratings=("before",))

    table = result(session, campaign, make_sheet(LevelAnswer(current=3, before=1))).section.table

    assert [column.key for column in table.columns] == [
        "code",
        "label",
        "current",
        "goal",
        "gap",
        "before",
    ]
    assert table.rows[0][-1] == Cell(value=1)


def test_a_sheet_without_any_level_has_a_table_and_no_chart(session):
    campaign = make_campaign(session)

    section = result(session, campaign, make_sheet(NOT_CONCERNED, UNANSWERED)).section

    assert section.chart is None
    assert len(section.table.rows) == 2


def test_priorities_lead_to_the_workshops_that_work_on_them(session):
    event = make_event(session, codes=("D4-01",))
    campaign = make_campaign(session, event=event)

    found = result(session, campaign, make_sheet((4, 1), (4, 1), profile="P1"))

    assert [[w.title for w in p.workshops] for p in found.priorities] == [
        ["Atelier de décryptage"],
        [],
    ]


def test_peers_are_those_of_the_last_release_alone(session):
    campaign = make_campaign(session)
    for level in (3, 4, 4, 4, 4, 4):
        make_submission(session, campaign, (4, level), (4, level), profile="P1")
    sheet = make_sheet((4, 1), (4, 1), profile="P1")

    before = result(session, campaign, sheet).priorities[0].peers
    release_campaign(session, campaign, now=NOW, languages={})
    after = result(session, campaign, sheet).priorities[0].peers

    assert before == ""
    assert "plusieurs" in after


def test_a_result_costs_the_same_for_any_number_of_competences(session, count_queries):
    codes = [f"D{area}-0{n}" for area in range(1, 9) for n in range(1, 6)]
    version = make_version(session, codes)
    counted = []
    for size in (3, 40):
        code = make_campaign(session, codes[:size], version=version).code
        session.expunge_all()
        campaign = campaign_by_code(session, code)
        with count_queries() as statements:
            result(session, campaign, make_sheet(*[(4, 1)] * size, profile="P1"))
        counted.append(len(statements))
        version = campaign.questionnaire.version

    assert counted[0] == counted[1] <= 13


def test_the_star_means_levels_by_area_with_how_many_competences(session):
    codes = ("D4-01", "D4-02", "D5-01", "D6-01")
    campaign = make_campaign(session, codes)
    two = make_sheet((4, 1), (3, 4), (2, 0), (1, Blank.NOT_APPLICABLE), profile="P1")

    assert result(session, campaign, two).star is None  # two areas have a level

    three = make_sheet((4, 1), (3, 4), (2, 0), (1, 3), profile="P1")
    star = result(session, campaign, three).star

    rows = [(row[0].value, *((cell.value, cell.n) for cell in row[2:])) for row in star.table.rows]
    assert rows == [  # P1 expects 3 of every area
        ("D4", (2.5, 2), (3.0, 2), (2, None)),
        ("D5", (0.0, 1), (3.0, 1), (1, None)),
        ("D6", (3.0, 1), (3.0, 1), (1, None)),
    ]


@pytest.mark.parametrize(("areas", "drawn"), [(2, False), (3, True), (8, True), (9, False)])
def test_a_star_has_three_to_eight_axes(session, areas, drawn):
    campaign = make_campaign(session, [f"D{area}-01" for area in range(areas)])

    assert bool(result(session, campaign, make_sheet(*[(3, 2)] * areas)).star) is drawn
