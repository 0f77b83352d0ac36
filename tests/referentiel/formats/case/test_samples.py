"""Real packages come in without loss, and leave as the official schema wants them."""

import json
from collections import Counter

import pytest

from referentiel.formats import format_of
from referentiel.tree import walk
from tests.case_schemas import package_errors
from tests.referentiel.formats.case.reading import (
    OPENCASE,
    OPENSALT,
    package_of,
    read_package,
    read_sample,
    source_of,
    types_of,
)
from tests.samples import sample

both = pytest.mark.parametrize("path", [OPENSALT, OPENCASE], ids=["opensalt", "opencase"])


def depths(tree):
    return Counter(depth for depth, _item in walk(tree.content.items))


def test_what_opensalt_wrote_comes_in_whole():
    read = read_sample(OPENSALT)
    tree, content = read.tree, read.tree.content

    assert read.issues == ()
    assert tree.title == {"en": {"title": "What Standards Could Be"}}
    assert len(content.items) == 16
    assert depths(tree) == {0: 2, 1: 6, 2: 8}
    assert Counter(item.type for item in content.items) == {
        "Component": 8,
        "Standard": 6,
        "Cluster": 2,
    }
    parents = {item.parent for item in content.items}
    assert sum(item.code not in parents for item in content.items) == 12
    assert all(
        item.kind == ("area" if item.code in parents else "competence") for item in content.items
    )
    assert Counter(edge.type for edge in content.edges) == {
        "exactMatchOf": 16,
        "precedes": 3,
        "exemplar": 2,
        "isRelatedTo": 2,
    }
    assert sum(edge.target is None for edge in content.edges) == 21
    assert len(content.origin["CFDefinitions"]["CFItemTypes"]) == 3
    assert {item.foreign["educationalLevel"] for item in content.items} <= {"06", "07"}


def test_what_opencase_wrote_comes_in_whole():
    read = read_sample(OPENCASE)
    tree, content = read.tree, read.tree.content

    assert read.issues == ()
    assert list(tree.title) == ["ja"]
    assert len(content.items) == 36
    assert depths(tree) == {0: 5, 1: 10, 2: 21}
    assert Counter(item.type for item in content.items) == {
        "技能": 11,
        "分野": 10,
        "領域": 5,
        "知識": 5,
        "態度": 5,
    }
    assert content.edges == ()
    assert [len(content.origin["CFDefinitions"][key]) for key in ("CFSubjects", "CFItemTypes")] == [
        3,
        5,
    ]
    assert len(content.rubrics) == 2
    criteria = [criterion for item in content.items for criterion in item.criteria]
    assert Counter(one.rubric[-1] for one in criteria) == {"1": 4, "2": 3}
    assert sum(len(one.steps) for one in criteria) == 28
    assert {step.score for one in criteria for step in one.steps} == {1, 2, 3, 4}
    assert all(item.identity == item.foreign_id for item in content.items)


@both
def test_a_sample_leaves_without_an_error_and_without_a_loss(path):
    said = source_of(sample(path).read_bytes())
    before = read_package(said.content).tree
    after = package_of(before)

    assert package_errors()(after) == []
    assert len(after["CFItems"]) == len(before.content.items)
    original = json.loads(said.text)
    assert types_of(after["CFAssociations"]) == types_of(original["CFAssociations"])
    assert {one["identifier"] for one in after["CFAssociations"]} == {
        one["identifier"] for one in original["CFAssociations"]
    }
    numbers = {one["identifier"]: one.get("sequenceNumber") for one in after["CFAssociations"]}
    for one in original["CFAssociations"]:
        if one.get("sequenceNumber") is not None:
            assert numbers[one["identifier"]] == int(one["sequenceNumber"])
    for name, held in original["CFDefinitions"].items():
        kept = {one["identifier"] for one in after["CFDefinitions"].get(name, [])}
        assert kept == {one["identifier"] for one in held}


@both
def test_a_sample_comes_back_equal_from_our_export(path):
    before = read_sample(path).tree

    read = read_package(package_of(before))

    assert read.issues == ()
    assert read.tree == before


@both
def test_a_sample_written_as_the_older_edition_keeps_its_tree(path):
    before = read_sample(path).tree
    said = package_of(before, "case10")

    read = read_package(said)

    assert package_errors("1.0")(said) == []
    assert [it.texts for it in read.tree.content.items] == [it.texts for it in before.content.items]
    assert [it.parent is None for it in read.tree.content.items] == [
        it.parent is None for it in before.content.items
    ]


def test_destinations_outside_are_kept_word_for_word():
    before = read_sample(OPENSALT).tree
    after = {one["identifier"]: one for one in package_of(before)["CFAssociations"]}

    for edge in before.content.edges:
        written = after[edge.foreign["identifier"]]["destinationNodeURI"]
        assert written == edge.foreign["destinationNodeURI"]


def test_identifiers_that_the_pattern_refuses_leave_under_an_alias():
    said = package_of(read_sample(OPENCASE).tree)

    marks = [one["extensions"]["reperes"] for one in said["CFItems"]]
    assert all(mark["identity"].startswith("10000000-0000-0000") for mark in marks)
    assert {one["identifier"][14] for one in said["CFItems"]} == {"5"}
    known = {one["identifier"] for one in said["CFItems"]}
    ends = {one["originNodeURI"]["identifier"] for one in said["CFAssociations"]}
    assert ends <= known


@pytest.mark.parametrize(("path", "key"), [(OPENSALT, "case10"), (OPENCASE, "case")])
def test_the_edition_is_told_by_the_content(path, key):
    assert format_of(source_of(sample(path).read_bytes())).key == key
