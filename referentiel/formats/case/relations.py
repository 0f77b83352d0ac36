"""Associations of CASE: the tree itself, relations beside it, correspondences, successions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from referentiel.base import Json
from referentiel.formats.case.fields import fitted, integer, node_link, text
from referentiel.formats.case.frame import Frame
from referentiel.formats.case.identity import exported, of_association
from referentiel.formats.case.items import LINK
from referentiel.formats.case.marks import Unreadable, mark_of, remainder, restored, with_mark
from referentiel.formats.case.structure import end_of, key_of, rank
from referentiel.models.links import REFUSED
from referentiel.tree import CHILD_OF, CrosswalkNode, EdgeNode, ItemNode, SuccessionNode

TYPES = (
    CHILD_OF,
    "isPeerOf",
    "isPartOf",
    "exactMatchOf",
    "precedes",
    "isRelatedTo",
    "replacedBy",
    "exemplar",
    "hasSkillLevel",
    "isTranslationOf",
)
MATCHES = {"exactMatch": "exactMatchOf", "relatedMatch": "isRelatedTo"}
OF_CROSSWALK = ("scheme", "target", "target_version", "target_label", "relation", "status")
NOWHERE = {"title": "?", "identifier": "?", "uri": "urn:x:unknown"}


def link_fields(said: Json) -> Json:
    """Return what the association of an item with its parent says, its type aside."""
    return {key: value for key, value in said.items() if key != "associationType"}


def edge_of(said: Json, codes: Mapping[str, str]) -> EdgeNode:
    """Return a relation beside the tree; what a foreign file says of it is kept word for word.

    Raises:
        Unreadable: our mark on it is damaged.
    """
    mark = mark_of(said)
    type_ = text(said.get("associationType"))
    plain = EdgeNode(
        type=type_ or "isRelatedTo",
        origin=codes.get(end_of(said, "originNodeURI")),
        target=codes.get(end_of(said, "destinationNodeURI")),
        foreign=(link_fields(said) if type_ else dict(said)) if mark is None else {},
    )
    edge = plain if mark is None else restored(plain, mark)
    if not edge.type:
        raise Unreadable("type")
    return edge


def crosswalk_of(said: Json, codes: Mapping[str, str]) -> CrosswalkNode | None:
    """Return the correspondence that we wrote as an association, if it is one.

    Raises:
        Unreadable: our mark on it is damaged.
    """
    mark = (mark_of(said) or {}).get("crosswalk")
    if mark is None:
        return None
    code = codes.get(end_of(said, "originNodeURI"))
    if code is None:
        raise Unreadable("crosswalk")
    return crosswalk_from(code, mark)


def crosswalk_from(code: object, mark: object) -> CrosswalkNode:
    """Return a correspondence from what a mark says of it.

    Raises:
        Unreadable: it does not say all of it, in texts.
    """
    said = mark if isinstance(mark, dict) else {}
    found = {key: said.get(key) for key in OF_CROSSWALK}
    if not isinstance(code, str) or not all(isinstance(one, str) for one in found.values()):
        raise Unreadable("crosswalk")
    return CrosswalkNode(code=code, **found)  # type: ignore[arg-type]  # texts, as seen above


def associations(frame: Frame) -> list[Json]:
    """Return every relation of a référentiel; those that make its tree come first."""
    numbers = _numbers(frame)
    tree = frame.tree
    found = [_parent_link(frame, node, numbers[node.code]) for node in tree.content.items]
    found += [_edge(frame, edge) for edge in tree.content.edges]
    found += [_crosswalk(frame, link) for link in tree.crosswalks if link.status != REFUSED]
    found += _successions(frame, tree.successions)
    return [one for one in found if one is not None]


def _numbers(frame: Frame) -> dict[str, int | None]:
    """Return the sequence number of each item: those of the file while they keep the order."""
    under: dict[str | None, list[ItemNode]] = {}
    for node in frame.tree.content.items:
        under.setdefault(node.parent, []).append(node)
    found: dict[str, int | None] = {}
    for siblings in under.values():
        said = [integer(_given(frame, node).get("sequenceNumber")) for node in siblings]
        places = range(1, len(siblings) + 1)
        kept = said if _still_in_order(frame, siblings, said) else places
        found |= {node.code: number for node, number in zip(siblings, kept, strict=True)}
    return found


def _still_in_order(frame: Frame, siblings: list[ItemNode], numbers: Sequence[int | None]) -> bool:
    """Say whether a reader finds items of another system in this order, by what they say."""
    ranks = [
        rank(number, text(node.foreign.get("listEnumeration")), frame.code(node))
        for node, number in zip(siblings, numbers, strict=True)
    ]
    foreign = any(LINK in node.foreign for node in siblings)
    return foreign and all(a <= b for a, b in pairwise(ranks))


def _given(frame: Frame, node: ItemNode) -> Json:
    """Return what the file said of the link of an item with its parent, if it still has it."""
    said = node.foreign.get(LINK)
    if not isinstance(said, dict):
        return {}
    end = end_of(said, "destinationNodeURI")
    if node.parent is None:
        return said if end == key_of(frame.origin.get("identifier", "")) else {}
    parent = frame.nodes[node.parent]
    same = end in (key_of(parent.foreign_id or ""), key_of(frame.lineages[node.parent]))
    return said if same else {}


def _parent_link(frame: Frame, node: ItemNode, number: int | None) -> Json | None:
    loose = LINK in node.foreign and node.foreign[LINK] is None
    alone = number is None and not _has_other_parent(frame, node)
    if node.parent is None and loose and alone:
        return None
    lineage = frame.lineages[node.code]
    above = frame.document if node.parent is None else frame.lineages[node.parent]
    said = _given(frame, node)
    target = (
        frame.link("CFDocuments", frame.document, frame.title)
        if node.parent is None
        else frame.item_link(node.parent)
    )
    made = of_association(frame.tree.namespace, lineage, CHILD_OF, above)
    own = {
        "associationType": CHILD_OF,
        "sequenceNumber": number,
        "originNodeURI": frame.item_link(node.code),
        "destinationNodeURI": target,
    }
    return _association(frame, own, said, made, {})


def _has_other_parent(frame: Frame, node: ItemNode) -> bool:
    return any(it.type == CHILD_OF and it.origin == node.code for it in frame.tree.content.edges)


def _edge(frame: Frame, edge: EdgeNode) -> Json:
    origin = _end(frame, edge.origin, edge.foreign, "originNodeURI", "origin")
    target = _end(frame, edge.target, edge.foreign, "destinationNodeURI", "target")
    lineage = frame.lineages[edge.origin] if edge.origin is not None else exported("?")
    about = frame.lineages[edge.target] if edge.target is not None else target["identifier"]
    made = of_association(frame.tree.namespace, lineage, "edge", edge.type, about)
    own = {
        "associationType": _strict_type(edge.type),
        "sequenceNumber": integer(edge.foreign.get("sequenceNumber")),
        "originNodeURI": origin,
        "destinationNodeURI": target,
    }
    mark = remainder(EdgeNode(_strict_type(edge.type)), edge, leave=("origin", "target"))
    return _association(frame, own, edge.foreign, made, mark)


def _end(frame: Frame, code: str | None, foreign: Json, field: str, otherwise: str) -> Json:
    """Return a link to an end: as the file said it, under the identifier that it has here."""
    given = node_link(foreign.get(field)) or node_link(foreign.get(otherwise))
    if code is None:
        return given or NOWHERE
    own = frame.item_link(code)
    return {**given, "identifier": own["identifier"]} if given else own


def _strict_type(said: str) -> str:
    if said in TYPES:
        return said
    return _extended(said.removeprefix("ext:"))


def _extended(said: str) -> str:
    name = re.sub(r"[^A-Za-z0-9._-]", "-", said).lstrip("-._")
    return f"ext:{name or 'other'}"


def _crosswalk(frame: Frame, link: CrosswalkNode) -> Json:
    lineage = frame.lineages[link.code]
    made = of_association(frame.tree.namespace, lineage, "crosswalk", link.scheme, link.target)
    own = {
        "associationType": MATCHES.get(link.relation, f"ext:{link.relation}"),
        "originNodeURI": frame.item_link(link.code),
        "destinationNodeURI": {
            "title": link.target_label or link.target,
            "identifier": link.target,
            "uri": _address(link),
            "targetType": _extended(link.scheme),
        },
    }
    mark = {"crosswalk": {key: getattr(link, key) for key in OF_CROSSWALK}}
    return _association(frame, own, {}, made, mark)


def _address(link: CrosswalkNode) -> str:
    said = node_link({"identifier": link.target, "uri": link.target})
    if said is not None and re.match(r"(https?|urn):[^\s]", link.target):
        return str(said["uri"])
    return f"urn:x-reperes:{quote(link.scheme, safe='')}:{quote(link.target, safe='')}"


def _successions(frame: Frame, said: tuple[SuccessionNode, ...]) -> Iterator[Json]:
    """Return what replaces what; the whole story travels in the mark of the document."""
    codes = {lineage: code for code, lineage in frame.lineages.items()}
    for one in said:
        if one.origin is None or one.target is None or one.origin == one.target:
            continue
        made = of_association(frame.tree.namespace, one.origin, "replacedBy", one.target)
        own = {
            "associationType": "replacedBy",
            "originNodeURI": _lineage_link(frame, one.origin, codes),
            "destinationNodeURI": _lineage_link(frame, one.target, codes),
        }
        yield _association(frame, own, {}, made, {"derived": True, "succession": one.kind})


def _lineage_link(frame: Frame, lineage: str, codes: Mapping[str, str]) -> Json:
    if lineage in codes:
        return frame.item_link(codes[lineage])
    identifier = exported(lineage)
    return frame.link("CFItems", identifier, identifier)


def _association(frame: Frame, own: Json, said: Json, made: str, mark: Json) -> Json:
    """Return an association: ours, with what a foreign file said of it where CASE has room."""
    given = fitted("CFAssociation", said)
    identifier = frame.claimed(str(said.get("identifier")).lower(), made)
    links: dict[str, Any] = {
        field: {**given[field], "identifier": own[field]["identifier"]}
        for field in ("originNodeURI", "destinationNodeURI")
        if field in given
    }
    head = {
        "identifier": identifier,
        "uri": frame.uri("CFAssociations", identifier),
        "lastChangeDateTime": frame.changed,
    }
    whole = {
        **head,
        **given,
        **own,
        **links,
        "identifier": identifier,
        "extensions": with_mark(given.get("extensions"), mark),
    }
    return {key: value for key, value in whole.items() if value is not None}
