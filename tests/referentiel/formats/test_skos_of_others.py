"""SKOS that anybody wrote: their addresses, their parents, their languages, their own words."""

from io import BytesIO
from uuid import UUID, uuid5

from rdflib import Graph

from referentiel.formats import format_of, skos
from referentiel.formats.base import Naming, Source
from referentiel.tree import Content, CrosswalkNode, EdgeNode, ItemNode, ReferentielTree

NAMESPACE = UUID(int=7)
NAMING = Naming("eux", "V1", NAMESPACE, title="Les leurs")
PREFIXES = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix ex: <http://example.org/> .
"""
THESAURUS = (
    PREFIXES
    + """
ex:scheme a skos:ConceptScheme ; dct:title "Métiers"@fr-FR, "Trades"@en ;
    dct:description "Pour essai" ; dct:license <https://creativecommons.org/licenses/by/4.0/> ;
    dct:creator "Une équipe" .
ex:a a skos:Concept ; skos:notation "A" ; skos:prefLabel "Coopérer"@fr, "Cooperate"@en ;
    skos:topConceptOf ex:scheme ; skos:inScheme ex:scheme .
ex:b a skos:Concept ; skos:notation "B" ; skos:prefLabel "Animer" ; skos:narrower ex:a1 .
ex:a1 a skos:Concept ; skos:notation "A1" ; skos:prefLabel "Écouter"@fr ;
    skos:definition "Sans couper"@fr ; skos:scopeNote "Partout"@fr ; skos:altLabel "Ouïr"@fr ;
    skos:hiddenLabel "ecouter"@fr ; skos:broader ex:a ; skos:related ex:a2 ;
    skos:exactMatch <http://data.europa.eu/esco/skill/1> ; dct:isReplacedBy ex:gone .
ex:a2 a skos:Concept ; skos:prefLabel "Dire"@fr ; skos:scopeNote "À propos"@fr ;
    skos:broader ex:a ; skos:related ex:a1 ; skos:closeMatch ex:b .
