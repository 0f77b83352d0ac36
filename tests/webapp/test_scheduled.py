"""Results released by themselves: on their day, never with too few answers, never once closed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from reports.queries import last_release
from surveys.campaigns import close_campaign
from surveys.models import AuditEntry
from surveys.roles import Role
from tests.conftest import NOW
from tests.factories import make_campaign, make_submission
from webapp.nightly import every_night, release_what_is_due

DAY = timedelta(days=1)


def answered(session, campaign, people):
    for person in range(people):
        levels = [(3, person % 2), (2, 2)]
        make_submission(session, campaign, *levels, profile="P1", structure="public")


@pytest.fixture
def campaign(session):
    made = make_campaign(session)
    made.release_every = "week"
    session.commit()
    return made


def number_of(session, campaign):
    session.expire_all()
    release = last_release(session, campaign.id)
    return release.number if release else 0


def nights(ground, clock, *days):
    """Return how many releases each of these nights made, counted from NOW."""
    made = []
    for day in days:
        clock.now = NOW + day * DAY
        made.append(release_what_is_due(ground()))
    return made


def test_nothing_is_released_until_k_answers_wait(session, ground, clock, campaign):
    answered(session, campaign, campaign.k - 1)
    assert nights(ground, clock, 0, 1) == [0, 0]

    answered(session, campaign, 1)
    assert nights(ground, clock, 2) == [1]
    assert number_of(session, campaign) == 1


def test_the_next_comes_a_week_later_once_k_more_wait(session, ground, clock, campaign):
    answered(session, campaign, 6)
    assert nights(ground, clock, 0) == [1]
    answered(session, campaign, campaign.k - 1)
    assert nights(ground, clock, 6, 7) == [0, 0]

    answered(session, campaign, 1)
    assert nights(ground, clock, 8, 9) == [1, 0]
    assert number_of(session, campaign) == 2


def test_each_month_is_a_month(session, ground, clock, campaign):
    campaign.release_every = "month"
    answered(session, campaign, 6)
    nights(ground, clock, 0)  # 20 November
    answered(session, campaign, 6)

    assert nights(ground, clock, 7, 29, 30) == [0, 0, 1]  # 27 November, 19 and 20 December


def test_a_closed_campaign_releases_nothing_more(session, ground, clock, campaign):
    answered(session, campaign, 6)
    close_campaign(session, campaign, now=NOW - DAY)
    session.commit()

    assert nights(ground, clock, 0) == [0]


def test_a_campaign_released_by_hand_only_is_left_alone(session, ground, clock, campaign):
    campaign.release_every = ""
    answered(session, campaign, 6)

    assert nights(ground, clock, 0) == [0]


def test_the_journal_says_that_nobody_did_it_by_hand(session, ground, campaign):
    answered(session, campaign, 6)
    every_night(ground())

    [entry] = session.scalars(select(AuditEntry).where(AuditEntry.act == "campaign.released"))
    assert (entry.actor, entry.subject) == ("", f"campaign:{campaign.id}")


def test_the_facilitator_chooses_the_rhythm_on_the_page(session, facilitator, campaign):
    address = f"/campaigns/{campaign.id}"
    assert '<option value="week" selected>' in facilitator.get(address).text

    for sent, kept in (("month", "month"), ("every hour", ""), ("week", "week"), ("", "")):
        answer = facilitator.post(f"{address}/schedule", data={"every": sent})
        assert answer.status_code == 303
        session.expire_all()
        assert campaign.release_every == kept


def test_who_does_not_run_campaigns_is_not_offered_a_rhythm(sign_in_as, campaign):
    page = sign_in_as(Role.ANALYST, name="Chloe").get(f"/campaigns/{campaign.id}").text

    assert "Publication automatique" not in page
