"""Reading Moodle's CSV by the places of its columns, and telling what Moodle loses in silence."""

from dataclasses import dataclass, replace

from referentiel.base import Json, french, in_language
from referentiel.formats.base import LONGEST_TEXT, MOST_DEPTH, Naming, Read, Source, TooLarge
from referentiel.formats.carried import (
    html_of,
    item_of,
    main_language,
    reworded,
    text_of,
    tree_of,
)
from referentiel.formats.moodle.writing import COLUMNS, KEPT, LONGEST
from referentiel.formats.notes import Notes
from referentiel.formats.ordering import in_reading_order
from referentiel.formats.sheets.reading_books import Rows, rows_of_csv
from referentiel.formats.sheets.writing_books import unguarded
from referentiel.models import AREA, COMPETENCE
from referentiel.tree import STEPS, Content, EdgeNode, ItemNode, ReferentielTree

NO_FRAMEWORK = french(
    "Aucune ligne n’est celle du référentiel (colonne 13 à 1) : Moodle refuserait ce fichier aussi."
)
TWO_FRAMEWORKS = french("Une ligne du référentiel a déjà été lue à la ligne %(first)s.")
NO_CODE = french("Il manque un identifiant (colonne 2).")
NO_NAME = french("Il manque un nom (colonne 3) pour « %(code)s ».")
REPEATED = french("L’identifiant « %(code)s » est déjà celui de la ligne %(first)s.")
ORPHAN = french(
    "Le parent « %(parent)s » de « %(code)s » n’est nulle part : Moodle perdrait cette ligne sans "
    "le dire."
)
LOOP = french("« %(code)s » est au-dessus de lui-même : il est mis à la racine.")
NOT_RELATED = french("« %(other)s », lié à « %(code)s », n’est nulle part : ce lien est laissé.")
OTHER_SCALE = french(
    "Ce barème compte %(count)s valeurs, et une échelle de Repères en a cinq : il est gardé pour "
    "l’export, et la version reste sans échelle."
)
TOO_LONG = french("Une case compte plus de %(limit)s caractères : raccourcissez ce texte.")
RAGGED = french("Cette ligne a %(count)s cases au lieu de 14.")
IMPORTANCE = ("Sans utilité dans mon poste", "Utile parfois", "Utile", "Important", "Décisif")
LONGEST_CELL = 10 * LONGEST_TEXT  # a description carries its comment
YES = "1"


@dataclass(frozen=True)
class Row:
    """A row of the file: `number` as a spreadsheet shows it."""

    number: int
    cells: list[str]

    @property
    def code(self) -> str:
        return self.cells[1].strip()

    @property
    def name(self) -> str:
        return self.cells[2].strip()


def read(source: Source, naming: Naming) -> Read:
    """Return the framework that a file holds.

    Raises:
        ImportRefused: it is no CSV.
    """
    notes = Notes()
    rows = _rows(rows_of_csv(source.content), notes)
    heads = [row for row in rows if row.cells[12].strip() == YES]
    if not heads:
        notes.refuse(NO_FRAMEWORK)
    for other in heads[1:]:
        notes.refuse(TWO_FRAMEWORKS, row=other.number, first=heads[0].number)
    if not heads:
        return Read(None, notes.issues)
    tree = _tree(heads[0], [row for row in rows if row not in heads], naming, notes)
    found = Read(tree, notes.issues)
    return Read(None, found.issues) if found.errors else found


def _rows(rows: Rows, notes: Notes) -> list[Row]:
    found = []
    for number, cells in enumerate(rows[1:], start=2):
        if not any(cells):
            continue
        if len(cells) != len(COLUMNS):
            notes.refuse(RAGGED, row=number, count=len(cells))
        elif max(map(len, cells)) > LONGEST_CELL:
            notes.refuse(TOO_LONG, row=number, limit=LONGEST_CELL)
        else:
            found.append(Row(number, [unguarded(cell) for cell in cells]))
    return found


def _tree(head: Row, rows: list[Row], naming: Naming, notes: Notes) -> ReferentielTree:
    kept = tree_of(head.cells[3])
    language = main_language(kept) if kept else naming.language
    items = _items(rows, language, notes)
    if kept is not None:
        edges = kept.content.edges
        return replace(kept, content=replace(kept.content, items=items, edges=_held(edges, items)))
    scales, origin = _scale(head, naming.language, notes)
    about = text_of(head.cells[3])
    return ReferentielTree(
        slug=naming.slug,
        namespace=naming.namespace,
        label=naming.label,
        title={language: {"title": head.name or naming.title or naming.slug}},
        content=Content(
            standing="projet",
            state="draft",
            texts={language: {"about": about}} if about else {},
            items=items,
            scales=scales,
            edges=tuple(_related(rows, notes)),
            origin=origin,
        ),
    )


