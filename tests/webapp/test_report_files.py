"""Long files of reports: asked for, written once by the worker, given to whoever may take them."""

import csv
import io
from datetime import timedelta
from zlib import compress

import pytest
from sqlalchemy import select, update

from reports.notes import Words, write_note
from reports.queries import last_release
from reports.release import release_campaign
from surveys.models import ReportFile, Share
from surveys.models.writing import FAILED, READY, WAITING, WRITING
from surveys.report_files import MOST_PENDING
from surveys.retention import retain
from surveys.roles import Role
from surveys.writing import LEASE, MOST_ATTEMPTS, claim_file, put_ready
from tests.answering import text_of
from tests.conftest import NOW
from tests.factories import (
    LANGUAGES,
    SECRET,
    make_campaign,
    make_organisation,
    make_person,
    make_submission,
)
from tests.report_files import add_report_file
from webapp.translations import translations
from webapp.writing_out import write_next

SETTLED = ("pdf", "docx", "csv", "json", "txt")  # the same report gives the same bytes


@pytest.fixture(autouse=True)
def every_file_is_heavy(monkeypatch):
    monkeypatch.setattr("reports.exports.weight.MOST", 0.0)


@pytest.fixture
def campaign(session):
    campaign = make_campaign(session, ("D4-01", "D4-02"))
    for person in range(6):
        make_submission(
            session, campaign, (3, person % 2), (3, 1), profile="P1", structure="public"
        )
    release_campaign(session, campaign, now=NOW, languages=translations())
    session.commit()
    return campaign


def ask(client, campaign, extension="pdf", **asked):
    return client.get(f"/reports/campaigns/{campaign.id}.{extension}", query_string=asked)


def files(session):
    session.expire_all()
    return session.scalars(select(ReportFile).order_by(ReportFile.id)).all()


def test_the_click_leads_to_how_far_the_file_is_then_to_the_file(
    session, facilitator, campaign, ground
):
    answer = ask(facilitator, campaign)
    [file] = files(session)

    assert (answer.status_code, file.state) == (303, WAITING)
    assert answer.location == f"/reports/campaigns/{campaign.id}/files/{file.id}"
    page = facilitator.get(answer.location).get_data(as_text=True)
    assert "Le fichier se prépare" in page
    assert '<p role="status" id="told" data-told>C’est le tour du fichier' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert facilitator.get(f"{answer.location}/file").status_code == 404

    assert write_next(ground())
    assert not write_next(ground())

    assert "Le fichier est prêt" in text_of(facilitator.get(answer.location))
    with facilitator.get(f"{answer.location}/file") as given:
        assert given.get_data().startswith(b"%PDF")
        assert given.headers["Content-Disposition"] == "attachment; filename=besoins.pdf"


def test_a_light_file_comes_at_once(session, facilitator, campaign, monkeypatch):
    monkeypatch.setattr("reports.exports.weight.MOST", 1.0)

    with ask(facilitator, campaign) as answer:
        assert answer.get_data().startswith(b"%PDF")
    assert files(session) == []


def test_what_the_worker_writes_is_what_the_request_would_have_sent(
    session, facilitator, campaign, ground, monkeypatch
):
    for extension in SETTLED:
        ask(facilitator, campaign, extension)
    while write_next(ground()):
        pass
    written = {file.extension: file.content for file in files(session)}
    monkeypatch.setattr("reports.exports.weight.MOST", 1.0)

    for extension in SETTLED:
        with ask(facilitator, campaign, extension) as answer:
            assert answer.get_data() == written[extension], extension


def test_the_same_file_is_written_once_whoever_asks(
    session, facilitator, campaign, sign_in_as, ground
):
    first = ask(facilitator, campaign)
    twice = ask(facilitator, campaign)
    colleague = ask(sign_in_as(Role.ANALYST, name="Benoit"), campaign)
    write_next(ground())

    assert first.location == twice.location == colleague.location
    with ask(facilitator, campaign) as ready:
        assert (ready.status_code, ready.mimetype) == (200, "application/pdf")
    assert [file.attempts for file in files(session)] == [1]


def test_another_view_language_kind_or_note_is_another_file(session, facilitator, campaign):
    ask(facilitator, campaign)
    ask(facilitator, campaign, "docx")
    ask(facilitator, campaign, language="en")
    ask(facilitator, campaign, index="rds", language="fr")
    assert len(files(session)) == 4

    release = last_release(session, campaign.id)
    words = Words("Un mot.", "", "fr", by_name=False)
    write_note(session, release, words, by=make_person(session).id, today=NOW.date())
    session.commit()
    ask(facilitator, campaign)
    assert len({file.digest for file in files(session)}) == 4  # PDF and Word are of one document
    assert len(files(session)) == 5


def test_a_csv_keeps_the_decimal_sign_that_was_asked(session, facilitator, campaign, ground):
    ask(facilitator, campaign, "csv")
    ask(facilitator, campaign, "csv", decimal="point")
    ask(facilitator, campaign, "xlsx", decimal="point")
    ask(facilitator, campaign, "xlsx")
    while write_next(ground()):
        pass

    comma, point, sheet = files(session)
    assert (comma.decimal, point.decimal, sheet.decimal) == ("", "point", "")
    values = [
        {row[3] for row in csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";")}
        for file in (comma, point)
    ]
    assert "7,5" in values[0]
    assert "7.5" in values[1]


