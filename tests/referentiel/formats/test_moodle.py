import csv
from dataclasses import replace
from io import BytesIO, StringIO
from uuid import UUID

from hypothesis import given, settings

from referentiel.checking import check
from referentiel.formats.base import Naming, Source
from referentiel.formats.moodle import FORMAT
from referentiel.models import AREA, COMPETENCE
from referentiel.tree import EdgeNode, ItemNode
from tests.referentiel.trees import Carried, trees

NAMING = Naming("moodle", "V1", UUID(int=7), "Essai")
CARRIED = Carried(
    anchors=False,
    profiles=False,
    crosswalks=False,
    extra_parents=False,
    criteria=False,
    rubrics=False,
)
FRENCH = (
    "Numéro d'identification parent,Numéro d'identification,Nom abrégé,Description,"
    "Format de la description,Valeurs du barème,Configuration du barème,Type de règle (optionnel),"
    "Résultat de la règle (optionnel),Configuration de la règle (optionnel),"
    "Numéros d'identification des compétences associées,ID exporté (facultatif),"
    "Est un référentiel,Taxonomie\n"
)
HEAD = (
    ',DT,Développement,"<p>Un <b>essai</b></p>",1,"Non,Oui","[{""scaleid"":""2""}]",'
    ',,,,,1,"domain,competency"\n'
)


def read(text: str):
    return FORMAT.read(Source("x.csv", text.encode()), NAMING)


def rows_in(issues):
    return [(issue.row, issue.is_error, issue.sentence.partition("«")[0]) for issue in issues]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(tree=trees(CARRIED))
def test_our_own_export_comes_back(tree):
    stream = BytesIO()
    FORMAT.write(tree, stream)
    source = Source("export.csv", stream.getvalue())

    found = FORMAT.read(source, NAMING)

    assert FORMAT.recognises(source)
    assert (found.issues, found.tree) == ((), tree)


def test_a_file_of_a_french_moodle_is_known_by_its_fourteen_columns():
    text = (
        FRENCH
        + HEAD
        + ",D1,Lire,,1,,,,,null,,,,\n"
        + 'D1,"D1,a",Enquêter,"<p>Une<br>enquête</p><p>bien</p>",1,,,,,null,D1-2,7,,\n'
        + 'D1,D1-2,Analyser,,1,"A,B","[1]",core\\rule,1,null,"D1%2Ca, inconnu",8,,\n'
    )

    found = read(text)

    assert FORMAT.recognises(Source("x.csv", text.encode()))
    assert found.tree.title == {"fr": {"title": "Développement"}}
    assert found.tree.content.texts == {"fr": {"about": "Un essai"}}
    assert found.tree.content.items == (
        ItemNode(AREA, "D1", {"fr": {"label": "Lire"}}),
        ItemNode(
            COMPETENCE,
            "D1,a",
            {"fr": {"label": "Enquêter", "description": "Une\nenquête\nbien"}},
            parent="D1",
            foreign={"moodle": {"exported": "7"}},
        ),
        ItemNode(
            COMPETENCE,
            "D1-2",
            {"fr": {"label": "Analyser"}},
            parent="D1",
            foreign={
                "moodle": {
                    "scale": "A,B",
                    "scale_configuration": "[1]",
                    "rule": "core\\rule",
                    "outcome": "1",
                    "exported": "8",
                }
            },
        ),
    )
    assert found.tree.content.edges == (
        EdgeNode("isRelatedTo", "D1,a", "D1-2"),
        EdgeNode("isRelatedTo", "D1-2", "D1,a"),
    )
    assert [issue.row for issue in found.issues] == [2, 5]
    check(found.tree)


def test_what_moodle_loses_in_silence_is_told_with_its_row():
    text = (
        FRENCH
        + HEAD
        + "D9,A,Perdue,,1,,,,,null,,,,\n"
        + ",A,Encore,,1,,,,,null,,,,\n"
        + ",,Sans numéro,,1,,,,,null,,,,\n"
        + ",B,,,1,,,,,null,,,,\n"
        + ",C,Courte\n"
    )

    found = read(text)

    assert found.tree is None
    assert sorted(issue.row for issue in found.errors) == [3, 4, 5, 6, 7]


def test_without_the_row_of_the_framework_nothing_is_read():
    found = read(FRENCH + ",A,Seule,,1,,,,,null,,,,\n")

    assert found.tree is None
    assert "colonne 13" in found.issues[0].sentence


def test_entries_above_themselves_are_put_at_the_root_and_told():
    found = read(FRENCH + HEAD + "B,A,Une,,1,,,,,null,,,,\nA,B,Deux,,1,,,,,null,,,,\n")

    assert [(it.code, it.parent) for it in found.tree.content.items] == [("A", None), ("B", "A")]
    assert sorted(issue.row for issue in found.issues) == [2, 3]


def test_what_somebody_changed_in_the_file_wins_over_what_the_comment_keeps():
    text = FRENCH + HEAD + ",D1,Lire,,1,,,,,null,,,,\n"
    tree = read(text).tree
    bilingual = replace(
        tree.content.items[0],
        texts={"fr": {"label": "Lire", "description": "Avant"}, "en": {"label": "Read"}},
        scope="C",
    )
    tree = replace(tree, content=replace(tree.content, items=(bilingual,)))
    stream = BytesIO()
    FORMAT.write(tree, stream)
    rows = list(csv.reader(StringIO(stream.getvalue().decode())))
    rows[2][2] = "Lire le territoire"
    out = StringIO()
    csv.writer(out).writerows(rows)

    [item] = read(out.getvalue()).tree.content.items

    assert item == replace(
        bilingual,
        texts={
            "fr": {"label": "Lire le territoire", "description": "Avant"},
            "en": {"label": "Read"},
        },
    )


def test_names_are_cut_where_moodle_cuts_them_and_come_back_whole():
    long = "Coopérer " * 20
    tree = read(FRENCH + HEAD + f",D1,{long},,1,,,,,null,,,,\n").tree
    stream = BytesIO()

    FORMAT.write(tree, stream)

    rows = list(csv.reader(StringIO(stream.getvalue().decode())))
    assert [len(row[2]) for row in rows[2:]] == [100]
    assert read(stream.getvalue().decode()).tree == tree
