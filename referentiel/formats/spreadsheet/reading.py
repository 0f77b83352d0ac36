"""Reading our workbook: what each sheet says, with the row of everything that does not hold."""

from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from referentiel.base import Texts, french
from referentiel.formats.base import Naming, Read
from referentiel.formats.endings import ending, refused
from referentiel.formats.grids import Grid
from referentiel.formats.notes import Notes
from referentiel.formats.spreadsheet import columns as sheets
from referentiel.formats.spreadsheet.columns import FIELD_OF
from referentiel.formats.spreadsheet.further import (
    crosswalks_of,
    edges_of,
    profiles_of,
    steps_of,
    successions_of,
)
from referentiel.formats.spreadsheet.items import Items, items_of, listed, unnamed
from referentiel.formats.spreadsheet.kinds import STANDING, STATE, Unclear, language_of, plain
from referentiel.formats.spreadsheet.records import UNCLEAR, Row
from referentiel.formats.spreadsheet.rubrics import with_criteria
from referentiel.formats.spreadsheet.tables import Tables, tables_in
from referentiel.formats.spreadsheet.writing import NAMES, REST
from referentiel.tree import STANDINGS, STATES, Content, ReferentielTree

NOT_A_UUID = french("« %(value)s » n’est pas un UUID : l’espace de noms déjà connu est gardé.")
NO_ITEMS = french("Ce fichier n’a aucune compétence : il faut au moins une ligne sous les titres.")


def read_grids(grids: Mapping[str, Grid], naming: Naming, notes: Notes) -> Read:
    """Return the référentiel that the sheets of a file hold."""
    tables = tables_in(grids, notes, naming.language)
    said = _Said(tables, naming)
    items = items_of(tables)
    if not items.nodes and not refused(notes):
        notes.refuse(NO_ITEMS)
    if refused(notes):
        return Read(None, notes.issues)
    texts = _with_names(tables, items, said.texts)
    nodes, rubrics = with_criteria(tables, items)
    tree = ReferentielTree(
        slug=said.plain("slug") or naming.slug,
        namespace=said.namespace(),
        label=said.plain("label") or naming.label,
        title=said.title(),
        content=Content(
            standing=said.one_of("standing", STANDING.read, STANDINGS, "projet"),
            state=said.one_of("state", STATE.read, STATES, "draft"),
            texts=texts,
            items=nodes,
            scales=steps_of(tables, sheets.SCALES, "scale"),
            anchors=steps_of(tables, sheets.ANCHORS, "type"),
            profiles=profiles_of(tables, items),
            edges=edges_of(tables, items),
            rubrics=rubrics,
            origin=said.hidden("slug", "origin"),
        ),
        crosswalks=crosswalks_of(tables, items),
        successions=successions_of(tables),
    )
    return ending(tree, notes, items.rows)


class _Said:
    """What the sheet of the version says, field by field; what it leaves out is the naming's."""

    def __init__(self, tables: Tables, naming: Naming) -> None:
        self._tables, self._naming = tables, naming
        self.texts: Texts = {}
        tables.main = self._language(tables, naming)
        self._rows = self._fields(tables)

    @staticmethod
    def _language(tables: Tables, naming: Naming) -> str:
        for row in tables.rows(sheets.VERSION):
            if FIELD_OF.get(plain(row.value("field") or "")) == "language":
                said = row.cells.get(("value", tables.main), "").strip()
                return language_of(said) or said or naming.language
        return naming.language

    def _fields(self, tables: Tables) -> dict[str, Row]:
        rows: dict[str, Row] = {}
        for row in tables.rows(sheets.VERSION):
            name = row.value("field")
            key = FIELD_OF.get(plain(name or ""), "")
            if key and key not in ("about", "licence"):
                rows[key] = row
            elif name:
                rows[key or name] = row
                _add(self.texts, row.texts(), "value", key or name)
        about = rows.get("about")
        for language, said in (about.hidden_texts(REST) if about else {}).items():
            self.texts.setdefault(language, {}).update(said)
        return rows

    def plain(self, field: str) -> str:
        """Return a field without language."""
        row = self._rows.get(field)
        return row.texts().get(self._tables.main, {}).get("value", "") if row else ""

    def hidden(self, field: str, key: str) -> dict[str, Any]:
        row = self._rows.get(field)
        found: dict[str, Any] = row.hidden(key, {}) if row else {}
        return found

    def title(self) -> Texts:
        """Return the title, else that of the naming, else its address."""
        title: Texts = {}
        row = self._rows.get("title")
        if row:
            _add(title, row.texts(), "value", "title")
            for language, said in row.hidden_texts(REST).items():
                title.setdefault(language, {}).update(said)
        naming = self._naming
        return title or {self._tables.main: {"title": naming.title or naming.slug}}

    def namespace(self) -> UUID:
        """Return the namespace; what is none is told of, and that of the naming is taken."""
        said = self.plain("namespace")
        try:
            return UUID(said) if said else self._naming.namespace
        except ValueError:
            row = self._rows["namespace"].number
            self._tables.notes.warn(NOT_A_UUID, row=row, value=said)
            return self._naming.namespace

    def one_of(
        self, field: str, read: Callable[[str], Any], allowed: Collection[str], default: str
    ) -> str:
        """Return a field that holds one of some words."""
        said = self.plain(field)
        try:
            found = str(read(said))
        except Unclear as unclear:
            values = {"value": said, "column": sheets.FIELDS[field][0], "allowed": unclear.allowed}
            self._tables.notes.refuse(UNCLEAR, row=self._rows[field].number, **values)
            return default
        return found if found in allowed else default


def _add(texts: Texts, said: Texts, key: str, name: str) -> None:
    for language, found in said.items():
        if key in found:
            texts.setdefault(language, {})[name] = found[key]


def _with_names(tables: Tables, items: Items, texts: Texts) -> Texts:
    """Return the texts of the version with the names of sources and references.

    What items name and nothing describes gets its key for a name.
    """
    known: dict[str, set[str]] = {sort: set() for sort in NAMES}
    for row in tables.rows(sheets.SOURCES):
        sort, key = row.value("kind") or "source", row.value("key")
        if key is not None and sort in NAMES:
            known[sort].add(key)
            _add(texts, row.texts(), "label", NAMES[sort] + key)
    items.nodes = tuple(listed(node, known) for node in items.nodes)
    for sort, key in unnamed(items, known):
        texts.setdefault(tables.main, {})[NAMES[sort] + key] = key
    return texts
