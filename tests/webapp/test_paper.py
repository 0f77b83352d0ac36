"""Printing sheets, keying them, deciding where two keyings differ."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from surveys.models import AuditEntry, PaperSheet, Submission
from surveys.queries.campaigns import get_submission, received
from surveys.tickets import new_ticket, ticket_of_code
from tests.answering import text_of
from tests.conftest import NOW
from tests.factories import SECRET, make_submission
from tests.paper import every_type, keyed, paper_campaign, printed_sheets
from tests.pdf import elements, faults, kinds, opened, words

PRINT = {"sheets": "2", "language": "fr", "keyed": "twice"}


@pytest.fixture
def campaign(session):
    return paper_campaign(session)


def at(campaign, page=""):
    return f"/campaigns/{campaign.id}/paper{page}"


def printing(facilitator, campaign, **changes):
    return facilitator.post(at(campaign), data=PRINT | changes)


def codes_in(data):
    return set(re.findall(r"\b[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{3}\b", words(data)))


def keying(facilitator, campaign, ticket, attempt="a", **typed):
    data = {"sheet": ticket.shown_code.lower(), "attempt": attempt} | typed
    return facilitator.post(at(campaign, "/key"), data=data)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_sheets_are_a_tagged_pdf_with_every_type_of_question(
    facilitator, session, tmp_path, language
):
    campaign = every_type(
        session, ratings=("importance", "before"), attributes=("profile", "structure")
    )

    answer = printing(facilitator, campaign, language=language, phone="y")

    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    path = tmp_path / "sheets.pdf"
    path.write_bytes(answer.data)
    assert not faults(path)
    pdf = opened(answer.data)
    assert pdf.Root.Lang == {"fr": "fr-FR", "en": "en-GB"}[language]
    with pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == campaign.title
    found = kinds(pdf)
    assert found.count("Figure") == 2  # a QR code a sheet
    assert found.count("TH") >= 2 * 4
    assert all(str(one.Alt) for one in elements(pdf.Root.StructTreeRoot) if one.S == "/Figure")


def test_sheets_say_the_true_settings_and_each_its_code(facilitator, session):
    campaign = every_type(session, ratings=("importance", "before"))

    data = printing(facilitator, campaign).data

    codes = codes_in(data)
    kept = set(session.scalars(select(PaperSheet.ticket_hash)))
    assert len(codes) == 2
    assert {ticket_of_code(SECRET, campaign.id, code).hash for code in codes} == kept
    said = words(data)
    assert "rien n’est enregistré qui permette de vous retrouver" in said
    assert "contact@example.org" in said
    assert "Pas encore" in said
    assert "Seulement si vous avez répondu 2 à la question 5." in said
    for kind in ("choice", "multiple", "yes_no", "ladder", "tension", "ranking", "factors"):
        assert f"Question {kind}" in said
    assert said.count("Avant l’atelier") == 2


def test_a_sheet_begins_on_the_right_and_looks_back_on_a_page_of_its_own(facilitator, session):
    campaign = paper_campaign(session, ratings=("importance", "before"))

    pages = opened(printing(facilitator, campaign, sheets="3").data).pages

    assert len(pages) == 3 + 2 * 1 + 1  # two pages each: questions, then how it was before


def test_a_specimen_is_read_before_the_opening_and_keeps_nothing(facilitator, session):
    campaign = paper_campaign(session, opened=False)

    answer = facilitator.get(at(campaign, "/specimen.pdf?of=en"))

    assert "SPECIMEN" in words(answer.data)
    assert codes_in(answer.data) == set()
    assert session.scalars(select(PaperSheet)).all() == []
    assert "Ouvrez la campagne, puis imprimez" in text_of(facilitator.get(at(campaign)))


def test_too_many_sheets_are_refused_beside_the_field(facilitator, session, campaign):
    for sheets, sentence in (("501", "Entre 1 et 500 feuilles."), ("x", "un nombre entier")):
        answer = printing(facilitator, campaign, sheets=sheets)
        assert sentence in text_of(answer)
    assert session.scalars(select(PaperSheet)).all() == []


def test_printing_and_keying_are_in_the_journal_once_a_day_and_name_no_sheet(
    facilitator, session, campaign
):
    printing(facilitator, campaign)
    for ticket in printed_sheets(session, campaign, 2):
        assert keying(facilitator, campaign, ticket, c0="1").status_code == 303

    entries = session.scalars(select(AuditEntry).where(AuditEntry.act.startswith("paper."))).all()
    assert [(entry.act, entry.subject) for entry in entries] == [
        ("paper.printed", f"campaign:{campaign.id}"),
        ("paper.keyed", f"campaign:{campaign.id}"),
    ]
    assert received(session, [campaign.id])[campaign.id] == 2


def test_what_is_wrong_stays_in_sight_and_nothing_typed_is_lost(facilitator, session, campaign):
    [ticket, *_] = printed_sheets(session, campaign)

    wrong = keying(facilitator, campaign, ticket, c0="7", i0="3")
    unknown = keying(facilitator, campaign, new_ticket(SECRET, campaign.id), c0="2", i0="3")

    assert wrong.status_code == unknown.status_code == 422
    assert "« 7 » n’est aucune case" in text_of(wrong).replace("\u00a0", " ")
    assert 'name="c0" value="7"' in text_of(wrong)
    assert "aucune feuille de cette campagne" in text_of(unknown)
    assert 'name="i0" value="3"' in text_of(unknown)
    assert received(session, [campaign.id])[campaign.id] == 0


def test_a_wrong_code_and_a_wrong_key_are_both_told(facilitator, session, campaign):
    printed_sheets(session, campaign)

    answer = facilitator.post(at(campaign, "/key"), data={"sheet": "xyz", "c0": "9"})

    assert "aucune feuille de cette campagne" in text_of(answer)
    assert "n’est aucune case de cette question" in text_of(answer)


def test_a_script_asks_whether_a_sheet_may_be_keyed(facilitator, session, campaign):
    once, twice = printed_sheets(session, campaign, 2, twice=True)
    keyed(session, campaign, twice, attempt="a", c0="1")
    keyed(session, campaign, twice, attempt="b", c0="2")

    def looked(code):
        return facilitator.post(at(campaign, "/look"), data={"sheet": code})

    assert looked(once.code).json["fit"]
    assert not looked(twice.code).json["fit"]
    assert "aucune feuille" in looked("222222222").json["said"]


def test_every_difference_is_shown_and_decided(facilitator, session, campaign):
    [ticket] = printed_sheets(session, campaign, 1, twice=True)
    first = keying(facilitator, campaign, ticket, "a", c0="3", i0="1", c1="2")
    second = keying(facilitator, campaign, ticket, "b", c0="4", i0="1", c1="2", i1="0")

    assert first.status_code == 303
    shown = unescape(second.get_data(as_text=True))
    assert re.findall(r'data-difference="(\w+)"', shown) == ["c0", "i1"]
    assert received(session, [campaign.id])[campaign.id] == 0

    decision = {"sheet": ticket.code, "decided": "1", "pick-c0": "2"}
    undecided = facilitator.post(at(campaign, "/check"), data=decision)
    assert undecided.status_code == 422
    assert 'name="pick-c0" value="2" checked' in text_of(undecided)
    done = facilitator.post(at(campaign, "/check"), data=decision | {"pick-i1": "1"})

    assert done.status_code == 303
    assert get_submission(session, ticket.hash).levels[0].current == 4
    assert received(session, [campaign.id])[campaign.id] == 1


def test_a_sheet_without_differences_has_nothing_to_decide(facilitator, session, campaign):
    [ticket] = printed_sheets(session, campaign, 1)

    answer = facilitator.post(at(campaign, "/check"), data={"sheet": ticket.code})

    assert answer.status_code == 422
    assert "aucune différence n’est à trancher" in text_of(answer)
    assert facilitator.get(at(campaign, "/check")).status_code == 200


def test_the_page_tells_how_far_keying_is_and_that_the_notice_changed(
    facilitator, session, campaign
):
    first, second = printed_sheets(session, campaign, 2, twice=True)
    keyed(session, campaign, first, c0="1")
    campaign.notice = 2
    session.commit()

    page = text_of(facilitator.get(at(campaign)))

    row = re.search(r"<tbody>(.*?)</tbody>", page, re.S)[1]
    assert re.findall(r'class="number">(\d+)<', row) == ["2", "0", "1", "0", "0"]
    assert "L’information donnée aux personnes a changé" in page
    assert second.code not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_base_as_often_for_one_batch_as_for_three(
    facilitator, session, campaign, count_queries, count
):
    for _ in range(count):
        printed_sheets(session, campaign, 2)
    with count_queries() as statements:
        facilitator.get(at(campaign))

    assert len(statements) == 9


def test_the_code_of_a_sheet_opens_the_questionnaire_on_a_phone(client, session, campaign):
    [ticket] = printed_sheets(session, campaign, 1, phone=True)

    page = client.get(f"/c/{campaign.code}/sheet/{ticket.code}")
    begun = client.post(f"/c/{campaign.code}/resume", data={"resume": ticket.code})

    assert ticket.shown_code in text_of(page)
    assert begun.status_code == 303
    assert ticket.text in begun.headers["Set-Cookie"]
    assert client.get(f"/c/{campaign.code}/sheet/222222223").status_code == 404


def test_answers_of_a_phone_are_not_keyed(facilitator, session, campaign):
    [ticket] = printed_sheets(session, campaign, 1, phone=True)
    make_submission(session, campaign, 1, 2)
    session.add(
        Submission(
            ticket_hash=ticket.hash, campaign_id=campaign.id, batch=1, day=NOW.date(),
            segment_id=session.scalars(select(Submission.segment_id)).first(),
            levels=session.scalars(select(Submission)).first().levels,
        )
    )  # fmt: skip
    session.commit()

    answer = keying(facilitator, campaign, ticket, c0="1")

    assert "déjà arrivées par téléphone" in text_of(answer)
