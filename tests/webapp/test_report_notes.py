"""Notes of the analysis: who writes them, who reads them, and that nothing typed is lost."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from reports.archive import ReportNote
from reports.fingerprint import print_of
from reports.queries import archived, last_release
from reports.release import release_campaign
from surveys.erasure import erase_person
from surveys.models import AuditEntry
from surveys.roles import Role
from surveys.shares import EXPORT, Terms, share
from tests.conftest import NOW
from tests.factories import SECRET, make_campaign, make_organisation, make_person, make_submission

SENT = {
    "text": "Les réponses viennent surtout du littoral.",
    "section": "needs",
    "language": "fr",
    "signature": "organisation",
    "seen": "1",
}
HEAD = "Note de l’analyse, 20 novembre 2026 – UNADEL"


def released_again(session, campaign):
    for person in range(6):
        levels = [(3, person % 2), (2, 2)]
        make_submission(session, campaign, *levels, profile="P1", structure="public")
    release = release_campaign(session, campaign, now=NOW, languages={"fr": str, "en": str})
    session.commit()
    return release


@pytest.fixture
def campaign(session):
    made = make_campaign(session, title="Besoins du séminaire")
    released_again(session, made)
    return made


@pytest.fixture
def analyst(sign_in_as):
    return sign_in_as(Role.ANALYST, name="Chloe")


@pytest.fixture
def address(campaign):
    return f"/reports/campaigns/{campaign.id}/notes"


def text_of(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    return response.get_data(as_text=True)


def sent(client, address, **changed):
    """Return the page that answers a note sent, or nothing where it was taken."""
    response = client.post(address, data=SENT | changed)
    assert response.status_code in (200, 303)
    return response.get_data(as_text=True) if response.status_code == 200 else ""


def written(session):
    session.expire_all()
    return session.scalars(select(ReportNote).order_by(ReportNote.id)).all()


def test_an_analyst_writes_a_note_that_all_readers_see_beside_the_figures(
    session, analyst, sign_in_as, campaign, address
):
    report = f"/reports/campaigns/{campaign.id}"
    assert address in text_of(analyst, report)

    assert sent(analyst, address) == ""

    trainer = sign_in_as(Role.TRAINER, name="Zoe")
    page = text_of(trainer, report)
    assert HEAD in page
    assert SENT["text"] in page
    assert address not in page
    needs = page.index('id="section-needs"')
    assert needs < page.index(SENT["text"]) < page.index('id="section-', needs + 20)
    for extension in ("txt", "csv", "json"):
        assert SENT["text"] in text_of(trainer, f"{report}.{extension}")
    assert HEAD in text_of(trainer, f"{report}/slides")
    [entry] = session.scalars(select(AuditEntry).where(AuditEntry.act == "note.written"))
    assert (entry.subject, entry.organisation_id) == (
        f"campaign:{campaign.id}",
        campaign.organisation_id,
    )


def test_a_report_shared_with_another_organisation_carries_its_notes(
    session, analyst, sign_in_as, campaign, address
):
    sent(analyst, address)
    partner = make_organisation(session, "organisme")
    terms = Terms(purpose="Bâtir", scope=EXPORT)
    share(session, campaign, partner, terms, by=make_person(session).id, now=NOW)
    session.commit()
    reader = sign_in_as(Role.ANALYST, organisation=partner, name="Zoe")

    assert HEAD in text_of(reader, f"/reports/campaigns/{campaign.id}")
    assert HEAD in text_of(reader, f"/reports/campaigns/{campaign.id}.txt")
    assert reader.get(address).status_code == 404


def test_the_frozen_report_and_its_print_do_not_change(session, analyst, campaign, address):
    frozen = archived(session, last_release(session, campaign.id), "fr")
    sent(analyst, address)
    session.expire_all()
    after = archived(session, last_release(session, campaign.id), "fr")

    assert after == frozen
    assert print_of(after) == print_of(frozen)


def test_a_note_holds_markup_as_text(analyst, campaign, address):
    sent(analyst, address, text="<b>gras</b>\n\n=cmd()\u202e")

    page = text_of(analyst, f"/reports/campaigns/{campaign.id}")
    assert "&lt;b&gt;gras&lt;/b&gt;" in page
    assert "<b>gras" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"text": "  \n "}, "Écrivez la note."),
        ({"text": "x" * 1001}, "1000 caractères au plus"),
        ({"text": "Demandez à anne@example.org."}, "N’écrivez pas d’adresse électronique"),
        ({"seen": "0"}, "La publication n° 1 a paru pendant que vous écriviez"),
    ],
)
def test_what_is_refused_says_why_beside_the_field_and_stays(
    session, analyst, address, changed, reason
):
    page = sent(analyst, address, **changed)

    beside = page.partition('id="text-error"')[2].partition("</p>")[0]
    assert reason in beside
    if changed.get("text", "x").strip():
        assert changed.get("text", SENT["text"]) in page
    assert written(session) == []


def test_a_note_that_a_new_release_came_before_is_taken_at_the_second_sending(
    session, analyst, campaign, address
):
    released_again(session, campaign)
    page = sent(analyst, address)

    assert 'name="seen" type="hidden" value="2"' in page
    assert sent(analyst, address, seen="2") == ""
    assert [note.release_id for note in written(session)] == [last_release(session, campaign.id).id]


def test_a_correction_says_its_date_and_who_came_second_loses_nothing(
    session, clock, analyst, sign_in_as, campaign, address
):
    sent(analyst, address)
    [note] = written(session)
    clock.now = NOW + timedelta(days=2)
    facilitator = sign_in_as(Role.FACILITATOR, name="Anne")
    edit = f"{address}/{note.id}"

    assert sent(facilitator, edit, text="Corrigé par une autre.", seen="1") == ""
    clashing = sent(analyst, edit, text="Mon second jet.", seen="1")

    assert "Cette note a changé pendant que vous l’écriviez" in clashing
    assert "Mon second jet." in clashing
    assert "Corrigé par une autre." in clashing
    report = text_of(analyst, f"/reports/campaigns/{campaign.id}")
    assert "20 novembre 2026, corrigée le 22 novembre 2026 – UNADEL" in report
    assert sent(analyst, edit, text="Mon second jet.", seen="2") == ""
    assert [(it.text, it.revision) for it in written(session)] == [("Mon second jet.", 3)]


def test_a_note_sent_unchanged_is_not_said_to_be_corrected(session, analyst, address):
    sent(analyst, address)
    [note] = written(session)

    assert sent(analyst, f"{address}/{note.id}") == ""
    assert [(it.corrected_on, it.revision) for it in written(session)] == [(None, 1)]


def test_a_withdrawn_note_is_read_no_more_can_be_put_back_and_deleted(
    session, analyst, campaign, address
):
    report = f"/reports/campaigns/{campaign.id}"
    sent(analyst, address)
    [note] = written(session)
    settle = f"{address}/{note.id}/settle"

    analyst.post(settle, data={"act": "delete"})
    assert SENT["text"] in text_of(analyst, report)

    analyst.post(settle, data={"act": "withdraw"})
    assert SENT["text"] not in text_of(analyst, report)
    assert SENT["text"] not in text_of(analyst, f"{report}.json")
    assert SENT["text"] in text_of(analyst, address)

    analyst.post(settle, data={"act": "restore"})
    assert SENT["text"] in text_of(analyst, report)

    analyst.post(settle, data={"act": "withdraw"})
    analyst.post(settle, data={"act": "delete"})
    assert written(session) == []
    acts = session.scalars(select(AuditEntry.act).where(AuditEntry.act.startswith("note.")))
    assert list(acts) == [
        "note.written",
        "note.withdrawn",
        "note.restored",
        "note.withdrawn",
        "note.deleted",
    ]


def test_words_that_corrected_a_note_deleted_meanwhile_are_offered_as_a_new_one(analyst, address):
    page = sent(analyst, f"{address}/999", text="Ce que j’ai tapé.")

    assert "Cette note a été supprimée" in page
    assert "Ce que j’ai tapé." in page
    assert analyst.get(f"{address}/999").status_code == 404


def test_notes_of_the_release_before_are_taken_up_one_by_one(session, analyst, campaign, address):
    sent(analyst, address)
    sent(analyst, address, text="Une autre remarque.", section="report")
    first, second = written(session)
    released_again(session, campaign)

    assert SENT["text"] not in text_of(analyst, f"/reports/campaigns/{campaign.id}")
    offered = text_of(analyst, address)
    assert SENT["text"] in offered
    assert "Une autre remarque." in offered

    taking = f"{address}?take={first.id}"
    form = text_of(analyst, taking).partition('<form method="post" action="')[2]
    assert SENT["text"] in form.partition("<textarea")[2].partition("</textarea>")[0]
    assert sent(analyst, taking, text="Relue devant les nouveaux chiffres.", seen="2") == ""
    analyst.post(f"{address}/{second.id}/settle", data={"act": "leave"})

    page = text_of(analyst, f"/reports/campaigns/{campaign.id}")
    assert "Relue devant les nouveaux chiffres." in page
    assert "Une autre remarque." not in page
    left = text_of(analyst, address)
    assert SENT["text"] not in left
    assert "Une autre remarque." not in left
    assert written(session)[0].text == SENT["text"]


def test_a_note_signed_by_somebody_erased_is_the_organisations(
    session, analyst, sign_in_as, campaign, address, tmp_path
):
    chloe, report = make_person(session, "Chloe"), f"/reports/campaigns/{campaign.id}"
    sent(analyst, address, signature="name")
    trainer = sign_in_as(Role.TRAINER, name="Zoe")
    assert "Note de l’analyse, 20 novembre 2026 – Chloe" in text_of(trainer, report)

    erase_person(session, chloe, secret=SECRET, folder=tmp_path, now=NOW)
    session.commit()

    page = text_of(trainer, report)
    assert HEAD in page
    assert "Chloe" not in page


def test_who_only_reads_writes_no_note(sign_in_as, address):
    for role in (Role.TRAINER, Role.MEMBER, Role.ADMINISTRATOR):
        client = sign_in_as(role, name=role.capitalize())
        assert client.get(address).status_code == 403


def test_a_campaign_without_figures_has_nothing_to_note(session, analyst):
    made = make_campaign(session)
    session.commit()

    page = text_of(analyst, f"/reports/campaigns/{made.id}/notes")
    assert "Pas encore de chiffres" in page
    assert "<textarea" not in page
