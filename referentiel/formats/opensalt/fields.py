"""The columns of OpenSALT's workbook, and how ours fill them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID, uuid5

from referentiel.base import Json, Texts
from referentiel.formats.base import LONGEST_TEXT
from referentiel.formats.grids import CONTROL
from referentiel.models import AREA
from referentiel.tree import CHILD_OF, EdgeNode, ItemNode, ReferentielTree

DOCUMENT, ITEM, ASSOCIATION = "CF Doc", "CF Item", "CF Association"
OF_DOCUMENT = (
    "identifier", "creator", "title", "lastChangeDate", "officialSourceURL", "publisher",
    "description", "subject", "language", "version", "adoptionStatus", "statusStartDate",
    "statusEndDate", "licenseTitle", "licenseText", "notes",
)  # fmt: skip
OF_ITEM = (
    "identifier", "fullStatement", "humanCodingScheme", "smartLevel", "listEnumeration",
    "abbreviatedStatement", "conceptKeywords", "notes", "language", "educationLevel", "CFItemType",
    "license",
)  # fmt: skip
OF_ASSOCIATION = (
    "identifier", "originNodeIdentifier", "originNodeHumanCodingScheme", "associationType",
    "destinationNodeIdentifier", "destinationNodeHumanCodingScheme", "associationGroupIdentifier",
    "associationGroupName",
)  # fmt: skip
OUR_OWN = ("identifier", "fullStatement", "humanCodingScheme", "smartLevel", "abbreviatedStatement")
TYPES = (
    "isChildOf", "isPeerOf", "isPartOf", "exactMatchOf", "precedes", "isRelatedTo", "replacedBy",
    "exemplar", "hasSkillLevel", "isTranslationOf",
)  # fmt: skip
EXTENSION = "ext:"
STATUS = {"draft": "Draft", "published": "Adopted", "withdrawn": "Deprecated"}
Cells = dict[str, str]


def fit(text: str) -> str:
    """Return a text as a cell of a workbook can hold it."""
    return CONTROL.sub("", text)[:LONGEST_TEXT]


def alike(written: Iterable[str], read: Iterable[str]) -> bool:
    """Say whether cells still say what was written, whatever became of spaces."""
    return [fit(it).split() for it in written] == [it.split() for it in read]


def letters(title: str) -> str:
    """Return what OpenSALT compares titles by: their letters, in lower case."""
    return re.sub(r"[^a-z]", "", title.lower())


TYPE_OF = {letters(name): name for name in TYPES}


def words(type_: str) -> str:
    """Return an association type as OpenSALT writes it: « Is Child Of »."""
    if type_ not in TYPES:
        return type_
    spaced = re.sub(r"(?=[A-Z])", " ", type_)
    return spaced[0].upper() + spaced[1:]


def type_of(said: str) -> str | None:
    """Return an association type from its words; None for what is none."""
    return said if said.startswith(EXTENSION) else TYPE_OF.get(letters(said))


def is_uuid(text: str) -> bool:
    """Say whether a text is a UUID, in whatever case."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def identity_of(namespace: UUID, foreign_id: str) -> str:
    """Return the identity of a foreign entry: its own UUID, else one made from its identifier."""
    return foreign_id if is_uuid(foreign_id) else str(uuid5(namespace, foreign_id))


def document_of(tree: ReferentielTree, main: str) -> Cells:
    """Return the row of the document."""
    origin, content = tree.content.origin, tree.content
    said = content.texts.get(main, {})
    found = {name: text for name in OF_DOCUMENT if isinstance(text := origin.get(name), str)}
    return {
        **dict.fromkeys(OF_DOCUMENT, ""),
        "creator": tree.slug,
        "adoptionStatus": STATUS.get(content.state, ""),
        **found,
        "identifier": document_id(tree),
        "title": tree.title.get(main, {}).get("title", ""),
        "description": said.get("about", ""),
        "language": main,
        "version": tree.label,
        "licenseTitle": said.get("licence", "")[:100],
        "licenseText": said.get("licence", ""),
    }


