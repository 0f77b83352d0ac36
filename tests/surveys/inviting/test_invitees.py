"""Inviting by name: letters, reminders, one use, and what the base refuses."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from surveys.campaigns import close_campaign
from surveys.erasure import replay
from surveys.errors import CampaignClosed, CampaignNotOpen
from surveys.guard.outbox import bounce, claim, settle, write_letter
from surveys.inviting.exchange import (
    OpenedAlready,
    UnknownInvitation,
    exchange,
    invitee_by_token,
)
from surveys.inviting.guests import KNOWN, Guest, guests_in_text
from surveys.inviting.invitees import (
    NobodyToRemind,
    NobodyToWrite,
    NotOpenYet,
    add_guests,
    ask,
    plan_of,
    remind,
    remove,
    to_remind,
)
from surveys.leaving import erase_organisation
from surveys.models import Invitee, Outgoing
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.queries.inviting import Group, groups_of, waiting_for
from surveys.retention import anonymise
from surveys.submission import submit
from tests.conftest import NOW
from tests.factories import (
    SECRET,
    make_campaign,
    make_invitee,
    make_organisation,
    make_person,
    make_sheet,
    make_version,
)

TWO_DAYS = timedelta(days=2)


@pytest.fixture
def campaign(session):
    return make_campaign(session)


@pytest.fixture
def anne(session):
    return make_person(session)


def invited(session, campaign, *names):
    return [make_invitee(session, campaign, f"{name}@example.org")[0] for name in names]


def come(session, campaign, invitee):
    return exchange(session, campaign, invitee, secret=SECRET, now=NOW)


def names(invitees):
    return [invitee.email.partition("@")[0] for invitee in invitees]


def test_a_list_says_who_is_invited_already(session, campaign):
    invited(session, campaign, "a")

    plan = plan_of(session, campaign, guests_in_text("b@example.org\na@example.org"))

    assert [guest.email for guest in plan.new] == ["b@example.org"]
    assert [(p.sentence, p.row) for p in plan.said] == [(KNOWN, 2)]


def test_adding_a_list_again_adds_nobody(session, campaign, anne):
    guests = [Guest(1, "a@example.org")]
    for number in (1, 0):
        added = add_guests(session, campaign, guests, secret=SECRET, by=anne.id, now=NOW)
        assert len(added) == number


def test_first_letters_go_once_and_only_while_the_campaign_is_open(session, anne):
    version = make_version(session)
    prepared = make_campaign(session, version=version, opened=False)
    add_guests(session, prepared, [Guest(1, "a@example.org")], secret=SECRET, by=anne.id, now=NOW)
    with pytest.raises(NotOpenYet):
        ask(session, prepared, by=anne.id, now=NOW)

    prepared.opens_at = NOW
    assert names(ask(session, prepared, by=anne.id, now=NOW)) == ["a"]
    with pytest.raises(NobodyToWrite):
        ask(session, prepared, by=anne.id, now=NOW)


def test_an_invitation_serves_once(session, campaign):
    invitee, token = make_invitee(session, campaign, "a@example.org")
    ticket = come(session, campaign, invitee_by_token(session, token))

    assert ticket.hash
    session.refresh(invitee)
    assert invitee.opened
    with pytest.raises(OpenedAlready):
        come(session, campaign, invitee)
    with pytest.raises(UnknownInvitation):
        invitee_by_token(session, token[:-1])


def test_an_invitation_keeps_while_nobody_may_begin(session, campaign):
    [invitee] = invited(session, campaign, "a")
    campaign.opens_at = NOW + TWO_DAYS
    with pytest.raises(CampaignNotOpen):
        come(session, campaign, invitee)
    campaign.opens_at = NOW - TWO_DAYS
    close_campaign(session, campaign, now=NOW)
    with pytest.raises(CampaignClosed):
        come(session, campaign, invitee)

    session.refresh(invitee)
    assert not invitee.opened


def test_opening_an_anonymous_invitation_changes_one_fact_of_one_row(session, campaign):
    _first, second = invited(session, campaign, "a", "b")
    rows = select(Invitee.__table__).order_by(Invitee.id)
    before = [dict(row) for row in session.execute(rows).mappings()]
    come(session, campaign, second)

    after = [dict(row) for row in session.execute(rows).mappings()]
    assert after == [before[0], before[1] | {"opened": True}]


def test_the_base_refuses_a_ticket_beside_an_anonymous_invitee(session, campaign):
    invited(session, campaign, "a")
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(update(Invitee).values(ticket_hash=b"t" * 32))
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(update(Invitee).values(ticket_hash=b"t" * 32, mode=PSEUDONYMOUS))


def test_anonymous_reminders_go_to_those_who_have_not_opened(session, campaign, anne):
    first, _second, third = invited(session, campaign, "a", "b", "c")
    come(session, campaign, first)
    third.mail_refused_at = NOW

    assert names(remind(session, campaign, by=anne.id, now=NOW)) == ["b"]


def test_pseudonymous_reminders_go_to_those_who_have_not_sent(session, anne):
    campaign = make_campaign(session, mode=PSEUDONYMOUS)
    first, second, _third = invited(session, campaign, "a", "b", "c")
    ticket = come(session, campaign, first)
    submit(session, campaign, ticket, make_sheet(1, 2), notice=1, now=NOW)
    come(session, campaign, second)

    assert names(remind(session, campaign, by=anne.id, now=NOW)) == ["b", "c"]
    assert groups_of(session, campaign.id) == [Group("", 3, 0, 2, 1)]


def test_three_reminders_two_days_apart_and_no_more(session, campaign, anne):
    [invitee] = invited(session, campaign, "a")
    invitee.invited_on = NOW.date()
    days = []
    for day in range(12):
        now = NOW + timedelta(days=day)
        try:
            remind(session, campaign, by=anne.id, now=now)
        except NobodyToRemind:
            continue
        days.append(day)

    assert days == [2, 4, 6]
    assert to_remind(session, campaign, today=now.date()) == []


def test_a_letter_that_comes_back_marks_whom_it_was_for(session, campaign):
    invitee, other = invited(session, campaign, "a", "b")
    letter = write_letter(
        session, to=invitee.email, subject="", body="", now=NOW, invitee_id=invitee.id
    )
    settle(session, claim(session, "letter", now=NOW), now=NOW)
    bounce(session, letter.uid, now=NOW, error="5.1.1")

    assert [invitee.mail_refused_at, other.mail_refused_at] == [NOW, None]


def test_who_is_signed_in_sees_what_waits_for_their_address(session, campaign):
    [invitee] = invited(session, campaign, "a")
    assert [each.campaign.id for each in waiting_for(session, "a@example.org", now=NOW)] == [
        campaign.id
    ]
    assert waiting_for(session, "b@example.org", now=NOW) == []
    come(session, campaign, invitee)
    assert waiting_for(session, "a@example.org", now=NOW) == []


def test_removing_somebody_takes_their_letters_and_an_older_backup_does_not_bring_them_back(
    session, campaign, anne, tmp_path
):
    invitee, _other = invited(session, campaign, "a", "b")
    kept = {column: getattr(invitee, column) for column in ("seed", "token_hash", "email")}
    write_letter(session, to=invitee.email, subject="", body="", now=NOW, invitee_id=invitee.id)
    guard = {"secret": SECRET, "folder": tmp_path, "now": NOW}
    remove(session, campaign, invitee, by=anne.id, **guard)
    assert session.scalars(select(Invitee.email)).all() == ["b@example.org"]
    assert session.scalars(select(Outgoing)).all() == []

    session.add(Invitee(campaign_id=campaign.id, mode=campaign.mode, **kept))
    session.flush()
    assert replay(session, **guard).invitees == 1

    assert session.scalars(select(Invitee.email)).all() == ["b@example.org"]


def test_addresses_are_forgotten_when_retention_ends(session, campaign):
    invited(session, campaign, "a", "b")
    close_campaign(session, campaign, now=NOW)
    anonymise(session, campaign, now=NOW)

    assert session.scalars(select(Invitee)).all() == []


def test_an_organisation_that_leaves_takes_its_own_invitees_alone(session, campaign, tmp_path):
    other = make_campaign(session, version=campaign.questionnaire.version)
    other.organisation_id = make_organisation(session, "other").id
    invited(session, campaign, "a")
    invited(session, other, "b")
    own = make_organisation(session)
    erase_organisation(session, own, by=None, secret=SECRET, folder=tmp_path, now=NOW)

    assert session.scalars(select(Invitee.email)).all() == ["b@example.org"]
