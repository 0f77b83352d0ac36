from hypothesis import given, settings
from hypothesis import strategies as st

from referentiel.changes import ADDED, KEPT, MERGED, MOVED, REWORDED, SPLIT, WITHDRAWN
from referentiel.descent import composed, inverted
from referentiel.models import AREA, COMPETENCE
from referentiel.successions import (
    Entry,
    FateOfNothing,
    LoneMerge,
    LoneSplit,
    TwoFates,
    Wording,
    counts_of,
    lines,
    settle,
)
from referentiel.tree import SuccessionNode as Row


def entries(*codes, words=(), under=None, kind=COMPETENCE):
    """Return entries whose lineage is their code; « b2 » is b in other words."""
    return {
        code[0]: Entry(
            lineage=code[0],
            code=code[0],
            kind=kind,
            parent=under,
            wording=Wording(type=code if code in words or len(code) > 1 else code[0]),
        )
        for code in codes
    }


def problems(settled):
    return [(type(problem), problem.values["code"]) for problem in settled.problems]


def test_what_is_plain_needs_nobody():
    before = entries("a", "b", "c", "d")
    after = entries("a", "b2", "e") | entries("c", under="x")

    found = settle(before, after, [])

    assert found.rows == (
        Row(KEPT, "a", "a"),
        Row(REWORDED, "b", "b"),
        Row(MOVED, "c", "c"),
        Row(WITHDRAWN, "d", None),
        Row(ADDED, None, "e"),
    )
    assert found.problems == ()


def test_an_area_that_became_a_competence_is_another_entry():
    before, after = entries("a", kind=AREA), entries("a")

    found = settle(before, after, [])

    assert found.rows == (Row(WITHDRAWN, "a", None), Row(ADDED, None, "a"))
    assert found.problems == ()


def test_a_split_has_a_row_for_each_part():
    before, after = entries("a", "b"), entries("c", "d", "b")

    found = settle(before, after, [Row(SPLIT, "a", "c"), Row(SPLIT, "a", "d")])

    assert found.rows == (Row(SPLIT, "a", "c"), Row(SPLIT, "a", "d"), Row(KEPT, "b", "b"))
    assert found.problems == ()


def test_what_receives_another_entry_is_merged_with_it():
    before, after = entries("a", "b"), entries("b")

    found = settle(before, after, [Row(MERGED, "a", "b")])

    assert found.rows == (Row(MERGED, "a", "b"), Row(MERGED, "b", "b"))
    assert found.problems == ()


def test_an_entry_goes_on_under_another_identity_when_somebody_says_so():
    before, after = entries("a", "b"), entries("c", "d")

    found = settle(before, after, [Row(REWORDED, "a", "c")])

    assert found.rows == (
        Row(REWORDED, "a", "c"),
        Row(WITHDRAWN, "b", None),
        Row(ADDED, None, "d"),
    )


def test_half_declarations_are_problems():
    before, after = entries("a", "b", "c", "d"), entries("e", "f", "c", "g")
    declared = [
        Row(SPLIT, "a", "e"),
        Row(MERGED, "b", "f"),
        Row(MERGED, "d", "gone"),
    ]

    found = settle(before, after, declared)

    assert problems(found) == [(FateOfNothing, "d"), (LoneSplit, "a"), (LoneMerge, "f")]


def test_an_entry_is_not_the_same_as_two_others():
    before, after = entries("a", "b"), entries("c")

    found = settle(before, after, [Row(KEPT, "a", "c"), Row(REWORDED, "b", "c")])

    assert problems(found) == [(TwoFates, "c")]


def test_what_is_split_does_not_stay_beside_its_parts():
    before, after = entries("a"), entries("a", "b", "c")

    beside = settle(before, after, [Row(SPLIT, "a", "b"), Row(SPLIT, "a", "c")])
    among = settle(before, after, [Row(SPLIT, "a", "a"), Row(SPLIT, "a", "c")])

    assert problems(beside) == [(TwoFates, "a")]
    assert problems(among) == []


def test_a_split_and_a_merge_count_once():
    rows = [
        Row(SPLIT, "a", "c"),
        Row(SPLIT, "a", "d"),
        Row(MERGED, "b", "e"),
        Row(MERGED, "f", "e"),
        Row(ADDED, None, "g"),
    ]

    assert counts_of(rows) == {SPLIT: 1, MERGED: 1, ADDED: 1}


def test_a_page_has_a_line_for_each_entry_before_then_the_additions():
    before, after = entries("a", "b"), entries("c", "d", "e")
    rows = settle(before, after, [Row(SPLIT, "a", "c"), Row(SPLIT, "a", "d")]).rows

    found = [
        (line.kind, [it.code for it in line.origins], [it.code for it in line.targets])
        for line in lines(before, after, rows)
    ]

    assert found == [(SPLIT, ["a"], ["c", "d"]), (WITHDRAWN, ["b"], []), (ADDED, [], ["e"])]


def test_through_two_versions_a_competence_stays_the_same_if_both_say_so():
    first = [Row(KEPT, "a", "a"), Row(REWORDED, "b", "b2"), Row(KEPT, "c", "c")]
    second = [Row(MOVED, "a", "a"), Row(KEPT, "b2", "b3"), Row(WITHDRAWN, "c", None)]

    found = composed(["a", "b", "c"], [first, second])

    assert found == [Row(MOVED, "a", "a"), Row(REWORDED, "b", "b3"), Row(WITHDRAWN, "c", None)]


def test_what_one_version_split_no_later_one_puts_together_again():
    first = [Row(SPLIT, "a", "b"), Row(SPLIT, "a", "c")]
    lost = [Row(KEPT, "b", "b"), Row(WITHDRAWN, "c", None)]
    joined = [Row(MERGED, "b", "d"), Row(MERGED, "c", "d")]

    assert composed(["a"], [first, lost]) == [Row(SPLIT, "a", "b")]
    assert composed(["a"], [first, joined]) == [Row(SPLIT, "a", "d")]


def test_what_was_added_on_the_way_is_added():
    first = [Row(KEPT, "a", "a"), Row(ADDED, None, "n")]
    second = [Row(KEPT, "a", "a"), Row(SPLIT, "n", "o"), Row(SPLIT, "n", "p")]

    assert composed(["a"], [first, second]) == [
        Row(KEPT, "a", "a"),
        Row(ADDED, None, "o"),
        Row(ADDED, None, "p"),
    ]


def test_what_no_step_speaks_of_is_not_guessed():
    assert composed(["a", "b"], [[Row(KEPT, "a", "a")]]) == [Row(KEPT, "a", "a")]


def test_a_step_read_backwards_merges_what_it_split():
    step = [Row(SPLIT, "a", "b"), Row(SPLIT, "a", "c"), Row(ADDED, None, "d")]

    assert inverted(step) == [
        Row(MERGED, "b", "a"),
        Row(MERGED, "c", "a"),
        Row(WITHDRAWN, "d", None),
    ]
    assert inverted(inverted(step)) == step


letters = st.sets(st.sampled_from("abcdef"))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(letters, letters, st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"))))
def test_every_entry_of_either_version_is_in_a_row(older, newer, pairs):
    before, after = entries(*sorted(older)), entries(*sorted(newer))
    declared = [Row(MERGED, origin, target) for origin, target in pairs]

    rows = settle(before, after, declared).rows

    assert {row.origin for row in rows} - {None} == older
    assert {row.target for row in rows} - {None} == newer
