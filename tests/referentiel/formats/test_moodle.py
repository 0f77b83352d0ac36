import csv
import io
from io import BytesIO
from uuid import UUID

import pytest
from hypothesis import given, settings

from referentiel.formats import format_of, moodle
from referentiel.formats.base import Issue, Naming, Source
from referentiel.formats.moodle import framework, reading
from referentiel.tree import EdgeNode, walk
from tests.referentiel.trees import Carried, odd_texts, trees
from tests.shipped import REFERENTIEL, tree_of

NAMING = Naming(slug="s", label="L", namespace=UUID("8b2c6f4e-1d3a-4c5b-9e7f-0a1b2c3d4e5f"))
CARRIED = Carried(
    anchors=False, profiles=False, crosswalks=False, extra_parents=False, labels=odd_texts(130)
)
TITLES = [
    "Parent id number", "Id number", "Shortname", "Description", "Description format",
    "Scale values", "Scale configuration", "Rule type (optional)", "Rule outcome (optional)",
    "Rule config (optional)", "Cross referenced competency id numbers", "Exported id (optional)",
    "Is framework", "Taxonomy",
]  # fmt: skip
FRAMEWORK = [
    "", "OECD-CORE", "OECD", "<p>The Core Competencies…</p><p>• one <br>• two</p>", "1",
    "Not yet competent,Competent", '[{"scaleid":"2"},{"id":2,"scaledefault":1,"proficient":1}]',
    "", "", "", "", "", "1", "competency,competency",
]  # fmt: skip


def entry(parent, code, name, related="", exported=""):
    description = f"<p>{name}<br></p>"
    return [
        parent,
        code,
        name,
        description,
        "1",
        "",
        "",
        "",
        "0",
        "null",
        related,
        exported,
        "",
        "",
    ]


def csv_of(*rows, delimiter=",", encoding="utf-8", titles=TITLES):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([titles, *rows])
    return Source("moodle.csv", text.getvalue().encode(encoding))


def written(tree):
    stream = BytesIO()
    moodle.FORMAT.write(tree, stream)
    return Source("a.csv", stream.getvalue())


@settings(max_examples=30, deadline=None, derandomize=True)
@given(tree=trees(CARRIED))
def test_what_moodle_can_hold_comes_back(tree):
    source = written(tree)

    assert format_of(source) is moodle.FORMAT
    read = moodle.FORMAT.read(source, NAMING)

    assert read.issues == ()
    assert read.tree == tree


def test_a_framework_of_moodle_is_read():
    source = csv_of(
        FRAMEWORK,
        entry("level,1", "DR-1", "Distinguishes", "levels"),
        entry("", "levels", "Levels", "DR-1,DR-1"),
        entry("levels", "level,1", "Level 1", "levels", "26"),
    )

    read = moodle.FORMAT.read(source, NAMING)

    assert read.issues == (Issue(framework.OTHER_SCALE, {"found": 2}, row=2),)
    tree, items = read.tree, read.tree.content.items
    assert tree.title == {"fr": {"title": "OECD"}}
    assert tree.content.texts == {"fr": {"about": "The Core Competencies…\n\n• one\n• two"}}
    assert tree.content.scales == {}
    assert tree.content.origin == {
        "idnumber": "OECD-CORE",
        "description": FRAMEWORK[3],
        "scalevalues": FRAMEWORK[5],
        "scaleconfiguration": FRAMEWORK[6],
        "taxonomies": FRAMEWORK[13],
    }
    assert [(depth, it.code, it.kind) for depth, it in walk(items)] == [
        (0, "levels", "area"),
        (1, "level,1", "area"),
        (2, "DR-1", "competence"),
    ]
    assert items[1].foreign == {"exportid": "26", "description": "<p>Level 1<br></p>"}
    assert items[1].texts == {"fr": {"label": "Level 1", "description": "Level 1"}}
    assert tree.content.edges == (
        EdgeNode("isRelatedTo", "DR-1", "levels"),
        EdgeNode("isRelatedTo", "level,1", "levels"),
    )


def test_a_scale_of_five_levels_becomes_that_of_the_version():
    row = [*FRAMEWORK[:5], "0 rien,1 un peu,2 assez,3 bien,4 très bien", *FRAMEWORK[6:]]

    read = moodle.FORMAT.read(csv_of(row, entry("", "A", "Un")), NAMING)

    assert [it["fr"]["label"] for it in read.tree.content.scales["mastery"]] == [
        "0 rien", "1 un peu", "2 assez", "3 bien", "4 très bien",
    ]  # fmt: skip
    assert len(read.tree.content.scales["importance"]) == 5


