"""Reading OpenSALT's workbook, or its CSV: entries, what is above them, relations beside."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from referentiel.base import Json, french
from referentiel.formats.base import Naming, Read
from referentiel.formats.endings import ending, refused
from referentiel.formats.grids import Grid
from referentiel.formats.keeping import Unkept, item_of, tree_of
from referentiel.formats.notes import Notes
from referentiel.formats.opensalt import fields
from referentiel.formats.opensalt.fields import ASSOCIATION, DOCUMENT, ITEM, Cells, letters
from referentiel.formats.opensalt.relations import Relations
from referentiel.formats.ordering import in_reading_order, natural
from referentiel.formats.spreadsheet.columns import LEFTOVERS
from referentiel.formats.spreadsheet.tables import BEYOND, Left, leftovers_of
from referentiel.models import AREA, COMPETENCE
from referentiel.tree import Content, ItemNode, ReferentielTree

NO_STATEMENT = french("Cette ligne n’a ni énoncé ni code : il faut au moins un énoncé.")
NO_IDENTIFIER = french("Cette ligne n’a ni identifiant ni code.")
SAME_IDENTIFIER = french("L’identifiant « %(id)s » est déjà celui de la ligne %(first)s.")
SAME_CODE = french(
    "Le code « %(code)s » est déjà celui de la ligne %(first)s : l’identifiant en tient lieu."
)
LOOP = french("« %(code)s » finit par être son propre parent : ce lien a été défait.")
NO_ITEMS = french("Ce fichier n’a aucune entrée : il faut au moins une ligne sous les titres.")
STRANGE = french(
    "Les données techniques de ce fichier ne sont plus lisibles : elles sont laissées."
)
Rows = list[tuple[int, Cells]]


@dataclass
class Entries:
    """The entries that were read, by identifier."""

    notes: Notes
    nodes: dict[str, ItemNode] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)  # by identifier
    cells: dict[str, Cells] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)  # identifiers by code

    def find(self, *named: str) -> str | None:
        """Return the identifier of the entry that an identifier or a code names."""
        for name in filter(None, named):
            if name in self.nodes:
                return name
            if name in self.ids:
                return self.ids[name]
        return None


def read_grids(grids: Mapping[str, Grid], naming: Naming, notes: Notes) -> Read:
    """Return the référentiel that the sheets of OpenSALT hold."""
    sheets = {letters(name): grid for name, grid in grids.items()}
    left = _left(grids, notes)
    documents = rows_of(sheets.get(letters(DOCUMENT)), fields.OF_DOCUMENT, notes)
    document = documents[0][1] if documents else {}
    items = rows_of(sheets.get(letters(ITEM)), fields.OF_ITEM, notes)
    related = rows_of(sheets.get(letters(ASSOCIATION)), fields.OF_ASSOCIATION, notes)
    return _read(items, related, document, left, naming, notes)


def read_table(grid: Grid, naming: Naming, notes: Notes) -> Read:
    """Return the référentiel of OpenSALT's CSV, whose relations are columns of their own."""
    rows = rows_of(grid, (*fields.OF_ITEM, "sequenceNumber", *fields.TYPES), notes)
    related = [
        (number, _relation(cells, type_, end))
        for number, cells in rows
        for type_ in fields.TYPES
        for end in filter(None, [cells.get(type_, "").strip()])
    ]
    return _read(rows, related, {}, {}, naming, notes)


def _relation(cells: Cells, type_: str, end: str) -> Cells:
    return {
        "originNodeIdentifier": cells.get("identifier", ""),
        "originNodeHumanCodingScheme": cells.get("humanCodingScheme", ""),
        "associationType": type_,
        "destinationNodeIdentifier": end,
    }


def rows_of(grid: Grid | None, names: tuple[str, ...], notes: Notes) -> Rows:
    """Return the rows of a sheet by the names of its columns, whatever their case and spaces."""
    known = {letters(name): name for name in names}
    numbered = list(grid.numbered()) if grid else []
    if not numbered:
        return []
    titles = [known.get(letters(title)) for title in numbered[0][1]]
    for number, cells in numbered[1:]:
        if any(cell.strip() for cell in cells[len(titles) :]):
            notes.warn(BEYOND, row=number)
    return [
        (number, {title: cell for title, cell in zip(titles, cells, strict=False) if title})
        for number, cells in numbered[1:]
    ]


def _left(grids: Mapping[str, Grid], notes: Notes) -> Left:
    grid = grids.get(LEFTOVERS.names[0])
    return leftovers_of(grid, 1, notes) if grid else {}


def _read(
    rows: Rows, related: Rows, document: Cells, left: Left, naming: Naming, notes: Notes
) -> Read:
    own = left.get((DOCUMENT, ""), {})
    said = own.get("main")
    main = said if isinstance(said, str) and said else naming.language
    base = _base(document, own, main, naming, notes)
    entries = _entries(rows, left, base, main, notes)
    if not entries.nodes and not refused(notes):
        notes.refuse(NO_ITEMS)
    relations = Relations(entries, document.get("identifier", ""), left, related)
    if refused(notes):
        return Read(None, notes.issues)
    items = tuple(_placed(entries, relations.parents, notes))
    content = replace(base.content, items=items, edges=tuple(relations.edges()))
    numbers = {node.code: entries.rows[it] for it, node in entries.nodes.items()}
    return ending(replace(base, content=content), notes, numbers)


