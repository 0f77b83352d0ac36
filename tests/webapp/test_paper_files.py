"""Sheets keyed in a spreadsheet: the template, the plan, the import, and files that mean harm."""

import csv
import re
from html import unescape
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from sqlalchemy import select
from xlsxwriter import Workbook

from referentiel.formats.base import Source
from referentiel.formats.grids import grids_of
from referentiel.formats.notes import Notes
from referentiel.formats.workbook_writing import Leaf, write_ods, write_xlsx
from surveys.models import AuditEntry, PaperKeying
from surveys.queries.campaigns import get_submission, received
from surveys.queries.paper import progress_of
from surveys.tickets import new_ticket
from tests.answering import text_of
from tests.conftest import NOW
from tests.factories import SECRET
from tests.paper import every_type, keyed, paper_campaign, printed_sheets

TITLES = ("code", "1a", "1b", "2a", "2b")


@pytest.fixture
def campaign(session):
    return paper_campaign(session)


def at(campaign, page):
    return f"/campaigns/{campaign.id}/paper/{page}"


def as_csv(*rows, titles=TITLES):
    text = StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([titles, *rows])
    return text.getvalue().encode("utf-8-sig"), "feuilles.csv"


def as_workbook(write, name):
    def written(*rows, titles=TITLES):
        stream = BytesIO()
        write([Leaf("Feuilles", [titles, *rows])], stream, "Feuilles")
        return stream.getvalue(), name

    return written


FORMATS = {
    "csv": as_csv,
    "xlsx": as_workbook(write_xlsx, "feuilles.xlsx"),
    "ods": as_workbook(write_ods, "feuilles.ods"),
}


def send(facilitator, campaign, file):
    content, name = file
    return facilitator.post(at(campaign, "upload"), data={"file": (BytesIO(content), name)})


def fields_of(plan):
    """Return what the form of a plan sends when it is confirmed."""
    page = plan.get_data(as_text=True)
    pairs = re.findall(r'<input[^>]*name="(text|mark|stamp)"[^>]*value="([^"]*)"', page)
    return {name: unescape(value) for name, value in pairs}


def confirm(facilitator, campaign, plan, **fields):
    return facilitator.post(at(campaign, "upload/confirm"), data=fields_of(plan) | fields)


def said(response):
    return text_of(response).replace("\u00a0", " ")


def count(session, campaign):
    return received(session, [campaign.id])[campaign.id]


@pytest.mark.parametrize("key", ["xlsx", "ods"])
def test_the_template_has_a_column_per_box_and_the_keys_of_each(facilitator, session, key):
    campaign = every_type(session, ratings=("before",), attributes=("structure",))

    with facilitator.get(at(campaign, f"template.{key}")) as answer:
        sheets = grids_of(Source("t", answer.get_data()), Notes())
        assert f"saisie-{campaign.code}.{key}" in answer.headers["Content-Disposition"]

    [titles] = sheets["Feuilles"].rows
    keys = {row[0]: row[1:] for row in sheets["Touches"].rows[1:]}
    assert titles[0] == "code"
    assert [title.split()[0] for title in titles[1:]] == list(keys)
    assert all(len(row) == 2 for row in keys.values())
    assert keys["1a"][0].endswith("Mon niveau")
    assert keys["1a"][1].startswith("0, 1, 2, 3, 4, N ou R")
    assert keys["4"][1] == "1, 2, 3, N ou R\u00a0; plusieurs, séparées par une espace"


def test_the_template_is_a_csv_too_and_comes_back_once_it_is_filled(facilitator, session, campaign):
    [ticket, *_] = printed_sheets(session, campaign)
    with facilitator.get(at(campaign, "template.csv")) as answer:
        head = answer.get_data()
    assert head.startswith(b"\xef\xbb\xbfcode;1a ")

    plan = send(facilitator, campaign, (head + f"{ticket.code};3;4;N".encode(), "f.csv"))

    assert confirm(facilitator, campaign, plan).status_code == 303
    assert get_submission(session, ticket.hash).levels[0].current == 3
    assert facilitator.get(at(campaign, "template.exe")).status_code == 404


