"""One's own space on its pages: kept, read, shown, agreed to, taken away, erased."""

import json
import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from referentiel.people import Person
from reports.recount import differences
from surveys.accounts import add_role
from surveys.guard.ledger import digest_of, lines_in_file
from surveys.keeping import keep
from surveys.models import (
    AuditEntry,
    DirectoryEntry,
    OptIn,
    PersonKey,
    Reading,
    ResultShare,
    Submission,
    WebSession,
)
from surveys.models.campaigns import ANONYMOUS, PSEUDONYMOUS
from surveys.queries.campaigns import received
from surveys.roles import Role
from tests.answering import count, text_of
from tests.conftest import NOW
from tests.factories import (
    SECRET,
    make_campaign,
    make_organisation,
    make_person,
    make_submission,
)
from tests.pdf import words
from webapp.room import here


@pytest.fixture
def campaign(session):
    return make_campaign(session, mode=PSEUDONYMOUS, title="Coopérer en 2026")


@pytest.fixture
def anne(sign_in_as):
    """The browser of Anne, who has an account and no role."""
    return sign_in_as()


@pytest.fixture
def kept(session, campaign):
    """The ticket of answers that Anne keeps."""
    ticket = make_submission(session, campaign, 1, 3)
    keep(session, campaign, ticket, person_id=make_person(session).id)
    session.commit()
    return ticket


@pytest.fixture
def installation(app):
    """The folder of the installation, where the ledger is."""
    with app.test_request_context("/"):
        app.preprocess_request()
        return here().settings.folder


def link_in(page):
    [link] = re.findall(r'href="([^"]*/shared/[^"]*)"', text_of(page))
    return link


def shown_to(client, campaign, reader="Benoît Martin", until="2026-12-01"):
    data = {"reader": reader, "until": until}
    return client.post(f"/me/results/{campaign.code}/share", data=data)


def test_the_result_page_offers_to_keep_pseudonymous_answers_to_who_is_signed_in(
    session, campaign, anne, client
):
    ticket = make_submission(session, campaign, 1, 3)
    address = f"/r/{campaign.code}/{ticket.text}"

    offered, unknown = text_of(anne.get(address)), text_of(client.get(address))

    assert "Ranger ces réponses dans mon espace" in offered
    assert "Ranger ces réponses" not in unknown
    assert f"/account/sign-in?next=/c/{campaign.code}" in unknown
    assert count(session, Reading) == 0


def test_the_result_page_offers_nothing_for_anonymous_answers(session, anne):
    campaign = make_campaign(session, mode=ANONYMOUS)
    ticket = make_submission(session, campaign, 1, 3)

    page = text_of(anne.get(f"/r/{campaign.code}/{ticket.text}"))

    assert "Ranger ces réponses" not in page
    assert "/account/sign-in" not in page


def test_kept_answers_are_in_the_space_without_their_ticket(session, campaign, anne):
    ticket = make_submission(session, campaign, 1, 3)

    answer = anne.post("/me/keep", data={"code": campaign.code, "ticket": ticket.text})

    assert (answer.status_code, answer.location) == (303, "/me/")
    page = text_of(anne.get("/me/"))
    assert f"/me/results/{campaign.code}" in page
    assert ticket.text not in page
    assert ticket.hash.hex() not in page


def test_anonymous_answers_are_refused_by_name(session, anne):
    campaign = make_campaign(session, mode=ANONYMOUS)
    ticket = make_submission(session, campaign, 1, 3)

    answer = anne.post("/me/keep", data={"code": campaign.code, "ticket": ticket.text})

    assert answer.status_code == 409
    assert "pas même à vous" in text_of(answer)
    assert session.scalars(select(Submission.person_id)).all() == [None]


@pytest.mark.parametrize(("ticket", "status"), [("", 400), ("ABC.axyz", 400)])
def test_a_ticket_that_is_not_ours_keeps_nothing(campaign, anne, ticket, status):
    answer = anne.post("/me/keep", data={"code": campaign.code, "ticket": ticket})

    assert answer.status_code == status


