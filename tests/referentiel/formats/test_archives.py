"""Tables in archives: whatever is in them, a row is read or named."""

import pytest

from referentiel.formats.archives import tables_of
from referentiel.formats.base import LONGEST_TEXT, NotReadable, Source
from referentiel.formats.notes import MOST_ALIKE, Notes
from tests.referentiel.formats.archives import archive, table


def rows_of(content):
    notes = Notes()
    found = [list(one.rows(notes)) for one in tables_of(Source("x.csv", content))]
    told = [(it.entry, it.row, it.sentence % it.values) for it in notes.issues]
    return found, told


def test_a_table_is_read_under_its_header_whatever_separates_its_cells():
    rows = (("a", "b"), ("1", "deux; trois"))
    for delimiter in ",;\t":
        found, told = rows_of(table(rows, delimiter=delimiter))

        assert (found, told) == ([[(2, {"a": "1", "b": "deux; trois"})]], [])


def test_rows_count_as_in_a_spreadsheet_over_empty_ones_and_lines_in_cells():
    found, told = rows_of(b'a,b\n"x\ny",1\n\n,\n2,3\n')

    assert (found, told) == (
        [[(2, {"a": "x\ny", "b": "1"}), (5, {"a": "2", "b": "3"})]],
        [],
    )


def test_a_row_of_more_or_fewer_cells_is_told_of():
    found, told = rows_of(b"a,b\n1\n1,2,\n1,2,3\n")

    both = {"a": "1", "b": "2"}
    assert [row for _number, row in found[0]] == [{"a": "1"}, both, both]
    assert told == [
        ("x.csv", 2, "1 cellules pour 2 colonnes."),
        ("x.csv", 4, "3 cellules pour 2 colonnes."),
    ]


def test_each_line_has_its_own_encoding():
    content = "a\nété\n".encode() + "été\n".encode("cp1252") + "’\n".encode("cp1252")

    assert [row["a"] for _number, row in rows_of(content)[0][0]] == ["été", "été", "’"]


def test_a_cell_of_a_megabyte_is_cut_and_named():
    found, told = rows_of(f'a,b\n1,"{"x" * 1_000_000}"\n'.encode())

    assert len(found[0][0][1]["b"]) == LONGEST_TEXT
    assert told == [
        ("x.csv", 2, "Le texte « b » dépasse 20000 caractères : la suite a été coupée.")
    ]


def test_what_is_said_a_thousand_times_is_said_some_times_then_counted():
    _found, told = rows_of(b"a,b\n" + b"1\n" * 1_000)

    assert [row for _name, row, _words in told[:-1]] == list(range(2, MOST_ALIKE + 2))
    assert told[-1][2].startswith("950 autres lignes appellent la même remarque")


def test_only_tables_of_an_archive_are_looked_into():
    content = archive({"d/a.csv": b"x\n1\n", "b.png": b"x\n1\n", "__MACOSX/._a.csv": b"x\n1\n"})

    assert [it.path for it in tables_of(Source("x", content))] == ["d/a.csv"]


def test_a_damaged_table_is_refused_by_its_name():
    rows = b"a,b\n" + b"".join(f"{number},{number**5}\n".encode() for number in range(3_000))
    whole = archive({"d/skills_fr.csv": rows})
    middle = len(whole) // 2
    damaged = whole[:middle] + b"\xff" * 40 + whole[middle + 40 :]

    (one,) = tables_of(Source("x", damaged))
    with pytest.raises(NotReadable, match=r"ZIP : skills_fr\.csv"):
        list(one.rows(Notes()))
