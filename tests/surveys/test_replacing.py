"""A campaign that went wrong, and the one that takes its place."""

from datetime import timedelta

import pytest

from surveys.alike import OWN
from surveys.campaigns import open_campaign
from surveys.capacity import CampaignFull
from surveys.errors import CampaignNotOpen, CampaignReplaced, ReplacedAlready
from surveys.models import Campaign
from surveys.opening import State, state_of
from surveys.queries.campaigns import count_drafts, get_draft, received
from surveys.replacing import (
    CannotReplace,
    OtherQuestions,
    carry_over,
    clone_campaign,
    replace_campaign,
    replaced_by,
    replacing,
    restore_campaign,
)
from surveys.submission import get_sheet, save_draft, submit
from tests.conftest import NOW
from tests.factories import (
    LANGUAGES,
    OPENED,
    SECRET,
    make_campaign,
    make_sheet,
    make_submission,
    make_ticket,
)


def cloned(session, campaign, *, opened=True) -> Campaign:
    clone = clone_campaign(session, campaign, title="La bonne")
    if opened:
        open_campaign(session, clone, now=NOW, languages=LANGUAGES)
    return clone


def replaced(session, campaign, **how) -> Campaign:
    clone = cloned(session, campaign, **how)
    replace_campaign(session, campaign, clone, now=NOW)
    return clone


def test_a_clone_decides_alike_all_that_is_not_its_own(session):
    campaign = make_campaign(session, layout="single", retention_months=7)
    campaign.capacity, campaign.grace_minutes, campaign.languages = 9, 1440, ["fr"]

    clone = cloned(session, campaign, opened=False)

    columns = {column.key for column in Campaign.__table__.columns}
    assert columns > OWN
    alike = sorted(columns - OWN | {"moment", "follows_id"})
    assert [getattr(clone, c) for c in alike] == [getattr(campaign, c) for c in alike]
    assert (clone.title, clone.notice, state_of(clone, NOW)) == ("La bonne", 0, State.PREPARED)
    assert clone.code != campaign.code


def test_the_replaced_one_closes_and_takes_nothing_more(session):
    campaign = make_campaign(session)
    make_submission(session, campaign, 1, 2)

    clone = replaced(session, campaign)

    assert state_of(campaign, NOW) is State.CLOSED
    assert replacing(session, campaign) is clone
    with pytest.raises(CampaignReplaced, match="La bonne"):
        submit(session, campaign, make_ticket(campaign), make_sheet(1, 2), notice=1, now=NOW)
    assert received(session, [campaign.id, clone.id]) == {campaign.id: 1, clone.id: 0}


def test_links_lead_to_the_last_one_in_one_step(session):
    first = make_campaign(session)
    second = replaced(session, first)

    third = replaced(session, second)

    session.expire_all()
    assert [replacing(session, campaign) for campaign in (first, second, third)] == [
        third, third, None,
    ]  # fmt: skip
    assert replaced_by(session, third) == [first, second]


def test_no_link_runs_in_a_circle(session):
    first = make_campaign(session)
    second = replaced(session, first)

    with pytest.raises(CannotReplace):
        replace_campaign(session, second, first, now=NOW)
    with pytest.raises(CannotReplace):
        replace_campaign(session, second, second, now=NOW)
    with pytest.raises(ReplacedAlready):
        replace_campaign(session, first, cloned(session, first), now=NOW)


def test_a_replaced_one_is_opened_again_only_once_that_is_undone(session):
    campaign = make_campaign(session)
    replaced(session, campaign)

    with pytest.raises(ReplacedAlready):
        open_campaign(session, campaign, now=NOW, languages=LANGUAGES)
    restore_campaign(session, campaign)
    open_campaign(session, campaign, now=NOW, languages=LANGUAGES)

    assert (replacing(session, campaign), state_of(campaign, NOW)) == (None, State.OPEN)


def test_a_draft_is_carried_over_once_under_the_same_code(session):
    campaign = make_campaign(session)
    ticket = make_ticket(campaign)
    levels = dict(enumerate(make_sheet(3, 4).levels))
    said = {"structure": "public"}
    save_draft(session, campaign, ticket, about=said, levels=levels, now=OPENED)
    clone = replaced(session, campaign)

    tries = [
        carry_over(session, campaign, clone, ticket, secret=SECRET, now=NOW) for _twice in "ab"
    ]

    assert tries[0] == tries[1]
    assert tries[0].code == ticket.code
    assert get_sheet(session, tries[0]) == make_sheet(3, 4, structure="public")
    assert get_draft(session, ticket.hash) is None
    assert [count_drafts(session, c.id) for c in (campaign, clone)] == [0, 1]


def test_what_was_sent_stays_and_can_be_sent_anew(session):
    campaign = make_campaign(session)
    ticket = make_submission(session, campaign, 1, 2)
    clone = replaced(session, campaign)

    carried = carry_over(session, campaign, clone, ticket, secret=SECRET, now=NOW)
    submit(session, clone, carried, get_sheet(session, carried), notice=1, now=NOW)

    assert received(session, [campaign.id, clone.id]) == {campaign.id: 1, clone.id: 1}


def test_nothing_is_carried_where_it_would_answer_other_questions(session):
    campaign = make_campaign(session)
    ticket = make_submission(session, campaign, 1, 2)
    clone = replaced(session, campaign)
    clone.attributes = ["profile"]

    with pytest.raises(OtherQuestions):
        carry_over(session, campaign, clone, ticket, secret=SECRET, now=NOW)


@pytest.mark.parametrize(
    ("opened", "capacity", "refusal"), [(False, None, CampaignNotOpen), (True, 1, CampaignFull)]
)
def test_what_cannot_be_taken_in_yet_stays_where_it_is(session, opened, capacity, refusal):
    campaign = make_campaign(session)
    ticket = make_ticket(campaign)
    levels = dict(enumerate(make_sheet(3, 4).levels))
    save_draft(session, campaign, ticket, about=None, levels=levels, now=OPENED)
    clone = replaced(session, campaign, opened=opened)
    clone.capacity = capacity
    if capacity:
        submit(session, clone, make_ticket(clone), make_sheet(1, 2), notice=1, now=NOW)

    with pytest.raises(refusal):
        carry_over(session, campaign, clone, ticket, secret=SECRET, now=NOW + timedelta(hours=1))

    assert get_draft(session, ticket.hash) is not None
