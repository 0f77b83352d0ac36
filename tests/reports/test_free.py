"""What is shown of free questions, by hand: figures, blanks apart, masks, conditions, texts."""

import pytest

from reports.free_counts import FIRST_VALUE
from reports.free_texts import texts_of
from reports.queries import archived, last_release
from reports.release import release_campaign
from surveys.levels import LevelAnswer
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.question_types import base
from surveys.question_types.base import Condition, Option, Question
from surveys.sections import Section
from surveys.submission import Sheet, submit, withdraw
from tests.conftest import NOW
from tests.factories import OPENED, make_campaign, make_ticket

DECLINED, NOT_APPLICABLE = {"blank": "declined"}, {"blank": "not_applicable"}
OPTIONS = tuple(Option(code, {"fr": {"label": code.upper()}}) for code in ("a", "b", "c"))


def question(code, type_, **more):
    words = {"label": f"Question {code}", "low": "Seul", "high": "Ensemble"}
    return Question(code, type_, {"fr": words}, OPTIONS, **more)


def make(session, *sections, attributes=(), **others):
    campaign = make_campaign(session, attributes=attributes, **others)
    campaign.questionnaire.sections = sections
    session.flush()
    return campaign


def asking(session, *questions, **others):
    return make(session, Section({"fr": {"label": "Tout"}}, (*questions, 0, 1)), **others)


def answer(session, campaign, answers=None, levels=(1, 2), **about):
    ticket = make_ticket(campaign)
    sheet = Sheet(about, tuple(LevelAnswer(current=level) for level in levels), answers or {})
    submit(session, campaign, ticket, sheet, notice=campaign.notice, now=OPENED)
    return ticket


def each(session, campaign, code, *answers):
    """Let one person give each answer; None leaves it empty."""
    for place, said in enumerate(answers):
        told = {} if said is None else {code: said}
        answer(session, campaign, told, levels=(place % 3, 2 - place % 3))


def report(session, campaign):
    release = release_campaign(session, campaign, now=NOW, languages={"fr": str, "en": str})
    return archived(session, release, "fr")


def rows(section):
    return [[cell.value if cell.state == "shown" else cell.state for cell in row]
            for row in section.table.rows]  # fmt: skip


def test_a_choice_is_counted_with_its_n_and_the_blanks_apart(session):
    campaign = asking(session, question("q", "choice"))
    each(session, campaign, "q", "a", "a", "a", "b", "b", DECLINED, NOT_APPLICABLE, None, None)

    found = report(session, campaign).section("question-1")

    assert found.title == "Question q"
    assert rows(found) == [["A", 3, 3 / 5], ["B", 2, 2 / 5], ["C", 0, 0]]
    assert {cell.n for row in found.table.rows for cell in row[1:]} == {5}
    assert found.texts == (
        "Réponses : 5 ; non concerné·e : 1 ; refus : 1 ; sans réponse : 2 ; "
        "question non posée : 0.",
    )


@pytest.mark.parametrize(
    ("type_", "answers", "expected"),
    [
        ("yes_no", ["yes"] * 3 + ["no"] * 2, [["Oui", 3, 3 / 5], ["Non", 2, 2 / 5]]),
        (
            "multiple",
            [["a"], ["a", "b"], ["a", "b"], ["c"], ["b"]],
            [["A", 3, 3 / 5], ["B", 3, 3 / 5], ["C", 1, 1 / 5]],
        ),
        ("ladder", ["a", "a", "b", "c", "c"], [["A", 2, 2 / 5], ["B", 1, 1 / 5], ["C", 2, 2 / 5]]),
        ("number", [1, 2, 2.5, 3, 4], [["Moyenne", 2.5], ["Médiane", 2.5]]),
        ("number", [-4, -2, 0, 1, 10], [["Moyenne", 1], ["Médiane", 0]]),
        (
            "ranking",
            [["a", "b"], ["a", "b"], ["b", "a"], ["b", "a", "c"], ["a", "b"]],
            # A: 1, 1, 2, 2, 1; B: 2, 2, 1, 1, 2; C was ranked once, which is too few.
            [["A", 7 / 5, 5, 3], ["B", 8 / 5, 5, 2], ["C", "masked", "masked", 0]],
        ),
        (
            "factors",
            [{"know": 1, "want": 4}, {"know": 2, "want": 4}, {"know": 1, "want": 4},
             {"know": 2, "want": 4}, {"know": 4, "want": 4, "can": 0}],
            [["Savoir agir", 2, 5], ["Vouloir agir", "masked", "masked"],
             ["Pouvoir agir", "masked", "masked"]],
        ),
    ],
)  # fmt: skip
def test_figures_of_each_type_by_hand(session, type_, answers, expected):
    campaign = asking(session, question("q", type_))
    each(session, campaign, "q", *answers)

    assert rows(report(session, campaign).section("question-1")) == expected