def test_an_unknown_campaign_is_not_found(anne):
    assert anne.post("/me/keep", data={"code": "nulle", "ticket": "x"}).status_code == 404


def test_a_result_is_read_from_the_space_and_the_reading_is_noted(session, campaign, anne, kept):
    page = text_of(anne.get(f"/me/results/{campaign.code}"))

    assert "Mon résultat" in page
    assert "Compétence D4-02" in page
    assert kept.text not in page
    [reading] = session.scalars(select(Reading))
    assert (reading.reader, reading.act, reading.at) == ("", "page", NOW)
    told = text_of(anne.get("/me/readings"))
    assert "Vous" in told
    assert "Coopérer en 2026" in told


@pytest.mark.usefixtures("kept")
def test_no_other_person_finds_it(campaign, sign_in_as):
    for roles in ((), (Role.ADMINISTRATOR,), (Role.FACILITATOR,), (Role.ANALYST,)):
        other = sign_in_as(*roles, name="Benoit")
        for act in ("", "/share"):
            assert other.get(f"/me/results/{campaign.code}{act}").status_code == 404
        for act in ("remove", "withdraw", "share"):
            answer = other.post(f"/me/results/{campaign.code}/{act}")
            assert answer.status_code == 404, act


@pytest.mark.usefixtures("kept")
def test_answers_taken_out_of_the_space_still_count(session, campaign, anne):
    answer = anne.post(f"/me/results/{campaign.code}/remove")

    assert answer.status_code == 303
    assert anne.get(f"/me/results/{campaign.code}").status_code == 404
    assert received(session, [campaign.id]) == {campaign.id: 1}


def test_answers_withdrawn_from_the_space_count_no_more(
    session, campaign, anne, kept, installation
):
    anne.post(f"/me/results/{campaign.code}/withdraw")

    assert received(session, [campaign.id]) == {campaign.id: 0}
    assert differences(session, campaign) == {}
    assert digest_of(SECRET, kept.hash.hex()) in lines_in_file(installation)


def test_answers_withdrawn_by_their_ticket_are_in_the_ledger_too(
    session, campaign, client, kept, installation
):
    client.post(f"/r/{campaign.code}/{kept.text}/withdraw")

    assert digest_of(SECRET, kept.hash.hex()) in lines_in_file(installation)
    assert count(session, Submission) == 0


@pytest.mark.usefixtures("kept")
def test_a_result_is_shown_to_a_named_person_under_a_link_shown_once(
    session, campaign, anne, client
):
    made = shown_to(anne, campaign)

    link = link_in(made)
    assert "/shared/" not in text_of(anne.get(f"/me/results/{campaign.code}/share"))
    gate = client.get(link)
    assert "Benoît Martin" in text_of(gate)
    assert "ne peut servir ni à l’évaluer" in text_of(gate)
    assert "Compétence D4-02" not in text_of(gate)
    assert count(session, Reading) == 0
    page = client.post(link)
    assert "Compétence D4-02" in text_of(page)
    assert "ne peut servir ni à l’évaluer" in text_of(page)
    [reading] = session.scalars(select(Reading))
    assert (reading.reader, reading.act) == ("Benoît Martin", "page")
    assert "Benoît Martin" in text_of(anne.get("/me/readings"))


@pytest.mark.usefixtures("kept")
def test_the_shared_page_leaves_no_trace_elsewhere(campaign, anne, client):
    link = link_in(shown_to(anne, campaign))

    for answer in (client.get(link), client.post(link)):
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.headers["Cache-Control"] == "no-store"
        assert '<meta name="robots" content="noindex, nofollow">' in text_of(answer)
        assert "Set-Cookie" not in answer.headers


@pytest.mark.usefixtures("kept")
def test_a_share_ends_on_its_day_or_when_its_owner_says(session, campaign, anne, client, clock):
    link = link_in(shown_to(anne, campaign))
    other = link_in(shown_to(anne, campaign, reader="Chloé"))
    [share] = session.scalars(select(ResultShare).where(ResultShare.reader == "Chloé"))

    anne.post(f"/me/shares/{share.id}/end")

    assert client.post(other).status_code == 404
    clock.now = NOW + timedelta(days=11)
    assert client.post(link).status_code == 200
    clock.now = NOW + timedelta(days=12)
    assert (client.get(link).status_code, client.post(link).status_code) == (404, 404)


