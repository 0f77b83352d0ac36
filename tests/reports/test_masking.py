"""Which groups of a breakdown are masked, everywhere or in one competence."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.masking import breakdown_masks, interval, line_mask, masked_everywhere

K = 5
NOBODY = frozenset()


def nothing_kept(_position, _sizes):
    return NOBODY


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ({"a": 7, "b": 8}, set()),
        ({"a": 4, "b": 8, "c": 20}, {"a", "b"}),
        ({"a": 6}, {"a"}),  # up to k + 1 people: nothing is broken down
        ({"a": 7}, set()),
        ({"a": 3, "b": 3, "c": 1}, {"a", "b", "c"}),  # 7 people in three groups: 4 apart at most
    ],
)
def test_groups_are_masked_everywhere_by_their_submissions(sizes, hidden):
    assert masked_everywhere(sizes, K, ()) == hidden


def test_a_competence_that_all_groups_rated_enough_masks_nothing():
    assert line_mask({"a": 8, "b": 9}, {"a": 10, "b": 10}, NOBODY, K, ()) == NOBODY


def test_a_small_group_takes_the_smallest_that_blurs_it_and_those_without_anybody():
    # 3 and 9 of 20 and 10: either may be the small one, and the 18 blanks are anybody's.
    sizes = {"a": 20, "b": 10, "c": 30, "d": 6}
    line = {"a": 3, "b": 9, "c": 30}

    assert line_mask(line, sizes, NOBODY, K, ()) == {"a", "b", "d"}


def test_no_mask_is_enough_where_blanks_are_fewer_than_k():
    assert line_mask({"a": 4, "b": 8}, {"a": 6, "b": 8}, NOBODY, K, ()) is None


def test_a_group_kept_by_an_earlier_release_is_masked_and_protected():
    sizes = {"a": 20, "b": 20, "c": 30}

    found = line_mask({"a": 12, "b": 14, "c": 25}, sizes, NOBODY, K, {"a"})

    assert found == {"a", "b"}


def test_a_failing_competence_masks_its_small_group_everywhere():
    sizes = {"a": 6, "b": 9, "c": 20}
    lines = {0: {"a": 6, "b": 9, "c": 20}, 1: {"a": 4, "b": 9, "c": 20}}

    hidden, masks = breakdown_masks(sizes, lines, K, nothing_kept)

    assert hidden == {"a", "b"}
    assert masks == {0: {"a", "b"}, 1: {"a", "b"}}


def test_a_breakdown_masked_as_a_whole_masks_every_competence():
    hidden, masks = breakdown_masks({"a": 3, "b": 3}, {0: {"a": 3, "b": 2}}, K, nothing_kept)

    assert hidden == masks[0] == {"a", "b"}


bounds = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 5)).map(lambda ends: (ends[0], sum(ends))),
    min_size=1,
    max_size=4,
)


@settings(max_examples=80, deadline=None)
@given(bounds, st.integers(0, 16))
def test_an_interval_holds_what_some_numbers_of_that_sum_may_be(bounds, total):
    fitting = [
        numbers
        for numbers in product(*[range(low, high + 1) for low, high in bounds])
        if sum(numbers) == total
    ]

    for target in range(len(bounds)):
        found = [numbers[target] for numbers in fitting]
        expected = (min(found), max(found)) if found else None
        assert interval(target, tuple(bounds), total) == expected


def test_groups_masked_everywhere_share_what_their_submissions_leave():
    # Two of them have 9 submissions, of one person at least each; a third, shown, has 12.
    bounds = ((0, 8), (0, 8), (0, 12))

    assert interval(0, bounds, 18, pooling=2, pooled=9) == (0, 8)
    assert interval(2, bounds, 18, pooling=2, pooled=9) == (9, 12)
    assert interval(0, bounds, 21, pooling=2, pooled=9) == (1, 8)
