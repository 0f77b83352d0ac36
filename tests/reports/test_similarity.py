"""Suggestions: which entries come first, and how many of the shipped correspondences they find."""

from datetime import date
from time import perf_counter

import pytest

from referentiel.loading import write_version
from referentiel.queries import crosswalks_of
from reports.similarity import Ranking, shared_words, stems
from reports.suggestions import SHELF, Shelf, suggestions
from tests.factories import items_in, make_draft, make_organisation, make_version
from tests.rome_rows import rome_tree
from tests.rome_small import make_rome
from tests.shipped import shipped_version

DAY = date(2026, 1, 1)
FOUND, TARGETS = 34, 55  # measured on 2026-11-28


@pytest.fixture(autouse=True)
def empty_shelf():
    SHELF.clear()


def test_words_of_a_family_have_one_stem_without_accents():
    assert stems("Évaluer, évaluation, évalué") == ["evalu", "evalu", "evalu"]
    assert stems("l'aménagement des territoires") == ["amenag", "territoir"]
    assert stems("l’aménagement d’un territoire") == ["amenag", "territoir"]


def test_a_language_without_a_stemmer_keeps_its_words():
    assert stems("Städte planen", "de") == ["stadte", "planen"]


def test_the_words_in_common_are_those_of_the_entry():
    words = shared_words("Évaluer le territoire", "L'évaluation des territoires, évaluée")

    assert words == ("évaluation", "territoires", "évaluée")


def test_a_rare_word_counts_more_than_a_common_one():
    ranking = Ranking(["animer un projet", "animer un réseau", "animer une réunion", "un budget"])

    assert ranking.best("animer un réseau de projets : réseau", 2) == [1, 0]


def test_what_shares_no_word_or_is_put_aside_is_not_suggested():
    ranking = Ranking(["animer un projet", "animer un réseau", "tenir un budget"])

    assert ranking.best("animer", 5) == [0, 1]
    assert ranking.best("animer", 1, besides={0}) == [1]
    assert ranking.best("souder", 5) == []


@pytest.mark.parametrize("documents", [[], [""], ["de la", "et"]])
def test_documents_that_say_nothing_answer_nothing(documents):
    assert Ranking(documents).best("animer un projet", 5) == []


def test_a_suggestion_says_why_and_leaves_out_what_was_decided(session):
    version = make_version(session, ("D1-01",))
    [competence] = items_in(session, version)
    competence.texts = {"fr": {"label": "Conduire un diagnostic de territoire"}}
    reference = make_rome(session)

    found = suggestions(session, competence, reference)
    left = suggestions(session, competence, reference, besides=["400787"])

    said = [(one.target, one.words, one.parent.code) for one in found]
    assert said == [
        ("400787", ("diagnostic", "territoire"), "300359"),
        ("500001", ("conduire",), "ability"),  # one entry says it, two say « territoire »
        ("S120797", ("territoire",), "savoirs"),
    ]
    assert [one.target for one in left] == ["500001", "S120797"]


def test_what_only_programmers_need_is_never_suggested(session):
    version = make_version(session, ("D1-01",))
    [competence] = items_in(session, version)
    competence.texts = {"fr": {"label": "Conduire le développement"}}

    found = suggestions(session, competence, make_rome(session))

    assert [one.target for one in found] == ["500001"]


def test_a_reference_is_ranked_once_while_it_says_the_same(session, count_queries):
    version = make_version(session, ("D1-01",))
    [competence] = items_in(session, version)
    reference = make_rome(session)
    suggestions(session, competence, reference)

    with count_queries() as statements:
        suggestions(session, competence, reference)

    assert len(statements) == 1


def test_a_draft_that_changed_is_ranked_anew(session):
    version = make_version(session, ("D1-01",))
    [competence] = items_in(session, version)
    draft = make_draft(session, ("A1-01",), slug="autre")
    [entry] = items_in(session, draft)
    assert [one.item for one in suggestions(session, competence, draft)] == [entry]

    entry.texts, entry.folded = {"fr": {"label": "Souder"}}, " souder"
    session.flush()

    assert suggestions(session, competence, draft) == []


def test_another_process_suggests_the_same(session):
    version = make_version(session, ("D1-01",))
    [competence] = items_in(session, version)
    competence.texts = {"fr": {"label": "Conduire un diagnostic de territoire"}}
    reference = make_rome(session)
    here, elsewhere = Shelf(), Shelf()  # all that a process keeps

    question = "Conduire un diagnostic de territoire"
    first = here.get(session, reference, "fr")
    second = elsewhere.get(session, reference, "fr")

    assert first is not second
    assert (first.ids, first.ranking.best(question, 5)) == (
        second.ids,
        second.ranking.best(question, 5),
    )


def test_a_shelf_holds_few_references(session):
    shelf = Shelf(size=1)
    one, other = make_rome(session), make_draft(session)
    first = shelf.get(session, one, "fr")

    shelf.get(session, other, "fr")

    assert shelf.get(session, one, "fr") is not first


def test_most_shipped_correspondences_are_among_the_first_ten_suggestions(session, capsys):
    """Recall on real content. The others say the same thing with no word in common."""
    organisation = make_organisation(session)
    version = shipped_version(session, organisation).version
    held = write_version(session, rome_tree(), organisation=organisation, today=DAY).version
    items = items_in(session, version)
    links = crosswalks_of(session, version.referentiel_id, [item.lineage for item in items])

    found = 0
    for item in items:
        if item.lineage in links:
            targets = {one.target for one in suggestions(session, item, held)}
            found += sum(link.target in targets for link in links[item.lineage])

    with capsys.disabled():
        print(f"\nrecall in the first ten suggestions: {found} of {TARGETS}")  # noqa: T201 -- a figure to follow
    assert sum(map(len, links.values())) == TARGETS
    assert found >= FOUND


def test_twenty_thousand_entries_are_ranked_in_far_less_than_a_second():
    words = [
        f"mot{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(5_000)
    ]
    documents = [" ".join(words[(n * 7 + k * k) % 5_000] for k in range(12)) for n in range(20_000)]
    ranking = Ranking(documents)

    start = perf_counter()
    found = ranking.best(documents[123], 10)

    assert perf_counter() - start < 0.5
    assert found[0] == 123
