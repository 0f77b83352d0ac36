"""From paper to the tally: exactly once, twice checked, and never under anybody's name."""

from datetime import timedelta

import pytest
from sqlalchemy import inspect, select

from reports.recount import differences
from surveys.campaigns import close_campaign
from surveys.errors import CampaignClosed
from surveys.models import Draft, PaperBatch, PaperKeying, PaperSheet, Submission
from surveys.paper.errors import (
    AnsweredByPhone,
    AskedOtherwise,
    AwaitsDecision,
    CountedAlready,
    NotDecided,
    NothingDiffers,
    NothingOnSheet,
    NotPinned,
    TooLate,
    UnknownSheet,
)
from surveys.paper.keying import Outcome, decide, sheet_to_key, two_keyings
from surveys.queries.campaigns import get_submission, received
from surveys.queries.paper import progress_of
from surveys.retention import anonymise
from surveys.submission import Sheet, save_draft, send_draft, submit, withdraw
from tests.conftest import NOW
from tests.factories import make_campaign, make_sheet, make_ticket
from tests.paper import keyed, paper_campaign, printed_sheets
from webapp.printing import parts_asked


@pytest.fixture
def campaign(session):
    return paper_campaign(session)


def count(session, campaign):
    assert not differences(session, campaign)
    return received(session, [campaign.id])[campaign.id]


def counts(session, campaign):
    [one] = progress_of(session, campaign.id)
    return one.counted, one.once, one.differing, one.elsewhere


def test_a_batch_has_a_code_per_sheet_and_keeps_hashes_only(session, campaign):
    tickets = printed_sheets(session, campaign, 500)

    kept = set(session.scalars(select(PaperSheet.ticket_hash)))
    assert kept == {ticket.hash for ticket in tickets}
    assert len(kept) == 500
    assert counts(session, campaign) == (0, 0, 0, 0)


def test_no_column_about_paper_could_hold_a_person_or_a_time():
    tables = (PaperBatch, PaperSheet, PaperKeying)
    columns = {column.name for table in tables for column in inspect(table).columns}

    assert columns == {
        "id", "campaign_id", "questionnaire_id", "number", "sheets", "language", "notice", "twice",
        "phone", "day", "ticket_hash", "batch_id", "counted", "turn", "attempt", "typed",
    }  # fmt: skip


def test_nothing_is_printed_before_what_it_says_is_pinned_nor_after_the_end(session, campaign):
    prepared = make_campaign(session, opened=False, version=campaign.questionnaire.version)
    with pytest.raises(NotPinned):
        printed_sheets(session, prepared)

    close_campaign(session, campaign, now=NOW - timedelta(hours=1))
    with pytest.raises(CampaignClosed):
        printed_sheets(session, campaign)


def test_a_sheet_keyed_once_is_a_submission_under_the_notice_printed_on_it(session, campaign):
    [ticket, *_] = printed_sheets(session, campaign)
    campaign.notice = 7  # changed since

    assert keyed(session, campaign, ticket, c0="3", i0="4", c1="n") == Outcome.COUNTED

    sent = session.scalars(select(Submission)).one()
    assert (sent.ticket_hash, sent.notice, sent.day) == (ticket.hash, 1, NOW.date())
    assert sent.levels[0][:2] == (3, 4)
    assert count(session, campaign) == 1
    assert counts(session, campaign) == (1, 0, 0, 0)


def test_a_sheet_keyed_again_is_refused_and_counts_once(session, campaign):
    [ticket, *_] = printed_sheets(session, campaign)
    keyed(session, campaign, ticket, c0="3")

    with pytest.raises(CountedAlready):
        keyed(session, campaign, ticket, attempt="b", c0="1")

    assert count(session, campaign) == 1
    assert get_submission(session, ticket.hash).levels[0].current == 3


def test_two_keyings_alike_count_and_leave_nothing_behind(session, campaign):
    [ticket, *_] = printed_sheets(session, campaign, twice=True)

    assert keyed(session, campaign, ticket, attempt="a", c0="3", c1="n", i1="2") == Outcome.ONCE
    assert count(session, campaign) == 0
    assert counts(session, campaign) == (0, 1, 0, 0)
    assert keyed(session, campaign, ticket, attempt="b", c0="3", c1="N") == Outcome.COUNTED

    assert count(session, campaign) == 1
    assert counts(session, campaign) == (1, 0, 0, 0)
    assert session.scalars(select(PaperKeying)).all() == []


def test_the_same_form_sent_again_is_no_second_keying(session, campaign):
    [ticket, *_] = printed_sheets(session, campaign, twice=True)
    keyed(session, campaign, ticket, attempt="a", c0="3")

    assert keyed(session, campaign, ticket, attempt="a", c0="3") == Outcome.ONCE

    assert counts(session, campaign) == (0, 1, 0, 0)


