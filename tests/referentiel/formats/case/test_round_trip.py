"""What is written as CASE validates, and comes back equal: everything but job profiles."""

from hypothesis import given, settings

from referentiel.formats import format_of
from tests.case_schemas import answer_errors, package_errors
from tests.referentiel.formats.case.reading import (
    package_of,
    read_package,
    source_of,
    without_profiles,
)
from tests.referentiel.trees import Carried, trees
from tests.shipped import REFERENTIEL, tree_of

CARRIED = Carried(profiles=False)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(tree=trees(CARRIED))
def test_any_referentiel_comes_back_equal(tree):
    said = package_of(tree)
    source = source_of(said)

    read = read_package(said)

    assert format_of(source).key == "case"
    assert read.issues == ()
    assert read.tree == tree


@settings(max_examples=20, deadline=None, derandomize=True)
@given(tree=trees(CARRIED))
def test_any_referentiel_is_written_as_the_official_schemas_want(tree):
    said = package_of(tree)

    assert package_errors()(said) == []
    assert answer_errors("/CFPackages/{sourcedId}", 200)(said) == []


@settings(max_examples=10, deadline=None, derandomize=True)
@given(tree=trees(CARRIED))
def test_any_referentiel_can_be_written_as_the_older_edition(tree):
    assert package_errors("1.0")(package_of(tree, "case10")) == []


def test_the_shipped_referentiel_comes_back_equal():
    tree = without_profiles(tree_of(REFERENTIEL))
    said = package_of(tree)

    read = read_package(said)

    assert package_errors()(said) == []
    assert answer_errors("/CFPackages/{sourcedId}", 200)(said) == []
    assert read.issues == ()
    assert read.tree == tree
    assert read.tree.content.hash == tree.content.hash


def test_levels_by_type_travel_as_a_rubric_that_we_do_not_read_twice():
    tree = without_profiles(tree_of(REFERENTIEL))
    said = package_of(tree)

    [rubric] = said["CFRubrics"]
    first = rubric["CFRubricCriteria"][0]
    competence = next(item for item in tree.content.items if item.kind == "competence")
    anchors = tree.content.anchors[competence.type]

    assert len(rubric["CFRubricCriteria"]) == 49
    assert first["CFItemURI"]["identifier"] == tree.lineage(competence)
    assert [
        (level["quality"], level["description"], level["score"])
        for level in first["CFRubricCriterionLevels"]
    ] == [
        (
            tree.content.scales["mastery"][level]["fr"]["label"],
            anchors[level]["fr"]["description"],
            level,
        )
        for level in range(5)
    ]
    assert all(not item.criteria for item in read_package(said).tree.content.items)


def test_what_another_tool_changed_in_our_export_comes_through():
    tree = without_profiles(tree_of(REFERENTIEL))
    said = package_of(tree)
    changed = next(one for one in said["CFItems"] if one["humanCodingScheme"] == "D1-01")
    changed["abbreviatedStatement"] = "Un autre intitulé"

    read = read_package(said).tree

    before = {item.code: item for item in tree.content.items}
    for item in read.content.items:
        if item.code == "D1-01":
            assert item.texts["fr"]["label"] == "Un autre intitulé"
            assert item.scope == before["D1-01"].scope
        else:
            assert item == before[item.code]


def test_an_item_that_another_tool_added_to_our_export_is_read_as_theirs():
    tree = without_profiles(tree_of(REFERENTIEL))
    said = package_of(tree)
    extra = {
        "identifier": "99999999-1111-4111-8111-111111111111",
        "uri": "https://example.org/99",
        "fullStatement": "Venue d’ailleurs",
        "lastChangeDateTime": "2026-01-02T03:04:05Z",
        "CFItemType": "savoir",
        "notes": "à relire",
    }
    said["CFItems"].append(extra)

    found = read_package(said).tree.content.items[-1]

    assert (found.foreign_id, found.texts["fr"]["label"]) == (
        extra["identifier"],
        "Venue d’ailleurs",
    )
    assert found.foreign["notes"] == "à relire"
