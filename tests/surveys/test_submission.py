"""Answers are kept, sent exactly once, changed and withdrawn; the tally always follows."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from reports.recount import differences
from surveys.errors import (
    AlreadyReleased,
    CampaignClosed,
    CampaignNotOpen,
    InvalidTicket,
    NothingToSend,
)
from surveys.levels import UNANSWERED, Blank, LevelAnswer
from surveys.models import Draft, Release, Segment, Submission
from surveys.models.campaigns import ANONYMOUS, PSEUDONYMOUS
from surveys.opening import GRACE
from surveys.queries.campaigns import (
    count_drafts,
    get_draft,
    get_submission,
    open_batch,
    received,
)
from surveys.submission import (
    Sheet,
    get_sheet,
    is_sent,
    save_draft,
    segment_for,
    send_draft,
    submit,
    withdraw,
)
from surveys.tally import kept
from tests.conftest import NOW
from tests.factories import (
    OPENED,
    make_campaign,
    make_sheet,
    make_submission,
    make_ticket,
    make_version,
)

PUBLIC = {"structure": "public"}


@pytest.fixture
def version(session):
    return make_version(session)


@pytest.fixture
def campaign(session, version):
    return make_campaign(session, version=version)


@pytest.fixture
def ticket(campaign):
    return make_ticket(campaign)


def rows(session, table):
    return list(session.scalars(select(table)))


def release(session, campaign, number=1):
    """Note that figures were shown, without computing any."""
    count = received(session, [campaign.id])[campaign.id]
    session.add(Release(campaign_id=campaign.id, number=number, released_at=NOW, received=count))
    session.flush()


def test_a_sheet_is_filled_page_by_page(session, campaign, ticket):
    save_draft(session, campaign, ticket, about=PUBLIC, levels={}, now=NOW)
    save_draft(session, campaign, ticket, about=None, levels={1: LevelAnswer(3, 4)}, now=NOW)
    sheet = save_draft(session, campaign, ticket, about=None, levels={0: LevelAnswer(2)}, now=NOW)

    assert sheet == Sheet(about=PUBLIC, levels=(LevelAnswer(2), LevelAnswer(3, 4)))
    assert get_sheet(session, ticket) == sheet
    assert rows(session, Submission) == []


def test_a_page_given_again_takes_the_place_of_the_first(session, campaign, ticket):
    save_draft(session, campaign, ticket, about=PUBLIC, levels={0: LevelAnswer(2)}, now=NOW)
    sheet = save_draft(session, campaign, ticket, about={}, levels={0: UNANSWERED}, now=NOW)

    assert sheet == Sheet.empty(2)
    assert sheet.answered == 0


def test_blanks_given_are_answers_and_no_answer_is_not():
    sheet = make_sheet(
        0,
        LevelAnswer(current=Blank.NOT_APPLICABLE),
        LevelAnswer(current=Blank.DECLINED),
        LevelAnswer(importance=4),
    )

    assert sheet.answered == 3


def test_sending_records_one_row_under_the_hash_and_deletes_the_draft(session, campaign, ticket):
    levels = {0: LevelAnswer(2, 4), 1: LevelAnswer(Blank.DECLINED)}
    save_draft(session, campaign, ticket, about=PUBLIC, levels=levels, now=NOW)

    send_draft(session, campaign, ticket, notice=1, now=NOW)

    [row] = rows(session, Submission)
    assert (row.ticket_hash, row.campaign_id, row.batch, row.day) == (
        ticket.hash,
        campaign.id,
        1,
        NOW.date(),
    )
    assert tuple(row.levels) == (LevelAnswer(2, 4), LevelAnswer(Blank.DECLINED))
    assert session.get(Segment, row.segment_id).about == PUBLIC
    assert rows(session, Draft) == []
    assert is_sent(session, ticket)


def test_the_tally_of_one_submission_is_what_was_said(session, campaign, ticket):
    submit(
        session,
        campaign,
        ticket,
        make_sheet((4, 2), LevelAnswer(Blank.DECLINED)),
        notice=1,
        now=NOW,
    )

    segment = segment_for(session, campaign.id, {})
    assert kept(session, campaign) == {
        (0, 1, segment, 0, 0): 1,
        (1, 1, segment, 0, 4 << 6 | 2 << 3 | 7): 1,
        (1, 1, segment, 1, 7 << 6 | 6 << 3 | 7): 1,
    }


def test_the_same_sheet_sent_twice_counts_once(session, campaign, ticket):
    sheet = make_sheet((4, 2), (3, 1), structure="public")

    submit(session, campaign, ticket, sheet, notice=1, now=NOW)
    submit(session, campaign, ticket, sheet, notice=1, now=NOW + timedelta(minutes=1))
    send_draft(session, campaign, ticket, notice=1, now=NOW + timedelta(minutes=2))

    assert len(rows(session, Submission)) == 1
    assert received(session, [campaign.id]) == {campaign.id: 1}
    assert differences(session, campaign) == {}


def test_another_sheet_under_the_same_ticket_takes_the_place_of_the_first(
    session, campaign, ticket
):
    submit(
        session, campaign, ticket, make_sheet((4, 2), (3, 1), structure="public"), notice=1, now=NOW
    )

    submit(
        session, campaign, ticket, make_sheet((0, 4), (3, 1), structure="other"), notice=1, now=NOW
    )

    other = segment_for(session, campaign.id, {"structure": "other"})
    assert kept(session, campaign) == {
        (0, 1, other, 0, 0): 1,
        (1, 1, other, 0, 0 << 6 | 4 << 3 | 7): 1,
        (1, 1, other, 1, 3 << 6 | 1 << 3 | 7): 1,
    }
    assert get_submission(session, ticket.hash).about == {"structure": "other"}
    assert differences(session, campaign) == {}


def test_a_wish_changes_the_answers_but_no_count(session, campaign, ticket):
    submit(session, campaign, ticket, make_sheet(2, 3), notice=1, now=NOW)
    before = kept(session, campaign)

    submit(session, campaign, ticket, make_sheet(LevelAnswer(2, wish=True), 3), notice=1, now=NOW)

    assert get_submission(session, ticket.hash).levels[0].wish
    assert kept(session, campaign) == before


def test_a_second_tab_is_merged_page_by_page_and_sent_again(session, campaign, ticket):
    submit(session, campaign, ticket, make_sheet(2, 3), notice=1, now=NOW)

    save_draft(session, campaign, ticket, about=None, levels={1: LevelAnswer(0)}, now=NOW)
    assert not is_sent(session, ticket)
    send_draft(session, campaign, ticket, notice=1, now=NOW)

    assert get_submission(session, ticket.hash).levels == (LevelAnswer(2), LevelAnswer(0))
    assert received(session, [campaign.id]) == {campaign.id: 1}
    assert differences(session, campaign) == {}


def test_two_tickets_make_two_submissions(session, campaign):
    for _ in range(2):
        make_submission(session, campaign, (4, 2), (3, 1))

    assert received(session, [campaign.id]) == {campaign.id: 2}
    assert sorted(kept(session, campaign).values()) == [2, 2, 2]


def test_nothing_answered_cannot_be_sent(session, campaign, ticket):
    with pytest.raises(NothingToSend):
        send_draft(session, campaign, ticket, notice=1, now=NOW)
    save_draft(session, campaign, ticket, about=PUBLIC, levels={}, now=NOW)
    with pytest.raises(NothingToSend):
        send_draft(session, campaign, ticket, notice=1, now=NOW)

    assert get_sheet(session, ticket) == Sheet(about=PUBLIC, levels=(UNANSWERED,) * 2)


def test_withdrawing_leaves_nothing_behind(session, campaign, ticket):
    make_submission(session, campaign, 1, 1)
    submit(session, campaign, ticket, make_sheet((4, 2), (3, 1)), notice=1, now=NOW)
    save_draft(session, campaign, ticket, about=None, levels={1: LevelAnswer(0)}, now=NOW)

    withdraw(session, campaign, ticket)

    assert get_sheet(session, ticket) is None
    assert received(session, [campaign.id]) == {campaign.id: 1}
    assert differences(session, campaign) == {}


def test_a_draft_is_withdrawn_as_well(session, campaign, ticket):
    save_draft(session, campaign, ticket, about=PUBLIC, levels={}, now=NOW)

    withdraw(session, campaign, ticket)

    assert rows(session, Draft) == []


def test_nothing_can_be_withdrawn_twice(session, campaign, ticket):
    submit(session, campaign, ticket, make_sheet(2, 3), notice=1, now=NOW)
    withdraw(session, campaign, ticket)

    with pytest.raises(InvalidTicket):
        withdraw(session, campaign, ticket)


def test_a_withdrawn_sheet_may_be_answered_anew(session, campaign, ticket):
    submit(session, campaign, ticket, make_sheet(2, 3), notice=1, now=NOW)
    withdraw(session, campaign, ticket)

    submit(session, campaign, ticket, make_sheet(0, 0), notice=1, now=NOW)

    assert received(session, [campaign.id]) == {campaign.id: 1}
    assert differences(session, campaign) == {}


@pytest.mark.parametrize("mode", [ANONYMOUS, PSEUDONYMOUS])
def test_what_was_released_cannot_be_changed(session, mode):
    campaign = make_campaign(session, mode=mode)
    ticket = make_submission(session, campaign, 2, 3)
    release(session, campaign)

    with pytest.raises(AlreadyReleased):
        submit(session, campaign, ticket, make_sheet(0, 0), notice=1, now=NOW)
    with pytest.raises(AlreadyReleased):
        save_draft(session, campaign, ticket, about=None, levels={}, now=NOW)


def test_a_retry_after_the_release_is_the_same_success(session, campaign):
    ticket = make_submission(session, campaign, 2, 3)
    release(session, campaign)

    submit(session, campaign, ticket, make_sheet(2, 3), notice=1, now=NOW)
    send_draft(session, campaign, ticket, notice=1, now=NOW)

    assert received(session, [campaign.id]) == {campaign.id: 1}
    assert get_submission(session, ticket.hash).batch == 1


def test_anonymous_answers_that_were_released_cannot_be_withdrawn(session, campaign):
    ticket = make_submission(session, campaign, 2, 3)
    release(session, campaign)

    with pytest.raises(AlreadyReleased):
        withdraw(session, campaign, ticket)

    assert received(session, [campaign.id]) == {campaign.id: 1}


def test_pseudonymous_answers_that_were_released_can_be_withdrawn(session):
    campaign = make_campaign(session, mode=PSEUDONYMOUS)
    ticket = make_submission(session, campaign, 2, 3)
    release(session, campaign)
    make_submission(session, campaign, 1, 1)

    withdraw(session, campaign, ticket)

    assert received(session, [campaign.id]) == {campaign.id: 1}
    assert {batch for _, batch, *_ in kept(session, campaign)} == {2}
    assert differences(session, campaign) == {}


def test_answers_after_a_release_belong_to_the_next(session, campaign):
    make_submission(session, campaign, 2, 3)
    release(session, campaign)

    ticket = make_submission(session, campaign, 2, 3)
    submit(session, campaign, ticket, make_sheet(0, 0), notice=1, now=NOW)

    assert get_submission(session, ticket.hash).batch == 2
    assert differences(session, campaign) == {}


def test_a_rehearsal_is_never_in_a_table_that_counts(session):
    campaign = make_campaign(session, opened=False)
    ticket = make_ticket(campaign, rehearsal=True)

    save_draft(session, campaign, ticket, about=PUBLIC, levels={0: LevelAnswer(2)}, now=NOW)
    send_draft(session, campaign, ticket, notice=1, now=NOW)
    submit(session, campaign, ticket, make_sheet(1, 1), notice=1, now=NOW)

    assert rows(session, Submission) == []
    assert not kept(session, campaign)
    assert received(session, [campaign.id]) == {campaign.id: 0}
    assert get_sheet(session, ticket) == make_sheet(1, 1)


def test_sheets_being_filled_are_counted_without_rehearsals(session, campaign, ticket):
    rehearsal = make_ticket(campaign, rehearsal=True)
    for each in (ticket, rehearsal):
        save_draft(session, campaign, each, about=PUBLIC, levels={}, now=NOW)

    assert count_drafts(session, campaign.id) == 1


def test_a_rehearsal_is_forgotten_when_it_is_withdrawn(session, campaign):
    ticket = make_ticket(campaign, rehearsal=True)
    submit(session, campaign, ticket, make_sheet(1, 1), notice=1, now=NOW)

    withdraw(session, campaign, ticket)

    assert rows(session, Draft) == []


def test_a_sheet_begun_in_time_arrives_within_the_grace(session, campaign, ticket):
    campaign.closes_at = NOW
    save_draft(session, campaign, ticket, about=None, levels={0: LevelAnswer(1)}, now=NOW)

    send_draft(session, campaign, ticket, notice=1, now=NOW + GRACE - timedelta(seconds=1))

    assert received(session, [campaign.id]) == {campaign.id: 1}


def test_nothing_is_taken_before_the_opening_nor_after_the_grace(session, campaign, ticket):
    campaign.closes_at = NOW
    for moment, refusal in ((NOW + GRACE, CampaignClosed), (OPENED - GRACE, CampaignNotOpen)):
        with pytest.raises(refusal):
            save_draft(session, campaign, ticket, about=PUBLIC, levels={}, now=moment)
        with pytest.raises(refusal):
            submit(session, campaign, ticket, make_sheet(1, 1), notice=1, now=moment)

    assert get_sheet(session, ticket) is None


def test_answers_may_be_withdrawn_after_the_closing(session, campaign):
    ticket = make_submission(session, campaign, 2, 3)
    campaign.closes_at = OPENED + timedelta(hours=1)

    withdraw(session, campaign, ticket)

    assert get_submission(session, ticket.hash) is None


def test_a_draft_is_dated_to_the_day(session, campaign, ticket):
    save_draft(session, campaign, ticket, about=PUBLIC, levels={}, now=NOW)
    save_draft(session, campaign, ticket, about=None, levels={}, now=NOW + timedelta(days=2))

    [draft] = rows(session, Draft)
    assert draft.day == (NOW + timedelta(days=2)).date()
    assert get_draft(session, ticket.hash).about == PUBLIC


def test_people_of_one_combination_share_a_segment(session, campaign):
    make_submission(session, campaign, 1, 1, structure="public", profile="P1")
    make_submission(session, campaign, 2, 2, profile="P1", structure="public")
    make_submission(session, campaign, 2, 2)

    assert sorted(segment.key for segment in rows(session, Segment)) == [
        "",
        "profile=P1;structure=public",
    ]


@pytest.mark.parametrize("table", ["draft", "submission", "tally"])
def test_no_row_number_tells_the_order_in_which_answers_came(connection, table):
    with pytest.raises(OperationalError, match="no such column: rowid"):
        connection.execute(text(f"SELECT rowid FROM {table}"))  # noqa: S608 -- names are ours


def test_the_rows_of_a_table_lie_in_the_order_of_the_hashes(session, campaign):
    tickets = [make_submission(session, campaign, 1, 1) for _ in range(20)]

    stored = list(session.execute(text("SELECT ticket_hash FROM submission")).scalars())

    assert stored == sorted(ticket.hash for ticket in tickets)


def test_submitting_costs_the_same_whatever_was_sent_before(session, campaign, count_queries):
    make_submission(session, campaign, 1, 1)
    with count_queries() as first:
        submit(session, campaign, make_ticket(campaign), make_sheet(2, 2), notice=1, now=NOW)
    for _ in range(9):
        make_submission(session, campaign, 1, 1)
    with count_queries() as later:
        submit(session, campaign, make_ticket(campaign), make_sheet(2, 2), notice=1, now=NOW)

    assert len(first) == len(later) <= 7


steps = st.lists(
    st.tuples(
        st.sampled_from(["submit", "change", "withdraw", "release"]),
        st.integers(0, 3),  # whose ticket
        st.lists(st.integers(0, 7), min_size=2, max_size=2),  # current levels and blanks
        st.sampled_from([{}, PUBLIC, {"structure": "other", "profile": "P1"}]),
    ),
    max_size=12,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps, st.sampled_from([ANONYMOUS, PSEUDONYMOUS]))
def test_the_tally_equals_its_recount_after_any_history(session, version, story, mode):
    campaign = make_campaign(session, version=version, mode=mode, ratings=("importance", "before"))
    tickets = [make_ticket(campaign) for _ in range(4)]
    for act, who, levels, about in story:
        try:
            with session.begin_nested():
                play(session, campaign, act, tickets[who], make_sheet(*levels, **about))
        except (AlreadyReleased, InvalidTicket, NothingToSend):
            continue

    assert differences(session, campaign) == {}
    sent = [ticket for ticket in tickets if get_submission(session, ticket.hash)]
    assert received(session, [campaign.id]) == {campaign.id: len(sent)}


def play(session, campaign, act, ticket, sheet):
    if act == "release":
        release(session, campaign, open_batch(session, campaign.id))
    elif act == "withdraw":
        withdraw(session, campaign, ticket)
    elif act == "change":
        levels = {0: sheet.levels[0]}
        save_draft(session, campaign, ticket, about=sheet.about, levels=levels, now=NOW)
        send_draft(session, campaign, ticket, notice=1, now=NOW)
    else:
        submit(session, campaign, ticket, sheet, notice=1, now=NOW)
