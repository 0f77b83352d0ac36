"""SKOS, in the notations of RDF: JSON-LD, Turtle with N-Triples, and RDF/XML."""

import re
from collections.abc import Callable
from typing import IO

from referentiel.base import french
from referentiel.checking import check
from referentiel.errors import ImportRefused
from referentiel.formats.base import Format, Issue, Naming, Read, Source
from referentiel.formats.notes import Notes
from referentiel.formats.skos import parsing
from referentiel.formats.skos import vocabulary as words
from referentiel.formats.skos.jsonld_writing import write_jsonld
from referentiel.formats.skos.nodes import Graph
from referentiel.formats.skos.saying import nodes_of
from referentiel.formats.skos.turtle_writing import write_turtle
from referentiel.formats.skos.understanding import understood
from referentiel.tree import ReferentielTree

ODD = french("Ce fichier n’est pas du SKOS cohérent : %(reason)s.")
LOSES = (french("Les profils de poste"),)
TRIPLE = re.compile(r"(?:<[^<>\s\"]*:[^<>\s\"]*>|_:\S+)\s+<[^<>\s\"]*:[^<>\s\"]*>\s+\S")
DIRECTIVE = re.compile(r"^\s*(?:@prefix|@base|prefix|base)\s", re.IGNORECASE | re.MULTILINE)


def _reading(parse: Callable[[Source], Graph]) -> Callable[[Source, Naming], Read]:
    def read(source: Source, naming: Naming) -> Read:
        notes = Notes()
        try:
            tree = understood(parse(source), naming, notes)
            if tree is not None:
                check(tree)
        except ImportRefused as refused:
            error = Issue(refused.sentence, refused.values, is_error=True)
            return Read(None, (*notes.issues, error))
        except (ValueError, TypeError, KeyError, RecursionError) as reason:
            error = Issue(ODD, {"reason": str(reason)[:200]}, is_error=True)
            return Read(None, (*notes.issues, error))
        return Read(None if any(it.is_error for it in notes.issues) else tree, notes.issues)

    return read


def _is_turtle(source: Source) -> bool:
    if b"skos" not in source.content:
        return False
    head = "\n".join(line for line in source.head.splitlines() if not line.startswith("#"))
    return bool(DIRECTIVE.search(head) or TRIPLE.match(head.lstrip()))


def _is_jsonld(source: Source) -> bool:
    if not source.head.startswith(("{", "[")) or b"skos" not in source.content:
        return False
    return any(key in source.content for key in (b'"@context"', b'"@graph"', b'"@id"'))


def _is_rdfxml(source: Source) -> bool:
    head = source.head
    return head.startswith("<") and "xmlns" in head and words.RDF in head


def _write_turtle(tree: ReferentielTree, stream: IO[bytes]) -> None:
    write_turtle(nodes_of(tree), stream)


def _write_jsonld(tree: ReferentielTree, stream: IO[bytes]) -> None:
    write_jsonld(nodes_of(tree), stream)


TURTLE = Format(
    key="turtle",
    label=french("SKOS en Turtle ou N-Triples"),
    extension="ttl",
    media_type="text/turtle",
    recognises=_is_turtle,
    read=_reading(parsing.parse_turtle),
    write=_write_turtle,
    loses=LOSES,
)
JSONLD = Format(
    key="jsonld",
    label=french("SKOS en JSON-LD"),
    extension="jsonld",
    media_type="application/ld+json",
    recognises=_is_jsonld,
    read=_reading(parsing.parse_jsonld),
    write=_write_jsonld,
    loses=LOSES,
)
RDFXML = Format(
    key="rdfxml",
    label=french("SKOS en RDF/XML"),
    extension="rdf",
    media_type="application/rdf+xml",
    recognises=_is_rdfxml,
    read=_reading(parsing.parse_rdfxml),
)
