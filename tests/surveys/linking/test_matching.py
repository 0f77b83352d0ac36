"""Who is who from one wave to the next, with weights computed by hand."""

from math import log2

import pytest

from surveys.linking.matching import Wave, link
from surveys.linking.weighing import Balance, Record, weights_of

CODES = [f"q{n}" for n in range(12)]


def person(wave, number, person_id=None, **other):
    """Return the record of a person all of whose elements nobody else has, but for `other`."""
    elements = {code: f"{number}.{code}" for code in CODES} | other
    known = {code: value for code, value in elements.items() if value is not None}
    return Record(f"{wave}{number}".encode(), known, person_id)


def pairs(linkage):
    return sorted((one.decode(), other.decode()) for one, other in linkage.pairs)


def test_weights_are_those_of_fellegi_and_sunter_by_hand():
    # Two values: « a » three times of four, « b » once. By chance two agree 9/16 + 1/16 = 5/8.
    records = [Record(bytes([n]), {"q0": value}) for n, value in enumerate("aaab")]

    agree, differ = weights_of(records)

    assert agree == pytest.approx(
        {("q0", "a"): log2(0.93 / (3 / 4)), ("q0", "b"): log2(0.93 / (1 / 4))}
    )
    assert differ == pytest.approx({"q0": log2(0.07 / (3 / 8))})


def test_a_pair_weighs_what_its_elements_say_and_a_missing_one_says_nothing():
    first = [Record(b"1", {"q0": "a", "q1": "c"}), Record(b"2", {"q0": "b"})]
    second = [Record(b"3", {"q0": "a", "q1": "d"}), Record(b"4", {"q1": "c"})]
    balance = Balance(first, second)

    # q0: « a » 2/3, « b » 1/3, by chance 5/9. q1: « c » 2/3, « d » 1/3, by chance 5/9.
    apart = log2(0.07 / (4 / 9))
    assert balance.weights(second[0]) == pytest.approx([log2(0.93 / (2 / 3)) + apart, apart])
    assert balance.weights(second[1]) == pytest.approx([log2(0.93 / (2 / 3)), 0.0])


def test_an_element_that_all_share_says_nothing_against():
    _, differ = weights_of([Record(b"1", {"q0": "a"}), Record(b"2", {"q0": "a"})])

    assert differ == {"q0": 0.0}


def test_the_same_people_are_found_in_spite_of_errors_and_gaps():
    first = [person("A", n) for n in range(6)]
    second = [
        person("B", 0, q0="x", q1="y"),
        person("B", 1, q0=None, q1=None, q2=None),
        person("B", 2),
        person("B", 9),
    ]

    found = link(first, second)

    assert pairs(found) == [("A0", "B0"), ("A1", "B1"), ("A2", "B2")]
    assert found.second == Wave(4, 3, 0, 1, 0, 0)
    assert found.first == Wave(6, 3, 0, 3, 0, 0)
    assert found.rate == 3 / 4


def test_two_who_have_one_code_are_counted_and_never_guessed_between():
    first = [person("A", n) for n in range(5)]
    twin = Record(b"A-twin", first[0].elements)

    found = link([*first, twin], [person("B", n) for n in range(5)])

    assert pairs(found) == [(f"A{n}", f"B{n}") for n in range(1, 5)]
    assert found.first == Wave(
        n=6, matched=4, ambiguous=2, unmatched=0, without_code=0, colliding=2
    )
    assert found.second == Wave(
        n=5, matched=4, ambiguous=1, unmatched=0, without_code=0, colliding=0
    )


def test_who_is_nearly_as_close_to_somebody_else_is_left_out():
    # One element of twelve apart from both: nobody can say which of the two it is.
    first = [person("A", n) for n in range(5)]
    near = Record(b"A-near", first[0].elements | {"q0": "other"})
    between = Record(b"B0", first[0].elements | {"q0": "third"})

    found = link([*first, near], [between, *(person("B", n) for n in range(1, 5))])

    assert pairs(found) == [(f"A{n}", f"B{n}") for n in range(1, 5)]
    assert (found.first.ambiguous, found.second.ambiguous) == (2, 1)
    assert found.first.colliding == 0


def test_accounts_link_first_and_codes_the_rest():
    first = [person("A", 0, person_id=7), *(person("A", n) for n in range(1, 4))]
    first += [Record(b"A4", {}, 8), Record(b"A5", {})]
    second = [Record(b"B7", {}, 7), person("B", 1), person("B", 0)]

    found = link(first, second)

    assert pairs(found) == [("A0", "B7"), ("A1", "B1")]
    assert found.by_account == 1
    assert found.first == Wave(
        n=6, matched=2, ambiguous=0, unmatched=2, without_code=2, colliding=0
    )
    assert found.second == Wave(
        n=3, matched=2, ambiguous=0, unmatched=1, without_code=0, colliding=0
    )


def test_a_wave_without_anybody_links_nobody():
    found = link([person("A", 1)], [])

    assert (found.pairs, found.matched, found.rate) == ((), 0, None)
    assert link([], []).first == Wave(0, 0, 0, 0, 0, 0)
