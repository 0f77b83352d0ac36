"""Hostile and clumsy packages: each is refused or repaired, and the message names the entry."""

import json

import pytest

from referentiel.formats import Unrecognised, format_of
from referentiel.formats.base import LONGEST_TEXT, MOST_DEPTH
from tests.referentiel.formats.case.reading import (
    child,
    document,
    item,
    item_id,
    link,
    package_of,
    read_package,
    source_of,
)


def package(*items, associations=(), **more):
    return {
        "CFDocument": document(),
        "CFItems": list(items),
        "CFAssociations": list(associations),
        **more,
    }


def errors(read):
    return [(issue.entry, issue.sentence) for issue in read.errors]


def entries(read):
    return [issue.entry for issue in read.issues]


@pytest.mark.parametrize(
    "content",
    [
        b'{"CFDocument": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        b'{"CFDocument": {"a":' * 50_000,
        b'{"CFDocument": "\xff\xfe',
        b'{"CFDocument": ' + b"9" * 5_000 + b"}",
        b'{"CFDocument": {}, ',
    ],
    ids=["brackets", "objects", "cut", "number", "half"],
)
def test_what_is_no_json_is_refused(content):
    read = read_package(content)

    assert read.tree is None
    assert len(read.errors) == 1


@pytest.mark.parametrize("root", [[], ["CFDocument"], "CFDocument", 3, None])
def test_a_root_that_is_no_object_is_refused(root):
    read = read_package(root)

    assert read.tree is None
    assert entries(read) == ["paquet.json"]


@pytest.mark.parametrize(
    "content", [b"", b"slug: a\nCFDocument: b", b'{"a": 1}', b"code;CFDocument\n"]
)
def test_what_is_no_package_is_not_taken_for_one(content):
    with pytest.raises(Unrecognised):
        format_of(source_of(content))


@pytest.mark.parametrize(
    "part",
    [
        {"CFItems": {}},
        {"CFItems": [1]},
        {"CFAssociations": "x"},
        {"CFRubrics": [None]},
        {"CFDefinitions": "x"},
        {"CFDocument": []},
        {"CFDocument": None},
        {"CFRubrics": [{"identifier": "r", "CFRubricCriteria": 3}]},
    ],
    ids=str,
)
def test_a_part_of_another_shape_is_refused_by_its_name(part):
    read = read_package(package(item(1)) | part)

    assert read.tree is None
    [name] = part
    assert any(name in entry or entry == "r" for entry in entries(read))


def test_a_text_of_a_megabyte_is_refused_with_its_entry():
    read = read_package(package(item(1), item(2, notes="x" * 1_000_000)))

    assert [entry for entry, _ in errors(read)] == [item_id(2)]
    assert read.errors[0].values == {"field": "notes", "count": 1_000_000, "most": LONGEST_TEXT}


def test_an_entry_nested_without_end_is_refused_by_its_name():
    deep: object = "x"
    for _ in range(200):
        deep = {"a": deep}

    read = read_package(package(item(1, extensions=deep)))

    assert {entry for entry, _ in errors(read)} == {item_id(1)}


def test_numbers_that_are_none_are_left_out_with_a_word():
    text = json.dumps(package(item(1, extensions={"a": float("nan"), "b": float("inf")})))

    read = read_package(text.encode())

    assert entries(read) == [item_id(1), item_id(1)]
    assert read.tree.content.items[0].foreign["extensions"] == {"a": None, "b": None}


def test_characters_that_no_base_holds_are_replaced_with_a_word():
    said = json.dumps(package(item(1, fullStatement="a\ud800b\u0000c")))

    read = read_package(said.encode())

    assert entries(read) == [item_id(1)]
    assert read.tree.content.items[0].texts["fr"]["label"] == "a\ufffdb\ufffdc"


def test_a_cycle_is_opened_and_its_link_kept_as_a_relation():
    cycle = [child(1, 2), child(2, 3), child(3, 1)]

    read = read_package(package(item(1), item(2), item(3), associations=cycle))

    content = read.tree.content
    assert entries(read) == [item_id(1)]
    assert [(it.code, it.parent) for it in content.items] == [
        ("C1", None),
        ("C3", "C1"),
        ("C2", "C3"),
    ]
    assert [(edge.type, edge.origin, edge.target) for edge in content.edges] == [
        ("isChildOf", "C1", "C2")
    ]
    ends = {one["identifier"] for one in package_of(read.tree)["CFAssociations"]}
    assert {one["identifier"] for one in cycle} <= ends


def test_an_item_inside_itself_stands_at_the_root():
    read = read_package(package(item(1), associations=[child(1, 1)]))

    assert entries(read) == [item_id(1)]
    assert read.tree.content.items[0].parent is None


def test_the_same_item_twice_is_read_once():
    read = read_package(package(item(1), item(1)))

    assert entries(read) == [item_id(1)]
    assert len(read.tree.content.items) == 1


def test_two_items_of_one_identifier_are_refused():
    read = read_package(package(item(1), item(1, fullStatement="Autre chose")))

    assert [entry for entry, _ in errors(read)] == [item_id(1)]


def test_a_repeated_code_gives_way_to_the_identifier_and_comes_back():
    read = read_package(package(item(1), item(2, humanCodingScheme="C1")))

    assert entries(read) == [item_id(2)]
    assert [it.code for it in read.tree.content.items] == ["C1", item_id(2)]
    assert [one["humanCodingScheme"] for one in package_of(read.tree)["CFItems"]] == ["C1", "C1"]


def test_an_item_whose_parent_is_elsewhere_stands_at_the_root_and_keeps_its_link():
    away = child(1, "99999999-0000-4000-8000-000000000000")

    read = read_package(package(item(1), associations=[away]))

    assert entries(read) == [item_id(1)]
    [written] = package_of(read.tree)["CFAssociations"][-1:]
    assert written["destinationNodeURI"] == away["destinationNodeURI"]
    assert read_package(package_of(read.tree)).tree == read.tree


def test_a_link_of_an_item_that_is_elsewhere_is_kept():
    read = read_package(package(item(1), associations=[child(9, 1)]))

    assert len(read.issues) == 1
    assert [(edge.origin, edge.target) for edge in read.tree.content.edges] == [(None, "C1")]


def test_more_levels_than_can_be_shown_are_refused_with_the_entry():
    count = MOST_DEPTH + 2
    items = [item(n) for n in range(1, count + 1)]
    links = [child(n + 1, n) for n in range(1, count)]

    read = read_package(package(*items, associations=links))

    assert [entry for entry, _ in errors(read)] == [item_id(MOST_DEPTH + 1)]


def test_an_item_without_identifier_receives_one():
    said = item(1)
    del said["identifier"]

    read = read_package(package(said))

    assert len(read.issues) == 1
    assert read.tree.content.items[0].foreign_id == "CFItems-1"


@pytest.mark.parametrize(
    "mark",
    [
        {"kind": 3},
        {"kind": "planet"},
        {"texts": {"fr": {"label": 3}}},
        {"texts": {"long": {"label": "x"}}},
        {"sources": "x"},
        {"foreign": []},
        {"core": "yes"},
        {"scope": {"a": 1}},
    ],
    ids=str,
)
def test_a_damaged_mark_of_ours_is_refused(mark):
    read = read_package(package(item(1, extensions={"reperes": mark})))

    assert read.tree is None
    assert len(read.errors) == 1


@pytest.mark.parametrize(
    "mark",
    [
        {},
        {"slug": "a", "label": "b", "namespace": "c"},
        {"slug": 1, "label": "b", "namespace": item_id(1)},
    ],
    ids=str,
)
def test_a_damaged_mark_of_the_document_is_refused(mark):
    said = package(item(1)) | {"CFDocument": document(extensions={"reperes": mark})}

    assert read_package(said).tree is None


@pytest.mark.parametrize(
    "more",
    [
        {"scales": 3},
        {"anchors": {"savoir": [{}]}},
        {"scales": {"mastery": [{"fr": {"label": "a"}}]}},
        {"successions": [{"kind": "split"}]},
        {"successions": [{"kind": "eaten", "origin": "a"}]},
        {"refused": [{}]},
        {"state": "burnt"},
        {"origin": []},
    ],
    ids=str,
)
def test_a_mark_of_the_document_that_says_what_it_cannot_is_refused(more):
    mark = {"slug": "a", "label": "b", "namespace": item_id(1), "state": "draft"}
    mark |= {"standing": "projet"} | more
    said = package(item(1)) | {"CFDocument": document(extensions={"reperes": mark})}

    read = read_package(said)

    assert read.tree is None
    assert len(read.errors) == 1


def test_clumsy_values_are_read_and_written_as_they_should_be():
    said = package(
        item(
            1,
            educationalLevel="06",
            conceptKeywords="un",
            licenseURI="https://example.org/licence",
            statusStartDate="2026-01-02T00:00:00",
            lastChangeDateTime="2026-01-02 03:04:05",
            uri="https://example.org/é à",
            listEnumeration=3,
            CFDocumentURI=document()["uri"],
            inconnu=[1, 2],
        ),
        item(2, identifier=item_id(2).upper().replace("2222-2", "ABCD-2")),
        associations=[child(1, document()["identifier"], sequenceNumber="7")],
        CFDefinitions=[],
    )

    read = read_package(said)

    first, second = package_of(read.tree)["CFItems"]
    assert read.issues == ()
    assert first["educationLevel"] == ["06"]
    assert first["conceptKeywords"] == ["un"]
    assert first["licenseURI"]["uri"] == "https://example.org/licence"
    assert (first["statusStartDate"], first["lastChangeDateTime"]) == (
        "2026-01-02",
        "2026-01-02T03:04:05Z",
    )
    assert (first["uri"], first["listEnumeration"]) == ("https://example.org/%C3%A9%20%C3%A0", "3")
    assert "inconnu" not in first
    assert first["extensions"]["reperes"]["foreign"]["inconnu"] == [1, 2]
    assert second["identifier"] == said["CFItems"][1]["identifier"].lower()
    assert read_package(package_of(read.tree)).tree == read.tree


def test_siblings_stand_by_number_then_enumeration_then_code_in_natural_order():
    items = [
        item(1, humanCodingScheme="A10"),
        item(2, humanCodingScheme="A9"),
        item(3, humanCodingScheme="Z", listEnumeration="2"),
        item(4, humanCodingScheme="Y", listEnumeration="10"),
        item(5, humanCodingScheme="X"),
    ]
    numbered = child(5, document()["identifier"], sequenceNumber=1)

    read = read_package(package(*items, associations=[numbered]))

    assert [it.code for it in read.tree.content.items] == ["X", "Z", "Y", "A9", "A10"]


def test_criteria_that_speak_of_nothing_here_stay_with_their_rubric():
    levels = [{"identifier": item_id(70), "quality": "Bien", "score": "3"}]
    criterion = {"identifier": item_id(71), "CFItemURI": link(item_id(9))}
    rubric = {
        "identifier": item_id(72),
        "title": "Grille",
        "CFRubricCriteria": [{**criterion, "CFRubricCriterionLevels": levels}],
    }

    read = read_package(package(item(1), CFRubrics=[rubric]))

    [grid] = read.tree.content.rubrics
    assert [step.score for step in grid.loose[0].steps] == [3]
    [written] = package_of(read.tree)["CFRubrics"]
    assert written["CFRubricCriteria"][0]["CFItemURI"] == link(item_id(9))
    assert read_package(package_of(read.tree)).tree == read.tree
