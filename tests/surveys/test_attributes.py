"""What a respondent may say of their situation: only what was asked, only what was offered."""

import pytest

from surveys.attributes import (
    ATTRIBUTES,
    MAX_SEGMENTS,
    PROFILE,
    check_combinations,
    parse_about,
    segment_key,
)
from surveys.errors import InvalidAnswer, TooManySegments


def test_answers_asked_and_offered_are_kept_in_the_order_asked():
    raw = {"structure": "public", "profile": "P2", "seniority": "10+", "c0": "4"}

    about = parse_about(raw, ["structure", "profile"], ["P1", "P2"])

    assert about == {"structure": "public", "profile": "P2"}


def test_an_empty_answer_is_no_answer():
    assert parse_about({"structure": "", "profile": ""}, ["structure", "profile"], ["P1"]) == {}


@pytest.mark.parametrize(
    "raw",
    [{"structure": "PUBLIC"}, {"structure": "=cmd()"}, {"profile": "P9"}, {"profile": "\x00"}],
)
def test_a_value_that_was_not_offered_is_refused(raw):
    with pytest.raises(InvalidAnswer):
        parse_about(raw, ["structure", "profile"], ["P1"])


def test_the_key_of_a_segment_does_not_depend_on_the_order_of_answers():
    one = segment_key({"structure": "public", "profile": "P1"})
    other = segment_key({"profile": "P1", "structure": "public"})

    assert one == other == "profile=P1;structure=public"
    assert segment_key({}) == ""


def test_two_different_combinations_never_share_a_key():
    choices = [
        (attribute.code, value)
        for attribute in ATTRIBUTES.values()
        for value, _ in attribute.choices
    ]
    keys = {segment_key({code: value}) for code, value in choices}

    assert len(keys) == len(choices)


def test_combinations_count_no_answer_as_one_and_stop_at_the_limit():
    # structure 3+1, agent 2+1, seniority 3+1, territory 2+1: 144; with profiles: 144 × (n + 1).
    everything = list(ATTRIBUTES)

    check_combinations(everything, profile_count=6)  # 1 008
    with pytest.raises(TooManySegments) as refused:
        check_combinations(everything, profile_count=7)

    assert refused.value.values == {"combinations": 144 * 8, "limit": MAX_SEGMENTS}
    check_combinations([PROFILE], profile_count=MAX_SEGMENTS - 1)
    with pytest.raises(TooManySegments):
        check_combinations([PROFILE], profile_count=MAX_SEGMENTS)
