"""Free questions: read from fields, shown again, counted and put in words, each by its type."""

import pytest

from surveys.question_types import TYPES, filled, held, in_words, parse_answer, tally_codes
from surveys.question_types.base import Option, Question, WrongAnswer


def question(kind, **others):
    options = tuple(Option(c, {"fr": {"label": c.upper()}}) for c in others.pop("options", "abc"))
    texts = {"fr": {"label": "Quoi ?", "low": "Bas", "high": "Haut"}}
    return Question(code="x", type=kind, texts=texts, options=options, **others)


def fields(**values):
    return {
        name.replace("_", "-"): [value] if isinstance(value, str) else list(value)
        for name, value in values.items()
    }


BOTH = fields(q_x_know="4", q_x_can="0")
ANSWERS = [
    ("choice", fields(q_x="b"), "b", [0, 17], "B"),
    ("multiple", fields(q_x=("c", "a")), ["a", "c"], [0, 16, 18], "A, C"),
    ("yes_no", fields(q_x="1"), "yes", [0, 16], "Oui"),
    ("yes_no", fields(q_x="0"), "no", [0, 17], "Non"),
    ("ladder", fields(q_x="c"), "c", [0, 18], "C"),
    ("tension", fields(q_x="-2"), -2, [0, 17], "-2 (Bas – Haut)"),
    ("tension", fields(q_x="0"), 0, [0, 19], "0 (Bas – Haut)"),
    ("ranking", fields(q_x_c="1", q_x_a="2"), ["c", "a"], [0, 145, 18], "1. C, 2. A"),
    ("factors", BOTH, {"know": 4, "can": 0}, [0, 20, 26], "savoir 4/4, pouvoir 0/4"),
    ("number", fields(q_x=" 1 234,5 "), 1234.5, [0], "1234,5"),
    ("number", fields(q_x="0"), 0, [0], "0"),
    ("text", fields(q_x="  deux\r\nlignes "), "deux\nlignes", [0], "deux\nlignes"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "raw", "answer", "codes", "words"), ANSWERS)
def test_an_answer_is_read_counted_and_worded(kind, raw, answer, codes, words):
    asked = question(kind)

    found = parse_answer(asked, raw)

    assert found == answer
    assert list(tally_codes(asked, found)) == codes
    assert in_words(asked, found, "fr") == words


@pytest.mark.parametrize(("kind", "answer"), [(line[0], line[2]) for line in ANSWERS])
def test_what_is_shown_again_reads_as_the_same_answer(kind, answer):
    asked = question(kind)
    again = {}

    for name, text in filled(asked, answer).items():
        field, _, value = name.partition("=")
        again.setdefault(field, []).append(value or text)

    assert parse_answer(asked, again) == answer


@pytest.mark.parametrize("kind", TYPES)
def test_a_question_left_empty_has_no_answer_and_is_counted_as_such(kind):
    asked = question(kind)

    assert parse_answer(asked, {}) is None
    assert parse_answer(asked, {"q-x": ["  "]}) is None
    assert list(tally_codes(asked, None)) == [1]


@pytest.mark.parametrize("kind", [code for code, it in TYPES.items() if it.offers_blanks])
def test_the_two_blanks_one_may_choose_are_apart_and_hold_nothing(kind):
    asked = question(kind)

    spared, declined = (parse_answer(asked, fields(q_x=value)) for value in ("na", "no"))

    assert (spared, declined) == ({"blank": "not_applicable"}, {"blank": "declined"})
    assert (list(tally_codes(asked, spared)), list(tally_codes(asked, declined))) == ([2], [3])
    assert held(asked, spared) == held(asked, declined) == frozenset()
    assert filled(asked, declined) == {"q-x=no": " checked"}


@pytest.mark.parametrize(
    ("kind", "others", "raw", "sentence"),
    [
        ("choice", {}, fields(q_x="z"), "n’est pas proposée"),
        ("multiple", {"most": 1}, fields(q_x=("a", "b")), "1 réponses au plus"),
        ("multiple", {}, fields(q_x=("a", "z")), "n’est pas proposée"),
        ("yes_no", {}, fields(q_x="yes"), "n’est pas proposée"),
        ("tension", {}, fields(q_x="4"), "n’est pas proposée"),
        ("ranking", {}, fields(q_x_a="1", q_x_b="1"), "Le rang 1 est donné deux fois"),
        ("ranking", {}, fields(q_x_a="1", q_x_b="3"), "le rang 2 manque"),
        ("ranking", {}, fields(q_x_a="4"), "n’est pas proposée"),
        ("factors", {}, fields(q_x_know="5"), "n’est pas proposée"),
        ("number", {}, fields(q_x="douze"), "n’est pas un nombre"),
        ("number", {}, fields(q_x="nan"), "n’est pas un nombre"),
        ("number", {"least": 1, "most": 5}, fields(q_x="6"), "de 1 à 5"),
        ("number", {"least": 0.5}, fields(q_x="0,4"), "d’au moins 0,5"),
        ("number", {"most": 5}, fields(q_x="5,01"), "d’au plus 5"),
        ("text", {}, fields(q_x="a" * 2_001), "2000 caractères au plus"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_in_words(kind, others, raw, sentence):
    with pytest.raises(WrongAnswer, match=sentence):
        parse_answer(question(kind, **others), raw)


@pytest.mark.parametrize(
    ("kind", "others", "lacks"),
    [
        ("choice", {"options": "a"}, "au moins deux"),
        ("multiple", {"options": [f"o{i}" for i in range(41)]}, "Quarante"),
        ("ladder", {"options": ""}, "au moins deux"),
        ("ranking", {"options": "abcdefghijklm"}, "Douze"),
        ("number", {"least": 3, "most": 2}, "dépasse"),
        ("number", {"least": 3, "most": 3}, ""),
        ("choice", {}, ""),
        ("tension", {}, ""),
    ],
)
def test_a_definition_says_what_it_lacks(kind, others, lacks):
    said = TYPES[kind].problem(question(kind, **others))

    assert (lacks in said) if lacks else said == ""
