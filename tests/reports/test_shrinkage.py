"""Means brought towards everybody's, worked out by hand."""

import pytest

from reports.shrinkage import (
    Group,
    between_variance,
    shrunken,
    widest_variance,
    within_variance,
)


def test_two_groups_of_ten_come_out_as_published():
    # Methods § 1.6: means 3 and 4, n = 10, σ² = 1: τ² = 0.4, λ = 0.8, 3.1 and 3.9.
    groups = [Group(10, 3, 0.1), Group(10, 4, 0.1)]

    assert between_variance(groups) == pytest.approx(0.4)
    assert [it.mean for it in shrunken(groups, 3.5)] == pytest.approx([3.1, 3.9])


def test_groups_of_unequal_sizes_vary_by_the_method_of_moments():
    # w = 10, 5, 2.5; their mean 30 / 17.5; Q = 130 / 7; Σ w − Σ w² / Σ w = 17.5 − 7.5.
    groups = [Group(40, 1, 0.1), Group(20, 2, 0.2), Group(10, 4, 0.4)]

    between = between_variance(groups)

    assert between == pytest.approx((130 / 7 - 2) / 10)
    moved = [it.mean for it in shrunken(groups, 2)]
    assert moved[0] == pytest.approx(2 - between / (between + 0.1))
    assert moved[1] == pytest.approx(2)
    assert moved[2] == pytest.approx(2 + 2 * between / (between + 0.4))


def test_groups_that_chance_explains_all_come_to_everybody():
    groups = [Group(20, 2.0, 0.05), Group(20, 2.2, 0.05)]

    found = shrunken(groups, 2.1)

    assert between_variance(groups) == 0
    assert [(it.mean, it.apart) for it in found] == [(2.1, False), (2.1, False)]


@pytest.mark.parametrize(("n", "apart"), [(12, True), (11, False)])
def test_a_group_far_from_everybody_is_said_apart_from_twelve_people_on(n, apart):
    # τ² = 2 − 0.05, λ = 1.95 / 2: 0.975 away, against 1.96 × √(0.975 × 0.05) = 0.43.
    found = shrunken([Group(n, 1, 0.05), Group(n, 3, 0.05)], 2)

    assert [it.mean for it in found] == pytest.approx([2 - 0.975, 2 + 0.975])
    assert [it.apart for it in found] == [apart, apart]


def test_answers_within_groups_vary_as_when_each_is_counted():
    # 1 and 3, then 2 and 4: each pair has the variance 2.
    assert within_variance(5, 2.5, [2, 2], [2, 3]) == pytest.approx(2)


def test_a_mean_at_an_end_of_the_scale_is_not_sure():
    # (5 × 0 + 0.4) / 5.2 = 1 / 13; 1 / 13 × 51 / 13 / 4.
    assert widest_variance(5, 0) == pytest.approx(51 / 676)
    assert widest_variance(5, 4) == pytest.approx(51 / 676)
