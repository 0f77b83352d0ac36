"""Verdicts on hypotheses: by hand for each kind of figure, and corrected for how many there are."""

import math

import pytest

from reports.hypotheses import (
    Estimate,
    averaged,
    confronted,
    difference,
    from_interval,
    verdicts,
    widest,
)
from surveys.claims import AT_LEAST, AT_MOST


def share(n, value):
    return Estimate(n, value, value, share=True)


def test_a_share_has_the_score_interval():
    # 10 of 40 (Wilson 1927): middle (0.25 + 3.8415/80) / (1 + 3.8415/40) = 0.27191,
    # reach 1.96 × √(0.25 × 0.75/40 + 3.8415/6400) / 1.09604 = 0.13006.
    found = confronted(share(40, 0.25), 0.5)

    assert (found.low, found.high) == (
        pytest.approx(0.14187, abs=2e-5),
        pytest.approx(0.40194, abs=2e-5),
    )
    # z = −0.25 / √(0.25/40) = −3.1623: p = 0.001565.
    assert found.p == pytest.approx(0.001565, abs=1e-6)
    assert not found.above


@pytest.mark.parametrize("threshold", [0.1, 0.14, 0.144, 0.4, 0.404, 0.6])
def test_an_interval_leaves_out_what_p_refuses(threshold):
    found = confronted(share(40, 0.25), threshold)

    assert (found.p < 0.05) == (not found.low <= threshold <= found.high)


def test_a_mean_known_alone_is_taken_as_scattered_as_it_can_be():
    # n = 17, mean 1: at most 1 × 3 × 17/16 = 3.1875 of variance; √(3.1875/17) = 0.43301.
    estimate = widest(17, 1.0)

    found = confronted(estimate, 2.0)

    assert estimate.error == pytest.approx(math.sqrt(3 / 16))
    # t(16) at 97.5 %: 2.119905.
    assert found.high == pytest.approx(1 + 2.119905 * 0.4330127, abs=1e-5)
    assert (found.p < 0.05, found.above) == (True, False)


def test_no_answers_are_more_scattered_than_the_widest():
    # 6 people at 0 and 6 at 4: variance with n − 1 is 12 × 4 / 11, which is the bound.
    assert widest(12, 2.0).error == pytest.approx(math.sqrt(48 / 11 / 12))


def test_an_interval_that_is_known_comes_back_whole():
    found = confronted(from_interval(30, 2.0, 1.5, 2.6), 1.0)

    assert (found.value, found.low, found.high) == (2.0, pytest.approx(1.5), pytest.approx(2.6))


def test_an_area_counts_each_competence_once_and_the_fewest_people():
    area = averaged([Estimate(20, 1.0, 1.1, 0.2), Estimate(30, 2.0, 2.1, 0.4)])

    assert area == Estimate(20, 1.5, pytest.approx(1.6), pytest.approx(0.3))


def test_two_groups_are_compared_by_their_difference():
    gap = difference(Estimate(20, 2.0, 2.0, 0.3), Estimate(16, 1.0, 1.0, 0.4))

    assert gap == Estimate(16, 1.0, 1.0, pytest.approx(0.5))


@pytest.mark.parametrize(
    ("estimate", "reason"), [(widest(11, 1.0), "few"), (widest(30, 0.0), "alike")]
)
def test_what_nothing_can_be_said_of_keeps_its_reason(estimate, reason):
    assert confronted(estimate, 1.0) == reason


def test_a_verdict_is_corrected_for_all_the_hypotheses_of_the_family():
    # p = 0.02 alone is enough; beside three others, 4 × 0.02 is not.
    clear = confronted(share(40, 0.25), 0.5)  # p = 0.0016
    close = confronted(Estimate(1000, 1.0, 1.0, 1.0), 1.0 - 2.3300)  # p = 0.0200
    none = confronted(Estimate(1000, 1.0, 1.0, 1.0), 1.0)

    assert verdicts([close], [AT_LEAST])[0][0] == "supported"
    found = verdicts([clear, close, none, none, "few"], [AT_LEAST, AT_LEAST, *[AT_MOST] * 3])

    assert [verdict for verdict, _ in found] == [
        "contradicted",
        "undecided",
        "undecided",
        "undecided",
        "few",
    ]
    assert found[0][1] == pytest.approx(4 * clear.p)
    assert found[1][1] == pytest.approx(3 * close.p)
    assert found[4][1] is None


@pytest.mark.parametrize(
    ("value", "side", "verdict"),
    [
        (0.75, AT_LEAST, "supported"),
        (0.75, AT_MOST, "contradicted"),
        (0.25, AT_LEAST, "contradicted"),
        (0.25, AT_MOST, "supported"),
        (0.5, AT_MOST, "undecided"),
    ],
)
def test_a_claim_is_judged_on_its_side(value, side, verdict):
    assert verdicts([confronted(share(40, value), 0.5)], [side])[0][0] == verdict
