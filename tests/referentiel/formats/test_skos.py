"""Our own SKOS gives everything back but the profiles, in both notations alike."""

from dataclasses import replace
from io import BytesIO
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from rdflib import Graph, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, RDF, SKOS

from referentiel.formats import FORMATS, format_of, skos
from referentiel.formats.base import Naming, Read, Source
from referentiel.tree import (
    Content,
    CriterionNode,
    CrosswalkNode,
    EdgeNode,
    ItemNode,
    ReferentielTree,
    StepNode,
)
from tests.referentiel.trees import Carried, trees
from tests.shipped import REFERENTIEL, tree_of

NAMING = Naming("ailleurs", "V9", UUID(int=9))
NOTATIONS = (skos.TURTLE, skos.JSONLD)
OWN = Namespace("urn:reperes:vocabulary#")
FOUR = UUID("6fc3ba6c-6e1f-4f5c-b5f5-1f0d9e0b7c44")


def written(tree, notation):
    stream = BytesIO()
    notation.write(tree, stream)
    return stream.getvalue()


def read_back(tree, notation):
    return notation.read(Source("sans-nom", written(tree, notation)), NAMING)


# One draw serves both notations: drawing takes longer than writing and reading.
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(tree=trees(Carried(profiles=False)))
def test_everything_but_profiles_comes_back(tree):
    assert [read_back(tree, notation) for notation in NOTATIONS] == [Read(tree), Read(tree)]


@pytest.mark.parametrize("notation", NOTATIONS, ids=lambda it: it.key)
def test_the_shipped_reference_comes_back_but_its_profiles(notation):
    tree = tree_of(REFERENTIEL)

    expected = replace(tree, content=replace(tree.content, profiles=()))
    assert read_back(tree, notation) == Read(expected)
    assert notation.loses == ("Les profils de poste",)


@pytest.mark.parametrize("notation", NOTATIONS, ids=lambda it: it.key)
def test_what_is_written_is_recognised_by_its_content(notation):
    source = Source("tableau.xlsx", written(tree_of(REFERENTIEL), notation))

    assert format_of(source) is FORMATS[notation.key] is notation


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own parser
def test_both_notations_say_the_same_graph():
    tree = small_tree()

    turtle = Graph().parse(data=written(tree, skos.TURTLE), format="turtle")
    jsonld = Graph().parse(data=written(tree, skos.JSONLD), format="json-ld")
    assert isomorphic(turtle, jsonld)


def small_tree():
    items = (
        ItemNode("area", "A", {"fr": {"label": "Coopérer"}, "en": {"label": "Cooperate"}}),
        ItemNode(
            "competence",
            "A1",
            {"fr": {"label": "Écouter", "description": "Sans couper", "alternative": "Ouïr\nOyez"}},
            parent="A",
            type="savoir-être",
            foreign_id="https://example.org/e/1",
            criteria=(CriterionNode((StepNode({"fr": {"label": "Un peu"}}, 1.0),)),),
        ),
        ItemNode("area", "B", {"fr": {"label": "Animer"}}),
    )
    return ReferentielTree(
        slug="petit",
        namespace=FOUR,
        label="V1",
        title={"fr": {"title": "Petit"}},
        content=Content("projet", "draft", {}, items, edges=(EdgeNode("isChildOf", "A1", "B"),)),
        crosswalks=(CrosswalkNode("A1", "ROME", "400787", "v460", "", "closeMatch", "validée"),),
    )


def test_another_tool_finds_plain_skos_in_it():
    graph = Graph().parse(data=written(small_tree(), skos.TURTLE), format="turtle")

    scheme = URIRef(f"urn:uuid:{FOUR}")
    concept = URIRef("https://example.org/e/1")
    tops = graph.subjects(SKOS.topConceptOf, scheme)
    top, other = sorted(tops, key=lambda it: graph.value(it, SKOS.notation))
    said = {
        (predicate, str(value))
        for predicate, value in graph.predicate_objects(concept)
        if not predicate.startswith(OWN)
    }
    assert said == {
        (RDF.type, str(SKOS.Concept)),
        (RDF.type, str(OWN.Competence)),
        (SKOS.inScheme, str(scheme)),
        (SKOS.notation, "A1"),
        (SKOS.prefLabel, "Écouter"),
        (SKOS.definition, "Sans couper"),
        (SKOS.altLabel, "Ouïr"),
        (SKOS.altLabel, "Oyez"),
        (SKOS.broader, str(top)),
        (SKOS.broader, str(other)),
        (SKOS.closeMatch, "urn:reperes:reference:ROME:400787"),
    }
    assert graph.value(scheme, DCTERMS.title).language == "fr"
    assert {label.language for label in graph.objects(top, SKOS.prefLabel)} == {"fr", "en"}


def test_a_concept_that_somebody_added_to_our_file_is_read_with_it():
    added = b"""
<https://example.org/new> a <http://www.w3.org/2004/02/skos/core#Concept> ;
    <http://www.w3.org/2004/02/skos/core#prefLabel> "Relier"@fr ;
    <http://www.w3.org/2004/02/skos/core#broader> <https://example.org/e/1> .
"""
    found = skos.TURTLE.read(Source("x", written(small_tree(), skos.TURTLE) + added), NAMING)

    *held, new, last = found.tree.content.items
    assert (new.code, new.parent, new.texts) == (
        "https://example.org/new",
        "A1",
        {"fr": {"label": "Relier"}},
    )
    assert (*held, last) == small_tree().content.items


def test_a_text_that_rdf_cannot_hold_comes_back_word_for_word():
    odd = {"pt-BR": {"label": "A\x00\u2028\\\"'"}, "not a tag": {"label": "x"}, "en": {}}
    item = ItemNode("competence", "A", odd)
    tree = replace(small_tree(), crosswalks=(), content=Content("projet", "draft", {}, (item,)))

    assert [read_back(tree, it).tree for it in NOTATIONS] == [tree, tree]
