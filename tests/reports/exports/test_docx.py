"""A report as a Word file: real styles, titles of tables, pictures that say what they show."""

import io
from datetime import UTC
from zipfile import ZipFile

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from reports.document import Cell, Column, Document, Section, Table
from tests.conftest import NOW
from tests.reports.exports.libreoffice import needs_libreoffice, saved
from tests.reports.exports.reading import written
from tests.reports.exports.test_pdf import COLUMNS, chart, document

PAGES = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"


def opened(doc):
    return docx.Document(io.BytesIO(written(doc, "docx")))


def styled(file, name):
    return [one.text for one in file.paragraphs if one.style.name == name]


def test_each_part_has_the_style_that_word_knows_it_by():
    doc = document().model_copy(update={"subtitle": "Publication n° 1"})
    file = opened(doc)

    assert styled(file, "Title") == ["Rapport"]
    assert styled(file, "Subtitle") == ["Publication n° 1"]
    assert styled(file, "Notice") == ["Avis."]
    assert styled(file, "Heading 1") == ["Besoins", "Méthode"]
    assert styled(file, "Caption") == ["Besoins du groupe"]
    assert "Sous la cible – Part des personnes." in styled(file, "Note")


def test_the_first_row_of_a_table_is_its_head_on_every_page_and_no_row_is_cut():
    [table] = opened(document()).tables

    rows = [one._tr.trPr for one in table.rows]
    assert [row.find(qn("w:tblHeader")) is not None for row in rows] == [True, False, False, False]
    assert all(row.find(qn("w:cantSplit")) is not None for row in rows)
    assert table.style.name == "Figures"
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Besoins du groupe"
    assert [[cell.text for cell in row.cells] for row in table.rows][2:] == [
        ["D4-02", "Écouter", "masqué", "0"],
        ["D4-03", "Conclure", "—", "8"],
    ]


@pytest.mark.parametrize(("language", "region"), [("fr", "fr-FR"), ("en", "en-GB")])
def test_a_file_says_its_language_and_that_of_words_in_another(language, region):
    file = opened(document(language=language))

    found = {one.get(qn("w:val")) for one in file.styles.element.iter(qn("w:lang"))}
    assert found == {region}
    assert file.core_properties.language == region
    cell = file.tables[0].rows[1].cells[1]
    assert cell._tc.find(".//" + qn("w:lang")).get(qn("w:val")) == "fr-FR"


def test_a_picture_says_in_words_what_it_shows():
    file = opened(document())

    [about] = file.element.iter(f"{{{PAGES}}}docPr")
    assert about.get("descr") == chart().alternative


def test_the_same_report_gives_the_same_bytes_dated_as_asked():
    first, second = (written(document(), "docx") for _ in range(2))

    assert first == second
    about = docx.Document(io.BytesIO(first)).core_properties
    assert about.created == about.modified == NOW.astimezone(UTC).replace(microsecond=0)
    assert (about.title, about.author, about.revision) == ("Rapport", "Repères", 1)
    with ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any("thumbnail" in name for name in archive.namelist())


def test_a_broad_table_turns_its_page_and_what_follows_turns_it_back():
    columns = (COLUMNS[0], *(Column(key=f"c{n}", label=f"C{n}", unit="people") for n in range(12)))
    rows = tuple((Cell(value=f"D{n}"), *[Cell(value=n)] * 12) for n in range(4))

    pages = opened(document(columns, rows)).sections

    assert [one.orientation for one in pages] == [
        WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT
    ]  # fmt: skip
    assert [one.page_width > one.page_height for one in pages] == [False, True, False]


def test_texts_stay_texts_whatever_they_hold():
    hostile = "<w:br/> & \" ' ]]> {x} =1+1"
    column = Column(key="code", label=hostile, language='fr"/><w:x')
    table = Table(caption=hostile, columns=(column,), rows=((Cell(value=hostile + "\x0b\x00"),),))
    section = Section(key="a", title=hostile, texts=(hostile + "\x1f",), table=table)

    file = opened(Document(language="fr", title=hostile, sections=(section,)))

    assert styled(file, "Title") == styled(file, "Heading 1") == [hostile]
    assert hostile in [one.text for one in file.paragraphs]
    assert [row.cells[0].text for row in file.tables[0].rows] == [hostile, hostile]


@needs_libreoffice
def test_libreoffice_opens_what_we_wrote(tmp_path):
    path = tmp_path / "rapport.docx"
    path.write_bytes(written(document(), "docx"))

    text = saved(path, "txt:Text (encoded):UTF8").read_text("utf-8-sig")

    assert all(word in text for word in ("Avis.", "Besoins du groupe", "masqué", "40\u00a0%"))
    assert text.index("Rapport") < text.index("Besoins") < text.index("Méthode")
