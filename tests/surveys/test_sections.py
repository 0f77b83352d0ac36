"""Sections and conditions: who is asked what, page by page, and what the tally makes of it."""

from collections import Counter

import pytest

from reports.recount import differences
from surveys.levels import UNANSWERED, Blank, LevelAnswer
from surveys.models.answers import Facet
from surveys.question_types.base import Condition, Option, Question
from surveys.questionnaire import AskedCompetence, pages, read_page
from surveys.sections import Section, asked_of, dumped, known_of, loaded
from surveys.submission import Sheet, save_draft, submit
from surveys.tally import kept
from tests.conftest import NOW
from tests.factories import OPENED, make_campaign, make_ticket

OPTIONS = tuple(Option(code, {"fr": {"label": code}}) for code in ("rural", "urban"))
WHERE = Question("where", "choice", {"fr": {"label": "Où ?"}}, OPTIONS)
RURAL = Condition("where", ("rural",))
FAR = Question("far", "number", {"fr": {"label": "À combien ?"}}, show_if=RURAL)
WHY = Question("why", "text", {"fr": {"label": "Pourquoi ?"}}, show_if=Condition("far", ("12",)))
SECTIONS = (
    Section({"fr": {"label": "Lieu", "help": "D’où l’on parle."}}, (WHERE, FAR, WHY)),
    Section({"fr": {"label": "Tout le monde"}}, (0,)),
    Section({"fr": {"label": "Rural"}}, (1,), show_if=RURAL),
)  # fmt: skip
COMPETENCES = [AskedCompetence(0, "D1", "D1-01"), AskedCompetence(1, "D1", "D1-02")]


@pytest.fixture
def campaign(session):
    campaign = make_campaign(session)
    campaign.questionnaire.sections = SECTIONS
    session.flush()
    return campaign


def test_sections_come_back_from_their_json_as_they_were():
    assert loaded(dumped(SECTIONS)) == SECTIONS
    assert loaded(dumped(SECTIONS))[0].texts == SECTIONS[0].texts


def test_a_condition_stands_on_a_later_page_than_what_it_looks_at():
    found = pages(COMPETENCES, ("current", "importance"), SECTIONS)

    assert [[q.code for q in page.questions] or list(page.positions) for page in found] == [
        ["where"],
        ["far"],
        ["why"],
        [0],
        [1],
    ]
    assert found[3].ratings == ("current", "importance")


def test_how_it_was_before_is_asked_on_pages_of_its_own_at_the_end():
    found = pages(COMPETENCES, ("current", "before"))

    assert [(page.positions, page.ratings) for page in found] == [
        ((0, 1), ("current",)),
        ((0, 1), ("before",)),
    ]
    assert [page.looks_back for page in found] == [False, True]


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        ({}, [True, False, False, True, False]),
        ({"where": "urban", "far": 12}, [True, False, False, True, False]),
        ({"where": "rural"}, [True, True, False, True, True]),
        ({"where": "rural", "far": 12}, [True, True, True, True, True]),
        ({"where": {"blank": "declined"}}, [True, False, False, True, False]),
    ],
)
def test_pages_are_shown_to_those_whom_they_concern(answers, shown):
    known = known_of(SECTIONS, {}, answers)

    assert [page.shown(known) for page in pages(COMPETENCES, ("current",), SECTIONS)] == shown


def test_a_condition_may_look_at_the_situation_of_the_person():
    public = Section({}, (0,), show_if=Condition("structure", ("public", "other")))

    assert asked_of((public,), {"structure": "public"}, {}).positions == {0}
    assert asked_of((public,), {"structure": "association"}, {}).positions == set()
    assert asked_of((public,), {}, {}).positions == set()


def test_answers_that_hang_on_a_changed_one_do_not_stand(campaign, session):
    ticket = make_ticket(campaign)
    said = {"where": "urban", "far": 12, "why": "Le bus"}
    levels = (LevelAnswer(current=2), LevelAnswer(current=3))

    submit(session, campaign, ticket, Sheet({}, levels, said), notice=1, now=OPENED)

    lines = {(f, p, c): n for (f, _b, _s, p, c), n in kept(session, campaign).items()}
    asked = LevelAnswer(current=2)
    joint = asked.importance << 6 | asked.current << 3 | asked.target
    assert lines == {
        (Facet.RECEIVED, 0, 0): 1,
        (Facet.IMPORTANCE, 0, joint): 1,  # the second competence was not asked: no line
        (Facet.FREE, 0, 0): 1,
        (Facet.FREE, 0, 17): 1,
    }
    assert differences(session, campaign) == {}


def test_the_tally_is_equal_to_a_recount_through_changes(campaign, session):
    tickets = [make_ticket(campaign) for _ in range(3)]
    everything = {"where": "rural", "far": 12, "why": "Le bus"}
    levels = (LevelAnswer(current=1), LevelAnswer(current=4))
    for ticket in tickets:
        sheet = Sheet({"structure": "public"}, levels, everything)
        submit(session, campaign, ticket, sheet, notice=1, now=OPENED)

    changed = Sheet({}, (UNANSWERED, UNANSWERED), {"where": {"blank": "declined"}})
    submit(session, campaign, tickets[0], changed, notice=1, now=OPENED)

    lines = Counter()
    for (facet, _batch, _segment, position, code), n in kept(session, campaign).items():
        if facet == Facet.FREE:
            lines[position, code] += n
    assert lines == {(0, 0): 2, (0, 16): 2, (0, 3): 1, (1, 0): 2, (2, 0): 2}
    assert differences(session, campaign) == {}


def test_a_draft_keeps_what_no_longer_stands_in_case_one_comes_back(campaign, session):
    ticket = make_ticket(campaign)
    save_draft(session, campaign, ticket, about={}, levels={}, answers={"where": "rural"}, now=NOW)
    save_draft(session, campaign, ticket, about=None, levels={}, answers={"far": 3}, now=NOW)

    sheet = save_draft(
        session, campaign, ticket, about=None, levels={}, answers={"where": "urban"}, now=NOW
    )

    assert sheet.answers == {"where": "urban", "far": 3}
    assert sheet.settled(campaign.questionnaire).answers == {"where": "urban"}


def test_one_wrong_answer_keeps_the_others_of_its_page():
    page = pages(
        COMPETENCES, ("current",), (Section({}, (WHERE, FAR.__class__("n", "number", {}))),)
    )[0]

    read = read_page(page, {"q-where": ["rural"], "q-n": ["beaucoup"]})

    assert read.answers == {"where": "rural"}
    assert list(read.problems) == ["n"]


def test_before_follows_a_competence_that_does_not_concern_one(session):
    campaign = make_campaign(session, ratings=("current", "before"))
    ticket = make_ticket(campaign)
    sheet = Sheet({}, (LevelAnswer(current=Blank.NOT_APPLICABLE), LevelAnswer(current=3, before=1)))

    submit(session, campaign, ticket, sheet, notice=1, now=OPENED)
    back = save_draft(
        session,
        campaign,
        ticket,
        about=None,
        levels={0: LevelAnswer(current=2)},
        ratings=("current",),
        now=OPENED,
    )

    assert sheet.settled(campaign.questionnaire).levels[0].before == Blank.NOT_APPLICABLE
    assert back.levels[0] == LevelAnswer(current=2)
    assert back.levels[1] == LevelAnswer(current=3, before=1)
