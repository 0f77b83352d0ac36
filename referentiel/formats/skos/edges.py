"""Edges as SKOS says them, by one relation each, and whether that says all of them."""

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from referentiel.formats.skos.nodes import is_address
from referentiel.formats.skos.vocabulary import RELATIONS_SAID
from referentiel.tree import CHILD_OF, EdgeNode

Link = tuple[str, str, str]  # type, code of the origin, code of the target

BOTH_WAYS = ("isRelatedTo", "exactMatchOf")
OUTSIDE = "urn:reperes:reference:"


def ordered(links: Iterable[Link], positions: Mapping[str, int]) -> tuple[EdgeNode, ...]:
    """Return each link once, in the reading order of what it starts from.

    What holds both ways is said once, from whichever end was written first.
    """
    kept: dict[Link, None] = {}
    for type_, origin, target in links:
        if type_ not in BOTH_WAYS or (type_, target, origin) not in kept:
            kept[type_, origin, target] = None

    def place(link: Link) -> tuple[int, str, int]:
        return positions[link[1]], link[0], positions[link[2]]

    return tuple(EdgeNode(*link) for link in sorted(kept, key=place))


def plain(edges: tuple[EdgeNode, ...], parents: Mapping[str, str | None]) -> list[Link]:
    """Return the links that SKOS has a word for; the tree itself is said elsewhere.

    `parents` gives what each item hangs under, in reading order.
    """
    return [
        (edge.type, edge.origin, edge.target)
        for edge in edges
        if edge.type in RELATIONS_SAID
        and edge.origin is not None
        and edge.target is not None
        and edge.origin != edge.target
        and not (edge.type == CHILD_OF and edge.target == parents[edge.origin])
    ]


def say_all(
    links: list[Link], edges: tuple[EdgeNode, ...], parents: Mapping[str, str | None]
) -> bool:
    """Say whether these links, read again, are all the edges with all that they say."""
    positions = {code: place for place, code in enumerate(parents)}
    return len(links) == len(edges) and ordered(links, positions) == edges


def leaving(type_: str, code: str, address: str) -> EdgeNode:
    """Return a relation with something that the file does not hold, spelt as in CASE."""
    end = {"title": "", "identifier": address, "uri": address}
    return EdgeNode(type_, code, foreign={"destinationNodeURI": end})


def left_for(edge: EdgeNode) -> str | None:
    """Return the address of what an edge goes to, where this version does not hold it."""
    end = edge.foreign.get("destinationNodeURI")
    address = end.get("uri") if edge.target is None and isinstance(end, dict) else None
    return address if isinstance(address, str) and is_address(address) else None


def outside_address(scheme: str, target: str) -> str:
    """Return the address of an entry of another reference: its own, else one of ours."""
    if is_address(target):
        return target
    return f"{OUTSIDE}{quote(scheme, safe='')}:{quote(target, safe='')}"
