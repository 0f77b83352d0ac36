"""A report as a PDF: structure, words, figures with their masks, charts with what they show."""

import io

import pandas as pd
import pytest

from reports.charts import CHARTS
from reports.counts import joint_counts
from reports.document import EMPTY, MASKED, Cell, Column, Document, Section, Table
from reports.exports import FORMATS
from reports.exports.columns import is_broad, widths
from reports.needs import needs_table
from tests.conftest import NOW
from tests.pdf import elements, faults, kinds, opened, words

COLUMNS = (
    Column(key="code", label="Code"),
    Column(key="label", label="Compétence", language="fr"),
    Column(key="share", label="Sous la cible", unit="share", help="Part des personnes."),
    Column(key="n", label="n", unit="people"),
)
ROWS = (
    (Cell(value="D4-01"), Cell(value="Animer un atelier"), Cell(value=0.4, n=25), Cell(value=25)),
    (Cell(value="D4-02"), Cell(value="Écouter"), MASKED, Cell(value=0)),
    (Cell(value="D4-03"), Cell(value="Conclure"), EMPTY, Cell(value=8)),
)


def chart():
    rows = [("D4-01", 4, 1, 3, 20), ("D4-01", 2, 3, 3, 10), ("D4-02", 3, 2, 4, 8)]
    columns = ["competence", "importance", "current", "target", "n"]
    return CHARTS["gap_dumbbell"](
        needs_table(joint_counts(pd.DataFrame(rows, columns=columns)), 5), str
    )


def document(columns=COLUMNS, rows=ROWS, language="fr"):
    table = Table(caption="Besoins du groupe", columns=columns, rows=rows)
    sections = (
        Section(key="needs", title="Besoins", texts=("Phrase.",), table=table, chart=chart()),
        Section(key="method", title="Méthode", texts=("Sans tableau.",)),
    )
    return Document(language=language, title="Rapport", notices=("Avis.",), sections=sections)


def written(doc):
    stream = io.BytesIO()
    FORMATS["pdf"].write(doc, stream, NOW)
    return stream.getvalue()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_report_is_tagged_and_fit_for_an_archive(tmp_path, language):
    path = tmp_path / "report.pdf"
    path.write_bytes(written(document(language=language)))

    assert not faults(path)
    assert opened(path.read_bytes()).Root.Lang == {"fr": "fr-FR", "en": "en-GB"}[language]


def test_titles_tables_and_drawings_are_what_they_are():
    pdf = opened(written(document()))

    found = kinds(pdf)
    assert [found.count(kind) for kind in ("H1", "Table", "TH", "TD")] == [2, 1, 4, 12]
    drawings = [one for one in elements(pdf.Root.StructTreeRoot) if one.S == "/Figure"]
    assert [str(one.Alt) for one in drawings] == [chart().alternative]


def test_figures_are_written_as_the_page_writes_them():
    said = words(written(document()))

    assert "Animer un atelier 40 % 25" in said
    assert "Écouter masqué 0" in said
    assert "Conclure — 8" in said
    assert "Part des personnes." in said


def test_a_broad_table_turns_its_page_on_its_side():
    columns = (
        COLUMNS[0],
        *(Column(key=f"c{n}", label=f"Col. {n}", unit="people") for n in range(12)),
    )
    rows = tuple((Cell(value=f"D{n}"), *[Cell(value=n)] * 12) for n in range(80))

    pages = opened(written(document(columns, rows))).pages

    sizes = {tuple(round(float(side)) for side in one.MediaBox) for one in pages}
    assert sizes == {(0, 0, 842, 595), (0, 0, 595, 842)}


def test_a_document_without_anything_is_a_page():
    assert len(opened(written(Document(language="fr", title="Vide"))).pages) == 1


def table_of(labels, row):
    columns = [Column(key="code", label="Code"), Column(key="label", label="Compétence")]
    columns += [Column(key=f"c{n}", label=label, unit="steps") for n, label in enumerate(labels)]
    return Table(caption="x", columns=tuple(columns), rows=(tuple(Cell(value=v) for v in row),))


def test_no_word_of_a_table_is_cut_and_words_get_the_room_that_is_left():
    row = ["D4-03", "Mettre en commun apports et besoins", "1,2", "masqué"]
    table = table_of(["Écart", "Écart net"], row)

    # Two letters of padding; « D4-03 », 35 letters of words, « Écart » in bold, « masqué ».
    assert widths(table, [row]) == [7, 37, 8, 8]
    assert not is_broad(table, [row])


def test_titles_of_long_words_turn_the_page():
    labels = ["Consultant·e / accompagnateur·rice"] * 5
    row = ["D4-03", "Coopérer", *["1,2"] * 5]
    table = table_of(labels, row)

    # « accompagnateur·rice » has 19 letters: 5 × 22 are more than a page has upright.
    assert widths(table, [row])[2:] == [22] * 5
    assert is_broad(table, [row])
    assert not is_broad(table_of(labels[:3], row[:5]), [row[:5]])
