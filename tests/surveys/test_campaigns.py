"""Making, opening and closing a campaign, and finding it again."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from surveys.campaigns import (
    LINK_ALPHABET,
    LINK_LENGTH,
    Plan,
    close_campaign,
    create_campaign,
    new_link,
    open_campaign,
)
from surveys.errors import NoCompetence, TooManySegments
from surveys.models import Campaign
from surveys.opening import State, state_of
from surveys.queries.campaigns import (
    campaign_by_code,
    campaign_of,
    campaigns_assessing,
    campaigns_of,
    campaigns_of_event,
    campaigns_of_workshop,
    open_campaigns,
    received,
)
from tests.conftest import NOW
from tests.factories import (
    LANGUAGES,
    items_in,
    make_campaign,
    make_event,
    make_organisation,
    make_submission,
    make_version,
)

ANSWERS = {
    "title": "Auto-évaluation",
    "attributes": (),
    "controller": "UNADEL",
    "contact": "contact@example.org",
    "legal_basis": "intérêt légitime",
}


def test_a_campaign_pins_its_items_in_order_and_the_k_of_its_organisation(session):
    version = make_version(session, ("D4-01", "D4-02", "D5-01"))
    organisation = make_organisation(session)
    organisation.k = 7
    items = items_in(session, version)
    plan = Plan(items=[items[2], items[0]], ratings=("importance", "target"), **ANSWERS)

    campaign = create_campaign(session, organisation, plan, profiles=[])

    assert campaign.questionnaire.items == [items[2].id, items[0].id]
    assert campaign.questionnaire.version_id == version.id
    assert campaign.questionnaire.ratings == ["current", "importance", "target"]
    assert (campaign.k, campaign.mode, campaign.layout) == (7, "anonymous", "blocks")
    assert state_of(campaign, NOW) is State.PREPARED


def test_an_area_is_not_a_competence_to_assess(session):
    version = make_version(session, ("D4-01",))
    area = session.get(type(items_in(session, version)[0]), items_in(session, version)[0].parent_id)

    with pytest.raises(NoCompetence):
        create_campaign(
            session, make_organisation(session), Plan(items=[area], **ANSWERS), profiles=[]
        )


def test_attributes_that_combine_too_much_are_refused_before_anything_is_written(session):
    version = make_version(session, expected=(1,) * 7)
    everything = ("profile", "structure", "agent", "seniority", "territory")
    plan = Plan(**{**ANSWERS, "items": items_in(session, version), "attributes": everything})

    with pytest.raises(TooManySegments):
        create_campaign(session, make_organisation(session), plan, profiles=list(range(7)))

    assert session.query(Campaign).count() == 0


def test_a_campaign_of_a_workshop_belongs_to_its_event(session):
    event = make_event(session)
    [workshop] = event.workshops
    version = make_version(session)
    plan = Plan(items=items_in(session, version), **ANSWERS)

    campaign = create_campaign(
        session, make_organisation(session), plan, profiles=[], workshop=workshop
    )

    assert (campaign.event_id, campaign.workshop_id) == (event.id, workshop.id)
    assert campaigns_of_workshop(session, workshop.id) == [campaign]
    assert campaigns_of_event(session, event.id) == [campaign]


def test_a_link_is_short_and_easy_to_read():
    links = {new_link() for _ in range(200)}

    assert len(links) > 190
    assert all(len(link) == LINK_LENGTH and set(link) <= set(LINK_ALPHABET) for link in links)
    assert not set("01ilo") & set(LINK_ALPHABET)


def test_two_campaigns_never_share_a_link(session):
    make_campaign(session, code="crest")

    with pytest.raises(IntegrityError, match=r"campaign\.code"):
        make_campaign(session, version=make_version_of_another(session), code="crest")


def make_version_of_another(session):
    return session.query(Campaign).one().questionnaire.version


def test_opening_closing_and_opening_again(session):
    campaign = make_campaign(session, opened=False)
    hour = timedelta(hours=1)

    open_campaign(session, campaign, now=NOW, languages=LANGUAGES)
    close_campaign(session, campaign, now=NOW + hour)
    assert state_of(campaign, NOW + hour) is State.CLOSED
    open_campaign(session, campaign, now=NOW + 2 * hour, languages=LANGUAGES)

    assert (campaign.opens_at, campaign.closes_at) == (NOW, None)
    assert state_of(campaign, NOW + 2 * hour) is State.OPEN


def test_an_opening_planned_for_later_is_brought_forward(session):
    campaign = make_campaign(session)
    campaign.opens_at = NOW + timedelta(days=3)

    open_campaign(session, campaign, now=NOW, languages=LANGUAGES)

    assert campaign.opens_at == NOW


def test_closing_twice_does_not_give_another_grace(session):
    campaign = make_campaign(session)
    close_campaign(session, campaign, now=NOW)

    close_campaign(session, campaign, now=NOW + timedelta(hours=1))

    assert campaign.closes_at == NOW


def test_a_campaign_that_never_opened_can_be_closed(session):
    campaign = make_campaign(session, opened=False)

    close_campaign(session, campaign, now=NOW)

    assert state_of(campaign, NOW) is State.PREPARED


def test_a_campaign_may_be_closed_the_moment_after_it_opened(session):
    campaign = make_campaign(session, opened=False)
    open_campaign(session, campaign, now=NOW, languages=LANGUAGES)

    close_campaign(session, campaign, now=NOW + timedelta(microseconds=1))

    assert state_of(campaign, NOW + timedelta(seconds=1)) is State.CLOSED


def test_a_campaign_is_found_by_its_link_with_what_it_shows(session, count_queries):
    campaign = make_campaign(session, event=make_event(session))
    session.expunge_all()

    with count_queries() as statements:
        found = campaign_by_code(session, campaign.code)
        shown = (found.questionnaire.ratings, found.event.title, found.workshop)

    assert shown == (["current", "importance"], "Coopérer dans et entre les territoires", None)
    assert len(statements) == 1
    assert campaign_of(session, campaign.id, [campaign.organisation_id]) is found
    assert campaign_by_code(session, "nothing") is None


def test_open_campaigns_are_those_that_take_answers_now(session):
    version = make_version(session)
    prepared = make_campaign(session, version=version, opened=False)
    opened = make_campaign(session, version=version)
    closed = make_campaign(session, version=version)
    closed.closes_at = NOW
    session.flush()

    assert open_campaigns(session, NOW) == [opened]
    assert open_campaigns(session, NOW - timedelta(seconds=1)) == [opened, closed]
    assert campaigns_of(session, {prepared.organisation_id}) == [closed, opened, prepared]
    assert campaigns_of(session, set()) == []


def test_campaigns_are_found_by_the_competence_they_assess(session):
    version = make_version(session, ("D4-01", "D4-02"))
    one = make_campaign(session, ("D4-01",), version=version)
    both = make_campaign(session, ("D4-01", "D4-02"), version=version)
    first, second = items_in(session, version)

    assert campaigns_assessing(session, first.id) == [one, both]
    assert campaigns_assessing(session, second.id) == [both]


def test_received_counts_each_campaign_apart_in_one_statement(session, count_queries):
    version = make_version(session)
    busy, quiet = (make_campaign(session, version=version) for _ in range(2))
    for structure in ("public", "public", "other"):
        make_submission(session, busy, 1, 2, structure=structure)

    with count_queries() as statements:
        counts = received(session, [busy.id, quiet.id])

    assert counts == {busy.id: 3, quiet.id: 0}
    assert len(statements) == 1
