"""The tally counted anew from the answers: equal where nothing is wrong, exact where it is."""

import pytest
from sqlalchemy import update

from reports import recount as recounting
from reports.recount import differences, rebuild, recount
from surveys.models import Tally
from surveys.tally import kept, post
from tests.factories import make_campaign, make_submission

EVERY = ("importance", "target", "before")


def test_a_tally_that_was_tampered_with_is_found_out(session):
    campaign = make_campaign(session)
    make_submission(session, campaign, (4, 2), (3, 1))
    make_submission(session, campaign, (4, 2), (0, 0))
    [key] = [key for key, n in kept(session, campaign).items() if n == 2 and key[0] == 1]

    session.execute(
        update(Tally).where(Tally.facet == 1, Tally.position == 0, Tally.code == key[4]).values(n=5)
    )

    assert differences(session, campaign) == {key: (5, 2)}


@pytest.mark.parametrize("ratings", [(), ("importance", "target", "before")])
def test_the_tally_of_one_campaign_holds_nothing_of_another(session, ratings):
    first = make_campaign(session, ratings=ratings)
    version = first.questionnaire.version
    second = make_campaign(session, version=version, ratings=ratings)
    make_submission(session, first, 1, 2)
    make_submission(session, second, 3, 4)

    assert kept(session, first) == recount(session, first)
    assert not kept(session, first).keys() & kept(session, second).keys()


@pytest.mark.parametrize("ratings", [(), EVERY])
def test_counters_emptied_at_every_turn_give_the_same_counts(session, monkeypatch, ratings):
    campaign = make_campaign(session, ratings=ratings)
    for first, second in ((4, 2), (3, 1), (0, 0)):
        make_submission(session, campaign, first, second)
    monkeypatch.setattr(recounting, "MOST_CELLS", 1)
    monkeypatch.setattr(recounting, "PORTION", 1)

    assert recount(session, campaign) == kept(session, campaign)


def test_a_tally_lost_is_rebuilt_from_the_answers(session):
    campaign = make_campaign(session, ratings=EVERY)
    make_submission(session, campaign, (4, 2), (3, 1))
    make_submission(session, campaign, (4, 2), (0, 0))
    before = kept(session, campaign)
    post(session, campaign.id, {key: -n for key, n in before.items()})

    mended = rebuild(session, campaign)

    assert mended == len(before)
    assert kept(session, campaign) == before
    assert rebuild(session, campaign) == 0
