"""Organisations that answer together for what is asked at an event."""

import pytest

from surveys.joint_control import (
    ControlsAlready,
    NothingProposed,
    accept_control,
    end_control,
    pin_controllers,
    propose,
)
from surveys.models import AuditEntry, CampaignController
from surveys.queries.events import events_run_by
from surveys.queries.joint_control import controllers_of, event_with_a_part, events_offered
from tests.conftest import NOW
from tests.factories import make_campaign, make_event, make_organisation, make_person


@pytest.fixture
def event(session):
    return make_event(session)


@pytest.fixture
def partner(session):
    return make_organisation(session, "organisme")


def proposed(session, event, partner):
    return propose(session, event, partner, by=make_person(session).id, now=NOW)


def accepted(session, event, partner):
    control = proposed(session, event, partner)
    accept_control(session, control, event, by=make_person(session).id, now=NOW)
    return control


def runs(session, event, organisation):
    return event in events_run_by(session, [organisation.id])


def test_a_proposal_alone_opens_nothing(session, event, partner):
    proposed(session, event, partner)

    assert events_offered(session, [partner.id]) == [event]
    assert not runs(session, event, partner)
    assert controllers_of(session, event) == [make_organisation(session)]


def test_who_accepts_runs_the_event_too(session, event, partner):
    accepted(session, event, partner)

    assert runs(session, event, partner)
    assert events_offered(session, [partner.id]) == []
    assert controllers_of(session, event) == [make_organisation(session), partner]


def test_who_is_only_named_in_the_programme_does_not_run_the_event(session, event, partner):
    third = make_organisation(session, "tierce")

    assert not runs(session, event, third)
    assert event_with_a_part(session, event.slug, [third.id]) is None
    assert event_with_a_part(session, event.slug, [partner.id]) is None


def test_who_declined_may_be_asked_again(session, event, partner):
    control = proposed(session, event, partner)
    end_control(session, control, event, by=make_person(session).id, now=NOW)
    assert events_offered(session, [partner.id]) == []

    accepted(session, event, partner)

    assert runs(session, event, partner)


def test_an_end_leaves_the_campaigns_as_they_were(session, event, partner):
    control = accepted(session, event, partner)
    campaign = make_campaign(session, event=event)

    end_control(session, control, event, by=make_person(session).id, now=NOW)

    assert not runs(session, event, partner)
    assert pinned(session, campaign) == [partner.id]


def pinned(session, campaign):
    rows = session.query(CampaignController).filter_by(campaign_id=campaign.id)
    return [row.organisation_id for row in rows]


def test_a_campaign_names_all_who_control_its_event_but_its_own_organisation(
    session, event, partner
):
    accepted(session, event, partner)
    third = make_organisation(session, "tierce")
    proposed(session, event, third)

    campaign = make_campaign(session, event=event)

    assert pinned(session, campaign) == [partner.id]


def test_the_holder_is_named_on_the_campaign_of_a_partner(session, event, partner):
    accepted(session, event, partner)
    campaign = make_campaign(session)
    campaign.organisation_id = partner.id

    pin_controllers(session, campaign, event)

    assert pinned(session, campaign) == [event.organisation_id]


def test_the_holder_and_who_was_asked_are_not_asked_again(session, event, partner):
    accepted(session, event, partner)

    for organisation in (partner, make_organisation(session)):
        with pytest.raises(ControlsAlready):
            proposed(session, event, organisation)


def test_what_was_taken_back_cannot_be_accepted(session, event, partner):
    control = proposed(session, event, partner)
    end_control(session, control, event, by=make_person(session).id, now=NOW)

    with pytest.raises(NothingProposed):
        accept_control(session, control, event, by=make_person(session).id, now=NOW)


def test_both_journals_note_what_was_agreed(session, event, partner):
    control = accepted(session, event, partner)
    end_control(session, control, event, by=make_person(session).id, now=NOW)

    noted = [(e.act, e.organisation_id) for e in session.query(AuditEntry).order_by(AuditEntry.id)]

    assert noted == [
        (act, organisation)
        for act in ("joint.proposed", "joint.accepted", "joint.ended")
        for organisation in (event.organisation_id, partner.id)
    ]
