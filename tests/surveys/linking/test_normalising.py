"""However an answer is typed, it is hashed in one form; what cannot be one is said."""

import pytest

from surveys.linking.normalising import NotALetter, NotANumber, faults_in, normalised
from surveys.linking.prompts import PROMPTS


@pytest.mark.parametrize(
    ("code", "typed", "kept"),
    [
        ("mother_first", "É", "e"),
        ("mother_first", " élisabeth ", "e"),
        ("mother_first", "Œdile", "o"),
        ("mother_first", "«M»", "m"),
        ("birth_town", "Saint-Étienne", "e"),
        ("birth_town", "Évry", "y"),
        ("birth_town", "Y", "y"),
        ("childhood_town", "Le Crest", "c"),
        ("childhood_town", "C", "c"),
        ("childhood_town", "Eu", "u"),
        ("birth_day", "07", "7"),
        ("birth_day", "le 7", "7"),
        ("older_siblings", "0", "0"),
        ("older_siblings", "Aucun", "0"),
        ("mother_month", "Août", "8"),
        ("mother_month", "08", "8"),
        ("mother_month", "December", "12"),
    ],
)
def test_one_answer_has_one_form_however_it_is_typed(code, typed, kept):
    assert normalised(PROMPTS[code], typed) == kept


@pytest.mark.parametrize("typed", ["", "  ", "?", "NSP", "ne sait pas", "Je ne sais pas", "—"])
@pytest.mark.parametrize("code", ["mother_first", "birth_day", "mother_month"])
def test_who_does_not_know_leaves_nothing(code, typed):
    assert normalised(PROMPTS[code], typed) is None


def test_none_is_unknown_for_a_name_and_zero_for_a_number_that_may_be_zero():
    assert normalised(PROMPTS["second_name"], "aucun") is None
    assert normalised(PROMPTS["older_siblings"], "aucune") == "0"


@pytest.mark.parametrize(
    ("code", "typed"),
    [("birth_day", "0"), ("birth_day", "32"), ("birth_day", "1970"), ("mother_month", "lundi")],
)
def test_a_number_that_cannot_be_is_refused_with_its_bounds(code, typed):
    with pytest.raises(NotANumber) as refused:
        normalised(PROMPTS[code], typed)

    assert f"de 1 à {PROMPTS[code].high}" in str(refused.value)


def test_a_sign_that_is_no_letter_is_refused():
    with pytest.raises(NotALetter):
        normalised(PROMPTS["first_school"], "3")


def test_every_fault_is_said_beside_its_field():
    found = faults_in({"birth_day": "40", "first_school": "3", "mother_month": "mai", "other": "!"})

    assert {code: type(fault) for code, fault in found.items()} == {
        "birth_day": NotANumber,
        "first_school": NotALetter,
    }