@pytest.mark.parametrize("key", FORMATS)
def test_what_was_planned_is_what_is_imported(facilitator, session, campaign, key):
    one, two, _ = printed_sheets(session, campaign)
    [twice] = printed_sheets(session, campaign, 1, twice=True)
    rows = [(one.shown_code, 3, 4, "n"), (two.code, "0", "", "R", ""), (twice.code, 1, 2)]

    plan = send(facilitator, campaign, FORMATS[key](*rows))
    assert plan.status_code == 200
    assert "2 feuilles seraient comptées." in said(plan)
    assert "1 feuille attendrait sa seconde saisie." in said(plan)
    assert count(session, campaign) == 0
    done = confirm(facilitator, campaign, plan)

    assert done.status_code == 303
    assert count(session, campaign) == 2
    page = said(facilitator.get(done.location))
    assert "2 feuilles comptées. 1 attend sa seconde saisie." in page
    acts = session.scalars(select(AuditEntry).where(AuditEntry.act == "paper.keyed")).all()
    assert [entry.subject for entry in acts] == [f"campaign:{campaign.id}"]


def test_wrong_rows_change_nothing_and_are_told_by_row_and_column(facilitator, session, campaign):
    one, two, three = printed_sheets(session, campaign)
    keyed(session, campaign, three, c0="1")
    other = new_ticket(SECRET, campaign.id).code

    rows = [(one.code, 3), (two.code, 5, "", "=cmd()"), (other, 1), (three.code, 1), (one.code, 2)]
    answer = send(facilitator, campaign, as_csv(*rows))

    assert answer.status_code == 422
    page = said(answer)
    for line in (
        "Ligne 3, colonne 1a (B) : cette case accepte 0, 1, 2, 3, 4, N ou R, pas « 5 ».",
        "Ligne 3, colonne 2a (D) : cette case accepte 0, 1, 2, 3, 4, N ou R, pas « =cmd() ».",
        "Ligne 4 : ce code n’est celui d’aucune feuille",
        "Ligne 5 : cette feuille est déjà saisie et comptée.",
        "Ligne 6 : cette feuille est déjà à la ligne 2.",
    ):
        assert line in page
    assert 'id="file-error"' in page
    assert "Importer ces feuilles" not in page
    assert count(session, campaign) == 1


def test_the_same_file_twice_counts_once_and_says_so(facilitator, session, campaign):
    one, two, _ = printed_sheets(session, campaign)
    [twice] = printed_sheets(session, campaign, 1, twice=True)
    file = as_csv((one.code, 3), (two.code, 0), (twice.code, 2))
    plan = send(facilitator, campaign, file)
    confirm(facilitator, campaign, plan)

    for answer in (send(facilitator, campaign, file), confirm(facilitator, campaign, plan)):
        assert answer.status_code == 200
        assert "Rien de nouveau dans ce fichier" in said(answer)
        assert "aucune ne compte deux fois" in said(answer)
        assert "Importer ces feuilles" not in said(answer)
    assert count(session, campaign) == 2
    assert len(session.scalars(select(PaperKeying)).all()) == 1


def test_a_second_keying_is_vouched_for_and_its_differences_are_named(
    facilitator, session, campaign
):
    one, two, three = printed_sheets(session, campaign, twice=True)
    first = send(facilitator, campaign, as_csv((one.code, 3), (two.code, 0), (three.code, 1)))
    confirm(facilitator, campaign, first)

    plan = send(facilitator, campaign, FORMATS["xlsx"]((one.code, 3), (two.code, 1)))
    assert "1 feuille serait comptée." in said(plan)
    assert "1 feuille différerait de sa première saisie" in said(plan)
    assert f"ligne 3, feuille {two.shown_code}" in said(plan)
    unsaid = confirm(facilitator, campaign, plan)
    assert unsaid.status_code == 422
    assert 'id="second-error"' in said(unsaid)
    assert count(session, campaign) == 0
    done = confirm(facilitator, campaign, unsaid, second="y")

    assert done.status_code == 303
    assert f"1 est à trancher : {two.shown_code}." in said(facilitator.get(done.location))
    [batch] = progress_of(session, campaign.id)
    assert (batch.counted, batch.once, batch.differing) == (1, 1, 1)


