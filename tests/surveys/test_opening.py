"""When a campaign takes answers: the bounds, to the second."""

from datetime import datetime, timedelta

import pytest

from surveys.errors import CampaignClosed, CampaignNotOpen
from surveys.opening import GRACE, State, check_accepts, check_may_begin, state_of
from tests.conftest import NOW
from tests.factories import make_campaign

SECOND = timedelta(seconds=1)


@pytest.fixture
def campaign(session):
    campaign = make_campaign(session)
    campaign.opens_at, campaign.closes_at = NOW, NOW + timedelta(hours=1)
    return campaign


def refusal_of(check, campaign, now: datetime):
    try:
        check(campaign, now)
    except (CampaignClosed, CampaignNotOpen) as refusal:
        return type(refusal)
    return None


@pytest.mark.parametrize(
    ("after_opening", "state", "begin", "accept"),
    [
        (-SECOND, State.PREPARED, CampaignNotOpen, CampaignNotOpen),
        (timedelta(0), State.OPEN, None, None),
        (timedelta(hours=1) - SECOND, State.OPEN, None, None),
        (timedelta(hours=1), State.CLOSED, CampaignClosed, None),
        (timedelta(hours=1) + GRACE - SECOND, State.CLOSED, CampaignClosed, None),
        (timedelta(hours=1) + GRACE, State.CLOSED, CampaignClosed, CampaignClosed),
    ],
)
def test_answers_are_taken_from_opening_to_closing_and_a_grace(
    campaign, after_opening, state, begin, accept
):
    now = NOW + after_opening

    assert state_of(campaign, now) is state
    assert refusal_of(check_may_begin, campaign, now) is begin
    assert refusal_of(check_accepts, campaign, now) is accept


def test_a_campaign_that_was_never_opened_is_prepared(session):
    campaign = make_campaign(session, opened=False)

    assert state_of(campaign, NOW) is State.PREPARED
    assert refusal_of(check_may_begin, campaign, NOW) is CampaignNotOpen


def test_a_campaign_without_closing_time_stays_open(session):
    assert state_of(make_campaign(session), NOW + timedelta(days=900)) is State.OPEN


def test_the_refusal_says_whom_to_write_to(campaign):
    with pytest.raises(CampaignClosed, match=r"contact@example\.org"):
        check_accepts(campaign, NOW + timedelta(days=1))