def test_a_tension_shows_each_place_and_their_mean(session):
    campaign = asking(session, question("q", "tension"))
    each(session, campaign, "q", -3, -3, 0, 1, 3, 3)

    found = rows(report(session, campaign).section("question-1"))

    assert [row[1] for row in found[:7]] == [2, 0, 0, 1, 1, 0, 2]
    assert (found[0][0], found[6][0]) == ("−3 : Seul", "+3 : Ensemble")
    assert found[7] == ["Moyenne, de −3 à +3 : +0,2", 6, "empty"]


@pytest.mark.parametrize(
    ("type_", "answers"),
    [
        ("choice", ["a", "a", "b", "b"]),  # fewer than k
        ("choice", ["a"] * 9),  # all the same
        ("choice", ["a"] * 8 + ["b"]),  # all but one
        ("yes_no", ["no"] * 7),
        ("multiple", [["a", "b"]] * 8),
        ("number", [3] * 6),
        ("number", [1, 1, 2, 2, 100]),  # one person makes up nearly all of the sum
        ("ranking", [["a", "b"]] * 4 + [["a", "c"]] * 4),  # all put the same first
        ("factors", [{"know": 3}] * 6),
        ("text", ["Un mot"] * 4),
    ],
)
def test_what_would_tell_everybody_is_masked_with_its_n(session, type_, answers):
    campaign = asking(session, question("q", type_))
    each(session, campaign, "q", *answers, *[None] * 9)

    found = report(session, campaign).section("question-1")

    assert found.table is None
    assert found.texts[0].startswith("Masqué")
    assert not any(character.isdigit() for character in found.texts[0])


def conditioned(session, condition, **others):
    later = Section({"fr": {"label": "Suite"}}, (question("r", "yes_no"), 1), show_if=condition)
    first = Section({"fr": {"label": "Début"}}, (question("q", "choice"), 0))
    return make(session, first, later, **others)


def told(session, campaign, answers):
    """Let people answer; (first, second, level) each. Return the report."""
    for place, (first, second) in enumerate(answers):
        said = {"q": first} | ({"r": second} if second else {})
        answer(session, campaign, said, levels=(place % 3, place % 4))
    return report(session, campaign)


def is_masked(document, key, code):
    row = next(r for r in document.section("levels").table.rows if r[0].value == code)
    return document.section(key).table is None, row[-4].state == "masked"


def test_what_is_asked_of_many_and_not_of_many_is_shown_with_those_left_out(session):
    campaign = conditioned(session, Condition("q", ("a",)))

    found = told(session, campaign, [("a", "yes"), ("a", "no")] * 4 + [("b", None)] * 6)

    assert rows(found.section("question-2")) == [["Oui", 4, 1 / 2], ["Non", 4, 1 / 2]]
    assert "question non posée : 6" in found.section("question-2").texts[0]
    assert is_masked(found, "question-2", "D4-02") == (False, False)


@pytest.mark.parametrize(
    "answers",
    [
        [("a", "yes"), ("a", "no")] * 2 + [("b", None)] * 9,  # four meet the condition
        [("a", "yes"), ("a", "no")] * 5 + [("b", None)] * 2,  # two do not
        [("a", "yes"), ("a", "no")] * 5,  # all do: what it looks at is masked
    ],
)
def test_what_would_tell_who_met_a_condition_is_masked(session, answers):
    campaign = conditioned(session, Condition("q", ("a",)))

    found = told(session, campaign, answers)

    assert is_masked(found, "question-2", "D4-02") == (True, True)
    assert is_masked(found, "question-2", "D4-01")[1] is False


