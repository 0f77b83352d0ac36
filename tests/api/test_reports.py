"""Released reports by program: the frozen document, its files, and shares received."""

from datetime import timedelta
from zlib import compress

import pytest
from sqlalchemy import update

from reports.document import Document
from reports.queries import archived, last_release
from reports.release import release_campaign
from surveys.models import CampaignController, ReportFile, Share
from tests.conftest import NOW
from tests.factories import make_campaign, make_organisation, make_person, make_submission
from webapp.translations import translations
from webapp.writing_out import write_next


@pytest.fixture
def campaign(session):
    campaign = make_campaign(session)
    for _ in range(5):
        make_submission(session, campaign, (3, 1), (3, 2), structure="public")
    release_campaign(session, campaign, now=NOW, languages=translations())
    session.commit()
    return campaign


@pytest.fixture
def partner(session, program_of):
    return program_of(organisation=make_organisation(session, "partner"))


def share(session, campaign, scope, **dates):
    given = Share(
        organisation_id=campaign.organisation_id,
        receiver_id=make_organisation(session, "partner").id,
        campaign_id=campaign.id,
        scope=scope,
        purpose="préparer une formation",
        granted_by=make_person(session).id,
        since=NOW,
        **dates,
    )
    session.add(given)
    session.commit()
    return given


def test_the_report_is_the_document_that_was_frozen(session, program, campaign):
    answer = program.get(f"/campaigns/{campaign.id}/report")

    assert Document.model_validate(answer.json) == archived(
        session, last_release(session, campaign.id), "fr"
    )
    assert answer.json["schema_name"] == "reperes-document/1"


def test_answers_that_wait_for_a_release_are_in_no_report(session, program, campaign):
    before = program.get(f"/campaigns/{campaign.id}/report").json
    for _ in range(4):
        make_submission(session, campaign, (0, 4), (0, 4), structure="association")

    assert program.get(f"/campaigns/{campaign.id}/report").json == before


def test_the_report_comes_in_the_language_asked(program, campaign):
    asked = {"Accept-Language": "en"}

    english = program.get(f"/campaigns/{campaign.id}/report", headers=asked)

    assert english.json["language"] == "en"
    assert {"Accept-Language", "Authorization"} <= set(english.headers["Vary"].split(", "))


def test_a_report_that_did_not_change_is_not_sent_again(program, campaign):
    path = f"/campaigns/{campaign.id}/report"
    mark = program.get(path).headers["ETag"]

    again = program.get(path, headers={"If-None-Match": mark})

    assert again.status_code == 304
    assert "private" in again.headers["Cache-Control"]


@pytest.mark.parametrize("extension", ["csv", "json", "ods", "pdf", "txt", "xlsx"])
def test_the_report_is_taken_away_as_a_file(program, campaign, extension):
    with program.get(f"/campaigns/{campaign.id}/report.{extension}") as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_long_file_is_asked_for_until_it_is_there(program, campaign, ground, monkeypatch):
    monkeypatch.setattr("reports.exports.weight.MOST", 0.0)
    path = f"/campaigns/{campaign.id}/report.pdf"

    first, again = program.get(path), program.get(path)
    assert (first.status_code, first.json) == (202, {"state": "waiting"})
    assert (again.status_code, again.headers["Retry-After"]) == (202, "5")
    assert again.headers["Cache-Control"] == "no-store"
    assert write_next(ground())
    assert not write_next(ground())

    with program.get(path) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_long_file_that_could_not_be_written_is_a_refusal(
    session, program, campaign, ground, monkeypatch
):
    monkeypatch.setattr("reports.exports.weight.MOST", 0.0)
    path = f"/campaigns/{campaign.id}/report.pdf"
    program.get(path)
    session.execute(update(ReportFile).values(document=compress(b"{}")))
    session.commit()
    write_next(ground())

    refused = program.get(path)

    assert (refused.status_code, refused.mimetype) == (409, "application/problem+json")
    assert "Demandez-le de nouveau dans dix minutes" in refused.json["detail"]


def test_an_unknown_kind_of_file_is_refused(program, campaign):
    assert program.get(f"/campaigns/{campaign.id}/report.exe").status_code == 422


def test_the_list_names_each_report_with_its_last_release(session, program, campaign):
    for _ in range(5):
        make_submission(session, campaign, (3, 1), (3, 2))
    release_campaign(session, campaign, now=NOW, languages=translations())
    session.commit()

    assert program.get("/reports").json == {
        "items": [
            {
                "campaign": campaign.id,
                "title": "Auto-évaluation de l’atelier",
                "organisation": "unadel",
                "number": 2,
                "released_at": "2026-11-20T15:30:00Z",
                "received": 10,
                "may_export": True,
            }
        ],
        "next": None,
    }


@pytest.mark.parametrize(("scope", "files"), [("read", 404), ("export", 200)])
def test_a_share_is_read_and_taken_away_as_far_as_it_goes(session, partner, campaign, scope, files):
    share(session, campaign, scope)

    [line] = partner.get("/reports").json["items"]

    assert (line["campaign"], line["may_export"]) == (campaign.id, scope == "export")
    assert partner.get(f"/campaigns/{campaign.id}/report").status_code == 200
    with partner.get(f"/campaigns/{campaign.id}/report.csv") as file:
        assert file.status_code == files
    assert partner.get(f"/campaigns/{campaign.id}").status_code == 404  # not theirs to follow


@pytest.mark.parametrize(
    "dates", [{"revoked_at": NOW}, {"until": (NOW - timedelta(days=1)).date()}], ids=str
)
def test_a_share_that_is_over_shows_nothing(session, partner, campaign, dates):
    share(session, campaign, "export", **dates)

    assert partner.get("/reports").json["items"] == []
    assert partner.get(f"/campaigns/{campaign.id}/report").status_code == 404


def test_a_joint_controller_reads_the_report(session, partner, campaign):
    joint = CampaignController(
        campaign_id=campaign.id, organisation_id=make_organisation(session, "partner").id
    )
    session.add(joint)
    session.commit()

    assert [one["campaign"] for one in partner.get("/reports").json["items"]] == [campaign.id]
