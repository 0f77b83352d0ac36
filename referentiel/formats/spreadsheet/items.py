"""The items of our workbook: codes resolved, parents first, each fault with its row."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace

from referentiel.base import french
from referentiel.formats.notes import Notes
from referentiel.formats.ordering import in_reading_order
from referentiel.formats.spreadsheet.columns import ITEMS
from referentiel.formats.spreadsheet.records import Row
from referentiel.formats.spreadsheet.tables import Tables
from referentiel.models import AREA, COMPETENCE
from referentiel.tree import ItemNode

NO_CODE = french("Il manque le code.")
NO_LABEL = french("« %(code)s » : il manque le libellé.")
REPEATED = french("Le code « %(code)s » est déjà celui de la ligne %(first)s.")
UNKNOWN = french("« %(code)s » n’est le code d’aucune ligne de la feuille « Compétences ».")
LOOP = french("« %(code)s » finit par être son propre parent : corrigez la colonne « Parent ».")
UNNAMED = french("« %(key)s » n’est pas dans la feuille « Sources » : la clé en devient le nom.")


@dataclass
class Items:
    """The items that were read, and how other sheets name them."""

    notes: Notes
    nodes: tuple[ItemNode, ...] = ()
    rows: dict[str, int] = field(default_factory=dict)  # by code
    more_parents: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def code(self, said: str | None, row: int) -> str | None:
        """Return the code that a cell names; what names none is told of."""
        if said is None or said in self.rows:
            return said
        if said.strip() in self.rows:
            return said.strip()
        self.notes.refuse(UNKNOWN, row=row, code=said)
        return None

    def codes(self, said: Iterable[str], row: int) -> tuple[str, ...]:
        """Return the codes that a cell lists; commas may stand between them."""
        found = (self.code(one, row) for one in cut(said, self.rows))
        return tuple(one for one in found if one is not None)


def cut(said: Iterable[str], known: Container[str]) -> tuple[str, ...]:
    """Return what a cell lists, cut at commas where that gives what is known."""
    found: list[str] = []
    for one in said:
        parts = [part.strip() for part in one.split(",") if part.strip()]
        whole = one in known or not any(part in known for part in parts)
        found.extend([one] if whole else parts)
    return tuple(found)


def items_of(tables: Tables) -> Items:
    """Return the items of a file in reading order."""
    notes = tables.notes
    items = Items(notes)
    parents: dict[str, str | None] = {}
    nodes: dict[str, ItemNode] = {}
    for row in tables.rows(ITEMS):
        node = _node(row, items)
        if node is not None:
            items.rows[node.code] = row.number
            nodes[node.code] = node
            items.more_parents[node.code] = row.value("more_parents") or ()
    for code, node in nodes.items():
        parents[code] = items.code(node.parent, items.rows[code])
        extra = items.more_parents[code]
        if extra:
            items.more_parents[code] = items.codes(extra, items.rows[code])
    ordered = in_reading_order(parents)
    for code in ordered.loops:
        notes.refuse(LOOP, row=items.rows[code], code=code)
    above = {parent for _, parent in ordered.entries}
    items.nodes = tuple(
        _placed(nodes[code], parent, inner=code in above) for code, parent in ordered.entries
    )
    return items


def _node(row: Row, items: Items) -> ItemNode | None:
    code = row.value("code")
    if code is None:
        items.notes.refuse(NO_CODE, row=row.number)
        return None
    if code in items.rows:
        items.notes.refuse(REPEATED, row=row.number, code=code, first=items.rows[code])
        return None
    texts = row.texts()
    if not any(said.get("label") for said in texts.values()):
        items.notes.refuse(NO_LABEL, row=row.number, code=code)
    return ItemNode(
        kind=row.value("kind") or "",
        code=code,
        texts=texts,
        parent=row.value("parent"),
        type=row.value("type"),
        scope=row.value("scope"),
        core=row.value("core") or False,
        sources=row.value("sources") or (),
        references=row.value("references") or (),
        identity=row.value("identity"),
        foreign_id=row.value("foreign_id"),
        foreign=row.hidden("foreign", {}),
    )


def _placed(node: ItemNode, parent: str | None, *, inner: bool) -> ItemNode:
    kind = node.kind or (AREA if inner else COMPETENCE)
    return replace(node, parent=parent, kind=kind)


def listed(node: ItemNode, known: Mapping[str, Container[str]]) -> ItemNode:
    """Return an item whose sources and references are cut at commas where that makes sense."""
    sources = cut(node.sources, known["source"])
    references = cut(node.references, known["reference"])
    if (sources, references) == (node.sources, node.references):
        return node
    return replace(node, sources=sources, references=references)


def unnamed(items: Items, known: Mapping[str, Container[str]]) -> list[tuple[str, str]]:
    """Return the sources and references, with their sort, that nothing describes; they are told."""
    found: dict[tuple[str, str], None] = {}
    for node in items.nodes:
        for sort, keys in (("source", node.sources), ("reference", node.references)):
            for key in keys:
                if key not in known[sort] and (sort, key) not in found:
                    found[sort, key] = None
                    items.notes.warn(UNNAMED, row=items.rows[node.code], key=key)
    return list(found)
