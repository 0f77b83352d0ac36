"""Reading a competency framework of Moodle, by the place of its columns: titles are translated."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from referentiel.base import Json, french
from referentiel.formats.base import Naming, Read
from referentiel.formats.endings import ending, refused
from referentiel.formats.grids import Grid
from referentiel.formats.keeping import Unkept, item_of
from referentiel.formats.markup import html_of, text_of, without_kept
from referentiel.formats.moodle import fields
from referentiel.formats.moodle.fields import OF_RULES, OF_SCALE, PLAIN, TITLES, Line
from referentiel.formats.moodle.framework import base_of
from referentiel.formats.moodle.writing import entry_cells
from referentiel.formats.notes import Notes
from referentiel.formats.ordering import in_reading_order
from referentiel.models import AREA, COMPETENCE
from referentiel.tree import EdgeNode, ItemNode

RAGGED = french("%(found)s cellules pour %(expected)s colonnes.")
NO_FRAMEWORK = french(
    "Aucune ligne n’est le référentiel lui-même (1 dans la colonne « Is framework ») : Moodle "
    "refuserait aussi ce fichier."
)
FRAMEWORKS = french("Cette ligne est un second référentiel : comme Moodle, la dernière est prise.")
NO_ID = french("Il manque l’identifiant : Moodle ignorerait cette ligne et ce qui en dépend.")
NO_NAME = french("« %(code)s » n’a pas de nom : son identifiant en tient lieu.")
REPEATED = french(
    "L’identifiant « %(code)s » est déjà celui de la ligne %(first)s : Moodle remplacerait "
    "celle-ci sans le dire."
)
ORPHAN = french(
    "« %(code)s » a pour parent « %(parent)s », qui n’est pas dans ce fichier. Moodle perdrait "
    "cette ligne sans le dire ; ici, elle est mise à la racine."
)
LOOP = french("« %(code)s » finit par être son propre parent : ce lien a été défait.")
NO_ENTRY = french("Ce référentiel n’a aucune compétence.")
UNKNOWN = french("« %(code)s » est lié à « %(other)s », qui n’est pas dans ce fichier.")


@dataclass
class Entries:
    """The entries that were read, by identifier."""

    notes: Notes
    nodes: dict[str, ItemNode] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)


def read_grid(grid: Grid, naming: Naming, notes: Notes) -> Read:
    """Return the référentiel that a file of Moodle holds."""
    lines = list(_lines(grid, notes))
    frameworks = [(number, line) for number, line in lines if fields.is_framework(line)]
    for number, _ in frameworks[1:]:
        notes.warn(FRAMEWORKS, row=number)
    if not frameworks:
        notes.refuse(NO_FRAMEWORK)
        return Read(None, notes.issues)
    number, framework = frameworks[-1]
    main, own = _kept_framework(framework, naming)
    entries = Entries(notes)
    for row, line in lines:
        if not fields.is_framework(line):
            _add(entries, row, line, main)
    if not entries.nodes and not refused(notes):
        notes.refuse(NO_ENTRY)
    if refused(notes):
        return Read(None, notes.issues)
    items = tuple(_placed(entries, framework.idnumber.strip()))
    base = base_of(framework, own, items, main, naming, notes, number)
    edges = tuple(_edges(entries, base.content.edges))
    tree = replace(base, content=replace(base.content, edges=edges))
    return ending(tree, notes, {entries.nodes[it].code: row for it, row in entries.rows.items()})


def _lines(grid: Grid, notes: Notes) -> Iterator[tuple[int, Line]]:
    for place, (number, cells) in enumerate(grid.numbered()):
        if place:
            if any(cells[len(TITLES) :]):
                notes.warn(RAGGED, row=number, found=len(cells), expected=len(TITLES))
            yield number, fields.line_of(cells)


def _kept_framework(line: Line, naming: Naming) -> tuple[str, object]:
    """Return the language of a framework, and what our own export kept in its description."""
    _, kept = without_kept(line.description)
    said = kept.get("main") if isinstance(kept, dict) else None
    return (said if isinstance(said, str) and said else naming.language), kept


def _add(entries: Entries, row: int, line: Line, main: str) -> None:
    idnumber = line.idnumber.strip()
    if not idnumber:
        entries.notes.refuse(NO_ID, row=row)
    elif idnumber in entries.rows:
        first = entries.rows[idnumber]
        entries.notes.refuse(REPEATED, row=row, code=idnumber, first=first)
    else:
        html, kept = without_kept(line.description)
        line = replace(line, description=html)
        entries.rows[idnumber], entries.lines[idnumber] = row, line
        entries.nodes[idnumber] = _node(kept, line, main, entries.notes, row)


def _node(kept: object, line: Line, main: str, notes: Notes, row: int) -> ItemNode:
    idnumber = line.idnumber.strip()
    if not line.shortname.strip():
        notes.warn(NO_NAME, row=row, code=idnumber)
    own = _kept_node(kept)
    if own is None:
        return ItemNode(
            kind="",
            code=idnumber,
            texts={main: _texts(line, notes, row)},
            foreign_id=idnumber,
            foreign=_foreign(line),
        )
    said = entry_cells(own, idnumber, main)
    texts = dict(own.texts.get(main, {}))
    read = _texts(line, notes, row)
    if not fields.alike(said.shortname, line.shortname):
        texts["label"] = read["label"]
    if not fields.alike(said.description, line.description):
        texts = {key: text for key, text in texts.items() if key != "description"}
        texts |= {key: text for key, text in read.items() if key == "description"}
    return replace(own, texts={**own.texts, main: texts} if texts else own.texts)


def _kept_node(kept: object) -> ItemNode | None:
    if not isinstance(kept, dict) or not isinstance(code := kept.get("code"), str):
        return None
    try:
        return item_of(kept, code, None)
    except Unkept:
        return None


def _texts(line: Line, notes: Notes, row: int) -> dict[str, str]:
    is_plain = line.descriptionformat.strip() in PLAIN
    text = line.description.strip() if is_plain else text_of(line.description)
    label = line.shortname.strip() or line.idnumber.strip()
    fitted = notes.fitting(text, "description", row=row)
    return {"label": label, **({"description": fitted} if fitted else {})}


def _foreign(line: Line) -> Json:
    """Return what Moodle says and we have no place for, word for word."""
    said = {key: getattr(line, key) for key in (*OF_RULES, *OF_SCALE, "exportid")}
    found = {key: text for key, text in said.items() if text and text != OF_RULES.get(key)}
    is_plain = line.descriptionformat.strip() in PLAIN
    if not is_plain and line.description != html_of(text_of(line.description)):
        found["description"] = line.description
    return found


def _placed(entries: Entries, framework: str) -> Iterator[ItemNode]:
    """Return the entries in reading order, each under its parent."""
    parents: dict[str, str | None] = {}
    for it, line in entries.lines.items():
        parent = line.parent.strip()
        parents[it] = None if parent == framework and parent not in entries.nodes else parent
    ordered = in_reading_order(parents)
    for it in ordered.orphans:
        said = {"code": it, "parent": str(parents[it])}
        entries.notes.warn(ORPHAN, row=entries.rows[it], **said)
    for it in ordered.loops:
        entries.notes.warn(LOOP, row=entries.rows[it], code=it)
    above = {parent for _, parent in ordered.entries}
    for it, above_it in ordered.entries:
        node = entries.nodes[it]
        kind = node.kind or (AREA if it in above else COMPETENCE)
        parent_code = None if above_it is None else entries.nodes[above_it].code
        yield replace(node, kind=kind, parent=parent_code)


def _edges(entries: Entries, kept: tuple[EdgeNode, ...]) -> Iterator[EdgeNode]:
    """Return the relations that were kept and that Moodle still has, then those that it added."""
    codes = {node.code for node in entries.nodes.values()}
    said = dict(_related(entries))
    done: set[frozenset[str]] = set()
    for edge in kept:
        ends = fields.pair(edge)
        if {edge.origin, edge.target} - codes - {None} or (ends and ends not in said):
            continue
        if ends:
            done.add(ends)
        yield edge
    yield from (edge for ends, edge in said.items() if ends not in done)


def _related(entries: Entries) -> Iterator[tuple[frozenset[str], EdgeNode]]:
    """Return each pair of related entries once, though both of them may name the other."""
    seen: set[frozenset[str]] = set()
    for it, line in entries.lines.items():
        code = entries.nodes[it].code
        for other in fields.unlisted(line.related):
            if other not in entries.nodes:
                entries.notes.warn(UNKNOWN, row=entries.rows[it], code=code, other=other)
                continue
            edge = EdgeNode(fields.RELATED, code, entries.nodes[other].code)
            ends = frozenset((code, entries.nodes[other].code))
            if ends not in seen:
                seen.add(ends)
                yield ends, edge
