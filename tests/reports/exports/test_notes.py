"""A note of the analysis is in every file, told apart, and harmless whatever it holds."""

import csv
import io
import json
import re
from datetime import date
from zipfile import ZipFile

import docx
import pytest
from python_calamine import CalamineWorkbook

from reports.document import Document, Note
from reports.exports import FORMATS
from reports.exports.slides import slides_of
from reports.fingerprint import print_of
from tests.pdf import words
from tests.reports.exports.reading import READERS, expected, plain, written

HOSTILE = '=cmd()|"/C calc"!A0\n\n<script>alert(1)</script> & {{ 7*7 }} #eval("1") *x*'
HEAD = "Note de l’analyse, 30 novembre 2026 – Réseau d’essai"
LATER = "Note de l’analyse, 1er novembre 2026, corrigée le 30 novembre 2026 – Anne"


@pytest.fixture
def noted(released) -> Document:
    """A real report with a note on the whole and two on its needs."""
    _campaign, document = released
    day = date(2026, 11, 30)
    whole = Note(text="Sur tout.", author="Réseau d’essai", language="fr", written_on=day)
    hostile = whole.model_copy(update={"text": HOSTILE})
    english = Note(
        text="Read with care.",
        author="Anne",
        language="en",
        written_on=date(2026, 11, 1),
        corrected_on=day,
    )
    sections = tuple(
        one.model_copy(update={"notes": (hostile, english)}) if one.key == "needs" else one
        for one in document.sections
    )
    return document.model_copy(update={"notes": (whole,), "sections": sections})


def said(data: bytes, extension: str) -> str:
    """Return all the words of a file."""
    if extension == "pdf":
        return plain(words(data))
    if extension == "docx":
        return plain(" ".join(it.text for it in docx.Document(io.BytesIO(data)).paragraphs))
    if extension in ("xlsx", "ods"):
        rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
        return plain(" ".join(str(cell) for row in rows for cell in row))
    return plain(data.decode())


@pytest.mark.parametrize("extension", sorted(FORMATS.keys() - {"json"}))
def test_each_file_says_who_wrote_a_note_and_when(noted, extension):
    text = said(written(noted, extension), extension).replace("| ", "")

    assert text.count(HEAD) == 2
    assert text.count(LATER) == 1
    assert plain("Sur tout.") in text
    assert "Read with care." in text
    assert "<script>alert(1)</script> & {{ 7*7 }}" in text.replace('""', '"')


@pytest.mark.parametrize("extension", FORMATS)
def test_the_figures_of_each_file_are_those_without_notes(released, noted, extension):
    _campaign, document = released

    assert READERS[extension](written(noted, extension), noted) == READERS[extension](
        written(document, extension), document
    )
    assert expected(noted) == expected(document)


def test_the_print_of_the_figures_is_the_same(released, noted):
    assert print_of(noted) == print_of(released[1])


def test_json_gives_notes_apart_and_reads_back(noted):
    data = written(noted, "json")
    told = json.loads(data)

    assert Document.model_validate(told) == noted
    assert told["notes"][0]["text"] == "Sur tout."
    [needs] = [one for one in told["sections"] if one["key"] == "needs"]
    assert [note["text"] for note in needs["notes"]] == [HOSTILE, "Read with care."]
    assert HOSTILE not in needs["texts"]


@pytest.mark.parametrize("extension", ["xlsx", "ods"])
def test_no_note_becomes_a_formula_or_a_link(noted, extension):
    with ZipFile(io.BytesIO(written(noted, extension))) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    first = parts["xl/worksheets/sheet1.xml"] if extension == "xlsx" else parts["content.xml"]

    assert "<f>" not in first
    assert not re.search(r'formula="[^"]*cmd', first)
    assert "<script>" not in "".join(parts.values())
    assert not re.search(r"<hyperlinks?[ >]|<text:a[ >]", first)


def test_a_note_in_csv_is_one_line_that_no_spreadsheet_computes(noted):
    rows = csv.reader(io.StringIO(written(noted, "csv").decode("utf-8-sig")), delimiter=";")
    notes = [row for row in rows if row[2].startswith("Note de l’analyse")]

    title = noted.section("needs").title
    assert [row[:2] for row in notes] == [
        ["À propos", noted.title],
        ["À propos", title],
        ["À propos", title],
    ]
    assert notes[1][2].startswith(f"{HEAD} – =cmd()")
    assert notes[1][2].endswith("*x*")
    assert all(row[3:] == ["", "", ""] for row in notes)


def test_a_note_of_another_language_says_so_to_word(noted):
    [run] = [
        run
        for paragraph in docx.Document(io.BytesIO(written(noted, "docx"))).paragraphs
        for run in paragraph.runs
        if run.text == "Read with care."
    ]

    assert 'w:val="en-GB"' in run._r.xml


def test_a_note_has_a_slide_of_its_own_after_what_it_speaks_of(noted):
    slides = slides_of(noted)
    keys = [slide.key for slide in slides]

    assert keys[:2] == ["summary", "report-note-1"]
    at = keys.index("needs")
    assert keys[at : at + 3] == ["needs", "needs-note-1", "needs-note-2"]
    assert [slide.note.text for slide in slides if slide.note][1] == HOSTILE
    assert not any(HOSTILE in slide.sentences for slide in slides)


def test_an_english_report_says_its_notes_in_english(noted):
    text = written(noted.model_copy(update={"language": "en"}), "txt").decode()

    assert "Analyst’s note, 30 November 2026 – Réseau d’essai" in text
    assert "Analyst’s note, 1 November 2026, corrected on 30 November 2026 – Anne" in text
