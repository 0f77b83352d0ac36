import json
from io import BytesIO
from uuid import UUID

import pytest
from hypothesis import given, settings

from referentiel.formats import format_of, mahara
from referentiel.formats.base import Issue, Naming, Source
from referentiel.formats.mahara import reading
from referentiel.tree import lineage_of, walk
from tests.referentiel.trees import trees
from tests.shipped import REFERENTIEL, tree_of

NAMESPACE = UUID("8b2c6f4e-1d3a-4c5b-9e7f-0a1b2c3d4e5f")
NAMING = Naming(slug="s", label="L", namespace=NAMESPACE)
STATUSES = [
    {"begun": "Prêt"},
    {"incomplete": "Non"},
    {"partialcomplete": "Un peu"},
    {"completed": "Oui"},
]


def matrix(**framework):
    head = {
        "institution": "all",
        "name": "Normes",
        "description": "<p>Un</p><p>Deux</p>",
        "selfassess": False,
    }
    text = json.dumps({"framework": {**head, **framework}})
    return Source("a.matrix", text.encode())


def entry(short, name, description="", **more):
    return {"shortname": short, "name": name, "description": description, **more}


def written(tree):
    stream = BytesIO()
    mahara.FORMAT.write(tree, stream)
    return Source("a.json", stream.getvalue())


@settings(max_examples=30, deadline=None, derandomize=True)
@given(tree=trees())
def test_our_own_matrix_gives_everything_back(tree):
    source = written(tree)

    assert format_of(source) is mahara.FORMAT
    read = mahara.FORMAT.read(source, NAMING)

    assert read.issues == ()
    assert read.tree == tree


def test_mahara_sees_two_depths_and_four_levels():
    tree = tree_of(REFERENTIEL)

    framework = json.loads(written(tree).content)["framework"]

    roots = [it for it in tree.content.items if it.parent is None]
    labels = [it["fr"]["label"] for it in tree.content.scales["mastery"]]
    assert [it["name"] for it in framework["standards"]] == [
        it.texts["fr"]["label"] for it in roots
    ]
    assert len(framework["standardelements"]) == len(tree.content.items) - len(roots)
    assert [list(it) for it in framework["evidencestatuses"]] == [
        [next(iter(it))] for it in STATUSES
    ]
    assert [next(iter(it.values())) for it in framework["evidencestatuses"]] == labels[1:]
    assert all(set(it) >= {"standardid", "elementid"} for it in framework["standardelements"])


def test_a_matrix_of_mahara_is_read_and_given_back():
    source = matrix(
        evidencestatuses=STATUSES,
        standards=[entry("Std", "Standards", "<p>Tout</p>", standardid=1)],
        standardelements=[
            entry(
                "Partenariat",
                "Partenariat",
                "<ul><li>a</li><li>b</li></ul>",
                standardid=1,
                elementid="1.0",
            ),
            entry("2", "Apprendre", standardid=1, elementid="2.0"),
            entry("2a", "Encore", standardid=1, elementid="2.1", parentelementid="2.0"),
            entry("X", "Perdu", standardid=9, elementid="9.0"),
        ],
    )

    read = mahara.FORMAT.read(source, NAMING)

    assert read.issues == (
        Issue(reading.NO_STANDARD, {"id": "9"}, entry="standardelements[3]"),
        Issue(reading.FOUR, entry="evidencestatuses"),
    )
    items = read.tree.content.items
    assert [(depth, it.code, it.kind) for depth, it in walk(items)] == [
        (0, "Std", "area"),
        (1, "1.0", "competence"),
        (1, "2", "area"),
        (2, "2a", "competence"),
        (0, "X", "competence"),
    ]
    assert items[1].texts == {"fr": {"label": "Partenariat", "description": "• a\n\n• b"}}
    assert (items[1].foreign_id, items[1].identity) == (
        "1/1.0",
        lineage_of(NAMESPACE, "mahara 1/1.0"),
    )
    assert read.tree.content.texts == {"fr": {"about": "Un\n\nDeux"}}
    again = json.loads(written(read.tree).content)["framework"]
    assert again["evidencestatuses"] == STATUSES
    assert again["selfassess"] is False
    assert again["standardelements"][0]["description"] == "<ul><li>a</li><li>b</li></ul>"


def test_the_older_nested_form_is_read():
    nested = [
        entry("1.1", "un"),
        entry("1.1.1", "un un", parent=True),
        entry("1.2", "deux", parent=False),
    ]
    source = matrix(
        standards=[{**entry("S1", "Un"), "standardelement": nested}, entry("S2", "Vide")]
    )

    items = mahara.FORMAT.read(source, NAMING).tree.content.items

    assert [(depth, it.code, it.kind) for depth, it in walk(items)] == [
        (0, "S1", "area"), (1, "1.1", "area"), (2, "1.1.1", "competence"), (1, "1.2", "competence"),
        (0, "S2", "area"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (Source("a", b'{"framework": {"standards": ['), reading.NOT_JSON),
        (Source("a", b'{"framework": ' + b"[" * 100_000 + b'"standards"'), reading.NOT_JSON),
        (Source("a", b'{"framework": [], "standards": 1}'), reading.NOT_A_MATRIX),
        (matrix(standards=[]), reading.NO_ENTRIES),
        (matrix(standards=[entry("", "")]), reading.NOT_AN_ENTRY),
        (matrix(standards=[3]), reading.NOT_AN_ENTRY),
    ],
)
def test_what_cannot_be_read_is_refused(source, sentence):
    assert format_of(source) is mahara.FORMAT

    read = mahara.FORMAT.read(source, NAMING)

    assert read.tree is None
    assert [issue.sentence for issue in read.errors] == [sentence]


def test_what_was_changed_since_wins_over_what_was_kept():
    tree = mahara.FORMAT.read(matrix(standards=[entry("A", "Un")]), NAMING).tree
    changed = written(tree).content.replace(b'"name": "Un"', b'"name": "Uni"')

    read = mahara.FORMAT.read(Source("a", changed), NAMING)

    assert read.tree.content.items[0].texts == {"fr": {"label": "Uni"}}