"""
).encode()


def read(content, notation=skos.TURTLE):
    return notation.read(Source("x", content), NAMING)


def item(kind, name, texts, parent=None, code=None, **more):
    address = f"http://example.org/{name}"
    identity = str(uuid5(NAMESPACE, address)) if code else None
    return ItemNode(
        kind, code or address, texts, parent, identity=identity, foreign_id=address, **more
    )


EXPECTED = ReferentielTree(
    slug="eux",
    namespace=NAMESPACE,
    label="V1",
    title={"fr": {"title": "Métiers"}, "en": {"title": "Trades"}},
    content=Content(
        standing="projet",
        state="draft",
        texts={
            "fr": {
                "about": "Pour essai",
                "licence": "https://creativecommons.org/licenses/by/4.0/",
            }
        },
        items=(
            item(
                "area", "a", {"fr": {"label": "Coopérer"}, "en": {"label": "Cooperate"}}, code="A"
            ),
            item(
                "competence",
                "a1",
                {
                    "fr": {
                        "label": "Écouter",
                        "description": "Sans couper",
                        "alternative": "Ouïr",
                    }
                },
                parent="A",
                code="A1",
                foreign={
                    "http://www.w3.org/2004/02/skos/core#scopeNote": [
                        {"@value": "Partout", "@language": "fr"}
                    ],
                    "http://www.w3.org/2004/02/skos/core#hiddenLabel": [
                        {"@value": "ecouter", "@language": "fr"}
                    ],
                },
            ),
            item("competence", "a2", {"fr": {"label": "Dire", "description": "À propos"}}, "A"),
            item("competence", "b", {"fr": {"label": "Animer"}}, code="B"),
        ),
        edges=(
            EdgeNode("isChildOf", "A1", "B"),
            EdgeNode("isRelatedTo", "A1", "http://example.org/a2"),
            EdgeNode("ext:closeMatch", "http://example.org/a2", "B"),
            EdgeNode(
                "replacedBy",
                "A1",
                foreign={
                    "destinationNodeURI": {
                        "title": "",
                        "identifier": "http://example.org/gone",
                        "uri": "http://example.org/gone",
                    }
                },
            ),
        ),
        origin={
            "address": "http://example.org/scheme",
            "statements": {
                "http://purl.org/dc/terms/title": [
                    {"@value": "Métiers", "@language": "fr-FR"},
                    {"@value": "Trades", "@language": "en"},
                ],
                "http://purl.org/dc/terms/description": [{"@value": "Pour essai"}],
                "http://purl.org/dc/terms/license": [
                    {"@id": "https://creativecommons.org/licenses/by/4.0/"}
                ],
                "http://purl.org/dc/terms/creator": [{"@value": "Une équipe"}],
            },
        },
    ),
    crosswalks=(
        CrosswalkNode(
            "A1", "ESCO", "http://data.europa.eu/esco/skill/1", "", "", "exactMatch", "à valider"
        ),
    ),
)


def test_a_thesaurus_is_read_with_all_that_it_says():
    found = read(THESAURUS)

    assert found.issues == ()
    assert found.tree == EXPECTED


def test_it_is_the_same_in_every_notation_of_rdf():
    graph = Graph().parse(data=THESAURUS, format="turtle")
    for notation, name in ((skos.TURTLE, "nt"), (skos.RDFXML, "xml"), (skos.JSONLD, "json-ld")):
        content = graph.serialize(format=name, encoding="utf-8")

        assert format_of(Source("x", content)) is notation
        tree = read(content, notation).tree
        assert {it.code: it.texts for it in tree.content.items} == {
            it.code: it.texts for it in EXPECTED.content.items
        }
        assert tree.crosswalks == EXPECTED.crosswalks


def test_what_has_no_place_here_is_given_back():
    stream = BytesIO()
    skos.TURTLE.write(EXPECTED, stream)

    before, after = (
        {tuple(map(str, triple)) for triple in Graph().parse(data=it, format="turtle")}
        for it in (THESAURUS, stream.getvalue())
    )
    lost = {
        (one.rpartition("/")[2], said.rpartition("#")[2], it) for one, said, it in before - after
    }
    assert lost == {
        ("a2", "related", "http://example.org/a1"),  # said once, from the other end
        ("a2", "scopeNote", "À propos"),  # which had become its definition
        ("b", "narrower", "http://example.org/a1"),  # said as the other's broader
    }


def test_an_ordered_collection_gives_the_order():
    listed = b"""
ex:order a skos:OrderedCollection ; skos:memberList ( ex:b ex:a2 ex:a1 ) .
"""
    found = read(THESAURUS + listed).tree

    assert [it.code for it in found.content.items] == ["B", "A", "http://example.org/a2", "A1"]


def test_a_named_collection_is_an_area_of_what_it_holds():
    named = (
        PREFIXES
        + """
ex:c a skos:Collection ; skos:prefLabel "Ensemble"@fr ; skos:member ex:x .
ex:x a skos:Concept ; skos:prefLabel "Seul"@fr .
"""
    )
    found = read(named.encode()).tree

    assert [(it.kind, it.code, it.parent) for it in found.content.items] == [
        ("area", "http://example.org/c", None),
        ("competence", "http://example.org/x", "http://example.org/c"),
    ]


def test_an_address_that_is_a_uuid_is_the_identity():
    one = "0190163d-8694-739b-aea5-966c26f8ad91"
    found = read(
        f'{PREFIXES}<urn:uuid:{one}> a skos:Concept ; skos:prefLabel "Un"@fr .'.encode()
    ).tree

    assert found.lineages() == {f"urn:uuid:{one}": one}


def test_concepts_without_any_place_are_read_under_their_own_codes():
    found = read(f'{PREFIXES}[] a skos:Concept ; skos:prefLabel "Un"@fr .'.encode())

    assert [it.code for it in found.tree.content.items] == ["c1"]
    assert [(it.entry, it.is_error) for it in found.issues] == [("c1", False)]