@pytest.mark.usefixtures("kept")
def test_a_share_is_not_another_persons_to_end(session, campaign, anne, sign_in_as):
    shown_to(anne, campaign)
    [share] = session.scalars(select(ResultShare))

    answer = sign_in_as(Role.ADMINISTRATOR, name="Benoit").post(f"/me/shares/{share.id}/end")

    assert answer.status_code == 404
    assert share.revoked_at is None


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        ("2026-11-19", "La date de fin est passée"),
        ("2027-02-19", "Choisissez une date plus proche"),
        ("hier", "Donnez une date"),
        ("", "Donnez le dernier jour"),
    ],
)
def test_a_date_that_cannot_be_is_refused_beside_its_field(
    session, campaign, anne, until, sentence
):
    page = text_of(shown_to(anne, campaign, until=until))

    assert sentence in page
    assert 'value="Benoît Martin"' in page
    assert count(session, ResultShare) == 0


def test_a_link_that_nobody_made_is_not_found(client):
    assert client.get("/shared/nothing").status_code == 404
    assert client.post("/shared/nothing").status_code == 404


def test_agreeing_and_withdrawing_are_as_easy(session, sign_in_as):
    anne = sign_in_as(Role.MEMBER)
    benoit = sign_in_as(Role.TRAINER, name="Benoit")

    data = {"purpose": "directory", "go": "give", "directory-text": "Animer une concertation"}
    anne.post("/me/consents", data=data)

    assert "Animer une concertation" in text_of(benoit.get("/me/directory"))
    assert "anne@example.org" in text_of(benoit.get("/me/directory"))
    assert "accord donné" in text_of(anne.get("/me/consents"))
    anne.post("/me/consents", data={"purpose": "directory", "go": "withdraw"})
    assert "Animer" not in text_of(benoit.get("/me/directory"))
    assert count(session, DirectoryEntry) == 0
    [choice] = session.scalars(select(OptIn))
    assert (choice.given_at, choice.withdrawn_at) == (NOW, NOW)


def test_the_directory_is_for_the_members_of_a_same_organisation(session, sign_in_as):
    anne = sign_in_as(Role.MEMBER)
    data = {"purpose": "directory", "go": "give", "directory-text": "Animer"}
    anne.post("/me/consents", data=data)
    elsewhere = make_organisation(session, "cnfpt")

    outside = sign_in_as(Role.ADMINISTRATOR, organisation=elsewhere, name="Benoit")
    nowhere = sign_in_as(name="Chloe")

    assert "Animer" not in text_of(outside.get("/me/directory"))
    assert nowhere.get("/me/directory").status_code == 403


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("  ", "Écrivez quelques mots"), ("x" * 1001, "1000 caractères au plus")],
)
def test_a_text_that_cannot_be_is_refused_beside_its_field(session, anne, text, sentence):
    data = {"purpose": "directory", "go": "give", "directory-text": text}

    page = text_of(anne.post("/me/consents", data=data))

    assert sentence in page
    assert text in page
    assert count(session, OptIn) == 0


def test_an_unknown_purpose_is_refused(anne):
    answer = anne.post("/me/consents", data={"purpose": "newsletter", "go": "give"})

    assert answer.status_code == 422


