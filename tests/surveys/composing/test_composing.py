"""Composing: what moves, what a condition allows, what a campaign freezes."""

import pytest
from sqlalchemy import select

from referentiel.queries import items_of, profiles_of
from referentiel.search import branches
from referentiel.versioning import draft_from, publish
from surveys.campaigns import open_campaign
from surveys.composing import conditions, editions, order, parts, starting, updating
from surveys.composing.errors import (
    AskedTooLate,
    LookedAt,
    QuestionnaireFrozen,
    QuestionnaireInUse,
    TwoQuestions,
    Unfit,
)
from surveys.composing.pinning import by_item, pinned
from surveys.composing.translating import untranslated
from surveys.models import Draft
from surveys.question_types import Question
from surveys.question_types.base import Condition, Option
from surveys.sections import Section
from surveys.submission import save_draft
from tests.conftest import NOW
from tests.factories import (
    LANGUAGES,
    fr,
    items_in,
    make_campaign,
    make_draft,
    make_event,
    make_organisation,
    make_ticket,
    make_version,
)
from tests.referentiel.drafting import item_in, reword

OPTIONS = tuple(Option(code, fr(label=f"Choix {code}")) for code in ("a", "b"))
FIRST = Question("first", "choice", fr(label="D’abord ?"), OPTIONS)
THEN = Question("then", "text", fr(label="Ensuite ?"), show_if=Condition("first", ("a",)))


@pytest.fixture
def questionnaire(session):
    version = make_version(session, ("D4-01", "D4-02", "D5-01"))
    items = [item.id for item in items_in(session, version)]
    return editions.begin(
        session,
        make_organisation(session),
        title=" Bilan ",
        version_id=version.id,
        sections=(Section({}, (items[2], items[0])), Section(fr(label="Vous"), (FIRST, THEN))),
        ratings=("importance",),
        now=NOW,
    )


def opened(session, questionnaire):
    version = questionnaire.version
    campaign = make_campaign(session, version=version, attributes=(), opened=False)
    campaign.questionnaire_id = questionnaire.id
    session.flush()
    open_campaign(session, campaign, now=NOW, languages=LANGUAGES)
    return campaign


def test_competences_are_pinned_in_the_order_in_which_they_are_asked(session, questionnaire):
    items = items_in(session, questionnaire.version)

    assert questionnaire.title == "Bilan"
    assert questionnaire.items == [items[2].id, items[0].id]
    assert questionnaire.sections[0].entries == (0, 1)
    assert questionnaire.ratings == ["current", "importance"]
    assert pinned(by_item(questionnaire)) == (questionnaire.items, questionnaire.sections)


def test_a_competence_is_asked_once_and_moves_where_it_is_ticked(session, questionnaire):
    one, two, three = (item.id for item in items_in(session, questionnaire.version))

    found = parts.with_competences(by_item(questionnaire), 1, [two, three], [one, two, three])

    assert found[0].entries == (one,)
    assert found[1].entries == (FIRST, THEN, two, three)


def test_an_entry_moves_past_the_end_of_its_section_into_the_next(questionnaire):
    sections = by_item(questionnaire)
    last = sections[0].entries[1]

    down = order.entry_moved(sections, 0, 1, order.DOWN)
    up = order.entry_moved(down, 1, 0, order.UP)

    assert [section.entries for section in down] == [sections[0].entries[:1], (last, FIRST, THEN)]
    assert up == sections
    assert order.entry_moved(sections, 0, 0, order.UP) == sections
    assert order.section_moved(sections, 1, order.DOWN) == sections
    assert order.section_moved(sections, 0, order.DOWN) == (sections[1], sections[0])


def test_what_hangs_on_an_answer_cannot_come_before_it_nor_lose_it(session, questionnaire):
    sections = by_item(questionnaire)

    with pytest.raises(AskedTooLate, match="n’est montrée que"):
        editions.put(session, questionnaire, order.entry_moved(sections, 1, 1, order.UP))
    with pytest.raises(LookedAt, match="D’abord"):
        editions.put(session, questionnaire, order.entry_removed(sections, 1, 0), "D’abord ?")
    fewer = Question("first", "choice", FIRST.texts, (Option("b", {}), Option("c", {})))
    with pytest.raises(LookedAt):
        editions.put(session, questionnaire, parts.reworded(sections, fewer))

    assert questionnaire.sections[1].entries == (FIRST, THEN)


