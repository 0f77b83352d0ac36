import io
import math
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from reports.files.answers import AnswersRefused, read_answers
from reports.files.columns import RepeatedColumn, UnknownColumns, read_value
from reports.files.tabular import MAX_BYTES, FileTooLarge, NoRows, NotATable

DATA = Path(__file__).parents[2] / "data"
NAN = math.nan
LONG = "respondent,competence,importance,current,target\n"


def read(text, encoding="utf-8", scale=None):
    return read_answers(text.encode(encoding), scale)


def rows(answers, *columns):
    columns = columns or ("respondent", "competence", "importance", "current", "target")
    return (
        answers.answers[list(columns)]
        .astype(object)
        .where(lambda f: f.notna(), None)
        .to_numpy()
        .tolist()
    )


def problems(text, scale=None):
    with pytest.raises(AnswersRefused) as refused:
        read(text, scale=scale)
    return [problem.text(str) for problem in refused.value.problems]


def test_the_long_form_gives_one_answer_per_row():
    answers = read(LONG + "R1,D4-01,4,1,3\nR1,D4-02,,2,\n")

    assert rows(answers) == [["R1", "D4-01", 4, 1, 3], ["R1", "D4-02", None, 2, None]]
    assert answers.ratings == ("importance", "current", "target")
    assert (answers.scale, answers.respondents, answers.segments) == ((1, 4), 1, ())


def test_the_wide_form_of_a01_gives_every_person_for_every_competence():
    answers = read_answers((DATA / "a01_mini_raw.csv").read_bytes())

    assert len(answers.answers) == 32
    assert rows(answers)[:2] == [["R1", "K1", 5, 2, 4], ["R2", "K1", 4, 2, 4]]
    assert answers.scale == (1, 5)
    assert answers.steps == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "text",
    [
        "Répondant;Compétence;Importance;Niveau actuel;Niveau visé\nR1;K;4,5;1;3\n",
        "RÉPONDANT\tCOMPÉTENCE\tIMPORTANCE\tNIVEAU\tCIBLE\nR1\tK\t4,5\t1\t3\n",
        'respondent,competence,importance,current,expected\n"R1","K","4,5",1,3\n',
        "répondant;K_importance;K - niveau;K attendu\nR1;4,5;1;3\n",
        "\n répondant ; K importance ; K:niveau_actuel ; K cible \n\n R1 ; 4.5 ; 1 ; 3 \n\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_titles_are_read_in_both_languages_whatever_the_separator(text, encoding):
    assert rows(read(text, encoding)) == [["R1", "K", 4.5, 1, 3]]


def test_a_spreadsheet_reads_like_the_same_csv():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["répondant", "compétence", "importance", "niveau"])
        sheet.write_row(1, 0, [12, "K", 4, 1.5])
        sheet.write_row(3, 0, [13, "K", "NC", "non concerné·e"])

    answers = read_answers(stream.getvalue())

    assert rows(answers, "respondent", "importance", "current", "blank") == [
        ["12", 4, 1.5, ""],
        ["13", None, None, "not_applicable"],
    ]


@pytest.mark.parametrize(
    ("text", "number", "blank"),
    [
        ("3", 3, ""), ("3,5", 3.5, ""), (" 3.5 ", 3.5, ""), ("\u22121", -1, ""),
        ("NC", NAN, "not_applicable"), ("Non concerné·e", NAN, "not_applicable"),
        ("n/a", NAN, "not_applicable"), ("Ne souhaite pas répondre", NAN, "declined"),
        ("", NAN, "no_answer"), ("NA", NAN, "no_answer"), ("-", NAN, "no_answer"),
    ],
)  # fmt: skip
def test_a_cell_is_a_number_or_one_of_three_blanks(text, number, blank):
    value = read_value(text)

    assert (value.number, value.blank, value.clear) == (
        pytest.approx(number, nan_ok=True), blank, True
    )  # fmt: skip


@pytest.mark.parametrize("text", ["3 sur 5", "oui", "1,2,3", "1e3", "=1+1", "inf"])
def test_anything_else_is_not_clear(text):
    assert not read_value(text).clear


