"""Files of other tools: their titles, their rows, by what each row is known."""

import pytest

from referentiel.base import Refusal
from referentiel.formats.base import Source
from surveys.foreign.errors import NoForeignRow, TooManyForeignColumns, TooManyForeignRows
from surveys.foreign.identifying import identifying
from surveys.foreign.tables import MOST_COLUMNS, MOST_ROWS, table_in
from tests.foreign import FRAMAFORMS, LIMESURVEY


def table(text):
    return table_in(Source("f.csv", text if isinstance(text, bytes) else text.encode()))


def test_a_file_of_limesurvey_keeps_its_titles_and_the_numbers_of_its_rows():
    found = table(LIMESURVEY)

    assert found.titles[0] == "ID de la réponse"
    assert found.titles[4] == "G01Q02[SQ001]. Votre niveau [D4-01]"
    assert [row for row, _cells in found.rows] == [2, 3, 4]
    assert found.cells(5) == ["NC", "0", "Je ne souhaite pas répondre"]


def test_the_three_rows_of_titles_of_framaforms_make_one():
    found = table(FRAMAFORMS)

    assert found.titles[3:] == (
        "Votre niveau [D4-01 Compétence]",
        "Votre niveau [D4-02 Compétence]",
    )
    assert [row for row, _cells in found.rows] == [4, 5]


def test_a_file_read_again_from_its_text_is_the_same():
    for file in (LIMESURVEY, FRAMAFORMS, "a, b, c\n\n1,2,3\n"):
        found = table(file)
        again = table(found.text)
        assert (again.titles, again.mark) == (found.titles, found.mark)
        assert again.digests("s", 1) == found.digests("s", 1)
        assert [row for row, _cells in again.rows] == [row for row, _cells in found.rows]


def test_a_row_is_known_wherever_it_stands_and_two_alike_are_two():
    first = table("a;b\n1;2\n1;2\n3;4\n").digests("s", 1)
    moved = table("b;c;a\n4;;3\n2;;1\n").digests("s", 1)

    assert len(set(first)) == 3
    assert moved == [first[2], first[0]]
    assert not {*table("a;b\n1;2\n").digests("s", 2)} & {*first}
    assert not {*table("a;b\n1;2\n").digests("t", 1)} & {*first}


def test_columns_that_tell_who_are_recognised_by_title_or_by_cells():
    found = table(LIMESURVEY)
    left = [place for place in range(len(found.titles)) if identifying(found, place)]
    assert left == [0, 1, 2, 3]

    other = table("x;y;z;t\nanne@example.org;06 12 34 56 78;3;10:20:30\n")
    assert [bool(identifying(other, place)) for place in range(4)] == [True, True, False, False]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", NoForeignRow),
        ("a;b\n", NoForeignRow),
        ("a;b\n" + "1;2\n" * (MOST_ROWS + 1), TooManyForeignRows),
        (";".join("a" * (MOST_COLUMNS + 1)) + "\n1\n", TooManyForeignColumns),
    ],
)
def test_what_is_no_file_of_answers_is_refused(text, refusal):
    with pytest.raises(Refusal) as found:
        table(text)
    assert found.type is refusal