def test_two_keyings_that_differ_wait_for_a_decision_of_every_difference(session, campaign):
    [ticket, *_] = printed_sheets(session, campaign, twice=True)
    parts = parts_asked(session, campaign)
    keyed(session, campaign, ticket, attempt="a", c0="3", i0="1", c1="2", i1="2")
    found = keyed(session, campaign, ticket, attempt="b", c0="4", i0="1", c1="2", i1="0")
    assert found == Outcome.DIFFERS
    assert counts(session, campaign) == (0, 0, 1, 0)
    with pytest.raises(AwaitsDecision):
        keyed(session, campaign, ticket, attempt="c", c0="3")
    with pytest.raises(NotDecided):
        decide(session, campaign, ticket, parts, {"c0": "1"}, {}, now=NOW)

    wrong = decide(session, campaign, ticket, parts, {"c0": "1", "i1": "3"}, {"i1": "9"}, now=NOW)
    assert list(wrong.problems) == ["i1"]
    decide(session, campaign, ticket, parts, {"c0": "2", "i1": "3"}, {"i1": "3"}, now=NOW)

    levels = get_submission(session, ticket.hash).levels
    assert [level[:2] for level in levels] == [(4, 1), (2, 3)]
    assert count(session, campaign) == 1
    with pytest.raises(CountedAlready):
        decide(session, campaign, ticket, parts, {"c0": "1", "i1": "1"}, {}, now=NOW)


def test_a_sheet_answered_by_phone_is_refused(session, campaign):
    ticket, other, _ = printed_sheets(session, campaign, twice=True)
    submit(session, campaign, ticket, make_sheet(1, 2), notice=1, now=NOW)

    with pytest.raises(AnsweredByPhone):
        keyed(session, campaign, ticket, c0="3")

    assert count(session, campaign) == 1
    assert counts(session, campaign) == (0, 0, 0, 1)
    with pytest.raises(NothingDiffers):
        two_keyings(session, campaign, other, now=NOW)


def test_who_keeps_the_slip_changes_and_withdraws_what_was_keyed(session, campaign):
    [ticket, *_] = printed_sheets(session, campaign)
    save_draft(session, campaign, ticket, about={}, levels={}, now=NOW)
    keyed(session, campaign, ticket, c0="3")
    assert session.scalars(select(Draft)).all() == []

    levels = dict(enumerate(make_sheet(1, 2).levels))
    save_draft(session, campaign, ticket, about=None, levels=levels, now=NOW)
    send_draft(session, campaign, ticket, notice=1, now=NOW)
    assert count(session, campaign) == 1
    assert get_submission(session, ticket.hash).levels[0].current == 1

    withdraw(session, campaign, ticket)
    assert count(session, campaign) == 0
    with pytest.raises(CountedAlready):
        keyed(session, campaign, ticket, attempt="z", c0="3")


def test_sheets_filled_in_time_are_keyed_after_the_end_until_answers_are_anonymous(
    session, campaign
):
    ticket, late, _ = printed_sheets(session, campaign)
    close_campaign(session, campaign, now=NOW)

    campaign.scattered_at = NOW
    keyed(session, campaign, ticket, now=NOW + timedelta(days=3), c0="2")
    assert count(session, campaign) == 1
    assert session.scalars(select(Submission.day)).one() == NOW.date()
    assert campaign.scattered_at is None  # what came late is scattered, too

    anonymise(session, campaign, now=NOW + timedelta(days=900))
    session.commit()
    assert session.scalars(select(PaperSheet)).all() == []
    with pytest.raises(TooLate):
        keyed(session, campaign, late, c0="2")
    assert count(session, campaign) == 1


def test_a_code_of_nobody_and_one_of_another_campaign_are_refused(session, campaign):
    other = make_campaign(session, version=campaign.questionnaire.version, attributes=())
    [ticket, *_] = printed_sheets(session, other)

    for unknown in (make_ticket(campaign), ticket):
        with pytest.raises(UnknownSheet):
            sheet_to_key(session, campaign, unknown, now=NOW)


def test_a_sheet_that_asks_something_else_by_now_is_refused(session, campaign):
    [ticket, *_] = printed_sheets(session, campaign)
    other = make_campaign(session, ("D4-02",), version=campaign.questionnaire.version)
    campaign.questionnaire_id = other.questionnaire_id
    session.commit()

    with pytest.raises(AskedOtherwise):
        sheet_to_key(session, campaign, ticket, now=NOW)


def test_an_empty_sheet_does_not_count(session, campaign):
    [ticket, *_] = printed_sheets(session, campaign)

    with pytest.raises(NothingOnSheet):
        keyed(session, campaign, ticket)

    assert count(session, campaign) == 0
    assert Sheet.empty(2).is_empty