def test_other_columns_are_groups_even_under_a_name_of_ours():
    answers = read("respondent,competence,importance,current,row,n\nR1,K,4,1,x,9\nR2,K,2,2,y,9\n")

    assert answers.segments == ("row", "n")
    groups = answers.counts_by("row")
    assert {value: counts["n"].sum() for value, counts in groups.items()} == {"x": 1, "y": 1}
    assert answers.counts()["n"].tolist() == [1, 1]


def test_weights_come_with_the_counts():
    answers = read("respondent;competence;importance;niveau;poids\nA;K;4;2;1,5\nB;K;4;2;2\n")

    assert answers.counts()[["n", "weight"]].to_numpy().tolist() == [[2, 3.5]]


def test_each_wrong_row_is_named_and_nothing_is_kept():
    found = problems(
        "répondant;compétence;importance;niveau;poids\n"
        "A;K1;4;abc;1\n"
        ";K1;3;2;1\n"
        "A;;3;2;1\n"
        "A;K2;3;2;0\n"
        "A;K1;3;2;1\n"
        "B;K1;3;2;1;9\n"
    )

    assert found == [
        "Ligne 2, « niveau » : « abc » n’est ni un nombre ni un motif connu "
        "(« NC », « ne souhaite pas répondre »).",
        "Ligne 3 : il manque le répondant.",
        "Ligne 4 : il manque la compétence.",
        "Ligne 5, « poids » : le poids doit être un nombre plus grand que zéro.",
        "Ligne 6 : « A » a déjà répondu pour « K1 » ligne 2.",
        "Ligne 7 : plus de valeurs que de titres. Un séparateur est de trop.",
    ]


def test_a_person_twice_in_the_wide_form_is_named_once():
    found = problems("id;K_importance;K_niveau;L_importance;L_niveau\nA;1;1;1;1\nA;2;2;2;2\n")

    assert found == ["Ligne 3 : « A » a déjà répondu ligne 2."]


def test_a_value_off_the_given_scale_is_named():
    found = problems(LONG + "R1,K,5,0,3\nR2,K,6,1,3\n", scale=(1, 5))

    assert found == [
        "Ligne 2, « current » : 0 sort de l’échelle 1 à 5.",
        "Ligne 3, « importance » : 6 sort de l’échelle 1 à 5.",
    ]


def test_a_typing_error_does_not_stretch_the_scale_found():
    found = problems(LONG + "R1,K,5,1,3\nR2,K,44,1,3\n")

    assert found == [
        "Ligne 3, « importance » : avec 44, les valeurs iraient de 1 à 44. Corrigez-la, ou "
        "précisez l’échelle."
    ]


def test_the_scale_given_stands_where_a_step_was_never_used():
    answers = read(LONG + "R1,K,4,2,3\n", scale=(0, 4))

    assert answers.scale == (0, 4)
    assert answers.steps == [0, 1, 2, 3, 4]


def test_only_the_first_problems_are_listed_and_all_are_counted():
    with pytest.raises(AnswersRefused) as refused:
        read(LONG + "".join(f"R{i},K,x,1,1\n" for i in range(70)))

    assert (refused.value.count, len(refused.value.problems)) == (70, 50)
    assert refused.value.problems[0].values["row"] == 2


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", NoRows),
        (b"\n;;\n", NoRows),
        (b"respondent,competence\nA,K\n", UnknownColumns),
        (b"competence,importance,current\nK,1,1\n", UnknownColumns),
        (b"respondent,competence,current,niveau,importance\nA,K,1,1,1\n", RepeatedColumn),
        (b"PK\x03\x04 not an archive", NotATable),
        (b"\x00\x01\x02\x03", NotATable),
        (b"a" * (MAX_BYTES + 1), FileTooLarge),
        (b"a;" * 2000 + b"\n", FileTooLarge),
        ((b"a;" * 900 + b"\n") * 2300, FileTooLarge),
    ],
)
def test_what_cannot_be_read_at_all_is_refused_by_name(data, refusal):
    with pytest.raises(refusal):
        read_answers(data)


def test_titles_without_answers_are_refused():
    assert problems(LONG) == ["Ligne 1 : aucune réponse ne suit les titres."]


def test_the_order_of_competences_is_that_of_the_file():
    answers = read(LONG + "R1,Z,1,1,1\nR1,A,1,1,1\nR2,Z,1,1,1\n")

    assert list(pd.unique(answers.counts()["competence"])) == ["Z", "A"]