def _held(edges: tuple[EdgeNode, ...], items: tuple[ItemNode, ...]) -> tuple[EdgeNode, ...]:
    """Leave out the relations of entries that were deleted since."""
    codes = {None, *(item.code for item in items)}
    return tuple(edge for edge in edges if {edge.origin, edge.target} <= codes)


def _items(rows: list[Row], language: str, notes: Notes) -> tuple[ItemNode, ...]:
    held = _held_rows(rows, notes)
    parents = {code: row.cells[0].strip() for code, row in held.items()}
    ordered = in_reading_order(parents)
    for code in ordered.orphans:
        notes.refuse(ORPHAN, row=held[code].number, parent=parents[code], code=code)
    for code in ordered.loops:
        notes.warn(LOOP, row=held[code].number, code=code)
    if max(ordered.depths.values(), default=0) >= MOST_DEPTH:
        raise TooLarge(limit=f"{MOST_DEPTH} niveaux")
    inner = {parent for _, parent in ordered.entries}
    codes: dict[str | None, str] = {}
    found = []
    for key, parent in ordered.entries:
        kind = AREA if key in inner else COMPETENCE
        item = _item(held[key], kind, codes.get(parent), language)
        codes[key] = item.code
        found.append(item)
    return tuple(found)


def _held_rows(rows: list[Row], notes: Notes) -> dict[str, Row]:
    held: dict[str, Row] = {}
    for row in rows:
        if not row.code:
            notes.refuse(NO_CODE, row=row.number)
        elif not row.name:
            notes.refuse(NO_NAME, row=row.number, code=row.code)
        elif row.code in held:
            first = held[row.code].number
            notes.refuse(REPEATED, row=row.number, code=row.code, first=first)
        else:
            held[row.code] = row
    return held


def _item(row: Row, kind: str, parent: str | None, language: str) -> ItemNode:
    """Return the item of a row: what its comment keeps, with what was changed beside it."""
    description = text_of(row.cells[3])
    kept = item_of(row.cells[3], parent)
    if kept is None:
        plain = ItemNode(kind=kind, code=row.code, texts={}, parent=parent, foreign=_foreign(row))
        return reworded(plain, language, label=row.name, description=description)
    if kept.code[:LONGEST].strip() != row.code:
        kept = replace(kept, code=row.code)
    if in_language(kept.texts, "label", language)[:LONGEST].strip() != row.name:
        kept = reworded(kept, language, label=row.name)
    if text_of(html_of(in_language(kept.texts, "description", language))) != description:
        kept = reworded(kept, language, description=description)
    return kept


def _foreign(row: Row) -> Json:
    kept = {name: row.cells[place] for name, place in KEPT.items() if row.cells[place].strip()}
    kept.pop("config", "") if kept.get("config") == "null" else None
    return {"moodle": kept} if kept else {}


def _scale(
    head: Row, language: str, notes: Notes
) -> tuple[dict[str, tuple[dict[str, dict[str, str]], ...]], Json]:
    """Return the scales that five values make, and the foreign one to keep for the export."""
    values = [value.strip() for value in head.cells[5].split(",") if value.strip()]
    origin = {"moodle_scale": [head.cells[5], head.cells[6]]} if values else {}
    if len(values) != STEPS:
        if values:
            notes.warn(OTHER_SCALE, row=head.number, count=len(values))
        return {}, origin
    labels = {"mastery": values, "importance": list(IMPORTANCE)}
    codes = {"mastery": language, "importance": "fr"}
    scales = {
        name: tuple({codes[name]: {"label": label}} for label in said)
        for name, said in labels.items()
    }
    return scales, origin


def _related(rows: list[Row], notes: Notes) -> list[EdgeNode]:
    codes = {row.code for row in rows}
    found = []
    for row in rows:
        others = [it.strip().replace("%2C", ",") for it in row.cells[10].split(",") if it.strip()]
        for other in others:
            if other in codes:
                found.append(EdgeNode("isRelatedTo", row.code, other))
            else:
                notes.warn(NOT_RELATED, row=row.number, other=other, code=row.code)
    return found
