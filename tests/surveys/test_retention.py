"""Answers become anonymous, then « à éliminer », on the day that was promised and not before."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from reports.queries import last_release
from reports.recount import differences
from reports.release import release_campaign
from surveys.campaigns import open_campaign
from surveys.errors import PutAway
from surveys.guard.outbox import write_letter
from surveys.keeping import keep, note_reading, share_result
from surveys.models import (
    AuditEntry,
    Draft,
    Feedback,
    Invitation,
    Outgoing,
    Reading,
    ResultShare,
    Submission,
)
from surveys.models.campaigns import ANONYMOUS, PSEUDONYMOUS
from surveys.queries.campaigns import get_submission
from surveys.retention import Retained, retain
from surveys.submission import save_draft
from surveys.tally import kept
from tests.answering import count
from tests.conftest import NOW
from tests.factories import (
    LANGUAGES,
    SECRET,
    make_campaign,
    make_organisation,
    make_person,
    make_sheet,
    make_submission,
    make_ticket,
)

CLOSED = datetime(2026, 11, 30, 18, tzinfo=UTC)
DUE = datetime(2026, 12, 30, 3, tzinfo=UTC)  # one month later
NOTHING = Retained(anonymised=0, disposable=0, warned=0, erased=0, forgotten=0)


@pytest.fixture
def run(session, tmp_path):
    """Return what runs retention at a moment."""

    def running(now, **options):
        return retain(
            session, secret=SECRET, folder=tmp_path, now=now, languages=LANGUAGES, **options
        )

    return running


@pytest.fixture
def campaign(session):
    """A campaign of five answers, released, closed, to be kept a month."""
    campaign = make_campaign(session, mode=PSEUDONYMOUS, retention_months=1)
    for level in range(5):
        make_submission(session, campaign, level, 2, profile="P1")
    release_campaign(session, campaign, now=NOW, languages=LANGUAGES)
    campaign.closes_at = CLOSED
    session.flush()
    return campaign


@pytest.mark.parametrize(
    ("closed", "months", "day", "due"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 27), False),
        (date(2027, 1, 31), 1, date(2027, 2, 28), True),
        (date(2028, 1, 31), 1, date(2028, 2, 28), False),
        (date(2028, 1, 31), 1, date(2028, 2, 29), True),
        (date(2026, 11, 30), 24, date(2028, 11, 29), False),
        (date(2026, 11, 30), 24, date(2028, 11, 30), True),
    ],
)
def test_answers_become_anonymous_on_the_day_promised(session, run, closed, months, day, due):
    campaign = make_campaign(session, retention_months=months)
    campaign.closes_at = datetime(closed.year, closed.month, closed.day, 18, tzinfo=UTC)

    run(datetime(day.year, day.month, day.day, 3, tzinfo=UTC))

    assert campaign.anonymised_on == (day if due else None)


def test_a_campaign_that_is_not_closed_is_left_alone(run, campaign):
    campaign.closes_at = None

    assert run(DUE + timedelta(days=3_650)) == NOTHING


def test_nothing_ties_people_to_anonymous_answers_any_more(session, run, campaign):
    ticket = make_ticket(campaign)
    anne = make_person(session, "Anne")
    campaign.closes_at = None
    sent = make_submission(session, campaign, 1, 2)
    levels = dict(enumerate(make_sheet(1, 1).levels))
    save_draft(session, campaign, ticket, about={}, levels=levels, now=NOW)
    campaign.closes_at = CLOSED
    keep(session, campaign, sent, person_id=anne.id)
    until = NOW.date()
    share_result(session, sent.hash, person_id=anne.id, reader="B", until=until, now=NOW)
    note_reading(session, sent.hash, person_id=anne.id, now=NOW)
    before = set(session.scalars(select(Submission.ticket_hash)))

    assert run(DUE).anonymised == 1

    after = session.execute(
        select(Submission.ticket_hash, Submission.person_id, Submission.day)
    ).all()
    assert get_submission(session, sent.hash) is None
    assert before.isdisjoint(row.ticket_hash for row in after)
    assert {len(row.ticket_hash) for row in after} == {32}
    assert len({row.ticket_hash for row in after}) == 6
    assert {(row.person_id, row.day) for row in after} == {(None, CLOSED.date())}
    assert [count(session, table) for table in (Draft, ResultShare, Reading)] == [0, 0, 0]


@pytest.mark.parametrize("mode", [ANONYMOUS, PSEUDONYMOUS])
def test_the_tally_and_what_was_released_stay_as_they_were(session, run, campaign, mode):
    campaign.mode = mode
    counted, release = kept(session, campaign), last_release(session, campaign.id)

    run(DUE)

    assert kept(session, campaign) == counted
    assert differences(session, campaign) == {}
    assert last_release(session, campaign.id) == release


def test_other_campaigns_keep_their_tickets(session, run, campaign):
    other = make_campaign(session, version=campaign.questionnaire.version)
    ticket = make_submission(session, other, 1, 2)

    run(DUE)

    assert get_submission(session, ticket.hash) is not None


@pytest.mark.usefixtures("campaign")
def test_a_second_run_changes_nothing(session, run):
    run(DUE)
    hashes = set(session.scalars(select(Submission.ticket_hash)))

    assert run(DUE) == NOTHING

    assert set(session.scalars(select(Submission.ticket_hash))) == hashes


def test_a_run_cut_short_goes_on_where_it_stopped(session, run, campaign):
    other = make_campaign(session, version=campaign.questionnaire.version, retention_months=1)
    other.closes_at = CLOSED
    session.commit()

    class Cut(Exception):
        pass

    def cut():
        session.commit()
        raise Cut

    with pytest.raises(Cut):
        run(DUE, settle=cut)

    assert (campaign.anonymised_on, other.anonymised_on) == (DUE.date(), None)
    assert run(DUE).anonymised == 1
    assert other.anonymised_on == DUE.date()


def test_a_campaign_whose_answers_are_anonymous_is_not_opened_again(session, run, campaign):
    run(DUE)

    with pytest.raises(PutAway):
        open_campaign(session, campaign, now=DUE, languages=LANGUAGES)


@pytest.mark.parametrize(("day", "due"), [(date(2027, 2, 27), False), (date(2027, 2, 28), True)])
def test_anonymous_answers_are_to_dispose_of_when_the_organisation_says(
    session, run, campaign, day, due
):
    make_organisation(session).disposal_months = 2
    run(DUE)

    found = run(datetime(day.year, day.month, day.day, 3, tzinfo=UTC))

    assert found.disposable == int(due)
    assert campaign.disposable_on == (day if due else None)
    assert count(session, Submission) == 5


def test_both_steps_are_written_in_the_chain_of_acts(session, run, campaign):
    make_organisation(session).disposal_months = 0
    run(DUE)

    told = select(AuditEntry.act, AuditEntry.subject, AuditEntry.actor).where(
        AuditEntry.act.like("campaign.%")
    )
    subject = f"campaign:{campaign.id}"
    assert session.execute(told).all() == [
        ("campaign.anonymised", subject, ""),
        ("campaign.disposable", subject, ""),
    ]


def test_readings_go_after_a_year(session, run):
    anne = make_person(session, "Anne")
    for at in (NOW - timedelta(days=364), NOW - timedelta(days=367)):
        note_reading(session, b"x" * 32, person_id=anne.id, now=at)

    assert run(NOW).forgotten == 1
    assert count(session, Reading) == 1


def test_settled_letters_go_after_thirty_days_and_those_waiting_stay(session, run):
    for days in (29, 31, None):
        letter = write_letter(session, to="a@example.org", subject="s", body="b", now=NOW)
        letter.settled_at = None if days is None else NOW - timedelta(days=days)
    session.flush()

    assert run(NOW).forgotten == 1
    assert count(session, Outgoing) == 2


def test_invitations_and_answered_remarks_go_after_a_year(session, run):
    for n, days in enumerate((300, 380)):
        at = NOW - timedelta(days=days)
        session.add(
            Invitation(
                organisation_id=None,
                email="a@example.org",
                role="member",
                token_hash=bytes([n]) * 32,
                invited_by=None,
                invited_at=at,
                expires_at=at,
            )
        )
        session.add(Feedback(page="/", text="t", contact="", at=at, answered_at=at))
    session.add(Feedback(page="/", text="t", contact="", at=NOW - timedelta(days=900)))
    session.flush()

    assert run(NOW).forgotten == 2
    assert (count(session, Invitation), count(session, Feedback)) == (1, 2)
