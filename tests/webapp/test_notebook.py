"""One's own notebook: written, found again, changed, deleted, taken away, read by nobody else."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from reports.organisation_file import write_organisation
from surveys.models import AuditEntry, Note
from surveys.notebook import write_note
from surveys.roles import Role
from tests.answering import count, text_of
from tests.conftest import NOW
from tests.factories import items_in, make_organisation, make_person, make_version


@pytest.fixture
def competence(session):
    version = make_version(session, ("D4-01", "D4-02"))
    session.commit()
    return items_in(session, version)[0]


@pytest.fixture
def anne(sign_in_as):
    return sign_in_as(Role.MEMBER)


def noted(session, lineage, text, name="Anne"):
    note = write_note(session, make_person(session, name).id, lineage=lineage, text=text, now=NOW)
    session.commit()
    return note


def test_a_note_on_a_competence_is_written_and_shown(session, competence, anne):
    words = {"lineage": competence.lineage, "text": "  Essayé en réunion\n\nÀ refaire <b> "}

    answer = anne.post("/me/notebook/", data=words)

    assert (answer.status_code, answer.location) == (303, "/me/notebook/")
    shown = anne.get("/me/notebook/")
    assert "<p>À refaire &lt;b&gt;</p>" in shown.get_data(as_text=True)
    page = text_of(shown)
    assert "Compétence D4-01" in page
    assert "Ne citez personne" in page
    [note] = session.scalars(select(Note))
    assert (note.text, note.written_at) == ("Essayé en réunion\n\nÀ refaire <b>", NOW)
    assert count(session, AuditEntry) == 0
    assert "1 note, que vous seul·e lisez" in text_of(anne.get("/me/"))


def test_notes_are_found_by_competence_or_all_together(session, competence, anne):
    noted(session, competence.lineage, "Sur une")
    noted(session, "", "Sur aucune")

    whole, one, none, unknown = (
        text_of(anne.get(f"/me/notebook/{asked}"))
        for asked in ("", f"?competence={competence.lineage}", "?competence=", "?competence=x")
    )

    assert ("Sur une" in whole, "Sur aucune" in whole) == (True, True)
    assert ("Sur une" in one, "Sur aucune" in one) == (True, False)
    assert ("Sur une" in none, "Sur aucune" in none) == (False, True)
    assert ("Sur une" in unknown, "Sur aucune" in unknown) == (True, True)


def test_a_note_is_changed_then_deleted(session, competence, anne):
    note = noted(session, "", "Premier jet")

    assert "Premier jet" in text_of(anne.get(f"/me/notebook/{note.id}"))
    anne.post(f"/me/notebook/{note.id}", data={"lineage": competence.lineage, "text": "Mieux"})

    session.expire_all()
    assert (note.text, note.lineage) == ("Mieux", competence.lineage)
    assert anne.post(f"/me/notebook/{note.id}/delete").status_code == 303
    assert count(session, Note) == 0


@pytest.mark.usefixtures("competence")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"lineage": "", "text": "  "}, "Écrivez quelques mots"),
        ({"lineage": "", "text": "x" * 4001}, "4000 caractères au plus"),
        ({"lineage": "d-ailleurs", "text": "Ce que j’ai écrit"}, "Ce que j’ai écrit"),
    ],
)
def test_a_note_that_cannot_be_is_refused_and_nothing_typed_is_lost(session, anne, words, sentence):
    page = text_of(anne.post("/me/notebook/", data=words))

    assert sentence in page
    assert words["text"] in page
    assert "error-summary" in page
    assert count(session, Note) == 0


def test_a_note_is_nowhere_for_anybody_else(session, competence, sign_in_as):
    note = noted(session, competence.lineage, "Rien qu’à moi")

    for role in Role:
        other = sign_in_as(role, name="Benoit")
        assert "Rien qu’à moi" not in text_of(other.get("/me/notebook/"))
        for method, address in (("get", ""), ("post", ""), ("post", "/delete")):
            answer = getattr(other, method)(f"/me/notebook/{note.id}{address}")
            assert answer.status_code == 404
    exported = BytesIO()
    write_organisation(session, make_organisation(session), exported)
    with ZipFile(exported) as archive:
        assert all(b"Rien qu" not in archive.read(name) for name in archive.namelist())
    assert note.text == "Rien qu’à moi"


def test_notes_are_in_the_archive_with_their_competence_and_go_with_the_account(
    session, competence, anne
):
    noted(session, competence.lineage, "À emporter")

    answer = anne.post("/me/export")

    with ZipFile(BytesIO(answer.get_data())) as archive:
        told = json.loads(archive.read("reperes.json"))
        page = archive.read("reperes.html").decode()
    [note] = told["notes"]
    assert (note["competence"], note["text"]) == ("D4-01 · Compétence D4-01", "À emporter")
    assert "À emporter" in page
    anne.post("/me/erase", data={"typed": "anne@example.org"})
    assert count(session, Note) == 0
