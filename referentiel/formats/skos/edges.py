"""Edges as SKOS says them, by one relation each, and whether that says all of them."""

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from referentiel.formats.skos.nodes import is_address
from referentiel.formats.skos.vocabulary import RELATIONS_SAID
from referentiel.tree import EdgeNode

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


def plain(edges: tuple[EdgeNode, ...], positions: Mapping[str, int]) -> list[Link] | None:
    """Return the links of edges that SKOS says without losing anything; otherwise nothing."""
    links = [
        (edge.type, edge.origin, edge.target)
        for edge in edges
        if edge.type in RELATIONS_SAID
        and edge.origin is not None
        and edge.target is not None
        and not edge.foreign
    ]
    return links if ordered(links, positions) == edges else None


def outside_address(scheme: str, target: str) -> str:
    """Return the address of an entry of another reference: its own, else one of ours."""
    if is_address(target):
        return target
    return f"{OUTSIDE}{quote(scheme, safe='')}:{quote(target, safe='')}"
