"""Preparing a campaign and running it in the room."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from referentiel.people import Organisation
from surveys.levels import UNANSWERED
from surveys.models import AuditEntry, Campaign
from surveys.opening import State, state_of
from surveys.roles import Role
from surveys.submission import save_draft
from tests.conftest import NOW
from tests.factories import (
    OPENED,
    make_campaign,
    make_event,
    make_organisation,
    make_submission,
    make_ticket,
    make_version,
)

PREPARED = {
    "title": "Auto-évaluation du matin",
    "competences": ["D4-01"],
    "ratings": ["importance", "target"],
    "attributes": ["profile", "structure"],
    "mode": "anonymous",
    "layout": "single",
    "controller": "UNADEL",
    "contact": "contact@example.org",
    "legal_basis": "intérêt légitime",
    "retention_months": "12",
}
PAGES = ("", "/projection", "/projection/live", "/projection/results", "/live", "/qr.svg")
ACTS = ("/start", "/close", "/rehearse")


def prepared(session, **changes):
    return PREPARED | {"organisation": str(make_organisation(session).id)} | changes


def make_foreign_campaign(session) -> Campaign:
    campaign = make_campaign(session)
    other = Organisation(slug="autre", name="Autre", kind="network")
    session.add(other)
    session.flush()
    campaign.organisation_id = other.id
    session.commit()
    return campaign


def only_campaign(session) -> Campaign:
    session.expire_all()
    return session.scalars(select(Campaign)).one()


def test_the_list_says_state_and_received_count(facilitator, session):
    campaign = make_campaign(session)
    make_submission(session, campaign, 1, 2)
    make_submission(session, campaign, 3, 2)

    page = facilitator.get("/campaigns/").get_data(as_text=True)

    assert campaign.title in page
    assert "<strong>2</strong> réponses reçues" in page
    assert "ouverte" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_base_as_often_for_one_campaign_as_for_three(
    facilitator, session, count_queries, count
):
    event = make_event(session)
    version = make_version(session)
    for _ in range(count):
        make_campaign(session, version=version, event=event)

    with count_queries() as statements:
        facilitator.get("/campaigns/")

    assert len(statements) == 5  # the person, organisations, campaigns, counts, footer


def test_a_campaign_is_created_as_decided(facilitator, session):
    make_version(session)
    event = make_event(session, codes=["D4-01"])
    session.commit()
    workshop = event.workshops[0]

    response = facilitator.post(f"/campaigns/create?workshop={workshop.id}", data=prepared(session))

    campaign = only_campaign(session)
    assert response.location == f"/campaigns/{campaign.id}"
    assert (campaign.event_id, campaign.workshop_id) == (event.id, workshop.id)
    assert (campaign.title, campaign.layout, campaign.mode) == (
        "Auto-évaluation du matin", "single", "anonymous",
    )  # fmt: skip
    assert campaign.questionnaire.ratings == ["current", "importance", "target"]
    assert len(campaign.questionnaire.items) == 1
    assert campaign.attributes == ["profile", "structure"]
    assert (campaign.legal_basis, campaign.retention_months) == ("intérêt légitime", 12)
    assert state_of(campaign, NOW) == State.PREPARED


def test_a_workshop_brings_its_competences_and_its_title(facilitator, session):
    make_version(session, codes=("D4-01", "D4-02"))
    event = make_event(session, codes=["D4-02"])
    session.commit()

    page = facilitator.get(f"/campaigns/create?workshop={event.workshops[0].id}")

    text = page.get_data(as_text=True)
    assert "Auto-évaluation\u00a0: Atelier de décryptage" in text
    assert checked(text) >= {"D4-02"}
    assert "D4-01" not in checked(text)


def test_a_starting_point_ticks_a_whole_area(facilitator, session):
    make_version(session, codes=("D4-01", "D4-02", "D5-01"))
    session.commit()

    page = facilitator.get("/campaigns/create?start=D4").get_data(as_text=True)

    assert {code for code in checked(page) if code.startswith("D")} == {"D4-01", "D4-02"}


def checked(page: str) -> set[str]:
    """Return the values of the boxes and buttons that are ticked."""
    inputs = re.findall(r"<input [^>]*>", page)
    return {re.search(r'value="([^"]*)"', tag)[1] for tag in inputs if " checked" in tag}


def test_errors_keep_all_that_was_typed(facilitator, session):
    make_version(session)
    session.commit()
    sent = prepared(session, contact="", retention_months="900", title="Mon titre")

    page = facilitator.post("/campaigns/create", data=sent).get_data(as_text=True)

    assert "Donnez une adresse à laquelle on peut écrire." in page
    assert "Entre 1 et 60 mois." in page
    assert 'value="Mon titre"' in page
    assert 'value="900"' in page
    assert "<strong data-estimate>1</strong> min" in page  # 1 competence, 3 ratings of 12 s
    assert checked(page) == {
        "D4-01", "importance", "target", "profile", "structure", "anonymous", "single",
        "intérêt légitime",
    }  # fmt: skip
    assert session.scalars(select(Campaign)).all() == []


def test_a_campaign_without_competence_is_refused_beside_the_field(facilitator, session):
    make_version(session)
    session.commit()

    page = facilitator.post("/campaigns/create", data=prepared(session, competences=[]))

    text = page.get_data(as_text=True)
    assert '<p class="field-error" id="competences-error">' in text
    assert "Choisissez au moins une compétence à évaluer." in text


def test_too_many_combinations_are_refused_beside_the_attributes(facilitator, session):
    make_version(session, expected=[2] * 20)
    session.commit()
    every = ["profile", "structure", "agent", "seniority", "territory"]

    page = facilitator.post("/campaigns/create", data=prepared(session, attributes=every))

    # 21 profiles or none, 4 structures or none, 3, 4 and 3: each with « no answer »
    assert f"forment {21 * 4 * 3 * 4 * 3} combinaisons" in page.get_data(as_text=True)
    assert session.scalars(select(Campaign)).all() == []


def test_two_of_the_questions_may_be_shown_crossed(facilitator, session):
    make_version(session)
    session.commit()
    decided = prepared(
        session, attributes=["profile", "structure"], crossed=["structure", "profile"]
    )

    facilitator.post("/campaigns/create", data=decided)

    assert only_campaign(session).crossed == ["profile", "structure"]


@pytest.mark.parametrize("crossed", [["profile"], ["profile", "agent"], ["agent", "territory"]])
def test_a_crossing_of_other_than_two_questions_is_refused_beside_it(facilitator, session, crossed):
    make_version(session)
    session.commit()
    decided = prepared(session, attributes=["profile", "structure"], crossed=crossed)

    page = facilitator.post("/campaigns/create", data=decided).get_data(as_text=True)

    assert 'id="crossed-error"' in page
    assert "Un croisement porte sur deux questions" in page
    assert session.scalars(select(Campaign)).all() == []


def test_a_campaign_opens_and_closes(facilitator, session, clock):
    campaign = make_campaign(session, opened=False)

    facilitator.post(f"/campaigns/{campaign.id}/start")
    assert state_of(only_campaign(session), NOW) == State.OPEN

    clock.now = NOW + timedelta(hours=1)
    facilitator.post(f"/campaigns/{campaign.id}/close")
    assert state_of(only_campaign(session), clock.now) == State.CLOSED


def test_the_page_of_a_campaign_gives_its_address_and_counts(facilitator, session):
    campaign = make_campaign(session)
    make_submission(session, campaign, 1, 2)

    page = facilitator.get(f"/campaigns/{campaign.id}").get_data(as_text=True)

    assert f'href="http://localhost/c/{campaign.code}"' in page
    assert '<strong class="stat-value" data-count="received">1</strong>' in page
    assert "Publier les résultats" not in page
    assert "1 réponse attend la prochaine publication." in page


def test_results_may_be_released_once_enough_answers_wait(facilitator, session):
    campaign = make_campaign(session)
    for _ in range(campaign.k):
        make_submission(session, campaign, 1, 2)

    page = facilitator.get(f"/campaigns/{campaign.id}").get_data(as_text=True)

    assert f'action="/campaigns/{campaign.id}/release"' in page


def test_counts_are_live_and_leave_rehearsals_out(facilitator, session):
    campaign = make_campaign(session)
    make_submission(session, campaign, 1, 2)
    save_draft(
        session, campaign, make_ticket(campaign), about=None, levels={0: UNANSWERED}, now=OPENED
    )
    session.commit()

    counts = facilitator.get(f"/campaigns/{campaign.id}/live").get_json()

    assert counts == {"state": "open", "received": 1, "in_progress": 1}


def test_the_code_is_a_drawing_with_its_quiet_zone(facilitator, session):
    campaign = make_campaign(session)

    response = facilitator.get(f"/campaigns/{campaign.id}/qr.svg")

    # « http://localhost/c/ » and five symbols make 24 bytes: version 2 in M, 25 modules and 2 × 4.
    assert response.mimetype == "image/svg+xml"
    assert 'viewBox="0 0 33 33"' in response.get_data(as_text=True)


def test_rehearsing_opens_the_questionnaire_of_a_campaign_that_is_not_open(facilitator, session):
    campaign = make_campaign(session, opened=False)

    response = facilitator.post(f"/campaigns/{campaign.id}/rehearse")

    assert response.location == f"/c/{campaign.code}"
    assert facilitator.get(response.location).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_a_foreign_campaign_is_not_found(facilitator, session, path):
    campaign = make_foreign_campaign(session)

    assert facilitator.get(f"/campaigns/{campaign.id}{path}").status_code == 404


@pytest.mark.parametrize("path", ACTS)
def test_a_foreign_campaign_cannot_be_acted_on(facilitator, session, path):
    campaign = make_foreign_campaign(session)

    assert facilitator.post(f"/campaigns/{campaign.id}{path}").status_code == 404
    assert state_of(only_campaign(session), NOW) == State.OPEN


def test_a_campaign_cannot_be_created_for_a_foreign_organisation(facilitator, session):
    make_version(session)
    other = make_organisation(session, "autre")
    session.commit()

    facilitator.post("/campaigns/create", data=prepared(session, organisation=str(other.id)))

    assert session.scalars(select(Campaign)).all() == []


def test_a_campaign_cannot_be_attached_to_an_event_of_others(facilitator, session):
    make_version(session)
    event = make_event(session)
    event.organisation_id = make_organisation(session, "autre").id
    session.commit()

    assert facilitator.get(f"/campaigns/create?event={event.id}").status_code == 404


def test_the_list_leaves_out_the_campaigns_of_others(facilitator, session):
    campaign = make_foreign_campaign(session)

    assert campaign.title not in facilitator.get("/campaigns/").get_data(as_text=True)


@pytest.mark.parametrize("path", ["/campaigns/", "/campaigns/create", "/campaigns/1"])
def test_visitors_are_led_to_the_sign_in_page(client, path):
    assert client.get(path).location.startswith("/account/sign-in?next=/campaigns/")


def test_a_facilitator_of_two_organisations_chooses_in_whose_name(session, sign_in_as):
    make_version(session)
    sign_in_as(Role.FACILITATOR, organisation=make_organisation(session, "autre"))
    zoe = sign_in_as(Role.FACILITATOR)

    page = zoe.get("/campaigns/create").get_data(as_text=True)

    assert "Au nom de quelle organisation\u00a0?" in page


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ANALYST])
def test_who_only_follows_sees_no_button_of_who_runs(sign_in_as, session, role):
    campaign = make_campaign(session)
    for _ in range(6):
        make_submission(session, campaign, (3, 1), (2, 2))
    client = sign_in_as(role)

    page = client.get(f"/campaigns/{campaign.id}").get_data(as_text=True)

    words = ("Clore la campagne", "Répéter", "Publier les résultats")
    assert [word for word in words if word in page] == []
    assert "Préparer une campagne" not in client.get("/campaigns/").get_data(as_text=True)


def test_what_is_done_with_a_campaign_is_in_the_journal(facilitator, session):
    campaign = make_campaign(session)
    facilitator.post(f"/campaigns/{campaign.id}/start")
    for level in range(5):
        make_submission(session, campaign, level, 1)
    facilitator.post(f"/campaigns/{campaign.id}/release")
    facilitator.post(f"/campaigns/{campaign.id}/close")

    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.subject == f"campaign:{campaign.id}")
    ).all()

    acts = ["campaign.opened", "campaign.released", "campaign.closed"]
    assert [entry.act for entry in entries] == acts
    assert {entry.organisation_id for entry in entries} == {campaign.organisation_id}
    assert all(entry.actor for entry in entries)
