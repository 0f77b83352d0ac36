"""The terms of SKOS that speak of a référentiel, and our own for what SKOS has no word for."""

from urllib.parse import quote, unquote

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCT = "http://purl.org/dc/terms/"
XSD = "http://www.w3.org/2001/XMLSchema#"
OWN = "urn:reperes:vocabulary#"
PREFIXES = {"rdf": RDF, "skos": SKOS, "dct": DCT, "xsd": XSD, "rp": OWN}

TYPE = RDF + "type"
FIRST, REST, NIL = RDF + "first", RDF + "rest", RDF + "nil"

SCHEME = SKOS + "ConceptScheme"
CONCEPT = SKOS + "Concept"
COLLECTIONS = (SKOS + "Collection", SKOS + "OrderedCollection")
IN_SCHEME = SKOS + "inScheme"
TOP_OF, HAS_TOP = SKOS + "topConceptOf", SKOS + "hasTopConcept"
BROADER, NARROWER = SKOS + "broader", SKOS + "narrower"
MEMBER, MEMBER_LIST = SKOS + "member", SKOS + "memberList"
NOTATION = SKOS + "notation"
LABEL, OTHER_LABEL = SKOS + "prefLabel", SKOS + "altLabel"
DEFINITION, SCOPE_NOTE = SKOS + "definition", SKOS + "scopeNote"

MATCHES = {
    SKOS + name: name
    for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
}
# The edges of CASE that SKOS or Dublin Core can say without anything more.
RELATIONS_SAID = {
    "isChildOf": BROADER,
    "isRelatedTo": SKOS + "related",
    "exactMatchOf": SKOS + "exactMatch",
    **{f"ext:{name}": predicate for predicate, name in MATCHES.items() if name != "exactMatch"},
    "replacedBy": DCT + "isReplacedBy",
    "isPartOf": DCT + "isPartOf",
}
EDGE_TYPES = {predicate: type_ for type_, predicate in RELATIONS_SAID.items()}

# The texts of an entry, each with a predicate; any other key has one of ours.
OF_ITEM = {"label": LABEL, "description": DEFINITION}
OF_VERSION = {"about": DCT + "description", "licence": DCT + "rights"}
OF_TITLE = {"title": DCT + "title"}
TEXT = OWN + "text-"
TITLE_TEXT = OWN + "title-"


def own(name: str) -> str:
    """Return a term of our vocabulary."""
    return OWN + name


def text_predicate(key: str, known: dict[str, str], prefix: str = TEXT) -> str:
    """Return the predicate of a text of this key."""
    return known.get(key) or prefix + quote(key, safe="")


def text_key(predicate: str, known: dict[str, str], prefix: str = TEXT) -> str | None:
    """Return the key of the text that a predicate says, if it says one."""
    for key, said_by in known.items():
        if said_by == predicate:
            return key
    return unquote(predicate.removeprefix(prefix)) if predicate.startswith(prefix) else None
