"""Taking answers away is an act of an administrator: a purpose, the journal, then the file."""

import csv
import io
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from reports.release import release_campaign
from surveys.models import AuditEntry, RowFile
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.models.writing import FAILED, READY, WAITING
from surveys.retention import retain
from surveys.roles import Role
from surveys.row_files import (
    TAKEN,
    PurposeNamesSomebody,
    PurposeTooLong,
    PurposeTooShort,
    purpose_of,
)
from surveys.writing import LEASE, MOST_ATTEMPTS, claim_file, put_ready
from tests.answering import text_of
from tests.conftest import NOW
from tests.factories import LANGUAGES, SECRET, make_submission
from tests.row_crowds import make_crowd
from webapp.writing_out import write_next

PURPOSE = "Mesurer ce qui distingue les métiers, pour un mémoire"


@pytest.fixture
def administrator(sign_in_as):
    return sign_in_as(Role.ADMINISTRATOR)


def address(campaign):
    return f"/campaigns/{campaign.id}/rows"


def ask(client, campaign, purpose=PURPOSE, output="csv"):
    return client.post(address(campaign), data={"purpose": purpose, "output": output})


def acts(session):
    entries = session.scalars(select(AuditEntry).where(AuditEntry.act == TAKEN))
    return [(entry.subject, bool(entry.actor)) for entry in entries]


def test_the_page_says_what_is_in_the_file_before_it_is_taken(session, administrator):
    campaign = make_crowd(session, attributes=("profile", "structure"), released=False)
    make_submission(session, campaign, (3, 1), (2, 2), profile="P1", structure="public")
    release_campaign(session, campaign, now=NOW, languages=LANGUAGES)
    session.commit()

    page = text_of(administrator.get(address(campaign)))

    assert "21, celles qui comptent dans la publication n° 1" in page
    assert "42\u00a0: une par réponse et par compétence" in page
    assert "numéro tiré au sort, type de structure, code de la compétence" in " ".join(page.split())
    assert "Ces situations : profil." in " ".join(page.split())
    assert "Deux fichiers de la même campagne se rapprochent" in page
    assert "gardé un an au journal" in page


def test_a_csv_comes_at_once_and_the_act_is_noted_with_its_purpose(session, administrator):
    campaign = make_crowd(session)

    answer = ask(administrator, campaign)

    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    name = f"reponses-ligne-a-ligne-{campaign.code}.csv"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert answer.headers["Cache-Control"] == "no-store"
    text = answer.get_data().decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))) == 41
    [(subject, named)] = acts(session)
    assert (subject.split()[0], named) == (f"campaign:{campaign.id}", True)
    journal = administrator.get(f"/organisations/{campaign.organisation_id}/journal")
    assert f"motif\u00a0: «\u00a0{PURPOSE}\u00a0»" in text_of(journal)


@pytest.mark.parametrize(
    ("purpose", "refusal"),
    [
        ("étude", PurposeTooShort),
        ("x" * 201, PurposeTooLong),
        ("Envoyer à camille@example.org", PurposeNamesSomebody),
        ("Rappeler le 06 12 34 56 78", PurposeNamesSomebody),
    ],
)
def test_a_purpose_is_a_sentence_that_gives_nobody_s_address(purpose, refusal):
    with pytest.raises(refusal):
        purpose_of(purpose)


def test_without_a_purpose_nothing_is_taken_and_nothing_is_noted(session, administrator):
    campaign = make_crowd(session)

    page = text_of(ask(administrator, campaign, ""))
    short = text_of(ask(administrator, campaign, "étude"))

    assert page.count("Dites en une phrase à quoi ce fichier servira.") >= 1
    assert short.count("Dites en une phrase à quoi ce fichier servira.") >= 1
    assert acts(session) == []


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_else_takes_them(session, sign_in_as, role):
    campaign = make_crowd(session)

    assert ask(sign_in_as(role), campaign).status_code == 403
    assert acts(session) == []


def test_a_campaign_that_did_not_announce_it_says_so(session, administrator):
    campaign = make_crowd(session, row_export=False)

    answer = ask(administrator, campaign)

    assert answer.mimetype == "text/html"
    assert "seuls des résultats de groupe" in text_of(answer)
    assert acts(session) == []


def test_it_asks_again_who_is_there_after_a_while(session, administrator, clock):
    campaign = make_crowd(session)
    clock.now += timedelta(hours=3)

    assert administrator.get(address(campaign)).location.startswith("/account/sign-in?again=1")


