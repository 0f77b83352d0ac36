"""Themes of texts: by hand on a few, in any order, and on sixty that a reader had sorted."""

from itertools import combinations, permutations
from random import Random

import pytest

from reports.similarity import Ranking
from reports.themes import LEAST_TEXTS, Near, People, near, people, saying, suggest
from tests.reports.comments import COMMENTS

ASKED = "Qu’est-ce qui vous aiderait le plus dans votre travail ?"
SIX = (
    "Le budget du projet",
    "Budgets : les suivre",
    "Un budget européen",
    "La cartographie",
    "Cartographie européenne",
    "Du calme",
)
SIXTY = [text for text, _ in COMMENTS]


def said(texts, themes):
    """Return what is suggested without the places of the texts."""
    return sorted(
        (one.name, one.words, tuple(sorted(texts[place] for place in one.texts))) for one in themes
    )


def test_a_word_that_three_of_six_share_makes_a_theme_as_they_wrote_it():
    # budget: 3 of 6. cartographie and européen: 2 each, too few to make one, or to name this one:
    # of « européen » one text of two is in it.
    [theme] = suggest(SIX)

    assert theme.name == theme.words == ("budget",)
    assert theme.texts == {0, 1, 2}


def test_two_words_that_share_half_of_their_texts_make_one_theme():
    # réunion: 0 1 2 3; citoyen: 2 3 4; both 2 and 3, half of 4 and two thirds of 3. vote: 5 6 7.
    texts = [
        "réunion",
        "réunions",
        "réunion citoyenne",
        "réunions citoyennes",
        "citoyens",
        "vote",
        "le vote",
        "votes",
        "calme",
        "bruit",
    ]

    first, second = suggest(texts)

    assert first.words == ("réunion", "citoyenne")  # of as many forms, the first by the alphabet
    assert first.texts == {0, 1, 2, 3, 4}
    assert (second.words, second.texts) == (("vote",), {5, 6, 7})


def test_two_words_that_share_less_than_half_stay_two_themes_and_a_text_is_in_both():
    # réunion: 0 1 2 3; vote: 3 4 5; one in common.
    texts = ["réunion", "la réunion", "réunions", "réunion, vote", "vote", "votes", "a", "b", "c"]

    themes = suggest(texts)

    assert [(one.words, sorted(one.texts)) for one in themes] == [
        (("réunion",), [0, 1, 2, 3]),
        (("vote",), [3, 4, 5]),
    ]


def test_a_theme_is_named_by_what_its_texts_say_more_than_others():
    texts = ["temps, recul", "du temps pour le recul", "temps", "calme", "SIG", "argent", "bruit"]

    [theme] = suggest(texts)

    assert theme.name == ("temps", "recul")
    assert theme.words == ("temps",)  # « recul » alone brings no text to it


def test_capitals_of_a_short_name_stay_in_it():
    texts = ["Le SIG", "SIG", "un SIG simple", "Calme", "Bruit", "Argent"]

    assert [one.name for one in suggest(texts)] == [("SIG",)]


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["budget"],
        ["budget", "budgets"],
        ["budget budget budget budget", *"abcdef"],
        ["budget"] * 5,  # what all say tells nothing apart
        ["le la les", "du", "de la", "", "?", "!"],
        ["besoin", "les besoins", "mon besoin", "temps", "bruit", "calme"],
    ],
)
def test_nothing_is_suggested_where_too_few_share_a_word_or_all_do(texts):
    assert suggest(texts) == []


def test_words_of_the_question_and_of_what_was_decided_make_no_theme():
    assert suggest(SIX, apart=["Quels budgets vous manquent ?"]) == []


def test_no_order_of_the_texts_changes_anything():
    assert len({str(said(order, suggest(order))) for order in permutations(SIX)}) == 1
    first = said(SIXTY, suggest(SIXTY))
    for seed in range(20):
        mixed = Random(seed).sample(SIXTY, len(SIXTY))
        assert said(mixed, suggest(mixed)) == first


def test_each_text_of_a_theme_says_one_of_its_words_and_no_theme_is_of_one():
    chance = Random(1)
    for _ in range(30):
        texts = chance.choices(SIXTY, k=chance.randint(0, 80))
        themes = suggest(texts)
        for one in themes:
            assert one.texts == saying(texts, one.words)
            assert len(one.texts) >= LEAST_TEXTS
            assert 1 <= len(one.name) <= 3
        sizes = [len(one.texts) for one in themes]
        assert sizes == sorted(sizes, reverse=True)


def test_of_sixty_comments_most_pairs_put_together_are_together_for_a_reader():
    themes = suggest(SIXTY, apart=[ASKED])

    ours = [{n for n, one in enumerate(themes) if place in one.texts} for place in range(60)]
    pairs = [
        (bool(ours[a] & ours[b]), bool(COMMENTS[a][1] & COMMENTS[b][1]))
        for a, b in combinations(range(60), 2)
    ]
    right = sum(both for both, read in pairs if read)
    assert right / sum(both for both, _ in pairs) == pytest.approx(0.71, abs=0.005)
    assert right / sum(read for _, read in pairs) == pytest.approx(0.29, abs=0.005)
    assert [one.name for one in themes][3:6] == [
        ("temps", "recul"),
        ("territoire",),
        ("évaluation", "indicateurs"),
    ]


def test_texts_are_proposed_by_any_form_of_a_word():
    assert saying(SIX, ["européens"]) == {2, 4}
    assert saying(SIX, []) == frozenset()
    assert saying(SIX, ["de"]) == frozenset()


def test_the_competences_near_a_theme_say_its_words():
    labels = ["Conduire une évaluation", "Animer une réunion", "Évaluer un budget et un risque"]

    found = near(["évaluations", "indicateurs"], Ranking(labels), labels)

    assert found == [Near(0, ("évaluation",)), Near(2, ("évaluer",))]
    assert near(["calme"], Ranking(labels), labels) == []


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, People(None, 12, few=True)),
        (4, People(None, 12, few=True)),
        (5, People(5, 12)),
        (7, People(7, 12)),
        (8, People(None, 12)),  # four are not in it
        (12, People(None, 12)),
    ],
)
def test_people_are_told_from_k_in_a_theme_and_outside_of_it(count, told):
    assert people(count, 12, 5) == told
