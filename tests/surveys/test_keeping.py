"""A person's own space: only pseudonymous answers, one holder, no trace of what is taken out."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from reports.recount import differences
from surveys.errors import InvalidTicket
from surveys.guard.ledger import digest_of, lines_in_base, lines_in_file
from surveys.keeping import (
    AnonymousStays,
    KeptAlready,
    KeptByAnother,
    ShareOver,
    ShareTooLong,
    end_share,
    keep,
    note_reading,
    share_result,
    take_out,
    withdraw_for_good,
    withdraw_kept,
)
from surveys.models import AuditEntry, Reading, ResultShare, Submission
from surveys.models.campaigns import ANONYMOUS, PSEUDONYMOUS
from surveys.models.privacy import EXPORT
from surveys.queries.campaigns import received
from surveys.queries.space import (
    kept_result,
    kept_results,
    own_share,
    readings_of,
    shared_result,
    shares_of_result,
)
from tests.answering import count
from tests.conftest import NOW
from tests.factories import SECRET, make_campaign, make_person, make_submission, make_ticket

TODAY = NOW.date()


@pytest.fixture
def campaign(session):
    return make_campaign(session, mode=PSEUDONYMOUS)


@pytest.fixture
def anne(session):
    return make_person(session, "Anne")


@pytest.fixture
def kept(session, campaign, anne):
    """The hash of the ticket of answers that Anne keeps."""
    ticket = make_submission(session, campaign, 1, 2)
    keep(session, campaign, ticket, person_id=anne.id)
    return ticket.hash


def shared(session, kept, anne, until=TODAY):
    return share_result(session, kept, person_id=anne.id, reader="Benoît", until=until, now=NOW)


def test_pseudonymous_answers_are_kept_by_the_person_who_holds_their_ticket(
    session, campaign, anne
):
    ticket = make_submission(session, campaign, 1, 2)

    keep(session, campaign, ticket, person_id=anne.id)

    [own] = kept_results(session, anne.id)
    assert (own.campaign.id, own.ticket_hash, own.day) == (campaign.id, ticket.hash, TODAY)
    assert kept_result(session, anne.id, campaign.code) == own


def test_anonymous_answers_are_never_kept(session, anne):
    campaign = make_campaign(session, mode=ANONYMOUS)
    ticket = make_submission(session, campaign, 1, 2)

    with pytest.raises(AnonymousStays):
        keep(session, campaign, ticket, person_id=anne.id)

    assert session.scalars(select(Submission.person_id)).all() == [None]


def test_a_ticket_without_answers_keeps_nothing(session, campaign, anne):
    with pytest.raises(InvalidTicket):
        keep(session, campaign, make_ticket(campaign), person_id=anne.id)


def test_keeping_twice_is_keeping_once(session, campaign, anne):
    ticket = make_submission(session, campaign, 1, 2)

    for _ in range(2):
        keep(session, campaign, ticket, person_id=anne.id)

    assert len(kept_results(session, anne.id)) == 1


def test_answers_kept_by_one_person_are_not_for_another(session, campaign, anne):
    ticket = make_submission(session, campaign, 1, 2)
    keep(session, campaign, ticket, person_id=anne.id)
    benoit = make_person(session, "Benoit")

    with pytest.raises(KeptByAnother):
        keep(session, campaign, ticket, person_id=benoit.id)

    assert kept_results(session, benoit.id) == []
    assert kept_result(session, benoit.id, campaign.code) is None


@pytest.mark.usefixtures("kept")
def test_one_campaign_gives_one_result_to_a_space(session, campaign, anne):
    other = make_submission(session, campaign, 3, 3)

    with pytest.raises(KeptAlready):
        keep(session, campaign, other, person_id=anne.id)


def test_answers_taken_out_still_count_and_nobody_reads_them_any_more(
    session, campaign, anne, kept
):
    token = shared(session, kept, anne)
    note_reading(session, kept, person_id=anne.id, now=NOW)

    take_out(session, kept, person_id=anne.id)

    assert kept_results(session, anne.id) == []
    assert shared_result(session, token, today=TODAY) is None
    assert (count(session, ResultShare), count(session, Reading)) == (0, 0)
    assert received(session, [campaign.id]) == {campaign.id: 1}


def test_withdrawn_answers_count_no_more_and_the_ledger_remembers_them(
    session, campaign, anne, kept, tmp_path
):
    shared(session, kept, anne)

    withdraw_kept(session, campaign, kept, secret=SECRET, folder=tmp_path, now=NOW)

    assert received(session, [campaign.id]) == {campaign.id: 0}
    assert differences(session, campaign) == {}
    assert (count(session, Submission), count(session, ResultShare)) == (0, 0)
    digest = digest_of(SECRET, kept.hex())
    assert set(lines_in_base(session)) == set(lines_in_file(tmp_path)) == {digest}


def test_answers_withdrawn_by_their_ticket_are_remembered_alike(session, campaign, anne, tmp_path):
    ticket = make_submission(session, campaign, 1, 2)
    keep(session, campaign, ticket, person_id=anne.id)
    shared(session, ticket.hash, anne)

    withdraw_for_good(session, campaign, ticket, secret=SECRET, folder=tmp_path, now=NOW)

    assert (count(session, Submission), count(session, ResultShare)) == (0, 0)
    assert set(lines_in_file(tmp_path)) == {digest_of(SECRET, ticket.hash.hex())}


def test_nothing_withdrawn_leaves_no_line(session, campaign, tmp_path):
    with pytest.raises(InvalidTicket):
        withdraw_for_good(
            session, campaign, make_ticket(campaign), secret=SECRET, folder=tmp_path, now=NOW
        )

    assert lines_in_file(tmp_path) == {}


@pytest.mark.parametrize(("last", "seen"), [(-1, False), (0, True), (90, True)])
def test_a_share_is_read_until_the_end_of_its_last_day(session, anne, kept, last, seen):
    token = shared(session, kept, anne, until=TODAY + timedelta(days=90))
    session.scalars(select(ResultShare)).one().until = TODAY + timedelta(days=last)
    session.flush()

    found = shared_result(session, token, today=TODAY)

    assert (found is not None) == seen


def test_a_share_names_its_reader_and_its_owner(session, campaign, anne, kept):
    token = shared(session, kept, anne)

    found = shared_result(session, token, today=TODAY)

    assert found is not None
    assert (found.share.reader, found.owner, found.campaign) == ("Benoît", "Anne", campaign)
    assert shared_result(session, token[:-1], today=TODAY) is None


@pytest.mark.parametrize(
    ("until", "refusal"),
    [
        (TODAY - timedelta(days=1), ShareOver),
        (TODAY + timedelta(days=91), ShareTooLong),
        (date.max, ShareTooLong),
    ],
)
def test_a_share_lasts_ninety_days_at_most(session, anne, kept, until, refusal):
    with pytest.raises(refusal):
        shared(session, kept, anne, until=until)

    assert count(session, ResultShare) == 0


def test_a_share_taken_back_is_over_at_once(session, anne, kept):
    token = shared(session, kept, anne)
    [share] = shares_of_result(session, anne.id, kept)

    end_share(session, share, now=NOW)
    end_share(session, share, now=NOW + timedelta(days=1))

    assert shared_result(session, token, today=TODAY) is None
    assert share.revoked_at == NOW
    told = select(AuditEntry.act).where(AuditEntry.subject == f"share:{share.id}")
    assert session.scalars(told).all() == ["result.shared", "result.unshared"]


def test_a_share_is_its_owners_to_end(session, campaign, anne, kept):
    shared(session, kept, anne)
    [share] = shares_of_result(session, anne.id, kept)

    assert own_share(session, make_person(session, "Benoit").id, share.id) is None
    assert own_share(session, anne.id, share.id) == (share, campaign.code)


def test_readings_are_shown_to_the_person_alone_latest_first(session, campaign, anne, kept):
    note_reading(session, kept, person_id=anne.id, now=NOW)
    note_reading(session, kept, person_id=anne.id, reader="Benoît", act=EXPORT, now=NOW)

    assert [(r.reader, r.act, r.titles) for r in readings_of(session, anne.id)] == [
        ("Benoît", "export", (campaign.title,)),
        ("", "page", (campaign.title,)),
    ]
    assert readings_of(session, make_person(session, "Benoit").id) == []
