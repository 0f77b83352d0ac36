"""The evidence file: which pieces for which indicator, why none for another, the same bytes."""

import hashlib
import io
import json
import zipfile

import pytest

from reports.progress_report import draw_progress
from reports.release import release_campaign
from surveys.models.campaigns import BEFORE, HOT
from surveys.roles import Role
from surveys.shares import EXPORT, Terms, share
from surveys.submission import Sheet, submit
from tests.answering import text_of
from tests.appreciations import make_appreciation
from tests.conftest import NOW
from tests.factories import (
    LANGUAGES,
    OPENED,
    make_campaign,
    make_event,
    make_organisation,
    make_person,
    make_submission,
    make_ticket,
    make_version,
)
from tests.reports.test_free import question
from tests.reports.test_progress_report import CODES, END, LATER, START, answered, make_wave

NAMES = {
    "LISEZMOI.txt",
    "4/rapport.pdf",
    "4/rapport.json",
    "4/methode.txt",
    "8/questionnaire.pdf",
}


def address(campaign, end="evidence"):
    return f"/campaigns/{campaign.id}/{end}"


def opened(response):
    return zipfile.ZipFile(io.BytesIO(response.data))


@pytest.fixture
def campaign(session):
    return make_campaign(session, event=make_event(session, codes=("D4-01", "D4-02")))


def released(session, campaign, people=12):
    for place in range(people):
        make_submission(session, campaign, (4, place % 3), (3, 1 + place % 4))
    made = release_campaign(session, campaign, now=NOW, languages=LANGUAGES)
    session.commit()
    return made


def satisfaction(session, campaign):
    """Return a campaign of the same event that asks no competence, released."""
    asking = question("clear", "yes_no")
    version_id = campaign.questionnaire.version_id
    made = make_appreciation(session, campaign.organisation, version_id, asking)
    made.event_id = campaign.event_id
    for place in range(8):
        said = {"clear": "yes" if place % 3 else "no"}
        sheet = Sheet(about={"structure": "public"}, levels=(), answers=said)
        submit(session, made, make_ticket(made), sheet, notice=1, now=OPENED)
    release_campaign(session, made, now=NOW, languages=LANGUAGES)
    session.commit()
    return made


def test_before_a_release_there_is_no_file_and_the_page_says_so(facilitator, campaign):
    assert "rien n’est encore publié" in text_of(facilitator.get(address(campaign)))
    assert facilitator.get(address(campaign, "evidence.zip")).status_code == 404


def test_a_released_campaign_gives_its_report_its_questionnaire_and_its_method(
    session, facilitator, campaign
):
    released(session, campaign)

    page = text_of(facilitator.get(address(campaign)))
    archive = opened(facilitator.get(address(campaign, "evidence.zip")))

    assert set(archive.namelist()) == NAMES
    report = json.loads(archive.read("4/rapport.json"))
    assert report["subtitle"] == "Besoins du groupe, publication n°\u00a01"
    method = archive.read("4/methode.txt").decode()
    assert "12 réponses comptent dans cette publication." in method
    assert "Pour citer ces résultats" in method
    assert archive.read("8/questionnaire.pdf").startswith(b"%PDF")
    assert page.count("Pas de pièce ici") == 2  # 11 and 30


def test_the_index_tells_each_piece_with_its_print_and_each_lack(session, facilitator, campaign):
    released(session, campaign)

    archive = opened(facilitator.get(address(campaign, "evidence.zip")))

    index = archive.read("LISEZMOI.txt").decode()
    for name in NAMES - {"LISEZMOI.txt"}:
        told = index.partition(f"- {name}\n")[2].split("\n")
        assert told[1].strip() == NOW.date().isoformat()
        assert told[2].strip() == f"SHA-256 {hashlib.sha256(archive.read(name)).hexdigest()}"
    assert index.count("Pas de pièce ici") == 2
    assert "c’est à l’auditeur d’en juger" in index


def test_the_same_file_comes_twice_dated_by_the_release(session, facilitator, campaign):
    made = released(session, campaign)

    one, other = (facilitator.get(address(campaign, "evidence.zip")).data for _ in "12")

    assert one == other
    days = {it.date_time[:3] for it in zipfile.ZipFile(io.BytesIO(one)).infolist()}
    assert days == {(made.released_at.year, made.released_at.month, made.released_at.day)}


def test_a_questionnaire_without_competence_of_the_same_event_serves_appreciations(
    session, facilitator, campaign
):
    released(session, campaign)
    other = satisfaction(session, campaign)

    archive = opened(facilitator.get(address(campaign, "evidence.zip")))
    own = opened(facilitator.get(address(other, "evidence.zip")))

    name = f"30/appreciations-{other.code}.pdf"
    assert set(archive.namelist()) == NAMES | {name}
    assert set(own.namelist()) == {"LISEZMOI.txt", name}
    page = text_of(facilitator.get(address(other)))
    assert page.count("ce questionnaire ne demande aucune compétence") == 2  # 4 and 8


def test_the_progress_that_was_drawn_serves_what_was_learnt(session, facilitator):
    version = make_version(session, CODES)
    before = make_wave(session, version, BEFORE)
    hot = make_wave(session, version, HOT, before)
    for campaign, levels in ((before, START), (hot, END)):
        answered(session, campaign, levels)
        release_campaign(session, campaign, now=NOW, languages=LANGUAGES)
    session.commit()
    undrawn = opened(facilitator.get(address(hot, "evidence.zip")))
    draw_progress(session, before, hot, now=LATER, languages=LANGUAGES)
    session.commit()

    for campaign in (before, hot):
        archive = opened(facilitator.get(address(campaign, "evidence.zip")))
        assert set(archive.namelist()) == NAMES | {"11/progres-1.pdf"}
    assert set(undrawn.namelist()) == NAMES


def test_a_partner_gets_nothing_of_a_campaign_beside_that_was_not_shared(
    session, sign_in_as, campaign
):
    released(session, campaign)
    satisfaction(session, campaign)
    to, by = make_organisation(session, "organisme"), make_person(session)
    trainer = sign_in_as(Role.TRAINER, organisation=to, name="Zoe")
    shared = share(session, campaign, to, Terms(purpose="Bâtir"), by=by.id, now=NOW)
    session.commit()
    read_only = trainer.get(address(campaign)).status_code
    shared.scope = EXPORT
    session.commit()

    assert read_only == 404
    assert set(opened(trainer.get(address(campaign, "evidence.zip"))).namelist()) == NAMES