def test_a_condition_on_a_group_says_nothing_of_a_group_that_is_masked(session):
    condition = Condition("structure", ("public", "other"))
    campaign = conditioned(session, condition, attributes=("structure",))
    for place in range(30):
        structure = "public" if place < 12 else "association" if place < 27 else "other"
        said = {"q": "abc"[place % 3]} | ({"r": ("yes", "no")[place % 2]})
        answer(session, campaign, said, (place % 3, place % 4), structure=structure)

    found = report(session, campaign)  # three of « other »: masked, with another group

    states = [row[2].state for row in found.section("responses").table.rows]
    assert states.count("masked") == 2
    masked = {row[0].value for row in found.section("responses").table.rows
              if row[2].state == "masked"}  # fmt: skip
    hidden_within = len(masked & {"Collectivité ou service de l’État", "Autre"})
    assert is_masked(found, "question-2", "D4-02") == ((True, True) if hidden_within else (0, 0))


def test_texts_are_in_no_document_and_read_from_k_of_them_in_no_order_of_people(session):
    campaign = asking(session, question("q", "text"))
    words = ["zèbre", "Un mot", "avril", "encore", "Mai"]
    each(session, campaign, "q", *words[:4])
    [before] = texts_of(session, campaign)
    each(session, campaign, "q", words[4])

    found = report(session, campaign)

    assert before.texts == []
    assert not any(word in found.model_dump_json() for word in words)
    assert "Réponses : 5" in found.section("question-1").texts[0]
    [after] = texts_of(session, campaign)
    assert after.texts == ["avril", "encore", "Mai", "Un mot", "zèbre"]


def test_texts_of_a_few_newcomers_wait(session):
    campaign = asking(session, question("q", "text"))
    each(session, campaign, "q", *"abcde")
    report(session, campaign)
    each(session, campaign, "q", "f", "g", None, None, None)
    report(session, campaign)

    [found] = texts_of(session, campaign)
    assert found.texts == [*"abcde"]

    each(session, campaign, "q", "h", "i", "j", None, None)
    report(session, campaign)
    [found] = texts_of(session, campaign)
    assert found.texts == [*"abcdefghij"]


def test_withdrawn_texts_are_gone_and_fewer_than_k_are_not_read(session):
    campaign = asking(session, question("q", "text"), mode=PSEUDONYMOUS)
    tickets = [answer(session, campaign, {"q": letter}) for letter in "abcdef"]
    report(session, campaign)
    withdraw(session, campaign, tickets[1])
    assert texts_of(session, campaign)[0].texts == [*"acdef"]
    withdraw(session, campaign, tickets[0])

    assert texts_of(session, campaign)[0].texts == []


def test_figures_move_by_k_people_who_did_not_all_say_the_same(session):
    campaign = asking(session, question("q", "choice"))
    each(session, campaign, "q", *"aaabb")
    first = rows(report(session, campaign).section("question-1"))
    each(session, campaign, "q", *["c"] * 6)
    same = rows(report(session, campaign).section("question-1"))
    each(session, campaign, "q", *"abccc")
    moved = rows(report(session, campaign).section("question-1"))

    assert same == first
    assert [row[1] for row in moved] == [4, 3, 9]


def test_a_campaign_without_free_questions_has_no_section_for_them(session):
    campaign = make_campaign(session)
    for level in range(6):
        answer(session, campaign, levels=(level % 4, 1 + level % 3))

    document = report(session, campaign)

    assert not [section for section in document.sections if section.key.startswith("question")]
    assert last_release(session, campaign.id).number == 1


def test_values_begin_where_the_tally_says():
    assert FIRST_VALUE == base.FIRST_VALUE


def test_three_factors_are_followed_by_the_response_they_call_for(session):
    campaign = asking(session, question("q", "factors"))
    each(
        session,
        campaign,
        "q",
        *({"know": know, "want": want, "can": can}
          for know, want, can in ((3, 4, 1), (3, 3, 0), (2, 3, 2), (4, 2, 1), (3, 3, 2))),
    )  # fmt: skip

    found = report(session, campaign).section("question-1")

    # know 15 / 5, want 15 / 5, can 6 / 5: only being able to is short.
    assert found.texts[1] == (
        "Réponse proposée, à discuter : un levier d’organisation (mandat, temps, moyens, "
        "portage), car le pouvoir d’agir manque ; la formation seule ne suffira pas. Moyennes : "
        "savoir agir 3,0 (n = 5), vouloir agir 3,0 (n = 5), pouvoir agir 1,2 (n = 5)."
    )


def test_nothing_is_proposed_where_a_factor_is_masked(session):
    campaign = asking(session, question("q", "factors"))
    each(session, campaign, "q", *[{"know": step, "want": step, "can": 0} for step in range(5)])

    assert len(report(session, campaign).section("question-1").texts) == 1
