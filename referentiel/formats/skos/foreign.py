"""Statements that a référentiel has no place for, kept word for word."""

from collections.abc import Collection
from typing import Any

from referentiel.base import Json
from referentiel.formats.skos.nodes import Facts, Ref, Said, is_address, is_tag
from referentiel.formats.skos.vocabulary import EDGE_TYPES, MATCHES, PREFIXES, RDF, SKOS

OURS = (RDF, PREFIXES["rp"])
# What these say is said elsewhere, or follows from what is.
UNDERSTOOD = frozenset(
    {
        *EDGE_TYPES,
        *MATCHES,
        *(
            SKOS + name
            for name in (
                "prefLabel",
                "altLabel",
                "definition",
                "notation",
                "narrower",
                "inScheme",
                "topConceptOf",
                "hasTopConcept",
                "member",
                "memberList",
                "broaderTransitive",
                "narrowerTransitive",
                "semanticRelation",
            )
        ),
    }
)


def kept(facts: Facts, known: Collection[str] = UNDERSTOOD) -> Json:
    """Return what nothing else of a référentiel says, spelt as in expanded JSON-LD."""
    return {
        predicate: [_spelt(value) for value in values]
        for predicate, values in facts.items()
        if predicate not in known and not predicate.startswith(OURS)
    }


def as_statements(foreign: Json) -> tuple[list[tuple[str, Ref | Said]], Json]:
    """Return the statements that `kept` kept, and what else is in `foreign`."""
    said: list[tuple[str, Ref | Said]] = []
    rest: Json = {}
    for key, values in foreign.items():
        if _is_predicate(key) and isinstance(values, list) and values:
            read = [_read(value) for value in values]
            if None not in read:
                said += ((key, value) for value in read if value is not None)
                continue
        rest[key] = values
    return said, rest


def _is_predicate(key: str) -> bool:
    return is_address(key) and key not in UNDERSTOOD and not key.startswith(OURS)


def _spelt(value: Ref | Said) -> Json:
    if isinstance(value, Ref):
        return {"@id": str(value)}
    said = {"@value": value.value, "@language": value.language, "@type": value.type}
    return {name: text for name, text in said.items() if text or name == "@value"}


def _read(value: Any) -> Ref | Said | None:  # noqa: ANN401 -- any value of JSON
    """Return a value that `_spelt` spelt and that RDF gives back unchanged."""
    if not isinstance(value, dict) or not all(isinstance(it, str) for it in value.values()):
        return None
    match sorted(value):
        case ["@id"] if is_address(value["@id"]):
            return Ref(value["@id"])
        case ["@value"]:
            return Said(value["@value"])
        case ["@language", "@value"] if is_tag(value["@language"]):
            return Said(value["@value"], value["@language"])
    return None
