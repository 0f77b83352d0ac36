"""Nothing under k people is in any file of a report: neither read, nor hidden in a part of it."""

import io
import re
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from xlsxwriter.utility import xl_rowcol_to_cell

from reports.document import Cell
from reports.exports import FORMATS
from reports.exports.pictures import PICTURES, picture
from reports.file_report import file_report
from reports.files.answers import read_answers
from reports.typesetting.press import rasterised
from tests.pdf import opened, words
from tests.reports.exports.reading import (
    MASKED,
    READERS,
    expected,
    of_page,
    plain,
    tabled,
    written,
)

K = 5
# Mean gaps of the two groups that the report masks, worked out by hand from the sheets: levels
# 1 1 1 1 2 2 2 2 2 against 3, and so on (13/9, 4/9, 14/9), and those of the 3 people (8/3).
SECRETS = re.compile(r"\b(1[.,]44|0[.,]44|1[.,]5[56]|2[.,]6[67])\d*")
PARTS = re.compile(  # of an archive: comments, tracked changes and thumbnails are not among them
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(core|app)\.xml|mimetype|meta\.xml|content\.xml|"
    r"META-INF/manifest\.xml|xl/(_rels/workbook\.xml\.rels|workbook\.xml|styles\.xml|"
    r"theme/theme1\.xml|worksheets/sheet\d+\.xml|sharedStrings\.xml)|"
    r"word/(document|styles|settings|webSettings|fontTable|numbering|footer1|theme/theme1)\.xml|"
    r"word/_rels/document\.xml\.rels|word/media/image\d+\.png"
)
CHUNKS = {b"IHDR", b"IDAT", b"IEND", b"PLTE", b"sRGB", b"pHYs", b"gAMA", b"cHRM"}  # no words
SHEET_FILE = "xl/worksheets/sheet%s.xml"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
ODS_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
# Groups of 9, 6 and 3 people, the last of whom are masked with those of the second.
FILE = "respondent;competence;importance;current;target;group\n" + "".join(
    f"R{n};K{c};{4 - n % 2};{n % 3};{3};{'A' if n < 9 else 'B' if n < 15 else 'C'}\n"
    for n in range(18)
    for c in (1, 2)
)


@pytest.fixture(params=["campaign", "file"])
def document(request):
    if request.param == "file":
        return file_report(read_answers(FILE.encode()), k=K, translate=str)
    return request.getfixturevalue("released")[1]


def audit(data, document, extension):
    """Check what a file says cell by cell, then all the parts that nobody looks at."""
    tables = READERS[extension](data, document)
    for section, rows in zip(tabled(document), tables, strict=True):
        if section.key == "coverage":
            check_coverage(section.table, rows)
        for row, cells in zip(rows, section.table.rows, strict=True):
            for text, cell, column in zip(row, cells, section.table.columns, strict=True):
                check_cell(text, cell, column)
    for name, text in texts_of(data):
        assert not SECRETS.search(text), f"{extension}, {name}: {SECRETS.search(text)}"
    RAW.get(extension, lambda _data, _document: None)(data, document)


def check_cell(text, cell, column):
    assert cell.n is None or cell.n == 0 or cell.n >= K
    if cell.state == "masked":
        assert (text, cell.value, cell.n) == (MASKED, None, None)
    elif column.key == "n" or column.key.startswith("n_"):
        assert text == "—" or int(text) == 0 or int(text) >= K
    elif column.unit == "share" and "/" in text:
        assert int(text.partition(" / ")[2]) >= K


def check_coverage(table, rows):
    """Check that no row tells of 1 to k - 1 people, at the level wanted or below it."""
    keys = [column.key for column in table.columns]
    for row in rows:
        said = dict(zip(keys, row, strict=True))
        cuts = re.findall(r"\d+", said["band"])
        assert all(int(cut) >= K for cut in cuts)
        held = said.get("held", MASKED)
        if held != MASKED:
            assert K <= int(held) <= int(said["n"]) - K


def texts_of(data):
    """Yield the parts of a file as text, by name; a file of an unknown make is not passed over."""
    if data.startswith(b"PK"):
        with ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                assert PARTS.fullmatch(name), f"say what {name} may hold"
                part = archive.read(name)
                yield name, pixels_only(part) if name.endswith(".png") else shown_in(part.decode())
    elif data.startswith(b"%PDF"):
        pdf = opened(data)
        assert "/Names" not in pdf.Root or "/EmbeddedFiles" not in pdf.Root.Names
        assert not any("/Annots" in one for one in pdf.pages)
        yield "words", words(data)
        yield "metadata", pdf.Root.Metadata.read_bytes().decode()
    else:
        yield "text", data.decode()


def shown_in(xml):
    """Return what an XML part holds, but for the sizes and colours of styles."""
    return re.sub(r'<(w:spacing|w:tab|a:|w:ind)[^>]*>|xmlns:\w+="[^"]*"', "", xml)


