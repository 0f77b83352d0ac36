"""The relations of OpenSALT's workbook: what is above each entry, and what stands beside."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from referentiel.base import Json, french
from referentiel.formats.keeping import Unkept, edge_of
from referentiel.formats.notes import Notes
from referentiel.formats.opensalt.fields import ASSOCIATION, OF_ASSOCIATION, Cells, fit, type_of
from referentiel.formats.spreadsheet.tables import Left
from referentiel.tree import CHILD_OF, EdgeNode, ItemNode

OUTSIDE = french("« %(code)s » a pour parent « %(parent)s », qui n’est pas dans ce fichier.")
NO_TYPE = french(
    "« %(value)s » n’est pas une relation connue : elle est gardée comme un lien simple."
)
GROUP = ("identifier", "associationGroupIdentifier", "associationGroupName")


class Known(Protocol):
    """The entries of a file, as relations name them."""

    notes: Notes
    nodes: dict[str, ItemNode]
    cells: dict[str, Cells]

    def find(self, *named: str) -> str | None:
        """Return the identifier of the entry that an identifier or a code names."""


class Relations:
    """The rows of relations, read: `parents` by identifier, then the edges."""

    def __init__(
        self, entries: Known, document: str, left: Left, rows: list[tuple[int, Cells]]
    ) -> None:
        self._entries, self._document = entries, document.strip()
        self._kept = _kept_edges(left)
        self.parents: dict[str, str | None] = {}
        self._edges: list[EdgeNode] = []
        for number, cells in rows:
            self._add(number, cells)
        levels = self._by_level()
        for identifier in entries.nodes:
            self.parents.setdefault(identifier, levels.get(identifier))

    def edges(self) -> Iterator[EdgeNode]:
        """Return the relations beside the tree, in the order of their rows."""
        yield from self._edges

    def _add(self, number: int, cells: Cells) -> None:
        type_ = type_of(cells.get("associationType", "").strip())
        origin, target = self._end(cells, "origin"), self._end(cells, "destination")
        if type_ == CHILD_OF and origin is not None and origin not in self.parents:
            if target is not None or self._is_document(cells):
                self.parents[origin] = target
                return
            said = {"code": self._entries.nodes[origin].code, "parent": _name(cells)}
            self._entries.notes.warn(OUTSIDE, row=number, **said)
        kept = self._kept.get(_key(cells))
        self._edges.append(kept.pop(0) if kept else self._edge(number, cells, type_))

    def _end(self, cells: Cells, end: str) -> str | None:
        return self._entries.find(
            cells.get(f"{end}NodeIdentifier", "").strip(),
            cells.get(f"{end}NodeHumanCodingScheme", "").strip()
            if not cells.get(f"{end}NodeIdentifier", "").strip()
            else "",
        )

    def _is_document(self, cells: Cells) -> bool:
        named = cells.get("destinationNodeIdentifier", "").strip()
        return not named or named == self._document

    def _edge(self, number: int, cells: Cells, type_: str | None) -> EdgeNode:
        said = cells.get("associationType", "").strip()
        foreign: Json = {name: cells[name] for name in GROUP if cells.get(name, "").strip()}
        if type_ is None:
            self._entries.notes.warn(NO_TYPE, row=number, value=said)
            foreign["associationType"] = said
        ends = {"origin": self._end(cells, "origin"), "target": self._end(cells, "destination")}
        for end, found in ends.items():
            if found is None:
                foreign[end] = _outside(cells, "origin" if end == "origin" else "destination")
        nodes = self._entries.nodes
        return EdgeNode(
            type=type_ or "isRelatedTo",
            origin=None if ends["origin"] is None else nodes[ends["origin"]].code,
            target=None if ends["target"] is None else nodes[ends["target"]].code,
            foreign=foreign,
        )

    def _by_level(self) -> Mapping[str, str]:
        """Return the parents that smart levels say, for entries that no relation places."""
        levels = {
            level: identifier
            for identifier, cells in self._entries.cells.items()
            if (level := cells.get("smartLevel", "").strip())
        }
        return {
            identifier: levels[above]
            for level, identifier in levels.items()
            if (above := level.rpartition(".")[0]) in levels
        }


def _name(cells: Cells) -> str:
    code = cells.get("destinationNodeHumanCodingScheme", "").strip()
    return code or cells.get("destinationNodeIdentifier", "").strip()


def _outside(cells: Cells, end: str) -> Json:
    said = {
        "identifier": cells.get(f"{end}NodeIdentifier", "").strip(),
        "title": cells.get(f"{end}NodeHumanCodingScheme", "").strip(),
    }
    return {name: text for name, text in said.items() if text}


def _key(cells: Cells) -> tuple[str, ...]:
    return tuple(" ".join(fit(cells.get(name, "")).split()) for name in OF_ASSOCIATION)


def _kept_edges(left: Left) -> dict[tuple[str, ...], list[EdgeNode]]:
    """Return the relations of our own export by what their rows said."""
    found: dict[tuple[str, ...], list[EdgeNode]] = {}
    for (sheet, _), said in left.items():
        kept = said.get("kept")
        if sheet != ASSOCIATION or not isinstance(kept, dict):
            continue
        try:
            edge = edge_of(kept.get("edge"))
        except Unkept:
            continue
        cells = kept.get("cells")
        if isinstance(cells, list) and all(isinstance(cell, str) for cell in cells):
            found.setdefault(_key(dict(zip(OF_ASSOCIATION, cells, strict=False))), []).append(edge)
    return found
