"""Showing a report or a référentiel to another organisation."""

from datetime import timedelta

import pytest

from referentiel.models import Referentiel
from surveys.models import AuditEntry
from surveys.queries.campaigns import campaign_read_by
from surveys.queries.shares import share_of, shares_given, shares_received
from surveys.shares import EXPORT, SharedAlready, SharedWithOneself, Terms, end_share, share
from tests.conftest import NOW
from tests.factories import make_campaign, make_organisation, make_person

TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture
def campaign(session):
    return make_campaign(session)


@pytest.fixture
def receiver(session):
    return make_organisation(session, "organisme")


def shared(session, thing, receiver, **terms):
    by = make_person(session).id
    return share(session, thing, receiver, Terms(purpose="Bâtir", **terms), by=by, now=NOW)


def is_read(session, campaign, receiver, *, on=TODAY, export=False):
    found = campaign_read_by(session, campaign.id, [receiver.id], today=on, export=export)
    return found is not None


def test_a_share_opens_the_report_until_its_last_day(session, campaign, receiver):
    shared(session, campaign, receiver, until=TODAY + DAY)

    assert is_read(session, campaign, receiver)
    assert is_read(session, campaign, receiver, on=TODAY + DAY)
    assert not is_read(session, campaign, receiver, on=TODAY + 2 * DAY)


def test_reading_is_not_taking_away(session, campaign, receiver):
    shared(session, campaign, receiver)

    assert not is_read(session, campaign, receiver, export=True)


def test_a_share_of_files_opens_both(session, campaign, receiver):
    shared(session, campaign, receiver, scope=EXPORT)

    assert is_read(session, campaign, receiver, export=True)
    assert is_read(session, campaign, receiver)


def test_an_ended_share_closes_at_once(session, campaign, receiver):
    made = shared(session, campaign, receiver)

    end_share(session, made, by=make_person(session).id, now=NOW)
    end_share(session, made, by=make_person(session).id, now=NOW + DAY)

    assert not is_read(session, campaign, receiver)
    assert made.revoked_at == NOW
    assert shares_received(session, [receiver.id], today=TODAY) == []


def test_a_share_shows_nothing_to_a_third(session, campaign, receiver):
    shared(session, campaign, receiver)
    third = make_organisation(session, "tierce")

    assert not is_read(session, campaign, third)
    assert shares_received(session, [third.id], today=TODAY) == []
    assert shares_given(session, [third.id]) == []


def test_both_journals_note_a_share_and_its_end(session, campaign, receiver):
    made = shared(session, campaign, receiver)
    end_share(session, made, by=make_person(session).id, now=NOW)

    entries = session.query(AuditEntry).where(AuditEntry.act.startswith("share."))
    noted = [(entry.act, entry.organisation_id) for entry in entries.order_by(AuditEntry.id)]

    own = campaign.organisation_id
    assert noted == [
        ("share.granted", own),
        ("share.granted", receiver.id),
        ("share.revoked", own),
        ("share.revoked", receiver.id),
    ]


def test_the_same_is_not_shared_twice(session, campaign, receiver):
    made = shared(session, campaign, receiver)

    with pytest.raises(SharedAlready):
        shared(session, campaign, receiver, scope=EXPORT)

    end_share(session, made, by=make_person(session).id, now=NOW)
    assert shared(session, campaign, receiver, scope=EXPORT)


def test_nothing_is_shared_with_oneself(session, campaign):
    with pytest.raises(SharedWithOneself):
        shared(session, campaign, make_organisation(session))


def test_only_who_gave_a_share_finds_it(session, campaign, receiver):
    made = shared(session, campaign, receiver)

    assert share_of(session, made.id, [campaign.organisation_id]) is made
    assert share_of(session, made.id, [receiver.id]) is None


@pytest.mark.usefixtures("campaign")
def test_a_referentiel_is_shared_as_a_campaign_is(session, receiver):
    referentiel = session.query(Referentiel).one()

    made = shared(session, referentiel, receiver)

    [found] = shares_received(session, [receiver.id], today=TODAY)
    assert (found.share, found.campaign, found.referentiel) == (made, None, referentiel)