def test_a_condition_looks_at_one_question(questionnaire):
    looked = conditions.looked_at(by_item(questionnaire), 1, "then", (), "fr")
    by_code = {it.code: it for it in looked}

    assert by_code["first"].boxes == ["first:a", "first:b"]
    assert set(by_code) == {"structure", "agent", "seniority", "territory", "first"}
    assert conditions.condition_from(["first:a", "first:b"]) == Condition("first", ("a", "b"))
    assert conditions.condition_from([]) is None
    with pytest.raises(TwoQuestions):
        conditions.condition_from(["first:a", "agent:yes"])


def test_a_question_says_what_it_lacks(questionnaire):
    sections = by_item(questionnaire)
    lacking = Question("which", "multiple", fr(label="Lesquels ?"), OPTIONS[:1])

    with pytest.raises(Unfit, match="au moins deux réponses"):
        parts.added(sections, 0, lacking)
    assert parts.new_code(sections, "First") == "first-2"
    assert parts.new_code(sections, "Depuis quand ?") == "depuis-quand"
    assert parts.new_code(sections, "???") == "question"


def test_an_opened_campaign_freezes_its_questionnaire_and_the_next_edition_follows(
    session, questionnaire
):
    opened(session, questionnaire)

    with pytest.raises(QuestionnaireFrozen):
        editions.hold(session, questionnaire)
    with pytest.raises(QuestionnaireInUse):
        editions.discard(session, questionnaire)
    following = editions.follow(session, questionnaire, now=NOW)
    again = editions.follow(session, questionnaire, now=NOW)

    assert (following.edition, following.series) == (2, questionnaire.series)
    assert following.sections == questionnaire.sections
    assert again.id == following.id
    assert editions.hold(session, following).id == following.id
    editions.discard(session, following)
    assert editions.follow(session, questionnaire, now=NOW).edition == 2


def test_a_rehearsal_that_no_longer_fits_is_forgotten(session, questionnaire):
    campaign = make_campaign(session, version=questionnaire.version, attributes=(), opened=False)
    campaign.questionnaire_id = questionnaire.id
    session.flush()
    session.refresh(campaign)
    ticket = make_ticket(campaign, rehearsal=True)
    save_draft(session, campaign, ticket, about={}, levels={}, now=NOW)

    editions.put(session, questionnaire, by_item(questionnaire)[:1])

    assert session.scalars(select(Draft)).all() == []


def test_texts_without_english_are_named_with_their_place(questionnaire):
    missing = [(it.place, it.code, it.text) for it in untranslated(by_item(questionnaire), "en")]

    assert missing == [
        (1, "", "Vous"),
        (1, "first", "D’abord ?"),
        (1, "first", "Choix a"),
        (1, "first", "Choix b"),
        (1, "then", "Ensuite ?"),
    ]


def test_a_questionnaire_starts_from_core_areas_workshops_and_profiles(session):
    version = make_version(session, ("D4-01", "D4-02"), expected=(3, 2))
    event = make_event(session, codes=("D4-02",))
    every = items_of(session, version.id)
    from_base = [item.id for item in items_in(session, version)]
    profiles = profiles_of(session, version.id)

    starts = starting.starts_of(branches(every), every, profiles, [event], "fr")
    found = {it.name: it.items for it in starts}

    assert found == {
        "core": tuple(from_base),
        "area:D4": tuple(from_base),
        f"workshop:{event.workshops[0].id}": (from_base[1],),
        "profile:P1": tuple(from_base),
        "all": tuple(from_base),
        "none": (),
    }


def test_a_questionnaire_moves_to_a_newer_version_with_what_is_still_there(session):
    draft = make_draft(session, ("D1-01", "D1-02", "D1-03"))
    older = publish(session, draft, standing="projet", today=NOW.date())
    one, two, three = items_in(session, older)
    kept = editions.begin(
        session,
        make_organisation(session),
        title="Bilan",
        version_id=older.id,
        sections=(Section({}, (one.id, FIRST, three.id, two.id)),),
        ratings=(),
        now=NOW,
    )
    assert updating.newer_version(session, kept) is None
    newer = draft_from(session, older)
    newer.label = "V2"
    reword(session, newer, "D1-02", "En d’autres mots")
    session.delete(item_in(session, newer, "D1-03"))
    newer.state, newer.published_on = "published", NOW.date()
    session.flush()

    found = updating.update(session, kept, updating.newer_version(session, kept))

    first, second = items_in(session, newer)
    assert [item.code for item in found.kept] == ["D1-01"]
    assert [(a.code, b.label()) for a, b in found.reworded] == [("D1-02", "En d’autres mots")]
    assert [lost.item.code for lost in found.lost] == ["D1-03"]
    assert (kept.version_id, kept.items) == (newer.id, [first.id, second.id])
    assert kept.sections[0].entries == (0, FIRST, 1)