def pixels_only(data):
    """Return the words of a PNG: none, once each of its chunks is known to hold no text."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    place = 8
    while place < len(data):
        length = int.from_bytes(data[place : place + 4])
        assert data[place + 4 : place + 8] in CHUNKS
        place += 12 + length
    return ""


def no_number_in_masked_cells_of_xlsx(data, document):
    with ZipFile(io.BytesIO(data)) as archive:
        for number, section in enumerate(tabled(document), 2):
            root = ElementTree.fromstring(archive.read(SHEET_FILE % number))  # noqa: S314 -- ours
            cells = {cell.get("r"): cell for cell in root.iter(f"{SHEET}c")}
            for place in masked_places(section):
                cell = cells[xl_rowcol_to_cell(*place)]
                assert cell.get("t") in ("inlineStr", "s")
                assert cell.find(f"{SHEET}f") is None
                assert "".join(cell.itertext()) == MASKED


def no_number_in_masked_cells_of_ods(data, document):
    with ZipFile(io.BytesIO(data)) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))  # noqa: S314 -- ours
    sheets = list(root.iter(f"{ODS_TABLE}table"))[1:]
    for sheet, section in zip(sheets, tabled(document), strict=True):
        rows = [list(row) for row in sheet.iter(f"{ODS_TABLE}table-row")]
        for row, column in masked_places(section):
            cell = rows[row][column]
            assert cell.get(f"{OFFICE}value-type") == "string"
            assert cell.get(f"{OFFICE}value") is cell.get(f"{ODS_TABLE}formula") is None
            assert "".join(cell.itertext()) == MASKED


def no_mark_of_masked_cells(_data, document):
    for section in tabled(document):
        if section.chart:
            check_marks(section)


RAW = {
    "xlsx": no_number_in_masked_cells_of_xlsx,
    "ods": no_number_in_masked_cells_of_ods,
    "json": no_mark_of_masked_cells,
}


def masked_places(section):
    return [
        (row, column)
        for row, cells in enumerate(section.table.rows, 1)
        for column, cell in enumerate(cells)
        if cell.state == "masked"
    ]


def check_marks(section):
    """Check that what a chart holds for masked cells is a cross or a word, and no number."""
    for trace in section.chart.figure["data"]:
        if trace["type"] == "heatmap":
            columns = len(trace["x"])
            for row, cells in enumerate(section.table.rows):
                states = [cell.state for cell in cells[-columns:]]
                values = zip(states, trace["z"][row], trace["text"][row], strict=True)
                assert all(
                    (state == "shown") == (value is not None) == (text != "")
                    for state, value, text in values
                )


@pytest.mark.parametrize("extension", FORMATS)
def test_no_file_holds_anything_under_k(document, extension):
    assert any(cell.state == "masked" for s in tabled(document) for r in s.table.rows for cell in r)

    audit(written(document, extension), document, extension)


@pytest.mark.parametrize("extension", FORMATS)
def test_the_audit_finds_a_figure_that_should_be_masked(released, extension):
    _campaign, document = released
    group = document.section("groups-structure")
    rows = [list(row) for row in group.table.rows]
    rows[2][4] = Cell(value=8 / 3, n=3)
    leaking = group.table.model_copy(update={"rows": tuple(map(tuple, rows))})
    sections = [
        one.model_copy(update={"table": leaking}) if one is group else one
        for one in document.sections
    ]

    leak = document.model_copy(update={"sections": tuple(sections)})

    with pytest.raises(AssertionError):
        audit(written(leak, extension), document, extension)


@pytest.mark.parametrize("secret", ["1,44", "0.4444444444444444", "2,67", "1,56"])
def test_the_audit_knows_a_secret_wherever_it_stands(secret):
    assert SECRETS.search(f"<x>{secret}</x>")


@pytest.mark.parametrize("extension", PICTURES)
def test_no_picture_of_a_chart_holds_anything_under_k(document, extension):
    for section in document.sections:
        if section.chart is None:
            continue
        check_marks(section)
        data = PICTURES[extension].made(section, document, "Source")
        if extension == "png":  # the pixels of a drawing that is audited
            assert data == rasterised(picture(section, document, "Source"))
            pixels_only(data)
            continue
        assert extension == "svg", f"say how the audit reads {extension}"
        root = ElementTree.fromstring(data)  # noqa: S314 -- ours
        said = [plain(text.text or "") for text in root.iter("{http://www.w3.org/2000/svg}text")]
        assert not SECRETS.search(" ".join(said))
        check_people(" ".join(said), shown=shows_figures(section))
        heat = section.chart.figure["data"][0]
        if heat["type"] == "heatmap":
            drawn = list(root.iter("{http://www.w3.org/2000/svg}rect"))[1:]
            assert len(drawn) == sum(value is not None for row in heat["z"] for value in row)


def test_no_slide_holds_anything_under_k(released, facilitator):
    campaign, document = released
    html = facilitator.get(f"/reports/campaigns/{campaign.id}/slides").text
    tables, drawn = of_page(html)

    assert not SECRETS.search(" ".join(drawn))
    assert not SECRETS.search(re.sub("<svg.*?</svg>", "", html, flags=re.DOTALL))
    check_people(plain(re.sub("<[^>]+>", " ", html)), shown=True)
    everything = expected(document)
    assert all(
        row in [one[: len(row)] for table in everything for one in table]
        for table in tables
        for row in table
    )
    assert MASKED in [text for table in tables for row in table for text in row]


def shows_figures(section):
    return any(cell.n for row in section.table.rows for cell in row)


def check_people(text, *, shown):
    """Check each n that is said: « n = 12 », « n de 5 à 9 »."""
    found = re.findall(r"\bn (?:= (\d+)|de (\d+) à (\d+))", text)
    assert all(int(number) >= K for one in found for number in one if number)
    assert bool(found) == shown
