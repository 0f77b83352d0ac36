"""Running an event together, on pages."""

import pytest

from surveys.accounts import add_role
from surveys.models import CampaignController, EventOrganisation, JointControl
from surveys.roles import Role
from tests.factories import make_campaign, make_event, make_organisation, make_person

PATH = "/events/seminaire/organisers"


@pytest.fixture(autouse=True)
def event(session):
    made = make_event(session)
    session.commit()
    return made


@pytest.fixture(autouse=True)
def partner(session):
    other = make_organisation(session, "organisme")
    for name, role in (("Zoe", Role.ADMINISTRATOR), ("Leo", Role.FACILITATOR)):
        add_role(session, other, make_person(session, name), role, today=None)
    session.commit()
    return other


@pytest.fixture
def theirs(sign_in_as, partner):
    return sign_in_as(Role.ADMINISTRATOR, organisation=partner, name="Zoe")


def text_of(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    return response.get_data(as_text=True)


def test_a_proposal_is_seen_accepted_and_named(facilitator, theirs, partner):
    assert theirs.get(PATH).status_code == 404
    facilitator.post(PATH, data={"organisation": "organisme"})
    assert f'href="{PATH}"' in text_of(theirs, "/organisations/")
    assert "proposé le" in text_of(theirs, PATH)
    assert "ORGANISME" not in text_of(theirs, "/events/seminaire").partition("</header>")[2]

    theirs.post(f"{PATH}/{partner.id}/accept")

    page = text_of(theirs, "/events/seminaire")
    assert "Répondent ensemble" in page
    assert "UNADEL · ORGANISME" in page
    assert f'href="{PATH}"' not in text_of(theirs, "/organisations/")


def test_a_partner_prepares_campaigns_once_it_has_accepted(
    facilitator, theirs, sign_in_as, event, partner, session
):
    campaign = make_campaign(session, event=event)
    leo = sign_in_as(Role.FACILITATOR, organisation=partner, name="Leo")
    facilitator.post(PATH, data={"organisation": "organisme"})
    assert leo.get(f"/campaigns/create?event={event.id}").status_code == 404

    theirs.post(f"{PATH}/{partner.id}/accept")

    assert leo.get(f"/campaigns/create?event={event.id}").status_code == 200
    later = make_campaign(session, event=event, version=campaign.questionnaire.version)
    assert session.get(CampaignController, (later.id, partner.id))
    assert leo.get(f"/reports/campaigns/{later.id}").status_code == 200
    assert leo.get(f"/reports/campaigns/{campaign.id}").status_code == 404


def test_to_be_named_in_a_programme_opens_nothing(sign_in_as, event, partner, session):
    link = EventOrganisation(
        event_id=event.id, organisation_id=partner.id, role="organiser", position=0
    )
    session.add(link)
    make_campaign(session, event=event)
    leo = sign_in_as(Role.FACILITATOR, organisation=partner, name="Leo")

    assert leo.get(f"/campaigns/create?event={event.id}").status_code == 404
    assert "Préparer une auto-évaluation" not in text_of(leo, "/events/seminaire/atelier-1")
    assert leo.get(PATH).status_code == 404


def test_only_its_administrators_accept_for_an_organisation(
    facilitator, sign_in_as, partner, session
):
    facilitator.post(PATH, data={"organisation": "organisme"})
    leo = sign_in_as(Role.FACILITATOR, organisation=partner, name="Leo")
    anne = sign_in_as(Role.ADMINISTRATOR)

    assert leo.post(f"{PATH}/{partner.id}/accept").status_code == 403
    assert leo.post(f"{PATH}/{partner.id}/end").status_code == 404
    assert anne.post(f"{PATH}/{partner.id}/accept").status_code == 404

    assert session.query(JointControl).one().accepted_at is None


@pytest.mark.parametrize("side", ["holder", "partner"])
def test_either_side_ends_it(facilitator, theirs, partner, session, side):
    facilitator.post(PATH, data={"organisation": "organisme"})
    theirs.post(f"{PATH}/{partner.id}/accept")

    client = facilitator if side == "holder" else theirs
    client.post(f"{PATH}/{partner.id}/end")

    session.expire_all()
    assert session.query(JointControl).one().ended_at is not None
    assert theirs.get(PATH).status_code == 404


@pytest.mark.parametrize("name", ["inconnue", "unadel"])
def test_a_wrong_organisation_is_refused_beside_the_field(facilitator, name):
    page = facilitator.post(PATH, data={"organisation": name}).get_data(as_text=True)

    assert "Aucune organisation" in page or "est déjà responsable" in page


def test_a_partner_proposes_nothing_for_an_event_it_does_not_hold(facilitator, theirs, session):
    facilitator.post(PATH, data={"organisation": "organisme"})
    third = make_organisation(session, "tierce")
    add_role(session, third, make_person(session, "Ali"), Role.MEMBER, today=None)
    session.commit()

    theirs.post(PATH, data={"organisation": "tierce"})

    assert session.query(JointControl).count() == 1


def test_visitors_are_led_to_sign_in_and_others_refused(client, sign_in_as):
    assert client.get(PATH).status_code == 302
    assert sign_in_as(Role.MEMBER).get(PATH).status_code == 403
