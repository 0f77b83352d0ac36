"""The answers that the bench makes up count as if each had been sent."""

from sqlalchemy import func, select

from bench.crowds import store
from reports.recount import differences, recount
from surveys.models import Submission
from surveys.queries.campaigns import received
from surveys.tally import kept
from tests.factories import make_campaign, make_version

COMBINATIONS = [{}, {"profile": "P1"}, {"profile": "P2", "structure": "public"}]


def test_a_crowd_and_its_tally_agree(session):
    campaign = make_campaign(session)

    store(session, campaign, 300, combinations=COMBINATIONS)

    assert session.scalar(select(func.count()).select_from(Submission)) == 300
    assert received(session, [campaign.id]) == {campaign.id: 300}
    assert differences(session, campaign) == {}


def test_a_crowd_without_rows_has_the_same_tally(session):
    version = make_version(session)
    whole, bare = make_campaign(session, version=version), make_campaign(session, version=version)

    store(session, whole, 300, combinations=COMBINATIONS)
    store(session, bare, 300, combinations=COMBINATIONS, with_rows=False)

    assert recount(session, bare) == {}
    assert sorted(kept(session, bare).values()) == sorted(kept(session, whole).values())
