"""Dates that work by themselves, a grace that is told, a capacity that holds."""

from datetime import timedelta

import pytest

from surveys.capacity import CampaignFull, check_place
from surveys.course import (
    ClosesBeforeItOpens,
    ClosesInThePast,
    Course,
    GraceShortened,
    OpensInThePast,
    course_of,
    set_course,
)
from surveys.errors import CampaignClosed, PutAway
from surveys.opening import State, grace_of, parts_of, state_of
from surveys.queries.campaigns import received
from surveys.queries.notices import get_notice
from surveys.submission import submit, withdraw
from tests.conftest import NOW
from tests.factories import LANGUAGES, make_campaign, make_sheet, make_submission, make_ticket

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LONG = 7 * 24 * 60


def decided(session, campaign, **changes) -> None:
    """Set the course as it stands, with these changes."""
    held = {name: getattr(course_of(campaign), name) for name in Course.__dataclass_fields__}
    course = Course(**held | changes)
    set_course(session, campaign, course, now=NOW, languages=LANGUAGES)


def test_a_planned_campaign_opens_and_closes_without_anybody(session):
    campaign = make_campaign(session, opened=False)

    decided(session, campaign, opens_at=NOW + HOUR, closes_at=NOW + 2 * HOUR)

    moments = (NOW, NOW + HOUR, NOW + 2 * HOUR)
    states = [state_of(campaign, moment) for moment in moments]
    assert states == [State.PREPARED, State.OPEN, State.CLOSED]
    assert campaign.notice == 1  # what people will read is written already


def test_a_closing_alone_writes_no_notice_before_the_opening(session):
    campaign = make_campaign(session, opened=False)

    decided(session, campaign, closes_at=NOW + HOUR)

    assert (campaign.notice, state_of(campaign, NOW)) == (0, State.PREPARED)


def test_what_opened_keeps_its_opening_and_what_closed_its_closing(session):
    campaign = make_campaign(session)
    began = campaign.opens_at
    decided(session, campaign, opens_at=NOW + DAY, closes_at=NOW + HOUR)
    assert (campaign.opens_at, campaign.closes_at) == (began, NOW + HOUR)

    campaign.closes_at = NOW - HOUR
    decided(session, campaign, closes_at=NOW + DAY)

    assert campaign.closes_at == NOW - HOUR


@pytest.mark.parametrize(
    ("opened", "changes", "refusal"),
    [
        (False, {"opens_at": NOW}, OpensInThePast),
        (False, {"closes_at": NOW}, ClosesInThePast),
        (True, {"closes_at": NOW - HOUR}, ClosesInThePast),
        (False, {"opens_at": NOW + HOUR, "closes_at": NOW + HOUR}, ClosesBeforeItOpens),
    ],
)
def test_dates_that_make_no_sense_change_nothing(session, opened, changes, refusal):
    campaign = make_campaign(session, opened=opened)
    before = course_of(campaign)

    with pytest.raises(refusal):
        decided(session, campaign, **changes)

    assert course_of(campaign) == before


def test_a_longer_grace_is_told_by_a_new_notice_and_never_shortened(session):
    campaign = make_campaign(session)
    decided(session, campaign, grace_minutes=LONG, closes_at=NOW + HOUR)

    said = {line[0]: line[2] for line in get_notice(session, campaign.id, 2).texts["fr"]}
    assert campaign.notice == 2
    assert "peut être envoyée jusqu’à 7 jours après." in said["retention"]
    with pytest.raises(GraceShortened):
        decided(session, campaign, grace_minutes=LONG - 1)


def test_a_sheet_begun_in_time_arrives_within_the_grace_and_no_later(session):
    campaign = make_campaign(session)
    decided(session, campaign, grace_minutes=LONG, closes_at=NOW + HOUR)
    last = campaign.closes_at + timedelta(days=7)
    sheet = make_sheet(1, 2)

    submit(
        session, campaign, make_ticket(campaign), sheet, notice=2, now=last - timedelta(seconds=1)
    )

    with pytest.raises(CampaignClosed):
        submit(session, campaign, make_ticket(campaign), sheet, notice=2, now=last)
    assert received(session, [campaign.id]) == {campaign.id: 1}


def test_dates_capacity_and_languages_are_no_new_notice(session):
    campaign = make_campaign(session)

    decided(session, campaign, closes_at=NOW + HOUR, capacity=30, languages=("fr",))

    assert (campaign.notice, campaign.capacity, campaign.languages) == (1, 30, ["fr"])


def test_what_was_put_away_runs_no_more(session):
    campaign = make_campaign(session)
    campaign.anonymised_on = NOW.date()

    with pytest.raises(PutAway):
        decided(session, campaign, capacity=3)


def test_a_full_campaign_takes_changes_and_repeats_but_nobody_more(session):
    campaign = make_campaign(session)
    campaign.capacity = 2
    first = make_submission(session, campaign, 1, 2)
    make_submission(session, campaign, 3, 2)

    submit(session, campaign, first, make_sheet(4, 4), notice=1, now=NOW)

    with pytest.raises(CampaignFull, match="2 personnes au plus"):
        make_submission(session, campaign, 1, 1)
    with pytest.raises(CampaignFull):
        check_place(session, campaign)
    assert received(session, [campaign.id]) == {campaign.id: 2}


def test_a_place_is_free_again_once_an_answer_is_withdrawn(session):
    campaign = make_campaign(session)
    campaign.capacity = 1
    first = make_submission(session, campaign, 1, 2)

    withdraw(session, campaign, first)
    make_submission(session, campaign, 3, 2)

    assert received(session, [campaign.id]) == {campaign.id: 1}


@pytest.mark.parametrize(
    ("minutes", "parts"),
    [(15, (0, 0, 15)), (120, (0, 2, 0)), (1440, (0, 24, 0)), (4320, (3, 0, 0)), (LONG, (7, 0, 0))],
)
def test_a_grace_is_said_in_its_largest_unit(session, minutes, parts):
    campaign = make_campaign(session)
    campaign.grace_minutes = minutes

    assert parts_of(minutes) == parts
    assert grace_of(campaign) == timedelta(minutes=minutes)
