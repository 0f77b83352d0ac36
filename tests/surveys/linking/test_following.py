"""The campaign that follows another: what it asks again, when, and of whom."""

from datetime import date

import pytest

from surveys.linking.following import follow_up, next_moments
from surveys.linking.series import CannotFollow, put_in_series
from surveys.models.campaigns import BEFORE, COLD, HOT, PSEUDONYMOUS
from surveys.queries.linking import waves_before
from tests.factories import make_campaign, make_event


@pytest.fixture
def before(session):
    campaign = make_campaign(
        session,
        mode=PSEUDONYMOUS,
        opened=False,
        event=make_event(session),
        ratings=("current", "before"),
        attributes=("structure", "agent"),
        crossed=("structure", "agent"),
        layout="single",
        retention_months=36,
    )
    campaign.grace_minutes, campaign.capacity, campaign.languages = 60, 30, ["fr"]
    put_in_series(session, campaign, moment=BEFORE)
    return campaign


def test_what_follows_asks_the_same_under_the_same_promise(session, before):
    hot = follow_up(session, before, title="Après", moment=HOT)

    kept = ("organisation_id", "event_id", "mode", "layout", "k", "attributes", "crossed")
    told = ("controller", "contact", "legal_basis", "retention_months", "demonstration")
    set_ = ("grace_minutes", "capacity", "languages", "invited_only")
    for name in (*kept, *told, *set_):
        assert getattr(hot, name) == getattr(before, name), name
    assert (hot.title, hot.moment, hot.follows_id) == ("Après", HOT, before.id)
    assert (hot.opens_at, hot.notice, hot.code != before.code) == (None, 0, True)
    asked, again = before.questionnaire, hot.questionnaire
    assert (again.version_id, again.items, again.ratings, again.sections) == (
        asked.version_id, asked.items, asked.ratings, asked.sections,
    )  # fmt: skip
    assert again.id != asked.id  # each is of one campaign alone


def test_a_questionnaire_kept_to_be_used_again_is_shared(session, before):
    before.questionnaire.organisation_id = before.organisation_id

    hot = follow_up(session, before, title="Après", moment=HOT)

    assert hot.questionnaire_id == before.questionnaire_id


def test_days_are_counted_from_the_event(session, before):
    hot = follow_up(session, before, title="Après", moment=HOT)

    [after, *later] = next_moments(before)
    assert (after.moment, after.day) == (HOT, date(2015, 2, 13))
    assert [(it.moment, it.days, it.day) for it in later] == [
        (COLD, 90, date(2015, 5, 14)),
        (COLD, 180, date(2015, 8, 12)),
    ]
    assert next_moments(hot) == later


def test_without_event_they_are_counted_from_the_closing_if_it_is_known(before):
    before.event = None

    assert [it.day for it in next_moments(before)] == [None] * 3


def test_what_has_no_moment_is_not_followed(session, before):
    before.moment = None

    assert next_moments(before) == []
    with pytest.raises(CannotFollow):
        follow_up(session, before, title="Après", moment=HOT)


def test_those_before_come_first_to_last(session, before):
    hot = follow_up(session, before, title="Après", moment=HOT)
    cold = follow_up(session, hot, title="Plus tard", moment=COLD)

    assert waves_before(session, cold.id) == [before, hot]
    assert waves_before(session, before.id) == []
