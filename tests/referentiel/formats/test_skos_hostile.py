"""Files meant to hurt, or only broken: refused or repaired, with words that say where."""

import json
import socket
from uuid import UUID

import pytest

from referentiel.formats import skos
from referentiel.formats.base import LONGEST_TEXT, MOST_DEPTH, Naming, Source

NAMING = Naming("eux", "V1", UUID(int=7))
PREFIXES = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <http://example.org/> .
"""
SKOS = {"skos": "http://www.w3.org/2004/02/skos/core#"}
RDFXML = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:skos="http://www.w3.org/2004/02/skos/core#">
  <skos:Concept rdf:about="http://example.org/a"><skos:prefLabel>%s</skos:prefLabel></skos:Concept>
</rdf:RDF>"""


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Let any attempt to reach another machine fail loudly."""

    def refuse(*_arguments, **_options):
        raise AssertionError("the network was reached for")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


def read(content, notation=skos.TURTLE):
    content = content if isinstance(content, bytes) else content.encode()
    return notation.read(Source("x", content), NAMING)


def turtle(text):
    return read(PREFIXES + text)


def told(found):
    return [(it.sentence % it.values, it.entry, it.is_error) for it in found.issues]


def concept(name, more=""):
    return (
        f'ex:{name} a skos:Concept ; skos:notation "{name}" ; skos:prefLabel "{name}"@fr {more} .'
    )


def test_a_cycle_is_undone_where_it_closes():
    found = turtle(
        "\n".join(
            concept(one, f"; skos:broader ex:{above}")
            for one, above in (("a", "c"), ("b", "a"), ("c", "b"), ("d", "d"))
        )
    )

    assert [(it.code, it.parent) for it in found.tree.content.items] == [
        ("a", None),
        ("b", "a"),
        ("c", "b"),
        ("d", None),
    ]
    assert told(found)[0] == ("« a » est au-dessus de lui-même : ce lien est défait.", "a", False)


def test_a_notation_used_twice_gives_way_to_the_address():
    found = turtle(concept("a") + concept("b").replace('"b" ;', '"a" ;'))

    assert [it.code for it in found.tree.content.items] == ["a", "http://example.org/b"]
    assert told(found) == [
        (
            "La notation « a » est déjà employée : l’adresse du concept sert de code.",
            "http://example.org/b",
            False,
        )
    ]


def test_one_address_described_twice_is_one_concept_with_both_labels():
    found = turtle(concept("a") + 'ex:a skos:prefLabel "autre"@fr .')

    assert [it.texts for it in found.tree.content.items] == [
        {"fr": {"label": "a", "alternative": "autre"}}
    ]
    assert [it.entry for it in found.issues] == ["a"]


def test_a_text_of_a_megabyte_is_cut_and_named():
    found = turtle(concept("a", f'; skos:definition "{"x" * 1_000_000}"@fr'))

    assert len(found.tree.content.items[0].texts["fr"]["description"]) == LONGEST_TEXT
    assert told(found) == [
        ("Le texte « description » dépasse 20000 caractères : la suite a été coupée.", "a", False)
    ]


def test_a_tree_too_deep_is_refused():
    text = concept("c0") + "".join(
        concept(f"c{depth}", f"; skos:broader ex:c{depth - 1}") for depth in range(1, 1_500)
    )
    found = turtle(text)

    assert (found.tree, told(found)[0][2]) == (None, True)
    assert f"{MOST_DEPTH} niveaux" in told(found)[0][0]


@pytest.mark.parametrize("bracket", ["[ skos:related ", "( "])
def test_turtle_nested_without_end_is_refused(bracket):
    found = turtle(f"ex:a skos:related {bracket * 100_000}")

    assert (found.tree, [it.is_error for it in found.issues]) == (None, [True])


def test_broken_turtle_is_refused_with_its_line():
    found = turtle(concept("a") + '\nex:b a skos:Concept ; skos:prefLabel "sans fin .\n')

    assert found.tree is None
    assert "Turtle : ligne 5" in told(found)[0][0]


@pytest.mark.parametrize(
    "context",
    [
        "http://evil.example/context.jsonld",
        ["http://evil.example/context.jsonld", SKOS],
        SKOS | {"@import": "http://evil.example/context.jsonld"},
        SKOS | {"c": {"@id": "skos:Concept", "@context": "http://evil.example/context.jsonld"}},
    ],
    ids=["alone", "among others", "imported", "of a term"],
)
def test_a_remote_context_is_never_fetched(context):
    document = {"@context": context, "@id": "http://example.org/a", "@type": "skos:Concept"}
    for whole in (document, {"@context": SKOS, "@graph": [{"x": [document]}]}):
        found = read(json.dumps(whole), skos.JSONLD)

        assert found.tree is None
        assert "http://evil.example/context.jsonld" in told(found)[0][0]


def test_json_nested_without_end_is_refused():
    for depth in (100, 100_000):
        nested = '{"skos:related": ' * depth + "1" + "}" * depth
        found = read(f'{{"@context": {json.dumps(SKOS)}, "x": {nested}}}', skos.JSONLD)

        assert (found.tree, [it.is_error for it in found.issues]) == (None, [True])


def test_broken_json_is_refused_with_its_line():
    found = read('{"@context": {},\n"@graph": [\n{,}]}', skos.JSONLD)

    assert "JSON-LD : ligne 3" in told(found)[0][0]


@pytest.mark.parametrize("document", ["null", "3", '"skos"', "[[]]", '{"@graph": {"@list": 1}}'])
def test_json_that_is_no_graph_holds_no_concept(document):
    found = read(document, skos.JSONLD)

    assert (found.tree, [it.is_error for it in found.issues]) == (None, [True])


def test_an_xml_bomb_is_refused_before_it_grows():
    names = [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12)]
    bomb = f'<!DOCTYPE r [\n<!ENTITY l0 "ha">\n{"".join(names)}]>\n' + RDFXML % "&l11;"
    found = read(bomb, skos.RDFXML)

    assert found.tree is None
    assert told(found)[0][0].startswith("Ligne 2 : ce fichier XML déclare l’entité « l0 ».")


def test_an_external_entity_is_refused():
    outside = '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + RDFXML % "&e;"
    found = read(outside, skos.RDFXML)

    assert (found.tree, "« e »" in told(found)[0][0]) == (None, True)


def test_an_external_description_of_the_document_is_not_fetched():
    found = read('<!DOCTYPE r SYSTEM "http://evil.example/r.dtd">' + RDFXML % "Un", skos.RDFXML)

    assert [it.texts for it in found.tree.content.items] == [{"fr": {"label": "Un"}}]


def test_broken_xml_is_refused_with_its_line():
    found = read((RDFXML % "Un").replace("</skos:Concept>", ""), skos.RDFXML)

    assert "RDF/XML : ligne 4" in told(found)[0][0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_other_encodings_are_understood(encoding):
    text = PREFIXES + concept("a").replace('"a"@fr', '"Écouter l’été"@fr')
    found = read(text.encode(encoding))

    assert [it.texts for it in found.tree.content.items] == [{"fr": {"label": "Écouter l’été"}}]


def test_a_file_without_any_concept_is_refused():
    found = turtle("ex:a a skos:ConceptScheme .")

    assert told(found) == [("Ce fichier ne contient aucun concept SKOS.", "", True)]


@pytest.mark.parametrize(
    "said",
    [
        'rp:namespace "nothing"',
        'rp:state "burnt"',
        'rp:origin "[1]"',
        f'rp:origin "{"[" * 50_000}"',
        'rp:grid [ rp:criterion [ rp:step [ rp:score "much" ] ] ]',
        "rp:succession ex:scheme",
        'rp:edge [ rp:edgeType "isChildOf" ; rp:origin <http://example.org/a> ; rp:target 3 ]',
    ],
)
def test_our_own_words_said_wrongly_never_raise(said):
    ours = "@prefix rp: <urn:reperes:vocabulary#> . ex:scheme a rp:Version, skos:ConceptScheme"
    found = turtle(f"{ours} ; {said} ." + concept("a", "; rp:code 'a'"))

    assert found.tree is not None or any(it.is_error for it in found.issues)
