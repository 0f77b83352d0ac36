"""Files made to harm, or spoilt on their way: each refused or repaired, with the row to look at."""

import struct
import zipfile
from io import BytesIO
from uuid import UUID

import pytest
import xlsxwriter

from referentiel.formats import FORMATS, format_of, grids, workbook_guard
from referentiel.formats.base import (
    LONGEST_TEXT,
    MOST_DEPTH,
    Issue,
    Naming,
    NotReadable,
    Source,
    TooLarge,
    Unrecognised,
)  # fmt: skip
from referentiel.formats.endings import TOO_DEEP
from referentiel.formats.notes import CUT
from referentiel.formats.spreadsheet import items, reading, tables

NAMING = Naming(slug="s", label="L", namespace=UUID(int=1))
TITLES = ("Code", "Parent", "Libellé")
ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def xlsx(*rows, titles=TITLES, sheet="Compétences", change=lambda _: None):
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet(sheet)
    for number, row in enumerate((titles, *rows)):
        for place, cell in enumerate(row):
            page.write(number, place, cell)
    change(page)
    book.close()
    return stream.getvalue()


def csv_of(*rows, titles=TITLES):
    return "\r\n".join(";".join(row) for row in (titles, *rows)).encode()


def repacked(content, path, change):
    """Return an archive with one file changed."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(stream, "w", 8) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == path else data)
    return stream.getvalue()


def ods(rows, start=""):
    stream = BytesIO()
    FORMATS["ods"].write(FORMATS["csv"].read(source(csv_of(("A", "", "Un"))), NAMING).tree, stream)
    page = f'<table:table table:name="Compétences">{rows}</table:table>'

    def change(data):
        text = data.decode()
        head, tail = text.index("<table:table "), text.index("</office:spreadsheet>")
        return (text[:head] + page + text[tail:]).replace("?>", f"?>{start}", 1).encode()

    return repacked(stream.getvalue(), "content.xml", change)


def ods_row(*cells, repeated=1):
    said = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{said}</table:table-row>'


def source(content):
    return Source("fichier", content)


def read(content):
    found = source(content)
    return format_of(found).read(found, NAMING)


def refusal(content):
    """Return the refusal of a file, wherever it comes: on being recognised or on being read."""
    try:
        issues = read(content).errors
    except (TooLarge, NotReadable) as refused:
        return str(refused)
    return issues[0].sentence % issues[0].values


def codes(content):
    return [(it.code, it.parent) for it in read(content).tree.content.items]


@pytest.mark.parametrize("start", [ENTITY, OUTSIDE])
@pytest.mark.parametrize(
    "path", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"]
)
def test_entities_in_xlsx_are_refused(path, start):
    content = xlsx(("A", "", "Un"))
    bomb = repacked(content, path, lambda data: data.replace(b"?>", b"?>" + start.encode(), 1))

    assert workbook_guard.DOCTYPE in refusal(bomb)


@pytest.mark.parametrize("start", [ENTITY, OUTSIDE])
def test_entities_in_ods_are_refused(start):
    bomb = ods(ods_row(*TITLES) + ods_row("A", "", "&b;"), start)

    assert workbook_guard.DOCTYPE in refusal(bomb)


def test_entities_in_another_encoding_are_refused_too():
    content = xlsx(("A", "", "Un"))
    text = '<?xml version="1.0" encoding="UTF-16"?>' + ENTITY + "<worksheet>&b;</worksheet>"
    bomb = repacked(content, "xl/worksheets/sheet1.xml", lambda _: text.encode("utf-16"))

    assert workbook_guard.DOCTYPE in refusal(bomb)


def test_an_archive_that_says_how_large_it_gets_is_refused():
    bomb = repacked(xlsx(("A", "", "Un")), "xl/styles.xml", lambda data: data + b" " * 450_000_000)

    assert len(bomb) < 1_000_000
    assert "400 Mo" in refusal(bomb)


def test_an_archive_that_hides_how_large_it_gets_is_refused():
    honest = repacked(xlsx(("A", "", "Un")), "xl/styles.xml", lambda data: data + b" " * 50_000_000)
    size = zipfile.ZipFile(BytesIO(honest)).getinfo("xl/styles.xml").file_size
    lying = honest.replace(struct.pack("<L", size), struct.pack("<L", 100))

    assert zipfile.ZipFile(BytesIO(lying)).getinfo("xl/styles.xml").file_size == 100
    assert "n’est pas lisible" in refusal(lying)


def test_two_cells_far_apart_are_refused_before_room_is_made_for_all_between():
    def far(page):
        page.write(1_048_575, 16_383, "loin")

    assert "ligne 1048576" in refusal(xlsx(("A", "", "Un"), change=far))


def test_cells_without_addresses_are_counted():
    content = xlsx(("A", "", "Un"))
    rows = b'<row r="1048000"><c/><c/><c/><c/><c/></row>'
    bomb = repacked(
        content,
        "xl/worksheets/sheet1.xml",
        lambda it: it.replace(b"</sheetData>", rows + b"</sheetData>"),
    )

    assert "ligne 1048000" in refusal(bomb)


@pytest.mark.parametrize(
    "rows",
    [
        ods_row("A", "", "Un", repeated=100_000_000),
        '<table:table-row table:number-rows-repeated="900000000"/>' + ods_row("A", "", "Un"),
        '<table:table-row><table:table-cell table:number-columns-repeated="900000000" '
        'office:value-type="string"><text:p>A</text:p></table:table-cell></table:table-row>',
    ],
)
def test_rows_and_cells_repeated_without_end_are_refused(rows):
    assert "est trop loin des autres" in refusal(ods(ods_row(*TITLES) + rows))


def test_the_empty_rest_of_a_sheet_is_no_bomb():
    rest = (
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )

    assert codes(ods(ods_row(*TITLES) + ods_row("A", "", "Un") + rest)) == [("A", None)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (grids.OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"), grids.OLD),
        (grids.OLE + b"\0" * 600 + grids.LOCKED_INSIDE, workbook_guard.LOCKED),
    ],
)
def test_old_and_locked_workbooks_are_refused_with_what_to_do(content, reason):
    assert reason in refusal(content)


def test_a_locked_ods_is_refused():
    content = ods(ods_row(*TITLES))
    lock = b"<manifest:encryption-data/></manifest:manifest>"
    locked = repacked(
        content, "META-INF/manifest.xml", lambda it: it.replace(b"</manifest:manifest>", lock)
    )

    assert workbook_guard.LOCKED in refusal(locked)


def test_a_formula_counts_for_its_last_value():
    def formula(page):
        page.write_formula("C3", '="De"&"ux"', None, "Deux")

    found = read(xlsx(("A", "", "Un"), ("B", "A", ""), change=formula))

    assert found.issues == (Issue(grids.FORMULA, {"sheet": "Compétences"}, row=3),)
    assert found.tree.content.items[1].texts == {"fr": {"label": "Deux"}}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "'=1+1", "=cmd|' /C calc'!A0", "\t=1"])
@pytest.mark.parametrize("key", ["xlsx", "ods", "csv"])
def test_what_looks_like_a_formula_is_written_as_text_and_comes_back(key, text):
    first = read(xlsx(("A", "", "Un"))).tree
    item = first.content.items[0]
    renamed = type(item)(
        **{**vars(item), "texts": {"fr": {"label": text.strip(), "description": text.strip()}}}
    )
    tree = type(first)(
        **{
            **vars(first),
            "content": type(first.content)(**{**vars(first.content), "items": (renamed,)}),
        }
    )
    stream = BytesIO()

    FORMATS[key].write(tree, stream)

    if key == "csv":
        assert not any(
            cell.strip('"').startswith(("=", "+", "-", "@"))
            for cell in stream.getvalue().decode().split(";")
        )
    assert read(stream.getvalue()).tree.content.items == (renamed,)


def test_merged_cells_are_filled():
    def merged(page):
        page.merge_range("B3:B4", "A")

    found = read(xlsx(("A", "", "Un"), ("B", "", "Deux"), ("C", "", "Trois"), change=merged))

    assert found.issues == (Issue(grids.MERGED, {"sheet": "Compétences"}, row=3),)
    assert [(it.code, it.parent) for it in found.tree.content.items] == [
        ("A", None), ("B", "A"), ("C", "A"),
    ]  # fmt: skip


@pytest.mark.parametrize("write", [xlsx, csv_of])
@pytest.mark.parametrize(
    ("rows", "issue"),
    [
        (
            [("A", "", "Un"), ("A", "", "Deux")],
            Issue(items.REPEATED, {"code": "A", "first": 2}, row=3),
        ),
        ([("A", "Z", "Un")], Issue(items.UNKNOWN, {"code": "Z"}, row=2)),
        (
            [("X", "", "Un"), ("A", "B", "Un"), ("B", "A", "Deux")],
            Issue(items.LOOP, {"code": "A"}, row=3),
        ),
        ([("A", "A", "Un")], Issue(items.LOOP, {"code": "A"}, row=2)),
        ([("A", "", "Un"), ("", "A", "Deux")], Issue(items.NO_CODE, row=3)),
        ([("A", "", "")], Issue(items.NO_LABEL, {"code": "A"}, row=2)),
        ([], Issue(reading.NO_ITEMS)),
    ],
)
def test_entries_that_do_not_hold_together_stop_the_import(write, rows, issue):
    found = read(write(*rows))

    assert found.tree is None
    assert found.errors == (Issue(issue.sentence, issue.values, issue.row, is_error=True),)


def test_ragged_rows_are_read_and_told():
    found = read(b"Code;Parent;Libell\xc3\xa9\r\nA\r\nB;;Deux;;reste\r\nC;;Trois\r\n")

    assert found.issues == (
        Issue(items.NO_LABEL, {"code": "A"}, row=2, is_error=True),
        Issue(tables.BEYOND, row=3),
    )


def test_a_line_in_another_encoding_is_read_and_told():
    found = read("Code;Parent;Libellé\nA;;Évaluer\n".encode() + "B;;Évoluer\n".encode("cp1252"))

    assert found.issues == (Issue(grids.OTHER_ENCODING, row=3),)
    assert [it.texts["fr"]["label"] for it in found.tree.content.items] == ["Évaluer", "Évoluer"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_one_encoding_throughout_says_nothing(encoding):
    found = read("Code;Parent;Libellé\nA;;Évaluer\n".encode(encoding))

    assert found.issues == ()
    assert found.tree.content.items[0].texts == {"fr": {"label": "Évaluer"}}


def test_invisible_characters_are_taken_out_and_told():
    found = read(csv_of(("A", "", "U\0n\x1b"), ("B", "A", "Deux")))

    assert found.issues == (Issue(grids.CLEANED, row=2),)
    assert found.tree.content.items[0].texts == {"fr": {"label": "Un"}}


def test_a_cell_of_a_megabyte_is_cut_and_told():
    found = read(csv_of(("A", "", "Un"), ("B", "A", "x" * 1_000_000)))

    said = {"field": "x" * 20, "limit": LONGEST_TEXT}
    assert found.issues == (Issue(CUT, said, row=3),)
    assert found.tree.content.items[1].texts == {"fr": {"label": "x" * LONGEST_TEXT}}


def test_too_many_rows_are_refused_with_the_first_one_too_many():
    rows = [(f"A{number}", "", "Un") for number in range(100_000)]

    assert f"ligne {grids.MOST_ROWS + 1}" in refusal(csv_of(*rows))


def test_too_many_columns_are_refused():
    assert "ligne 2" in refusal(csv_of(("A", "", "Un", *["x"] * 2_000)))


def test_too_deep_a_tree_is_refused():
    rows = [(f"A{at}", f"A{at - 1}" if at else "", "Un") for at in range(MOST_DEPTH + 1)]

    assert read(csv_of(*rows)).errors == (
        Issue(
            TOO_DEEP,
            {"code": f"A{MOST_DEPTH}", "most": MOST_DEPTH},
            row=MOST_DEPTH + 2,
            is_error=True,
        ),
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"PK\x03\x04",
        b"a;b\n1;2\n",
        b"\0" * 100,
        xlsx(titles=("x", "y")),
        bytes(range(256)) * 20,
    ],
)
def test_what_is_no_table_of_ours_is_not_recognised(content):
    with pytest.raises(Unrecognised):
        format_of(source(content))


@pytest.mark.parametrize("cut", [100, 1_000, 3_000])
def test_half_a_workbook_is_not_recognised(cut):
    with pytest.raises(Unrecognised):
        format_of(source(xlsx(("A", "", "Un"))[:cut]))


def test_one_byte_spoilt_anywhere_never_breaks_the_reading():
    content = xlsx(("A", "", "Un"), ("B", "A", "Deux"))
    for place in range(0, len(content), 61):
        spoilt = content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :]
        try:
            read(spoilt)
        except (TooLarge, NotReadable, Unrecognised):
            continue


def test_a_file_of_lines_that_never_end_is_not_slow():
    found = read(csv_of(("A", "", "Un")) + b"\r\n" * 200_000)

    assert [issue.sentence for issue in found.errors] == [TooLarge.sentence]
