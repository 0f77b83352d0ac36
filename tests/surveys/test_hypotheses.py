"""Hypotheses: what no report could decide is refused, and what figures met keeps its words."""

import pytest
from sqlalchemy import select

from surveys.claims import (
    AT_LEAST,
    AT_MOST,
    GAP,
    IMPORTANCE,
    LEVEL,
    SHARE,
    Claim,
    NothingAskedOfIt,
    NotMeasuredByGroup,
    ThresholdOutside,
    TwoGroupsOfOneQuestion,
    check_claim,
)
from surveys.hypotheses import (
    MOST,
    AlreadyConfronted,
    AlreadyWithdrawn,
    TooManyHypotheses,
    Words,
    change_hypothesis,
    claim_of,
    confronted_in,
    decide_status,
    dropped_before,
    hypotheses_of,
    withdraw_hypothesis,
    write_hypothesis,
)
from surveys.models import HypothesisDecision, Release
from tests.conftest import NOW
from tests.factories import make_campaign

CLAIM = Claim(subject="D4-01", measure=LEVEL, side=AT_LEAST, threshold=2.0)
WORDS = Words("Le groupe sait coopérer.", "Carrefour des métiers")


def claim(**changes):
    return Claim(**{"subject": "D4", "measure": GAP, "side": AT_MOST, "threshold": 1.0} | changes)


def published(session, campaign, number):
    session.add(
        Release(campaign_id=campaign.id, number=number, released_at=NOW, received=10 * number)
    )
    session.flush()


def write(session, campaign, **more):
    return write_hypothesis(session, campaign, WORDS, CLAIM, now=NOW, **more)


@pytest.mark.parametrize(
    ("changes", "goals", "ratings", "refusal"),
    [
        ({}, False, (), NothingAskedOfIt),
        ({"measure": SHARE}, False, (), NothingAskedOfIt),
        ({"measure": IMPORTANCE}, True, ("current",), NothingAskedOfIt),
        ({"measure": SHARE, "breakdown": "structure"}, True, (), NotMeasuredByGroup),
        ({"measure": LEVEL, "breakdown": "structure"}, True, (), NotMeasuredByGroup),
        ({"breakdown": "agent", "value": "yes", "other": "yes"}, True, (), TwoGroupsOfOneQuestion),
        ({"other": "yes"}, True, (), TwoGroupsOfOneQuestion),
        ({"threshold": 0.0}, True, (), ThresholdOutside),
        ({"threshold": 4.0}, True, (), ThresholdOutside),
        ({"threshold": float("nan")}, True, (), ThresholdOutside),
        ({"measure": SHARE, "threshold": 100.0}, True, (), ThresholdOutside),
    ],
)
def test_what_no_report_could_decide_is_refused(changes, goals, ratings, refusal):
    with pytest.raises(refusal):
        check_claim(claim(**changes), has_goals=goals, ratings=ratings)


@pytest.mark.parametrize(
    ("changes", "goals"),
    [
        ({}, True),
        ({"measure": SHARE, "threshold": 60.0}, True),
        ({"breakdown": "agent", "value": "yes", "other": "no", "threshold": 0.0}, True),
        ({"measure": LEVEL, "breakdown": "agent", "value": ""}, False),
    ],
)
def test_what_a_report_can_decide_is_taken(changes, goals):
    check_claim(claim(**changes), has_goals=goals, ratings=())


def test_a_hypothesis_is_corrected_until_a_release_confronts_it(session):
    campaign = make_campaign(session)
    first = write(session, campaign)
    change_hypothesis(session, first, Words("Autrement", "Atelier"), claim())
    published(session, campaign, 1)

    with pytest.raises(AlreadyConfronted):
        change_hypothesis(session, first, WORDS, CLAIM)

    assert (first.statement, claim_of(first), first.seen) == ("Autrement", claim(), 0)


def test_one_said_otherwise_has_a_number_of_its_own_and_says_what_was_seen(session):
    campaign = make_campaign(session)
    first = write(session, campaign)
    published(session, campaign, 1)

    second = write(session, campaign, restates=first)

    assert (second.number, second.seen, second.restates) == (2, 1, 1)
    assert first.withdrawn_after == 1
    with pytest.raises(AlreadyWithdrawn):
        withdraw_hypothesis(session, first)
    with pytest.raises(AlreadyWithdrawn):
        change_hypothesis(session, first, WORDS, CLAIM)


def test_a_release_confronts_what_was_written_before_and_not_withdrawn(session):
    campaign = make_campaign(session)
    kept, dropped, unseen = (write(session, campaign) for _ in range(3))
    withdraw_hypothesis(session, unseen)
    published(session, campaign, 1)
    withdraw_hypothesis(session, dropped)
    late = write(session, campaign)

    every = hypotheses_of(session, campaign.id)

    assert confronted_in(every, 1) == [kept, dropped]
    assert confronted_in(every, 2) == [kept, late]
    assert (dropped_before(every, 1), dropped_before(every, 2)) == ([], [dropped])


def test_statuses_follow_each_other_and_all_stay(session):
    hypothesis = write(session, make_campaign(session))

    decide_status(session, hypothesis, status="debated", reasons=" Deux avis ", now=NOW)
    decide_status(session, hypothesis, status="qualified", reasons="Vrai en ville", now=NOW)

    session.expire_all()
    found = session.execute(select(HypothesisDecision.status, HypothesisDecision.reasons)).all()
    assert found == [("proposed", ""), ("debated", "Deux avis"), ("qualified", "Vrai en ville")]


def test_a_family_has_an_end(session):
    campaign = make_campaign(session)
    first, *_others = [write(session, campaign) for _ in range(MOST)]

    with pytest.raises(TooManyHypotheses):
        write(session, campaign)
    write(session, campaign, restates=first)

    assert len(hypotheses_of(session, campaign.id)) == MOST + 1