def document_id(tree: ReferentielTree) -> str:
    """Return the UUID of the document: the one it came with, else one made from its version."""
    known = tree.content.origin.get("identifier")
    made = str(uuid5(tree.namespace, f"document {tree.label.encode(errors='replace')!r}"))
    return known if isinstance(known, str) and is_uuid(known) else made


def statements(texts: Texts, main: str) -> tuple[str, str]:
    """Return the full statement and the abbreviated one of an entry."""
    said = texts.get(main) or next(iter(texts.values()), {})
    label, description = said.get("label", ""), said.get("description", "")
    return (description, label) if description else (label, "")


def texts_of(cells: Mapping[str, str], main: str) -> Texts:
    """Return what the statements of a row say."""
    full, short = cells.get("fullStatement", ""), cells.get("abbreviatedStatement", "")
    if short and full:
        return {main: {"label": short, "description": full}}
    return {main: {"label": full or short}}


def item_cells(item: ItemNode, identifier: str, place: Sequence[int], main: str) -> Cells:
    """Return the row of an entry; `place` counts it, and those above it, among their like."""
    full, short = statements(item.texts, main)
    nature = "Domaine" if item.kind == AREA else "Compétence"
    return {
        **dict.fromkeys(OF_ITEM, ""),
        "language": main,
        "CFItemType": item.type or nature,
        **{name: text for name in OF_ITEM if (text := _listed(item.foreign.get(name)))},
        "identifier": identifier,
        "fullStatement": full,
        "humanCodingScheme": item.code,
        "smartLevel": ".".join(map(str, place)),
        "abbreviatedStatement": short,
    }


def _listed(value: object) -> str:
    if isinstance(value, list):
        return ",".join(it for it in value if isinstance(it, str))
    return value if isinstance(value, str) else ""


def edge_cells(edge: EdgeNode, number: int, tree: ReferentielTree, ids: Mapping[str, str]) -> Cells:
    """Return the row of a relation; ends outside are those that the foreign file named."""
    known = edge.foreign.get("identifier")
    made = str(uuid5(tree.namespace, f"edge {number}"))
    origin, target = _end(edge, "origin", ids), _end(edge, "target", ids)
    return {
        **dict.fromkeys(OF_ASSOCIATION, ""),
        **{
            name: text for name in OF_ASSOCIATION if isinstance(text := edge.foreign.get(name), str)
        },
        "identifier": known if isinstance(known, str) and is_uuid(known) else made,
        "originNodeIdentifier": origin[0],
        "originNodeHumanCodingScheme": origin[1],
        "associationType": words(edge.type),
        "destinationNodeIdentifier": target[0],
        "destinationNodeHumanCodingScheme": target[1],
    }


def _end(edge: EdgeNode, end: str, ids: Mapping[str, str]) -> tuple[str, str]:
    code = edge.origin if end == "origin" else edge.target
    if code is not None:
        return ids[code], code
    outside = edge.foreign.get(end)
    said: Json = outside if isinstance(outside, dict) else {}
    named = said.get("identifier") or said.get("uri") or ""
    return str(named), str(said.get("title") or "")


def parent_cells(item: ItemNode, tree: ReferentielTree, ids: Mapping[str, str]) -> Cells:
    """Return the row of the relation of an entry to what it is under, the document for a root."""
    parent = item.parent
    return {
        **dict.fromkeys(OF_ASSOCIATION, ""),
        "identifier": str(uuid5(tree.namespace, f"parent {ids[item.code]}")),
        "originNodeIdentifier": ids[item.code],
        "originNodeHumanCodingScheme": item.code,
        "associationType": words(CHILD_OF),
        "destinationNodeIdentifier": document_id(tree) if parent is None else ids[parent],
        "destinationNodeHumanCodingScheme": parent or "",
    }
