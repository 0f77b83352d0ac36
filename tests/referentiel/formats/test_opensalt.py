from io import BytesIO
from uuid import UUID, uuid5

from hypothesis import given, settings

from referentiel.formats import format_of, opensalt
from referentiel.formats.base import Issue, Naming, Source
from referentiel.formats.opensalt import reading, relations
from referentiel.tree import EdgeNode, walk
from tests.referentiel.trees import Carried, trees
from tests.samples import sample

NAMESPACE = UUID("8b2c6f4e-1d3a-4c5b-9e7f-0a1b2c3d4e5f")
NAMING = Naming(slug="s", label="L", namespace=NAMESPACE)
CARRIED = Carried(criteria=False, rubrics=False, profiles=False, scales=False, anchors=False)


def written(tree):
    stream = BytesIO()
    opensalt.FORMAT.write(tree, stream)
    return Source("opensalt.xlsx", stream.getvalue())


def read_sample(path):
    source = Source(path, sample(f"spreadsheets/{path}").read_bytes())
    assert format_of(source) is opensalt.FORMAT
    return opensalt.FORMAT.read(source, NAMING)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(tree=trees(CARRIED))
def test_all_but_grids_and_profiles_comes_back(tree):
    source = written(tree)

    assert format_of(source) is opensalt.FORMAT
    read = opensalt.FORMAT.read(source, NAMING)

    assert read.issues == ()
    assert read.tree == tree


def test_the_workbook_of_opensalt_is_read():
    read = read_sample("opensalt-framework.xlsx")

    assert read.issues == ()
    content = read.tree.content
    found = [(at, it.code, it.kind, it.texts["fr"]["label"]) for at, it in walk(content.items)]
    assert found == [
        (0, "S", "area", "Statement 1"),
        (1, "S.1", "competence", "Statement 2"),
        (1, "S.2", "area", "Statement 3"),
        (2, "S.2.1", "competence", "Statement 4"),
    ]
    first = content.items[0]
    assert first.identity == first.foreign_id == "93a2f014-2988-11e9-a3f0-673da56e176f"
    assert first.foreign == {"educationLevel": "3", "CFItemType": "Cluster"}
    outside = "9ce35718-abcf-11e8-82fc-3933f2f03ee8"
    other = "71d0bd26-abd0-11e8-bee4-1349da53c60c"
    assert [(it.type, it.origin, it.target) for it in content.edges] == [
        ("exactMatchOf", "S.1", None),
        ("isPartOf", "S.2", None),
        ("precedes", "S.2", None),
        ("replacedBy", "S.2.1", None),
        ("hasSkillLevel", None, "S"),
        ("isPeerOf", None, "S.2"),
    ]
    assert content.edges[4] == EdgeNode(
        "hasSkillLevel",
        None,
        "S",
        {
            "identifier": "bc790afa-2988-11e9-a61c-69bffc17d8fd",
            "origin": {"identifier": outside, "title": "Human.Coding"},
        },
    )
    assert content.edges[2].foreign["target"] == {"identifier": other}
    assert read.tree.title == {"fr": {"title": "SampleFramework"}}
    assert content.origin["subject"] == "School"


def test_the_workbook_of_opensalt_comes_back_from_our_own():
    tree = read_sample("opensalt-framework.xlsx").tree

    assert opensalt.FORMAT.read(written(tree), NAMING).tree == tree


def test_the_csv_of_opensalt_is_read():
    read = read_sample("opensalt-sample-case.csv")

    assert read.issues == ()
    items = read.tree.content.items
    assert [(depth, it.code) for depth, it in walk(items)] == [
        (0, "M"),
        (1, "M.F"),
        (2, "M.F.1-2"),
        (3, "M.F.1-2.S1"),
        (4, "M.F.1-2.S1a"),
        (4, "M.F.1-2.S1b"),
        (2, "M.F.C2"),
        (3, "M.F.C2.S1"),
        (0, "M.E"),
        (0, "M.E.C1"),
    ]
    assert (items[0].foreign_id, items[0].identity) == ("Math", str(uuid5(NAMESPACE, "Math")))
    assert items[1].texts == {
        "fr": {
            "label": "Math",
            "description": "Fractions are rational numbers - this standard group explores those "
            "concepts",
        }
    }
    video = "https://www.opened.com/video/classify-and-order-real-numbers-using-subsets/801540"
    assert [
        (it.type, it.origin, it.foreign["target"]["identifier"]) for it in read.tree.content.edges
    ] == [
        ("isRelatedTo", "M.F", "CCSS.Math.Content.HSF-IF.C.8b"),
        ("isRelatedTo", "M.F.1-2", "http://asn.jesandco.org/resources/S1143417"),
        ("exemplar", "M.F.1-2.S1", video),
        ("isRelatedTo", "M.F.1-2.S1b", "CCSS.MATH.CONTENT.1.G.A.1"),
    ]


def csv_of(*rows):
    titles = "Identifier,fullStatement,Human Coding Scheme,Is Child Of"
    return Source("a.csv", "\n".join((titles, *rows)).encode())


def test_what_does_not_hold_is_told_with_its_row():
    source = csv_of("1,Un,A,C", "2,Deux,B,A", "3,Trois,C,B", "4,Quatre,A,", "5,Cinq,E,nulle part")

    read = opensalt.FORMAT.read(source, NAMING)

    assert read.issues == (
        Issue(reading.SAME_CODE, {"code": "A", "first": 2}, row=5),
        Issue(relations.OUTSIDE, {"code": "E", "parent": "nulle part"}, row=6),
        Issue(reading.LOOP, {"code": "A"}, row=2),
    )
    assert [(it.code, it.parent) for it in read.tree.content.items] == [
        ("A", None),
        ("B", "A"),
        ("C", "B"),
        ("4", None),
        ("E", None),
    ]


def test_an_identifier_given_twice_stops_the_import():
    read = opensalt.FORMAT.read(csv_of("1,Un,A,", "1,Deux,B,"), NAMING)

    assert read.tree is None
    assert read.issues == (
        Issue(reading.SAME_IDENTIFIER, {"id": "1", "first": 2}, row=3, is_error=True),
    )
