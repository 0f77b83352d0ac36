"""The page of what people wrote: for those who follow the campaign, and for nobody else."""

import pytest

from reports.release import release_campaign
from surveys.roles import Role
from surveys.sections import Section
from tests.answering import text_of
from tests.conftest import NOW
from tests.factories import LANGUAGES, make_campaign, make_organisation
from tests.reports.test_free import asking, each, question

WORDS = ("<b>Un</b>", "Deux\n\nDeux", "Trois", "Quatre", "Cinq")


@pytest.fixture
def campaign(session):
    campaign = asking(session, question("q", "text"))
    each(session, campaign, "q", *WORDS)
    session.commit()
    return campaign


def test_texts_are_read_once_results_are_out(facilitator, session, campaign):
    address = f"/campaigns/{campaign.id}/texts"
    assert "Pas encore de texte" in text_of(facilitator.get(address))

    release_campaign(session, campaign, now=NOW, languages=LANGUAGES)
    session.commit()

    page = text_of(facilitator.get(address))
    assert "5 textes" in page
    assert "&lt;b&gt;Un&lt;/b&gt;" in facilitator.get(address).get_data(as_text=True)
    assert f'href="{address}"' in text_of(facilitator.get(f"/campaigns/{campaign.id}"))
    report = text_of(facilitator.get(f"/reports/campaigns/{campaign.id}"))
    assert not any(word in report for word in ("Trois", "Quatre", "Cinq"))
    assert "sur une page à part" in report


def test_nobody_else_reads_them(sign_in_as, session, campaign):
    address = f"/campaigns/{campaign.id}/texts"
    other = make_organisation(session, "autre")

    assert sign_in_as(Role.TRAINER, name="Zoe").get(address).status_code == 403
    foreign = sign_in_as(Role.FACILITATOR, organisation=other, name="Paul")
    assert foreign.get(address).status_code == 404


def test_a_campaign_without_such_a_question_says_so(facilitator, session):
    campaign = make_campaign(session)

    page = text_of(facilitator.get(f"/campaigns/{campaign.id}/texts"))

    assert "ne demande aucun texte" in page


def test_what_people_are_told_says_who_reads_their_words(client, session):
    campaign = make_campaign(session, opened=False)
    page = text_of(client.get(f"/c/{campaign.code}/notice"))
    assert "avec vos mots" not in page
    campaign.questionnaire.sections = (Section({"fr": {"label": "T"}}, (question("q", "text"),)),)
    session.commit()

    page = text_of(client.get(f"/c/{campaign.code}/notice"))

    assert "lu par les personnes qui suivent cette campagne" in page
    assert "questions libres (1)" in page