def test_the_archive_holds_everything_with_its_words(session, campaign, anne, kept):
    shown_to(anne, campaign)
    person = make_person(session)
    add_role(session, make_organisation(session), person, Role.MEMBER, today=None)
    session.commit()

    answer = anne.post("/me/export")

    assert answer.mimetype == "application/zip"
    with ZipFile(BytesIO(answer.get_data())) as archive:
        assert archive.namelist() == ["reperes.html", "reperes.pdf", "reperes.json"]
        told = json.loads(archive.read("reperes.json"))
        page = archive.read("reperes.html").decode()
        printed = words(archive.read("reperes.pdf"))
    assert told["person"]["email"] == "anne@example.org"
    assert told["memberships"] == [{"organisation": "UNADEL", "role": "member", "since": None}]
    [sheet] = told["answers"]
    assert [(i["code"], i["label"], i["current"]) for i in sheet["items"]] == [
        ("D4-01", "Compétence D4-01", 1),
        ("D4-02", "Compétence D4-02", 3),
    ]
    assert [row["reader"] for row in told["rows"]["result_share"]] == ["Benoît Martin"]
    assert [(r["reader"], r["act"]) for r in told["readings"]] == [("Anne", "export")]
    assert [act["act"] for act in told["acts"]] == ["result.shared", "person.exported"]
    assert len(told["rows"]["web_session"]) == 1
    assert "Compétence D4-01" in page
    assert "D4-01 Compétence D4-01 1" in printed
    assert "UNADEL : membre" in printed
    assert kept.hash.hex() not in json.dumps(told) + page


@pytest.mark.usefixtures("kept")
def test_an_archive_holds_nothing_of_another_person(campaign, anne, sign_in_as):
    shown_to(anne, campaign)
    benoit = sign_in_as(name="Benoit")

    answer = benoit.post("/me/export")

    with ZipFile(BytesIO(answer.get_data())) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    printed = words(files.pop("reperes.pdf"))
    text = printed + "".join(data.decode() for data in files.values())
    assert "anne@example.org" not in text
    assert campaign.title not in text
    assert "Benoît Martin" not in text


@pytest.mark.usefixtures("kept")
def test_a_person_is_erased_on_their_word(session, campaign, anne, installation):
    uid = make_person(session).uid

    page = text_of(anne.post("/me/erase", data={"typed": " Anne@Example.org "}))

    assert "Votre compte est effacé." in page
    digest = digest_of(SECRET, uid)
    assert digest.hex()[:16] in page
    assert digest in lines_in_file(installation)
    for table in (Person, WebSession, Submission, Reading, ResultShare):
        assert count(session, table) == 0, table
    assert differences(session, campaign) == {}
    assert anne.get("/me/").status_code == 302


@pytest.mark.parametrize("typed", ["", "benoit@example.org"])
def test_nothing_is_erased_without_the_right_word(session, anne, typed):
    page = text_of(anne.post("/me/erase", data={"typed": typed}))

    assert "ecopiez" in page
    assert count(session, Person) == 1


def test_the_last_administrator_is_told_what_to_do_first(session, sign_in_as):
    anne = sign_in_as(Role.ADMINISTRATOR)
    add_role(
        session, make_organisation(session), make_person(session, "B"), Role.MEMBER, today=None
    )

    warned = text_of(anne.get("/me/erase"))
    refused = text_of(anne.post("/me/erase", data={"typed": "anne@example.org"}))

    for page in (warned, refused):
        assert "UNADEL" in page
        assert "faites partir l’organisation" in page
    assert count(session, Person) == 2


def test_one_administrator_of_two_may_go(session, sign_in_as):
    anne = sign_in_as(Role.ADMINISTRATOR)
    benoit = make_person(session, "Benoit")
    add_role(session, make_organisation(session), benoit, Role.ADMINISTRATOR, today=None)

    anne.post("/me/erase", data={"typed": "anne@example.org"})

    assert session.scalars(select(Person.name)).all() == ["Benoit"]


def test_erasing_asks_for_a_fresh_proof(session, anne, clock):
    clock.now = NOW + timedelta(hours=1)

    answer = anne.get("/me/erase")
    refused = anne.post("/me/erase", data={"typed": "anne@example.org"})

    assert answer.status_code == 302
    assert "/account/sign-in" in answer.location
    assert refused.status_code == 400
    assert count(session, Person) == 1


def test_an_erased_person_is_nobody_in_the_journal(session, anne):
    anne.post("/me/export")
    anne.post("/me/erase", data={"typed": "anne@example.org"})

    acts = session.execute(select(AuditEntry.act, AuditEntry.actor)).all()

    assert [act for act, _ in acts] == ["person.exported", "person.erased"]
    assert acts[0].actor == acts[1].actor != ""
    assert count(session, PersonKey) == 0
