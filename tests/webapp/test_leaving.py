"""Leaving on pages: the file of everything, the typed name, the receipt."""

import csv
import io
import json
from zipfile import ZipFile

import pytest

from referentiel.people import Organisation
from reports.release import release_campaign
from surveys.models import AuditEntry, Campaign
from surveys.roles import Role
from tests.conftest import NOW
from tests.factories import make_campaign, make_event, make_organisation, make_submission


@pytest.fixture
def administrator(sign_in_as):
    return sign_in_as(Role.ADMINISTRATOR)


@pytest.fixture
def own(session):
    return make_organisation(session)


def taken(client, own):
    """Return the files of the organisation's folder, by name."""
    response = client.post(f"/organisations/{own.id}/export")
    assert (response.status_code, response.mimetype) == (200, "application/zip")
    archive = ZipFile(io.BytesIO(response.get_data()))
    return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def answered(session, people=6, odd=1):
    campaign = make_campaign(session, event=make_event(session), title="=1+1")
    for person in range(people):
        about = {"profile": "P1" if person >= odd else "P2", "structure": "public"}
        make_submission(session, campaign, (3, person % 2), (2, 2), **about)
    release_campaign(session, campaign, now=NOW, languages={"fr": str, "en": str})
    session.commit()
    return campaign


def test_the_folder_holds_what_the_organisation_holds(administrator, session, own):
    campaign = answered(session)

    files = taken(administrator, own)

    assert json.loads(files["organisation.json"])[0]["name"] == "UNADEL"
    assert json.loads(files["membres.json"]) == [
        {"name": "Anne", "email": "anne@example.org", "roles": "administrator"}
    ]
    assert json.loads(files["evenements.json"])[0]["slug"] == "seminaire"
    assert len(json.loads(files["competences.json"])) == 3  # an area and its two competences
    assert json.loads(files[f"campagnes/{campaign.code}/rapport-1-fr.json"])["language"] == "fr"
    assert {name.rpartition(".")[0] for name in files if "/" not in name} >= {
        "campagnes",
        "partages",
        "journal",
        "referentiels",
        "versions",
    }


def test_the_folder_holds_no_answer_and_no_small_group(administrator, session, own):
    campaign = answered(session, people=7, odd=1)

    files = taken(administrator, own)

    table = files[f"campagnes/{campaign.code}/publications.csv"]
    rows = list(csv.DictReader(io.StringIO(table), delimiter=";"))
    by_profile = [row["personnes"] for row in rows if row["ventilation"] == "profile"]
    assert by_profile
    assert set(by_profile) == {"masqué"}
    assert all(row["personnes"] == "masqué" or int(row["personnes"]) >= campaign.k for row in rows)
    names = " ".join(files)
    assert not any(word in names for word in ("submission", "reponses", "tally", "comptages"))


def test_the_folder_holds_no_secret_and_no_formula(administrator, session, own):
    answered(session)

    files = taken(administrator, own)

    assert not any("hash" in name for row in json.loads(files["jetons.json"]) for name in row)
    assert "'=1+1" in files["campagnes.csv"]
    assert "=1+1" in json.loads(files["campagnes.json"])[0]["title"]


def test_taking_the_folder_is_noted(administrator, session, own):
    taken(administrator, own)

    assert session.query(AuditEntry).filter_by(act="organisation.exported").count() == 1


def test_the_page_says_what_would_go(administrator, session, own):
    answered(session)

    page = administrator.get(f"/organisations/{own.id}/leave").get_data(as_text=True)

    assert "1 campagne, 6 réponses" in page
    assert "<strong>UNADEL</strong>" in page


def test_the_typed_name_makes_the_organisation_leave_with_a_receipt(administrator, session, own):
    answered(session)

    gone = administrator.post(f"/organisations/{own.id}/leave", data={"name": "UNADEL"})

    assert gone.status_code == 303
    session.expire_all()
    assert session.query(Organisation).count() == session.query(Campaign).count() == 0
    page = administrator.get(gone.location).get_data(as_text=True)
    assert "<dt>Réponses</dt><dd>6</dd>" in page
    assert "UNADEL" not in page
    text = administrator.get(f"{gone.location}.txt")
    assert "réponses\u00a0: 6" in text.get_data(as_text=True)
    assert text.headers["Content-Disposition"].startswith("attachment")
    assert administrator.get("/organisations/").status_code == 200


def test_another_name_changes_nothing(administrator, session, own):
    page = administrator.post(f"/organisations/{own.id}/leave", data={"name": "unadel"})

    assert "Ce n’est pas le nom" in page.get_data(as_text=True)
    assert session.query(Organisation).count() == 1


def test_an_unknown_receipt_is_not_found(client):
    assert client.get("/receipts/abc").status_code == 404
    assert client.get("/receipts/%25").status_code == 404
    assert client.get("/receipts/abc.txt").status_code == 404


def test_who_proved_long_ago_who_they_are_proves_it_again(administrator, own, clock):
    clock.now = NOW.replace(hour=NOW.hour + 1)

    led = administrator.get(f"/organisations/{own.id}/leave")

    assert led.status_code == 302
    assert led.location.startswith("/account/sign-in")
    assert administrator.post(f"/organisations/{own.id}/export").status_code == 302
