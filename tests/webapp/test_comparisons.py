"""Comparing two campaigns on a page: which ones, by whom, and as files."""

import json
from datetime import date

import pytest

from referentiel.versioning import draft_from, publish
from reports.release import release_campaign
from surveys.accounts import add_role
from surveys.roles import Role
from surveys.shares import EXPORT, Terms, share
from tests.conftest import NOW
from tests.factories import (
    make_campaign,
    make_organisation,
    make_person,
    make_submission,
    make_version,
)
from tests.referentiel.drafting import reword
from webapp.translations import translations

CODES = ("D4-01", "D4-02")


def released(session, version, title, levels):
    campaign = make_campaign(session, CODES, version=version, title=title)
    for level in levels:
        make_submission(session, campaign, (3, level), (2, 4 - level), profile="P1")
    release_campaign(session, campaign, now=NOW, languages=translations())
    session.commit()
    return campaign


@pytest.fixture
def first(session):
    return released(session, make_version(session, CODES), "Avant", (0, 1, 2, 3, 4, 4))


@pytest.fixture
def second(session, first):
    draft = draft_from(session, first.questionnaire.version)
    reword(session, draft, "D4-02", "Animer autrement")
    version = publish(session, draft, standing="projet", today=date(2026, 11, 20))
    return released(session, version, "Après", (1, 2, 3, 4, 4, 4))


@pytest.fixture
def trainer(sign_in_as, session):
    other = make_organisation(session, "organisme")
    add_role(session, other, make_person(session, "Zoe"), Role.TRAINER, today=None)
    session.commit()
    return sign_in_as(Role.TRAINER, organisation=other, name="Zoe")


def address(*campaigns, extension=""):
    first, second = (campaign.id for campaign in campaigns)
    return f"/reports/compare{extension}?first={first}&second={second}"


def shown(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    return response.get_data(as_text=True)


def test_the_report_of_a_campaign_leads_to_its_comparison(facilitator, first, second):
    report = shown(facilitator, f"/reports/campaigns/{first.id}")
    assert f'href="/reports/compare?first={first.id}"' in report

    page = shown(facilitator, f"/reports/compare?first={first.id}")

    assert f'<option value="{first.id}" selected>' in page
    assert f'<option value="{second.id}">' in page


def test_two_campaigns_stand_side_by_side_the_older_version_first(facilitator, first, second):
    page = shown(facilitator, address(second, first))

    assert "(1) Avant" in page
    assert "reformulée, même sens" in page
    # 14/6 then 18/6.
    assert "2,33" in page
    assert "3,00" in page
    assert "0,67" in page


def test_a_campaign_is_not_compared_with_itself(facilitator, first, second):
    page = shown(facilitator, address(first, first))

    assert "Choisissez deux campagnes différentes." in page
    assert second.title in page


def test_a_campaign_without_figures_is_not_found(facilitator, session, first):
    other = make_campaign(session, CODES, version=first.questionnaire.version, title="Vide")

    assert facilitator.get(address(first, other)).status_code == 404
    assert "Il faut deux campagnes publiées" in shown(facilitator, "/reports/compare")


def test_only_reports_that_one_reads_are_compared(trainer, session, first, second):
    by = make_person(session).id
    receiver = make_organisation(session, "organisme")
    share(session, first, receiver, Terms(purpose="Bâtir", scope=EXPORT), by=by, now=NOW)
    session.commit()
    assert trainer.get(address(first, second)).status_code == 404
    assert "Après" not in shown(trainer, "/reports/compare")

    share(session, second, receiver, Terms(purpose="Bâtir"), by=by, now=NOW)
    session.commit()

    assert "reformulée, même sens" in shown(trainer, address(first, second))
    assert ".csv" not in shown(trainer, address(first, second))
    assert trainer.get(address(first, second, extension=".csv")).status_code == 404


def test_the_file_says_what_the_page_says(facilitator, first, second):
    response = facilitator.get(address(second, first, extension=".json"))

    document = json.loads(response.get_data())
    [means] = [section for section in document["sections"] if section["key"] == "means"]
    assert means["table"]["rows"][0][3] == {"value": 14 / 6, "n": 6, "state": "shown"}
    assert facilitator.get(address(first, second, extension=".doc")).status_code == 404
    assert facilitator.get("/reports/compare.csv").status_code == 404


def test_a_comparison_takes_the_same_queries_whatever_the_number_of_campaigns(
    facilitator, session, count_queries, first, second
):
    with count_queries() as few:
        shown(facilitator, address(first, second))
    released(session, first.questionnaire.version, "Encore", (0, 1, 2, 3, 4, 4))

    with count_queries() as many:
        shown(facilitator, address(first, second))

    assert len(few) == len(many)
