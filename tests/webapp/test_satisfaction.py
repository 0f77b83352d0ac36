"""A questionnaire without any competence, on satisfaction alone: answered, released, reported."""

import pytest

from reports.queries import archived, last_release
from reports.recount import differences
from tests.answering import fill, send, text_of, ticket_in
from tests.appreciations import make_appreciation
from tests.factories import make_organisation, make_version
from tests.reports.test_free import question, rows


@pytest.fixture
def campaign(session):
    questions = (question("clear", "yes_no"), question("words", "text"))
    version = make_version(session)
    campaign = make_appreciation(session, make_organisation(session), version.id, *questions)
    session.commit()
    return campaign


def answer(app, campaign, said):
    client = app.test_client()
    fill(client, campaign, 1, structure="public")
    page = fill(client, campaign, 2, **{"q-clear": said, "q-words": f"Mot {said}"})
    ticket = ticket_in(client.get(page.location))
    sent = send(client, campaign, ticket)
    assert sent.status_code == 303
    return client.get(sent.location), client.get(f"/r/{campaign.code}/{ticket}")


def test_it_is_answered_released_and_reported(app, facilitator, session, campaign):
    pages = [answer(app, campaign, said) for said in "1110010"]

    for thanks, result in pages:
        assert "vos réponses sont enregistrées" in text_of(thanks)
        assert "pas de profil à montrer" in text_of(result)
    assert differences(session, campaign) == {}
    facilitator.post(f"/campaigns/{campaign.id}/close")
    release = last_release(session, campaign.id)
    document = archived(session, release, "fr")
    assert [section.key for section in document.sections] == [
        "responses",
        "question-1",
        "question-2",
        "method",
    ]
    assert rows(document.section("question-1")) == [["Oui", 4, 4 / 7], ["Non", 3, 3 / 7]]
    for address in (
        "/campaigns/",
        f"/campaigns/{campaign.id}",
        f"/reports/campaigns/{campaign.id}",
        f"/reports/campaigns/{campaign.id}.xlsx",
        f"/reports/campaigns/{campaign.id}.json",
        f"/campaigns/{campaign.id}/texts",
    ):
        assert facilitator.get(address).status_code == 200, address
    assert "Mot 1" in text_of(facilitator.get(f"/campaigns/{campaign.id}/texts"))


def test_the_first_page_and_the_notice_speak_of_no_competence(client, campaign):
    start = text_of(client.get(f"/c/{campaign.code}"))
    notice = text_of(client.get(f"/c/{campaign.code}/notice"))

    assert "questions libres (2)" in notice
    assert "(0)" not in notice
    assert "0 compétence" not in start
