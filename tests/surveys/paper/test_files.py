"""Files of keyed sheets: which column is which box, and what is said of all the rest."""

import pytest

from referentiel.formats.base import Source, TooLarge
from surveys.paper.boxes import parts_of
from surveys.paper.errors import NoKeyedRow, NotAKeyingFile, TooManyRows
from surveys.paper.files import MOST_ROWS, KeyedRow, WrongRows, columns_of, keyed_in
from surveys.question_types.base import Option, Question
from surveys.questionnaire import Page

OPTIONS = tuple(Option(code, {"fr": {"label": code}}) for code in ("o1", "o2"))
QUESTIONS = (
    Question("why", "text", {"fr": {"label": "Pourquoi"}}),
    Question("years", "number", {"fr": {"label": "Années"}}),
    Question("order", "ranking", {"fr": {"label": "Rang"}}, OPTIONS),
)
PARTS = parts_of(
    {"structure": ("public", "private")},
    [
        Page(positions=(0, 1), ratings=("current", "importance")),
        Page(questions=QUESTIONS),
        Page(positions=(0,), ratings=("before",)),
    ],
)
TITLES = "code;a;1a;1b;2a;2b;3;4;5a;5b;1c"


def keyed(*lines, titles=TITLES):
    return keyed_in(Source("f.csv", "\n".join((titles, *lines)).encode()), PARTS)


def problems(*lines, titles=TITLES):
    with pytest.raises(WrongRows) as refused:
        keyed(*lines, titles=titles)
    return [
        (wrong.row, wrong.place and wrong.place.number, type(wrong.refusal).__name__)
        for wrong in refused.value.problems
    ]


def test_a_column_is_named_by_the_number_on_the_sheet_and_a_letter_where_it_has_several_boxes():
    assert [column.title for column in columns_of(PARTS)] == TITLES.split(";")[1:]


def test_a_row_is_a_sheet_with_its_number_and_an_empty_cell_is_nothing_typed():
    found = keyed("", "ABC;1;3;;N;;Un mot;2.5;;1;4", "DEF;;0")

    assert found.rows == (
        KeyedRow(
            3,
            "ABC",
            {
                "structure": "1", "c0": "3", "c1": "N", "b0": "4",
                "q-why": "Un mot", "q-years": "2,5", "q-order-o2": "1",
            },
        ),
        KeyedRow(4, "DEF", {"c0": "0"}),
    )  # fmt: skip


def test_titles_are_known_by_their_first_word_in_any_order():
    titles = "1A Niveau : animer;Code de la feuille;1b;2a;2b;3;4;5a;5b;1c;A Structure"

    [row] = keyed("3;ABC", titles=titles).rows

    assert row == KeyedRow(2, "ABC", {"c0": "3"})


def test_the_text_kept_to_confirm_says_the_same_under_the_same_numbers():
    first = keyed("", 'ABC;1;3;;;;"Deux ; et\ntrois"', "", "DEF;;2", titles=TITLES + ";")
    again = keyed_in(Source("", first.text.encode()), PARTS)

    assert again.rows == first.rows
    assert [row.row for row in again.rows] == [3, 5]
    assert again.text == first.text


def test_columns_that_are_not_those_of_the_sheets_are_named():
    titles = TITLES.replace("2b", "2a").replace("1c", "Remarques")

    assert problems("ABC;1", titles=titles) == [
        (1, 5, "RepeatedColumn"),
        (1, 10, "UnknownColumn"),
        (1, None, "MissingColumns"),
    ]


def test_what_stands_beside_the_titles_is_not_passed_over():
    assert problems("ABC;1;3;;;;;;;;;x", "DEF;;2;;;;;;;;;;y") == [
        (2, 11, "UntitledColumn"),
        (3, 12, "UntitledColumn"),
    ]


def test_a_file_with_something_else_nothing_or_too_much_is_refused():
    with pytest.raises(NotAKeyingFile):
        keyed("Anne;12", titles="nom;âge")
    with pytest.raises(NotAKeyingFile):
        keyed("ABC;1", titles="x" + TITLES)
    for empty in ((), ("", ";;;")):
        with pytest.raises(NoKeyedRow):
            keyed(*empty)
    with pytest.raises(NoKeyedRow):
        keyed(titles="")
    with pytest.raises(TooManyRows):
        keyed(*["ABC;1"] * (MOST_ROWS + 1))
    with pytest.raises(TooLarge):
        keyed(*["ABC;1;;;;;" + "é" * 9_000] * MOST_ROWS)
