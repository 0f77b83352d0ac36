"""The page, the slides and every file of a report give the same figures, to the digits shown."""

import io
import re
from pathlib import Path

import pytest

from reports.exports import FORMATS
from reports.exports.slides import FIGURES, ROWS, slides_of
from reports.file_report import file_report
from reports.files.answers import read_answers
from tests.reports.exports.reading import (
    READERS,
    cell_text,
    expected,
    of_page,
    plain,
    tabled,
    written,
)

ANSWERS = Path(__file__).parents[2] / "data" / "a01_mini_raw.csv"


def of_file():
    return file_report(read_answers(ANSWERS.read_bytes()), translate=str)


def test_there_is_a_reader_for_every_format():
    assert READERS.keys() == FORMATS.keys()


@pytest.mark.parametrize("extension", FORMATS)
def test_a_file_of_a_campaign_says_the_figures_of_its_page(released, facilitator, extension):
    campaign, document = released
    page, _drawn = of_page(facilitator.get(f"/reports/campaigns/{campaign.id}").text)
    with facilitator.get(f"/reports/campaigns/{campaign.id}.{extension}") as answer:
        data = answer.get_data()

    assert page == expected(document)
    assert READERS[extension](data, document) == page
    assert sum(text == "masqué" for table in page for row in table for text in row) > 5


@pytest.mark.parametrize("extension", FORMATS)
def test_a_file_made_of_answers_says_the_figures_of_the_page(facilitator, extension):
    def sent(output):
        file = (io.BytesIO(ANSWERS.read_bytes()), "answers.csv")
        return facilitator.post("/reports/upload", data={"k": "5", "output": output, "file": file})

    document = of_file()
    page, _drawn = of_page(sent("page").text)
    with sent(extension) as answer:
        data = answer.get_data()

    assert page == expected(document)
    assert READERS[extension](data, document) == page


def test_slides_say_figures_of_the_page(released, facilitator):
    campaign, document = released
    address = f"/reports/campaigns/{campaign.id}"
    _tables, on_page = of_page(facilitator.get(address).text)
    tables, drawn = of_page(facilitator.get(f"{address}/slides").text)
    slides = slides_of(document)

    shown = [slide for slide in slides if slide.table]
    whole = {section.key: section.table for section in tabled(document)}
    for slide, rows in zip(shown, tables, strict=True):
        columns = whole[slide.key].columns
        assert 0 < len(rows) == min(ROWS, len(whole[slide.key].rows))
        for row, cells in zip(rows, whole[slide.key].rows, strict=False):
            texts = [cell_text(*pair) for pair in zip(cells, columns, strict=True)]
            assert len(row) <= FIGURES + 2
            assert row == texts[: len(row)]
    figures = [text for text in drawn if re.fullmatch(r"[-+]?\d+([,]\d+)?( %)?", text)]
    assert figures
    assert [text for text in on_page if text in figures] == figures
    sentences = [plain(text) for text in document.section("summary").texts]
    page = plain(facilitator.get(f"{address}/slides").text)
    assert all(sentence in page for sentence in sentences)
    assert len(sentences) == 3


def test_the_tables_of_a_document_are_told_apart(released):
    _campaign, document = released
    other = document.model_copy(update={"sections": document.sections[::-1]})

    for extension, read in READERS.items():
        if extension != "pdf":  # looked into for what must be there
            assert read(written(other, extension), other) != expected(document), extension
