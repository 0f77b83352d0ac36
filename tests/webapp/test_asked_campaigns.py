"""Campaigns that ask a questionnaire kept to be used again."""

import pytest
from sqlalchemy import select

from surveys.composing.editions import begin
from surveys.models import Campaign
from surveys.question_types import Question
from surveys.question_types.base import Condition, Option
from surveys.sections import Section
from surveys.submission import Sheet, submit
from tests.answering import fill, send, sheet_of, text_of, ticket_in
from tests.conftest import NOW
from tests.factories import (
    fr,
    items_in,
    make_event,
    make_organisation,
    make_ticket,
    make_version,
)

PROMISED = {
    "title": "Campagne du bilan",
    "mode": "anonymous",
    "layout": "blocks",
    "controller": "UNADEL",
    "contact": "contact@example.org",
    "legal_basis": "intérêt légitime",
    "retention_months": "24",
}
WHERE = Question(
    "where",
    "choice",
    fr(label="Où allez-vous ?"),
    (Option("a", fr(label="Ici")), Option("b", fr(label="Là"))),
    show_if=Condition("agent", ("yes",)),
)


def keep(session, *entries, version=None):
    kept = begin(
        session,
        make_organisation(session),
        title="Bilan",
        version_id=(version or make_version(session)).id,
        sections=(Section(fr(label="Vous"), entries),),
        ratings=("current",),
        now=NOW,
    )
    session.commit()
    return kept


@pytest.fixture
def kept(session):
    version = make_version(session)
    return keep(session, items_in(session, version)[0].id, WHERE, version=version)


def create(client, session, questionnaire, **fields):
    data = {**PROMISED, "organisation": str(questionnaire.organisation_id), **fields}
    path = f"/campaigns/create?questionnaire={questionnaire.id}"
    answer = client.post(path, data=data)
    session.expire_all()
    return answer, session.scalar(select(Campaign).order_by(Campaign.id.desc()).limit(1))


def test_the_form_names_the_questionnaire_and_asks_only_what_it_leaves_open(facilitator, kept):
    page = text_of(facilitator.get(f"/campaigns/create?questionnaire={kept.id}"))

    assert f'href="/questionnaires/{kept.id}/preview"' in page
    assert 'name="competences"' not in page
    assert 'name="ratings"' not in page
    assert 'value="Bilan"' in page
    assert 'name="attributes" type="checkbox" value="agent"' in page
    assert f'href="/campaigns/create?questionnaire={kept.id}"' in text_of(
        facilitator.get("/campaigns/create")
    )


def test_a_campaign_asks_the_questionnaire_itself_and_freezes_it_when_it_opens(
    facilitator, session, kept
):
    event = make_event(session, "journee", ("D4-01",))
    session.commit()
    path = f"/campaigns/create?questionnaire={kept.id}&workshop={event.workshops[0].id}"
    facilitator.post(path, data={**PROMISED, "organisation": "1", "attributes": "agent"})
    campaign = session.scalars(select(Campaign)).one()
    before = text_of(facilitator.get(f"/campaigns/{campaign.id}"))
    facilitator.post(f"/campaigns/{campaign.id}/start")
    after = text_of(facilitator.get(f"/campaigns/{campaign.id}"))

    assert campaign.questionnaire_id == kept.id
    assert campaign.workshop_id == event.workshops[0].id
    assert "Il peut encore changer" in before
    assert "Il est figé" in after
    assert f'href="/questionnaires/{kept.id}/preview"' in after
    assert facilitator.get(f"/questionnaires/{kept.id}/settings").status_code == 409


def test_an_attribute_that_a_condition_looks_at_has_to_be_asked(facilitator, session, kept):
    answer, made = create(facilitator, session, kept, attributes="structure")

    assert made is None
    assert "selon la réponse à «\u00a0Êtes-vous agent de collectivité" in text_of(answer)


def test_an_empty_questionnaire_makes_no_campaign(facilitator, session):
    answer, made = create(facilitator, session, keep(session))

    assert made is None
    assert "ne demande encore rien" in text_of(answer)


def test_that_of_another_organisation_is_not_found(facilitator, session, kept):
    kept.organisation_id = make_organisation(session, "other").id
    session.commit()

    assert facilitator.get(f"/campaigns/create?questionnaire={kept.id}").status_code == 404


def test_a_campaign_of_free_questions_alone_is_answered_and_released(facilitator, session, client):
    questionnaire = keep(session, Question("yes", "yes_no", fr(label="Satisfait·e ?")))
    _answer, campaign = create(facilitator, session, questionnaire)
    facilitator.post(f"/campaigns/{campaign.id}/start")
    session.expire_all()
    page = client.get(f"/c/{campaign.code}/1")

    fill(client, campaign, 1, **{"q-yes": "1"})
    sent = send(client, campaign, ticket_in(page))
    own = client.get(sent.location, follow_redirects=True)
    for _ in range(6):
        sheet = Sheet(about={}, levels=(), answers={"yes": "no"})
        submit(session, campaign, make_ticket(campaign), sheet, notice=1, now=NOW)
    session.commit()
    released = facilitator.post(f"/campaigns/{campaign.id}/release", follow_redirects=True)

    assert "Satisfait·e ?" in text_of(page)
    assert sheet_of(session, campaign, ticket_in(page)).answers == {"yes": "yes"}
    assert own.status_code == 200
    assert released.status_code == 200
    assert client.get(f"/c/{campaign.code}/notice").status_code == 200