def test_who_may_not_take_the_report_away_finds_no_file(session, campaign, sign_in_as):
    file = add_report_file(session, campaign, now=NOW, title="Rapport")
    partner = make_organisation(session, "partner")
    share = Share(
        organisation_id=campaign.organisation_id,
        receiver_id=partner.id,
        campaign_id=campaign.id,
        scope="export",
        purpose="préparer une formation",
        granted_by=make_person(session).id,
        since=NOW,
    )
    session.add(share)
    session.commit()
    reader = sign_in_as(Role.ANALYST, organisation=partner)
    path = f"/reports/campaigns/{campaign.id}/files/{file.id}"

    with reader.get(f"{path}/file") as given:
        assert given.get_data() == b"Rapport"
    share.scope = "read"
    session.commit()
    assert [reader.get(it).status_code for it in (path, f"{path}/file")] == [404, 404]
    share.scope, share.revoked_at = "export", NOW
    session.commit()
    assert [reader.get(it).status_code for it in (path, f"{path}/file")] == [404, 404]


def test_the_file_of_another_campaign_is_not_found_under_this_one(session, facilitator, campaign):
    other = make_campaign(session, version=campaign.questionnaire.version)
    file = add_report_file(session, other, now=NOW)
    session.commit()

    path = f"/reports/campaigns/{campaign.id}/files/{file.id}"
    assert facilitator.get(f"{path}/file").status_code == 404


def test_a_file_goes_after_a_day(session, facilitator, campaign, ground, tmp_path, clock):
    place = ask(facilitator, campaign).location
    write_next(ground())
    clock.now += timedelta(days=1)

    assert facilitator.get(f"{place}/file").status_code == 404
    retain(session, secret=SECRET, folder=tmp_path, now=clock(), languages=LANGUAGES)
    assert files(session) == []


def test_one_that_expired_is_written_anew(session, facilitator, campaign, ground, clock):
    ask(facilitator, campaign)
    write_next(ground())
    clock.now += timedelta(days=1)

    assert ask(facilitator, campaign).status_code == 303
    [file] = files(session)
    assert (file.state, file.created_at) == (WAITING, clock())


def test_who_waits_is_told_how_many_go_before(session, facilitator, campaign, ground):
    ask(facilitator, campaign)
    ask(facilitator, campaign, "txt")
    last = ask(facilitator, campaign, "docx").location

    told = facilitator.get(f"{last}/progress").json
    assert told == {
        "state": WAITING,
        "told": "Le fichier attend son tour\u00a0: 2 autres passent avant lui.",
    }
    write_next(ground())
    assert "1 autre passe avant lui" in facilitator.get(f"{last}/progress").json["told"]
    write_next(ground())
    claim_file(session, ReportFile, now=NOW)
    session.commit()
    told = facilitator.get(f"{last}/progress").json
    assert told == {"state": WRITING, "told": "Le fichier s’écrit."}


def test_a_campaign_has_so_many_files_waiting_at_most(session, facilitator, campaign):
    for number in range(MOST_PENDING):
        add_report_file(session, campaign, now=NOW, state=WAITING, title=f"{number}")
    session.commit()

    refused = ask(facilitator, campaign)

    assert refused.status_code == 409
    assert "10 fichiers de ce rapport s’écrivent déjà." in text_of(refused)


def test_a_failure_is_said_with_what_to_do_and_can_be_asked_again(
    session, facilitator, campaign, ground, clock
):
    place = ask(facilitator, campaign).location
    session.execute(update(ReportFile).values(document=compress(b"{}")))
    session.commit()

    write_next(ground())

    page = text_of(facilitator.get(place))
    assert "Le fichier n’a pas pu être écrit" in page
    assert "Demandez-le de nouveau dans dix minutes" in page
    assert ask(facilitator, campaign).location == place
    clock.now += timedelta(minutes=10)
    ask(facilitator, campaign)
    write_next(ground())
    assert [file.state for file in files(session)] == [READY]


def test_a_writer_that_dies_leaves_the_file_to_the_next(
    session, facilitator, campaign, ground, clock
):
    ask(facilitator, campaign)
    dead = claim_file(session, ReportFile, now=clock())
    session.commit()
    session.expunge(dead)
    assert not write_next(ground())

    clock.now += LEASE
    assert write_next(ground())
    put_ready(session, dead, b"late", now=clock())
    session.commit()

    [file] = files(session)
    assert (file.state, file.attempts) == (READY, 2)
    assert file.content.startswith(b"%PDF")


def test_one_that_kills_each_of_its_writers_is_given_up(session, facilitator, campaign, clock):
    ask(facilitator, campaign)
    for _ in range(MOST_ATTEMPTS):
        claim_file(session, ReportFile, now=clock())
        clock.now += LEASE

    assert claim_file(session, ReportFile, now=clock()) is None
    session.commit()
    [file] = files(session)
    assert (file.state, file.expires_at) == (FAILED, clock() + timedelta(minutes=10))