def test_a_plan_that_changed_meanwhile_is_read_again(facilitator, session, campaign):
    one, two, _ = printed_sheets(session, campaign, twice=True)
    plan = send(facilitator, campaign, as_csv((one.code, 3), (two.code, 0)))
    keyed(session, campaign, one, c0="2")

    answer = confirm(facilitator, campaign, plan)

    assert answer.status_code == 200
    assert "Le plan a changé depuis votre lecture" in said(answer)
    assert "1 feuille différerait" in said(answer)
    assert len(session.scalars(select(PaperKeying)).all()) == 1
    keyed(session, campaign, one, attempt="b", c0="2")
    counted = confirm(facilitator, campaign, answer, second="y")
    assert counted.status_code == 422
    assert "Ligne 2 : cette feuille est déjà saisie et comptée." in said(counted)
    assert count(session, campaign) == 1


def bomb():
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 250_000_000)
    return stream.getvalue()


def entities():
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "f.csv", "ne contient aucune feuille"),
        (b"\x00\xff\x00", "f.csv", "pas de colonne « code »"),
        (b"PK\x03\x04rest", "f.xlsx", "pas de colonne « code »"),
        (bomb(), "f.xlsx", "dépasse ce qui peut être lu"),
        (entities(), "f.ods", "entités XML"),
        (b"code;1a", "f.exe", "doit être au format CSV, XLSX ou ODS"),
        (b"code;1a;1b;2a;2b\n" + b"A;1\n" * 501, "f.csv", "500 feuilles au plus"),
        (b"nom;1a\nAnne;1", "f.csv", "pas de colonne « code »"),
        (b"code;1a;1b;2a\nA;1", "f.csv", "Il manque ces colonnes : 2b") ,
        (b'code;1a;1b;2a;2b\n"A;1\nB;2', "f.csv", "aucune feuille de cette campagne"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_beside_the_field(
    facilitator, session, campaign, content, name, sentence
):
    printed_sheets(session, campaign)

    answer = send(facilitator, campaign, (content, name))

    assert answer.status_code == 422
    assert 'id="file-error"' in text_of(answer)
    assert sentence.lower() in said(answer).lower()


def test_formulas_are_told_of_and_words_of_a_cell_are_shown_as_words(
    facilitator, session, campaign
):
    [one, *_] = printed_sheets(session, campaign)
    stream = BytesIO()
    with Workbook(stream) as book:
        sheet = book.add_worksheet("Feuilles")
        sheet.write_row(0, 0, TITLES)
        sheet.write_row(1, 0, [one.code, 3])
        sheet.write_formula(1, 2, "=1+1", None, 2)

    plan = send(facilitator, campaign, (stream.getvalue(), "f.xlsx"))
    harm = send(facilitator, campaign, as_csv((one.code, "<script>alert(1)</script>")))

    assert "une cellule contient une formule" in said(plan)
    assert confirm(facilitator, campaign, plan).status_code == 303
    assert get_submission(session, one.hash).levels[0].importance == 2
    assert "<script>alert" not in harm.get_data(as_text=True)


def test_a_confirmation_of_nothing_is_refused(facilitator, session, campaign):
    printed_sheets(session, campaign)

    for fields in ({}, {"text": "code;1a", "mark": "x" * 9_000}, {"text": "\x00"}):
        answer = facilitator.post(at(campaign, "upload/confirm"), data=fields)
        assert answer.status_code == 422
        assert 'id="file-error"' in text_of(answer)


def test_long_answers_survive_between_the_plan_and_the_confirmation(facilitator, session):
    campaign = every_type(session)
    tickets = printed_sheets(session, campaign, 400)
    with facilitator.get(at(campaign, "template.csv")) as answer:
        titles = next(csv.reader(StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
    words = titles.index(next(title for title in titles if "Question text" in title))
    long = "Première ligne\nseconde " + "é" * 1_500
    rows = [[ticket.code, *[""] * (words - 1), long] for ticket in tickets]

    plan = send(facilitator, campaign, FORMATS["xlsx"](*rows, titles=titles))
    done = confirm(facilitator, campaign, plan)

    assert done.status_code == 303
    assert count(session, campaign) == 400
    assert get_submission(session, tickets[0].hash).answers == {"q8": long}


@pytest.mark.parametrize("size", [1, 3])
def test_the_page_of_a_plan_asks_the_base_for_each_sheet_only_what_keying_does(
    facilitator, session, campaign, count_queries, size
):
    tickets = printed_sheets(session, campaign, 4)
    keyed(session, campaign, tickets[3], c0="1", now=NOW)
    rows = [(ticket.code, 1) for ticket in tickets[:size]]

    with count_queries() as statements:
        send(facilitator, campaign, as_csv(*rows))

    assert len(statements) == 15 + 12 * size
