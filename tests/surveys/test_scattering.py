"""When an anonymous campaign is scattered, and what that leaves of its answers."""

from datetime import timedelta

from sqlalchemy import select

from surveys.campaigns import close_campaign, open_campaign
from surveys.models import Segment, Submission
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.opening import GRACE
from surveys.scattering import campaigns_to_scatter, settle_days
from tests.conftest import NOW
from tests.factories import LANGUAGES, make_campaign, make_submission, make_version

LATER = NOW + timedelta(days=9)


def test_a_campaign_is_due_at_each_closing_and_when_its_grace_is_over(session):
    version = make_version(session)
    campaign = make_campaign(session, version=version)
    pseudonymous = make_campaign(session, version=version, mode=PSEUDONYMOUS)
    make_campaign(session, version=version)  # still open
    for closing in (campaign, pseudonymous):
        close_campaign(session, closing, now=NOW)
    over = NOW + GRACE

    assert campaigns_to_scatter(session, now=NOW) == [campaign]
    campaign.scattered_at = NOW
    assert campaigns_to_scatter(session, now=over - timedelta(seconds=1)) == []
    assert campaigns_to_scatter(session, now=over) == [campaign]
    campaign.scattered_at = over
    assert campaigns_to_scatter(session, now=LATER) == []

    open_campaign(session, campaign, now=LATER, languages=LANGUAGES)
    assert campaigns_to_scatter(session, now=LATER) == []
    close_campaign(session, campaign, now=LATER)
    assert campaigns_to_scatter(session, now=LATER) == [campaign]


def test_all_answers_bear_the_day_of_closing(session):
    campaign = make_campaign(session)
    make_submission(session, campaign, 1, 2)
    close_campaign(session, campaign, now=LATER)
    settle_days(session, campaign)

    assert session.scalars(select(Submission.day)).all() == [LATER.date()]


def test_numbers_of_segments_do_not_tell_which_came_first(session):
    campaign = make_campaign(session)
    for structure in ("public", "association", "other"):
        for profile in ("P1", "P2"):
            make_submission(session, campaign, 1, 2, profile=profile, structure=structure)

    ids = session.scalars(select(Segment.id).order_by(Segment.id)).all()
    assert len(set(ids)) == 6
    assert max(ids) > 1000  # by chance below once in 10 to the power of 37