def test_a_comma_in_an_identifier_is_written_for_moodle():
    source = csv_of(FRAMEWORK, entry("", "a,b", "Un"), entry("", "c", "Deux", "a%2Cb"))

    tree = moodle.FORMAT.read(source, NAMING).tree

    assert tree.content.edges == (EdgeNode("isRelatedTo", "c", "a,b"),)
    assert b"a%2Cb" in written(tree).content


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_titles_delimiter_and_encoding_do_not_matter(delimiter, encoding):
    titles = [f"Titre traduit {number}" for number in range(14)]
    source = csv_of(
        FRAMEWORK, entry("", "A", "Évaluer"), delimiter=delimiter, encoding=encoding, titles=titles
    )

    assert format_of(source) is moodle.FORMAT
    read = moodle.FORMAT.read(source, NAMING)

    assert read.tree.content.items[0].texts["fr"]["label"] == "Évaluer"


def test_what_moodle_would_lose_without_a_word_is_told_with_its_row():
    source = csv_of(
        FRAMEWORK,
        entry("nulle part", "A", "Un"),
        entry("C", "B", "Deux"),
        entry("B", "C", "Trois"),
        entry("", "D", "", "Z"),
    )

    read = moodle.FORMAT.read(source, NAMING)

    assert read.issues == (
        Issue(reading.NO_NAME, {"code": "D"}, row=6),
        Issue(reading.ORPHAN, {"code": "A", "parent": "nulle part"}, row=3),
        Issue(reading.LOOP, {"code": "B"}, row=4),
        Issue(framework.OTHER_SCALE, {"found": 2}, row=2),
        Issue(reading.UNKNOWN, {"code": "D", "other": "Z"}, row=6),
    )
    assert [(it.code, it.parent) for it in read.tree.content.items] == [
        ("A", None), ("B", None), ("C", "B"), ("D", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "issue"),
    [
        ([entry("", "A", "Un")], Issue(reading.NO_FRAMEWORK, is_error=True)),
        ([FRAMEWORK], Issue(reading.NO_ENTRY, is_error=True)),
        (
            [FRAMEWORK, entry("", "A", "Un"), entry("", "A", "Deux")],
            Issue(reading.REPEATED, {"code": "A", "first": 3}, row=4, is_error=True),
        ),
        ([FRAMEWORK, entry("", "", "Un")], Issue(reading.NO_ID, row=3, is_error=True)),
    ],
)
def test_what_cannot_be_read_is_refused(rows, issue):
    source = csv_of(*rows)

    assert format_of(source) is moodle.FORMAT
    assert moodle.FORMAT.read(source, NAMING).issues == (issue,)


def test_names_are_cut_for_moodle_and_stand_whole_in_the_description():
    long = "Concevoir et animer " * 8
    tree = moodle.FORMAT.read(csv_of(FRAMEWORK, entry("", "A", long.strip())), NAMING).tree
    rows = list(csv.reader(io.StringIO(written(tree).content.decode(), newline="")))

    assert len(rows[2][2]) <= 100
    assert long.strip() in rows[2][3]
    assert moodle.FORMAT.read(written(tree), NAMING).tree == tree


def test_what_moodle_changed_wins_over_what_was_kept():
    tree = moodle.FORMAT.read(csv_of(FRAMEWORK, entry("", "A", "Un")), NAMING).tree
    changed = written(tree).content.decode().replace(",A,Un,", ",A,Uni,")

    read = moodle.FORMAT.read(Source("a.csv", changed.encode()), NAMING)

    assert read.tree.content.items[0].texts == {"fr": {"label": "Uni", "description": "Un"}}
    assert read.tree.content.items[0].foreign_id == "A"


def test_the_shipped_referentiel_keeps_all_but_what_moodle_loses():
    tree = tree_of(REFERENTIEL)

    read = moodle.FORMAT.read(written(tree), NAMING)

    assert read.issues == ()
    assert read.tree.content.items == tree.content.items
    assert read.tree.content.scales == tree.content.scales
    assert read.tree.content.texts == tree.content.texts
