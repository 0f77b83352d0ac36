import csv
import io
import re

import pytest
from python_calamine import CalamineWorkbook

from reports.document import EMPTY, MASKED, Cell, Column, Document, Section, Table
from reports.exports import FORMATS, format_named
from tests.conftest import NOW

COLUMNS = (
    Column(key="code", label="Code"),
    Column(key="label", label="Compétence"),
    Column(key="mwds", label="MWDS", unit="points", digits=2),
    Column(key="share", label="Sous la cible", unit="share"),
    Column(key="n", label="n", unit="people"),
)
ROWS = (
    (Cell(value="D4-01"), Cell(value="=SUM(A1)"), Cell(value=1 / 3, n=25), Cell(value=0.4, n=25),
     Cell(value=25)),
    (Cell(value="D4-02"), Cell(value="@home"), MASKED, EMPTY, Cell(value=0)),
    (Cell(value="D4-03"), Cell(value="-1 + 1"), Cell(value=-2.5, n=8), Cell(value=0.25, n=8),
     Cell(value=8)),
)  # fmt: skip
TABLE = Table(caption="Besoins", columns=COLUMNS, rows=ROWS)


def document(language="fr"):
    sections = (
        Section(key="needs", title="Besoins : rangs / scores", texts=("Une phrase.",), table=TABLE),
        Section(key="again", title="BESOINS : rangs / scores", table=TABLE),
        Section(key="method", title="Méthode", texts=("Sans tableau.",)),
    )
    return Document(language=language, title="Rapport", notices=("Avis.",), sections=sections)


def written(extension, doc=None):
    stream = io.BytesIO()
    FORMATS[extension].write(doc or document(), stream, NOW)
    return stream.getvalue()


def lines(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize("extension", list(FORMATS))
def test_each_format_is_registered_under_its_extension_and_leaves_the_stream_open(extension):
    stream = io.BytesIO()

    FORMATS[extension].write(document(), stream, NOW)

    assert FORMATS[extension].extension == extension
    assert FORMATS[extension].label
    assert not stream.closed


@pytest.mark.parametrize("extension", list(FORMATS))
def test_a_document_without_table_is_written_too(extension):
    assert written(extension, Document(language="fr", title="Vide"))


def test_a_csv_has_every_figure_on_a_line_with_its_n_and_state():
    data = written("csv")

    found = lines(data)
    assert data.count(b"\xef\xbb\xbf") == 1
    assert found[0] == ["section", "ligne", "colonne", "valeur", "n", "état"]
    title, row = "Besoins : rangs / scores", "D4-01 · =SUM(A1)"
    assert found[1:4] == [
        [title, row, "MWDS", "0,3333333333333333", "25", ""],
        [title, row, "Sous la cible", "0,4", "25", ""],
        [title, row, "n", "25", "", ""],
    ]
    assert found[4][2:] == ["MWDS", "", "", "masqué"]
    assert found[5][2:] == ["Sous la cible", "", "", "sans donnée"]
    assert found[-1][1:] == ["Avis.", "", "", "", ""]
    assert len(found) == 1 + 2 * 3 * 3 + 1


def test_a_csv_may_have_a_decimal_point_and_nothing_else_differs():
    stream = io.BytesIO()

    format_named("csv", decimal="point").write(document(), stream, NOW)

    points = stream.getvalue().decode("utf-8-sig")
    assert lines(stream.getvalue())[1][3] == "0.3333333333333333"
    assert written("csv").decode("utf-8-sig") == re.sub(r"(;-?\d+)\.(\d)", r"\1,\2", points)
    assert format_named("csv") is format_named("csv", decimal="comma") is FORMATS["csv"]
    assert format_named("pdf", decimal="point") is FORMATS["pdf"]


BOOKS = pytest.mark.parametrize("extension", ["xlsx", "ods"])


@BOOKS
def test_a_spreadsheet_keeps_numbers_as_numbers_and_texts_as_texts(extension):
    book = CalamineWorkbook.from_filelike(io.BytesIO(written(extension)))

    assert book.sheet_names == [
        "À propos", "Besoins   rangs   scores", "BESOINS   rangs   scores 2"
    ]  # fmt: skip
    assert book.get_sheet_by_index(1).to_python() == [
        ["Code", "Compétence", "MWDS", "Sous la cible", "n"],
        ["D4-01", "=SUM(A1)", 1 / 3, 0.4, 25],
        ["D4-02", "@home", "masqué", "sans donnée", 0],
        ["D4-03", "-1 + 1", -2.5, 0.25, 8],
    ]


@BOOKS
def test_the_first_sheet_says_what_the_report_says(extension):
    book = CalamineWorkbook.from_filelike(io.BytesIO(written(extension)))

    said = [row[0] for row in book.get_sheet_by_index(0).to_python()]
    assert [text for text in said if text] == [
        "Rapport", "Avis.", "Besoins : rangs / scores", "Une phrase.",
        "BESOINS : rangs / scores", "Méthode", "Sans tableau.",
    ]  # fmt: skip


def test_json_reads_back_to_the_same_document():
    assert Document.model_validate_json(written("json")) == document()


def test_text_aligns_figures_and_says_small_shares_in_people():
    text = written("txt").decode()

    table = text[text.index("Code ") :].splitlines()[:5]
    assert table == [
        "Code   Compétence    MWDS  Sous la cible   n",
        "-----  ----------  ------  -------------  --",
        "D4-01  =SUM(A1)      0,33           40 %  25",
        "D4-02  @home       masqué              —   0",
        "D4-03  -1 + 1       −2,50          2 / 8   8",
    ]


def test_files_speak_the_language_of_their_document():
    assert "withheld" in written("csv", document("en")).decode("utf-8-sig")
    assert lines(written("csv", document("en")))[0][1:4] == ["row", "column", "value"]
