"""Masks for linked tables: which other cells to hide so that margins give no hidden cell away.

A table is a network: each equation (a row, a column, a node of a hierarchy) is a node, and each
cell an edge between the two equations that hold it, with opposite signs. All that margins leave
open is flows round the hidden cells: a cell may rise by the greatest flow that leads from its head
back to its tail through other hidden cells, and fall by the greatest flow the other way. Both are
reached together by no other program: they are the ends of the linear programs of the audit.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

OUTSIDE = "outside"  # the far end of a cell that stands in one equation only
FAR = 10**9

Name = Hashable
Node = Hashable


@dataclass(frozen=True)
class Link:
    """A cell: how many people, the equations it leaves and enters, and what it may be at most."""

    n: int
    tail: Node
    head: Node
    most: int = FAR


Links = Mapping[Name, Link]
Widths = int | Mapping[Name, int]


def two_way(table: Mapping[tuple[str, str], int]) -> dict[Name, Link]:
    """Return the cells of a table whose margins are all published."""
    return {key: Link(n, tail=("row", key[0]), head=("column", key[1])) for key, n in table.items()}


def hierarchy(nodes: Mapping[str, tuple[str, int]]) -> dict[Name, Link]:
    """Return the cells of a tree, from {node: (parent, people)}; the root has the parent ""."""
    parents = {parent for parent, _ in nodes.values()}
    return {
        name: Link(n, tail=parent, head=name if name in parents else OUTSIDE)
        for name, (parent, n) in nodes.items()
        if parent
    }


def interval(links: Links, hidden: Collection[Name], name: Name) -> tuple[int, int]:
    """Return the least and the greatest that a hidden cell may be, given all that is visible."""
    rise, fall = _Flow(links, hidden, name), _Flow(links, hidden, name)
    return links[name].n - fall.push(down=True), links[name].n + rise.push(down=False)


def protect(links: Links, hidden: Iterable[Name], width: Widths) -> frozenset[Name] | None:
    """Return `hidden` and the other cells to hide, so that every interval is `width` wide.

    `width` is one for all cells, or one for each.

    Each cell in turn, the smallest first, borrows the way round that hides the fewest more cells,
    then the fewest people; cells that turn out not to be needed are shown again, the largest
    first. The same cells always give the same answer. None when no choice is enough.

    Source: the shortest-path heuristic for complementary suppression in network tables
    (Kelly, Golden and Assad 1992, for two-way tables; Castro 2007), audited as in methods § 1.9.
    """
    first = frozenset(hidden)
    found = set(first)
    while thin := _thin(links, found, width):
        way = _cheapest(links, found, thin)
        if way is None:
            return None
        found |= way
    for name in sorted(found - first, key=lambda name: (-links[name].n, str(name))):
        if not _thin(links, found - {name}, width):
            found.discard(name)
    return frozenset(found)


def _thin(links: Links, hidden: Collection[Name], width: Widths) -> Name | None:
    """Return the smallest hidden cell whose interval is narrower than `width`."""
    for name in sorted(hidden, key=lambda name: (links[name].n, str(name))):
        low, high = interval(links, hidden, name)
        if high - low < (width if isinstance(width, int) else width[name]):
            return name
    return None


def _cheapest(links: Links, hidden: Collection[Name], name: Name) -> set[Name] | None:
    """Return the visible cells on the cheapest way that would widen the interval of a cell."""
    ways = []
    for down in (False, True):
        flow = _Flow(links, hidden, name)
        flow.push(down=down)
        ways.append(flow.way(down=down))
    costs = [way for way in ways if way is not None]
    if not costs:
        return None
    return set(min(costs, key=lambda way: way[0])[1])


class _Flow:
    """How far each hidden cell has moved while one of them, `name`, is pushed up or down."""

    def __init__(self, links: Links, hidden: Collection[Name], name: Name) -> None:
        self.links, self.hidden, self.name = links, {*hidden}, name
        self.moved = dict.fromkeys(links, 0)
        self.near: dict[Node, list[tuple[Name, Node, int]]] = {}
        for other, link in links.items():
            if other != name:
                self.near.setdefault(link.tail, []).append((other, link.head, 1))
                self.near.setdefault(link.head, []).append((other, link.tail, -1))

    def room(self, name: Name, sign: int) -> int:
        """Return by how many people a cell may still rise (1) or fall (-1)."""
        link, moved = self.links[name], self.moved[name]
        return link.most - link.n - moved if sign > 0 else link.n + moved

    def ends(self, *, down: bool) -> tuple[Node, Node]:
        link = self.links[self.name]
        return (link.tail, link.head) if down else (link.head, link.tail)

    def push(self, *, down: bool) -> int:
        """Move the cell as far as hidden cells let it, and return by how many people."""
        total, most = 0, self.room(self.name, -1 if down else 1)
        while total < most and (path := self._path(*self.ends(down=down))):
            step = min(most - total, *(self.room(name, sign) for name, sign in path))
            for name, sign in path:
                self.moved[name] += sign * step
            total += step
        self.moved[self.name] += -total if down else total
        return total

    def way(self, *, down: bool) -> tuple[tuple[int, int], list[Name]] | None:
        """Return the cost (cells, people) of the cheapest way on, and the cells it would hide."""
        if self.room(self.name, -1 if down else 1) == 0:
            return None
        start, end = self.ends(down=down)
        order = count()
        heap: list[tuple[tuple[int, int], int, Node, list[Name]]] = [((0, 0), 0, start, [])]
        done: set[Node] = set()
        while heap:
            cost, _, node, opened = heappop(heap)
            if node == end:
                return cost, opened
            if node in done:
                continue
            done.add(node)
            for name, to, sign in self.near.get(node, ()):
                if to not in done and self.room(name, sign) > 0:
                    shown = name not in self.hidden
                    more = (cost[0] + shown, cost[1] + shown * self.links[name].n)
                    heappush(heap, (more, next(order), to, opened + [name] * shown))
        return None

    def _path(self, start: Node, end: Node) -> list[tuple[Name, int]]:
        before: dict[Node, tuple[Node, Name, int] | None] = {start: None}
        queue = [start]
        for node in queue:
            for name, to, sign in self.near.get(node, ()):
                if to not in before and name in self.hidden and self.room(name, sign) > 0:
                    before[to] = (node, name, sign)
                    queue.append(to)
            if end in before:
                break
        path = []
        step = before.get(end)
        while step:
            node, name, sign = step
            path.append((name, sign))
            step = before[node]
        return path