def _base(document: Cells, own: Json, main: str, naming: Naming, notes: Notes) -> ReferentielTree:
    """Return the référentiel as its document says, without its entries."""
    kept = _kept_base(own, notes)
    if kept is not None:
        written = fields.document_of(kept, main)
        if fields.alike(written.values(), (document.get(name, "") for name in written)):
            return kept
    title = document.get("title", "").strip() or naming.title or naming.slug
    texts = {"about": document.get("description", ""), "licence": _licence(document)}
    said = {key: text.strip() for key, text in texts.items() if text.strip()}
    if kept is not None:
        own_texts = {**kept.content.texts, main: {**kept.content.texts.get(main, {}), **said}}
        return replace(
            kept,
            title={**kept.title, main: {**kept.title.get(main, {}), "title": title}},
            content=replace(kept.content, texts={key: it for key, it in own_texts.items() if it}),
        )
    return ReferentielTree(
        slug=naming.slug,
        namespace=naming.namespace,
        label=naming.label or document.get("version", "").strip(),
        title={main: {"title": title}},
        content=Content(
            standing="projet",
            state="draft",
            texts={main: said} if said else {},
            items=(),
            origin={name: text for name, text in document.items() if text.strip()},
        ),
    )


def _kept_base(own: Json, notes: Notes) -> ReferentielTree | None:
    if "kept" not in own:
        return None
    try:
        return tree_of(own["kept"], ())
    except Unkept:
        notes.warn(STRANGE)
        return None


def _licence(document: Cells) -> str:
    return document.get("licenseText", "") or document.get("licenseTitle", "")


def _entries(rows: Rows, left: Left, base: ReferentielTree, main: str, notes: Notes) -> Entries:
    entries = Entries(notes)
    for number, cells in rows:
        code = cells.get("humanCodingScheme", "").strip()
        identifier = cells.get("identifier", "").strip() or code
        if not identifier:
            notes.refuse(NO_IDENTIFIER, row=number)
        elif identifier in entries.rows:
            first = entries.rows[identifier]
            notes.refuse(SAME_IDENTIFIER, row=number, id=identifier, first=first)
        else:
            kept = left.get((ITEM, identifier), {}).get("kept")
            node = _kept_node(kept, cells, identifier, main) or _node(cells, base, main)
            _add(entries, node, identifier, number, cells)
    return entries


def _add(entries: Entries, node: ItemNode, identifier: str, number: int, cells: Cells) -> None:
    if not any(said.get("label") for said in node.texts.values()):
        entries.notes.refuse(NO_STATEMENT, row=number)
    if node.code in entries.ids:
        first = entries.rows[entries.ids[node.code]]
        entries.notes.warn(SAME_CODE, row=number, code=node.code, first=first)
        foreign = {**node.foreign, "humanCodingScheme": node.code}
        node = replace(node, code=identifier, foreign=foreign)
    entries.nodes[identifier] = node
    entries.rows[identifier], entries.cells[identifier] = number, cells
    entries.ids[node.code] = identifier


def _kept_node(kept: object, cells: Cells, identifier: str, main: str) -> ItemNode | None:
    """Return the entry that our own export kept, with what OpenSALT has changed of it."""
    if not isinstance(kept, dict) or not isinstance(code := kept.get("code"), str):
        return None
    try:
        node = item_of(kept, code, None)
    except Unkept:
        return None
    written = fields.item_cells(node, identifier, (), main)
    names = [name for name in written if name != "smartLevel"]
    if fields.alike((written[name] for name in names), (cells.get(name, "") for name in names)):
        return node
    code = cells.get("humanCodingScheme", "").strip() or code
    texts = {**node.texts, main: {**node.texts.get(main, {}), **fields.texts_of(cells, main)[main]}}
    return replace(node, code=code, texts=texts)


def _node(cells: Cells, base: ReferentielTree, main: str) -> ItemNode:
    code = cells.get("humanCodingScheme", "").strip()
    identifier = cells.get("identifier", "").strip()
    stripped = {name: text.strip() for name, text in cells.items()}
    texts = fields.texts_of(stripped, main)
    if not texts[main]["label"]:
        texts[main]["label"] = code
    others = (*fields.OUR_OWN, *fields.TYPES)
    return ItemNode(
        kind="",
        code=code or identifier,
        texts=texts,
        identity=fields.identity_of(base.namespace, identifier) if identifier else None,
        foreign_id=identifier or None,
        foreign={name: text for name, text in stripped.items() if text and name not in others},
    )


def _placed(
    entries: Entries, parents: Mapping[str, str | None], notes: Notes
) -> Iterator[ItemNode]:
    """Return the entries in reading order, each under its parent."""
    order = sorted(entries.nodes, key=lambda it: natural(entries.cells[it].get("smartLevel", "")))
    ordered = in_reading_order({it: parents.get(it) for it in order})
    for it in ordered.loops:
        notes.warn(LOOP, row=entries.rows[it], code=entries.nodes[it].code)
    above = {parent for _, parent in ordered.entries}
    for it, parent in ordered.entries:
        node = entries.nodes[it]
        kind = node.kind or (AREA if it in above else COMPETENCE)
        code = None if parent is None else entries.nodes[parent].code
        yield replace(node, kind=kind, parent=code)
