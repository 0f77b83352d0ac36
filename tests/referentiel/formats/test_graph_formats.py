"""The formats of graphs and of big references: told apart by content, and by nothing else."""

import pytest

from referentiel.formats import FORMATS, Unrecognised, format_of
from referentiel.formats.base import Source
from tests.referentiel.formats.archives import archive

CONCEPT = "http://www.w3.org/2004/02/skos/core#Concept"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (f"<http://e.org/a> <{TYPE}> <{CONCEPT}> .", "turtle"),
        (f"# said first\n\nPREFIX s: <{CONCEPT}>\n", "turtle"),
        (f"@base <http://e.org/> .\n<a> a <{CONCEPT}> .", "turtle"),
        (f'{{"@id": "http://e.org/a", "@type": "{CONCEPT}"}}', "jsonld"),
        (f'\ufeff[{{"@id": "http://e.org/a", "@type": "{CONCEPT}"}}]', "jsonld"),
        (f'<?xml version="1.0"?>\n<r:RDF xmlns:r="{TYPE[:-4]}" xmlns:s="{CONCEPT}"/>', "rdfxml"),
    ],
)
def test_a_graph_is_recognised(content, key):
    assert format_of(Source("", content.encode())).key == key


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"skos",
        b'{"CFDocument": {"title": "skos"}}',
        b"<html><head>skos</head></html>",
        b"nom,code\nskos,1\n",
        archive({"skos.ttl": b"@prefix skos: <x> ."}),
    ],
)
def test_another_file_is_left_to_others(content):
    try:
        found = format_of(Source("skos.ttl", content)).key
    except Unrecognised:
        found = ""

    assert found not in ("jsonld", "turtle", "rdfxml", "esco", "rome")


def test_every_format_has_its_own_key_and_something_to_do():
    assert all(key == it.key and (it.read or it.write) for key, it in FORMATS.items())
