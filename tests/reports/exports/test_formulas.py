"""Figures that follow from others are live in a spreadsheet, and worked out to the same value."""

import io
import re
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from reports.document import MASKED, Cell, Column, Document, Section, Table
from reports.exports.formulas import RULES, rules_of
from tests.reports.exports.libreoffice import needs_libreoffice, saved
from tests.reports.exports.reading import written

KEYS = ("code", "mean_importance", "mean_current", "mean_gap", "mwds", "rate", "intensity",
        "priority")  # fmt: skip
# 3 - 1.25 = 1.75 and 3 × 1.75 = 5.25; 0.5 × 2 × 3 = 3, then a priority of other people.
ROWS = (
    ("=1+1", 3.0, 1.25, 1.75, 5.25, 0.5, 2.0, 3.0),
    ("B", 3.0, 1.25, 1.75, 5.25, 0.5, 2.0, 3.1),
    ("C", 1 / 3, 0.1, 1 / 3 - 0.1, (1 / 3) * (1 / 3 - 0.1), None, 2.0, 1.0),
)
FOUND = {
    "xlsx": re.compile(r"<f>([^<]*)</f>"),
    "ods": re.compile(r'table:formula="of:=([^"]*)"'),
}
SHEET = {"xlsx": "xl/worksheets/sheet2.xml", "ods": "content.xml"}


def table(rows=ROWS):
    columns = [Column(key=key, label=key, unit="points", digits=2) for key in KEYS]
    columns[0] = Column(key="code", label="code")
    cells = tuple(
        tuple(MASKED if value is None else Cell(value=value, n=9) for value in row) for row in rows
    )
    return Table(caption="Besoins", columns=tuple(columns), rows=cells)


def document(rows=ROWS):
    section = Section(key="needs", title="Besoins", table=table(rows))
    return Document(language="fr", title="Rapport", sections=(section,))


def formulas(doc, extension):
    with ZipFile(io.BytesIO(written(doc, extension))) as archive:
        return FOUND[extension].findall(archive.read(SHEET[extension]).decode())


def values(data):
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(1).to_python()


def test_a_figure_that_follows_from_others_of_its_row_is_a_formula():
    assert formulas(document(), "xlsx") == [
        "B2-C2", "B2*D2", "F2*G2*B2", "B3-C3", "B3*D3", "B4-C4", "B4*D4",
    ]  # fmt: skip


def test_open_document_has_the_same_formulas_in_its_own_writing():
    assert formulas(document(), "ods")[:3] == ["[.B2]-[.C2]", "[.B2]*[.D2]", "[.F2]*[.G2]*[.B2]"]
    assert len(formulas(document(), "ods")) == len(formulas(document(), "xlsx")) == 7


@pytest.mark.parametrize("extension", FOUND)
def test_the_value_kept_beside_a_formula_is_the_exact_one(extension):
    read = values(written(document(), extension))

    assert read[0] == list(KEYS)
    assert read[1] == ["=1+1", 3, 1.25, 1.75, 5.25, 0.5, 2, 3]
    assert read[3] == ["C", *ROWS[2][1:5], "masqué", 2, 1]


@pytest.mark.parametrize("extension", FOUND)
def test_no_text_and_no_title_becomes_a_formula(extension):
    hostile = (("=HYPERLINK(1)", 3.0, 1.0, 2.0, 6.0, "=A1", "+1", "@x"),)

    assert len(formulas(document(hostile), extension)) == 2


def test_a_formula_reads_only_columns_of_the_table_and_holds_only_signs():
    letters = {sign for rules in RULES.values() for rule in rules for sign in rule.pattern}

    assert letters <= set("{}0123456789*-()")
    assert set(rules_of(table())) == {3, 4, 7}
    without = table().model_copy(update={"columns": table().columns[:3]})
    assert rules_of(without) == {}


def test_every_rule_says_the_same_in_both_writings():
    for rules in RULES.values():
        for rule in rules:
            figures = [2.0, 3.0, 5.0][: len(rule.of)]
            written_out = rule.pattern.format(*figures)
            assert eval(written_out) == rule.worked(figures), rule  # noqa: S307 -- ours


@needs_libreoffice
@pytest.mark.parametrize("extension", FOUND)
def test_libreoffice_works_out_again_what_we_wrote(tmp_path, released, extension):
    _campaign, report = released
    path = tmp_path / f"rapport.{extension}"
    path.write_bytes(without_values(written(report, extension), extension))

    again = saved(path, "xlsx").read_bytes()

    ours = CalamineWorkbook.from_filelike(io.BytesIO(written(report, extension)))
    theirs = CalamineWorkbook.from_filelike(io.BytesIO(again))
    count = 0
    for name in ours.sheet_names[1:]:
        rows = zip(
            ours.get_sheet_by_name(name).to_python(),
            theirs.get_sheet_by_name(name).to_python(),
            strict=True,
        )
        for mine, other in rows:
            assert other == [pytest.approx(one, abs=1e-9) if one != "" else "" for one in mine]
            count += 1
    assert count > 15


def without_values(data, extension):
    """Return a workbook whose formulas have no value beside them, so that they are worked out."""
    stream, count = io.BytesIO(), 0
    with ZipFile(io.BytesIO(data)) as made, ZipFile(stream, "w") as changed:
        for entry in made.infolist():
            part = made.read(entry)
            if entry.filename == "content.xml" or "worksheets/" in entry.filename:
                text, done = KEPT[extension].subn(r"\g<1>", part.decode())
                part, count = text.encode(), count + done
            changed.writestr(entry.filename, part)
    assert count > 5
    return stream.getvalue()


KEPT = {
    "xlsx": re.compile(r"(</f>)<v>[^<]*</v>"),
    "ods": re.compile(r'(table:formula="[^"]*" [^>]*)office:value="[^"]*"(?=>)'),
}