def test_it_is_told_to_people_where_it_was_decided_and_nowhere_else(session, client):
    announced = make_crowd(session, 1, released=False)
    told = text_of(client.get(f"/c/{announced.code}/notice/1"))

    assert "un fichier d’une ligne par réponse" in " ".join(told.split())


def test_a_pseudonymous_campaign_never_announces_it(session, client):
    campaign = make_crowd(session, 1, released=False, mode=PSEUDONYMOUS)

    told = text_of(client.get(f"/c/{campaign.code}/notice/1"))
    assert "fichier d’une ligne" not in " ".join(told.split())


def asked(session, administrator, campaign):
    answer = ask(administrator, campaign, output="xlsx")
    assert answer.status_code == 303
    return session.scalars(select(RowFile)).one(), answer.location


def test_a_spreadsheet_is_written_by_the_worker_and_fetched_by_who_asked(
    session, administrator, ground
):
    campaign = make_crowd(session)
    file, page = asked(session, administrator, campaign)
    assert (file.state, page) == (WAITING, f"{address(campaign)}/{file.id}")
    assert "Écriture du classeur" in text_of(administrator.get(page))
    assert administrator.get(f"{page}/file").status_code == 404
    assert administrator.get(f"{page}/progress").json == {"state": WAITING, "done": 0, "total": 0}

    assert write_next(ground())
    assert not write_next(ground())

    assert "Le classeur est prêt" in text_of(administrator.get(page))
    with administrator.get(f"{page}/file") as answer:
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data()))
    assert len(book.get_sheet_by_index(0).to_python()) == 41
    assert len(acts(session)) == 1


def test_another_administrator_does_not_find_it(session, administrator, sign_in_as, ground):
    campaign = make_crowd(session)
    _file, page = asked(session, administrator, campaign)
    write_next(ground())
    another = sign_in_as(Role.ADMINISTRATOR, name="Benoit")

    assert another.get(f"{page}/file").status_code == 404
    assert another.get(page).status_code == 404


def test_it_goes_after_a_week_and_is_not_found_before_it_is_deleted(
    session, administrator, ground, tmp_path
):
    campaign = make_crowd(session)
    file, page = asked(session, administrator, campaign)
    write_next(ground())
    session.refresh(file)
    file.expires_at = NOW
    session.commit()

    assert administrator.get(f"{page}/file").status_code == 404
    retain(session, secret=SECRET, folder=tmp_path, now=NOW, languages=LANGUAGES)
    assert session.scalar(select(RowFile)) is None
    assert timedelta(days=7) == RowFile.KEPT


def test_who_asked_deletes_it_before_its_time(session, administrator, ground):
    campaign = make_crowd(session)
    _file, page = asked(session, administrator, campaign)
    write_next(ground())

    assert administrator.post(f"{page}/delete").location == address(campaign)
    assert session.scalar(select(RowFile)) is None


def test_a_spreadsheet_that_would_be_too_long_is_not_begun(session, administrator, monkeypatch):
    campaign = make_crowd(session)
    monkeypatch.setattr("reports.rows.planning.MOST_IN_SHEET", 39)

    page = text_of(ask(administrator, campaign, output="xlsx"))

    assert "Ce fichier aurait 40 lignes" in page
    assert (session.scalar(select(RowFile)), acts(session)) == (None, [])


def test_what_cannot_be_written_any_more_is_said(session, administrator, ground):
    campaign = make_crowd(session)
    file, page = asked(session, administrator, campaign)
    campaign.row_export = False
    session.commit()

    write_next(ground())

    assert "n’a pas pu être écrit" in text_of(administrator.get(page))
    session.refresh(file)
    assert file.state == FAILED


def test_who_lost_its_claim_changes_nothing(session, administrator):
    campaign = make_crowd(session)
    file, _page = asked(session, administrator, campaign)
    first = claim_file(session, RowFile, now=NOW)
    session.expunge(first)

    again = claim_file(session, RowFile, now=NOW + LEASE)
    put_ready(session, first, b"old", now=NOW)
    assert again.attempts == 2
    assert session.scalar(select(RowFile.state)) != READY

    for n in range(MOST_ATTEMPTS - 2):
        claim_file(session, RowFile, now=NOW + (2 + n) * LEASE)
    assert claim_file(session, RowFile, now=NOW + 9 * LEASE) is None
    assert session.scalar(select(RowFile.state)) == FAILED
    assert file.campaign_id == campaign.id
