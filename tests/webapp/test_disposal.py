"""Answers « à éliminer »: listed for administrators, deleted by their act and by nobody else's."""

from datetime import date

import pytest

from surveys.models import ReportFile, RowFile, Submission, Tally
from surveys.roles import Role
from surveys.row_files import ask_file
from tests.answering import count, text_of
from tests.conftest import NOW
from tests.factories import make_campaign, make_organisation, make_person, make_submission
from tests.report_files import add_report_file


@pytest.fixture
def campaign(session):
    campaign = make_campaign(session, title="Coopérer en 2020")
    make_submission(session, campaign, 1, 2)
    campaign.closes_at = NOW
    campaign.anonymised_on = campaign.disposable_on = NOW.date()
    session.commit()
    return campaign


@pytest.fixture
def administrator(sign_in_as):
    return sign_in_as(Role.ADMINISTRATOR)


def address(campaign, act=True):
    path = f"/organisations/{campaign.organisation_id}/disposal"
    return f"{path}/{campaign.id}" if act else path


def test_administrators_see_what_is_to_dispose_of(campaign, administrator):
    page = text_of(administrator.get(address(campaign, act=False)))

    assert "Coopérer en 2020" in page
    assert "à éliminer" in page
    assert address(campaign) in page


def test_an_open_campaign_is_not_on_the_way_out(session, campaign, administrator):
    campaign.closes_at = None
    session.commit()

    assert "Coopérer en 2020" not in text_of(administrator.get(address(campaign, act=False)))
    assert administrator.get(address(campaign)).status_code == 404


def test_public_archives_go_under_a_visa(session, campaign, administrator):
    data = {"archives": "public", "day": "02/10/2026", "reference": "AD38/2026-114"}

    answer = administrator.post(address(campaign), data=data)

    assert (answer.status_code, answer.location) == (303, address(campaign, act=False))
    assert (count(session, Submission), count(session, Tally)) == (0, 0)
    session.refresh(campaign)
    assert campaign.disposal_visa == f"{date(2026, 10, 2)} AD38/2026-114"
    page = text_of(administrator.get(address(campaign, act=False)))
    assert "réponses supprimées" in page
    assert "2026-10-02 AD38/2026-114" in page


def test_private_archives_need_no_visa(session, campaign, administrator):
    administrator.post(address(campaign), data={"archives": "private"})

    session.refresh(campaign)
    assert count(session, Submission) == 0
    assert (campaign.disposed_on, campaign.disposal_visa) == (NOW.date(), "")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Dites si ce sont des archives publiques"),
        ({"archives": "public"}, "visa des Archives. Écrivez"),
        ({"archives": "public", "day": "2026-10-02"}, "visa des Archives. Écrivez"),
        ({"archives": "public", "reference": "AD38"}, "visa des Archives. Écrivez"),
        ({"archives": "public", "day": "hier", "reference": "AD38"}, "Donnez une date"),
        ({"archives": "public", "day": "2026-11-21", "reference": "AD38"}, "d’un jour à venir"),
        ({"archives": "public", "day": "2026-10-02", "reference": "<b>"}, "soixante caractères"),
        ({"archives": "other"}, "Ce choix n’existe pas"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(session, campaign, administrator, data, sentence):
    page = text_of(administrator.post(address(campaign), data=data))

    assert sentence in page
    assert count(session, Submission) == 1


def test_answers_whose_time_runs_are_refused_by_name(session, campaign, administrator):
    campaign.disposable_on = None
    session.commit()

    answer = administrator.post(address(campaign), data={"archives": "private"})

    assert answer.status_code == 409
    assert "à éliminer" in text_of(answer)
    assert count(session, Submission) == 1


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.ANALYST, Role.TRAINER, Role.MEMBER])
def test_no_other_role_deletes_answers(session, campaign, sign_in_as, role):
    client = sign_in_as(role)

    assert client.get(address(campaign, act=False)).status_code == 403
    assert client.post(address(campaign), data={"archives": "private"}).status_code == 403
    assert count(session, Submission) == 1


def test_administrators_of_another_organisation_find_nothing(session, campaign, sign_in_as):
    other = make_organisation(session, "cnfpt")
    client = sign_in_as(Role.ADMINISTRATOR, organisation=other)

    assert client.get(address(campaign, act=False)).status_code == 404
    assert client.post(address(campaign), data={"archives": "private"}).status_code == 404
    own = f"/organisations/{other.id}/disposal/{campaign.id}"
    assert client.post(own, data={"archives": "private"}).status_code == 404
    assert count(session, Submission) == 1


def test_files_of_a_campaign_go_with_its_answers(session, campaign, administrator):
    add_report_file(session, campaign, now=NOW)
    anne = make_person(session)
    asked = {"language": "fr", "by": anne.id, "now": NOW}
    ask_file(session, campaign, "Une étude des métiers", **asked)
    session.commit()

    administrator.post(address(campaign), data={"archives": "private"})

    assert (count(session, Submission), count(session, ReportFile), count(session, RowFile)) == (
        0,
        0,
        0,
    )
