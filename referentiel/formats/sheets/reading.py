"""Our workbook, or the CSV of its competences, read back as a référentiel."""

import re
from collections.abc import Iterator
from uuid import UUID

from referentiel.base import Texts, french
from referentiel.errors import ImportRefused
from referentiel.formats.base import Naming, Read, Source
from referentiel.formats.notes import Notes
from referentiel.formats.sheets.columns import Columns, Line, lines
from referentiel.formats.sheets.descriptors import criteria_of, rubrics_of
from referentiel.formats.sheets.items import items_of
from referentiel.formats.sheets.reading_books import (
    Rows,
    is_locked,
    is_workbook,
    rows_of_csv,
    sheets_of,
)
from referentiel.formats.sheets.targets import profiles_of
from referentiel.formats.sheets.writing import (
    ANCHORS,
    CROSSWALKS,
    DESCRIPTORS,
    EDGES,
    EXPECTED,
    HEAD,
    HEAD_FIELDS,
    ITEMS,
    NAMES,
    PROFILES,
    RUBRICS,
    SCALE_NAMES,
    SCALES,
    SUCCESSIONS,
)
from referentiel.formats.sheets.writing_books import unguarded
from referentiel.search import folded_words
from referentiel.tree import (
    REFERENCE,
    RELATIONS,
    SOURCE,
    STANDINGS,
    STATES,
    Content,
    CrosswalkNode,
    EdgeNode,
    ItemNode,
    ReferentielTree,
    SuccessionNode,
)

NO_ITEMS = french(
    "Aucune feuille n’a les colonnes « code » et « libellé ». Partez du modèle de tableur."
)
WRONG_LEVEL = french("« %(value)s » n’est pas un niveau : écrivez un nombre de 0 à 4.")
UNKNOWN = french("« %(code)s » n’est le code d’aucune ligne de « Compétences ».")
WRONG_RELATION = french("« %(value)s » n’est pas une relation. Relations admises : %(allowed)s.")
ENGLISH = {
    HEAD: ("framework",),
    ITEMS: ("competences", "items", "competencies"),
    SCALES: ("scales",),
    ANCHORS: ("anchors",),
    DESCRIPTORS: ("descriptors",),
    RUBRICS: ("rubrics",),
    PROFILES: ("profiles", "job profiles"),
    EXPECTED: ("expected levels",),
    CROSSWALKS: ("crosswalks",),
    EDGES: ("links", "relations"),
    NAMES: (),
    SUCCESSIONS: ("successions",),
}
FIELD_OF = {word: key for key, word in HEAD_FIELDS.items()}
SCALE_OF = {word: key for key, word in SCALE_NAMES.items()}


def _plain(text: str) -> str:
    return " ".join(folded_words(text))


def recognises_workbook(source: Source) -> bool:
    """Say whether this is a workbook, ours or one with a sheet that reads like ours."""
    return is_locked(source) or is_workbook(source)


def recognises_csv(source: Source) -> bool:
    """Say whether this is a CSV with a code and a label."""
    first = source.head.splitlines()[:1]
    if not first or source.members or "\0" in source.head[:200]:
        return False
    try:
        [header, *_] = rows_of_csv(first[0].encode())
    except ImportRefused:
        return False
    return Columns.of(header, "fr").has("code", "label")


def read_workbook(source: Source, naming: Naming) -> Read:
    """Return what a workbook holds.

    Raises:
        ImportRefused: it cannot be read as a workbook.
    """
    found = sheets_of(source)
    known = {_plain(word): ours for ours, words in ENGLISH.items() for word in (ours, *words)}
    named = {known.get(_plain(name), name): rows for name, rows in found.items()}
    return Book(named, naming).read()


def read_csv(source: Source, naming: Naming) -> Read:
    """Return what a CSV of competences holds.

    Raises:
        ImportRefused: it cannot be read as CSV.
    """
    rows = [[unguarded(cell) for cell in row] for row in rows_of_csv(source.content)]
    return Book({ITEMS: rows}, naming).read()


class Book:
    """The sheets of a référentiel, by the names that we give them."""

    def __init__(self, sheets: dict[str, Rows], naming: Naming) -> None:
        self.sheets = sheets
        self.naming = naming
        self.notes = Notes()

    def read(self) -> Read:
        """Return the référentiel; with an error among the issues, none."""
        if not self._finds_items():
            self.notes.refuse(NO_ITEMS)
            return Read(None, self.notes.issues)
        tree = self._tree()
        read = Read(tree, self.notes.issues)
        return Read(None, read.issues) if read.errors else read

    def _finds_items(self) -> bool:
        """Take as competences the sheet of that name, else the first that reads like one."""
        names = [ITEMS] if ITEMS in self.sheets else list(self.sheets)
        for name in names:
            rows = self.sheets[name]
            columns = Columns.of(rows[0] if rows else [], self.naming.language)
            if columns.has("label") and (columns.has("code") or columns.has("foreign_id")):
                self.sheets[ITEMS] = rows
                return True
        return False

    def _lines(self, name: str) -> Iterator[Line]:
        return lines(name, self.sheets.get(name, []), self.notes, self.naming.language)

    def _tree(self) -> ReferentielTree:
        head = {FIELD_OF.get(it.get("field"), it.get("field")): it for it in self._lines(HEAD)}
        texts = _texts({key: it.texts for key, it in head.items() if key != "title"})
        items = items_of(
            self._lines(ITEMS),
            criteria_of(self._lines(DESCRIPTORS), self.notes),
            self.naming,
            self.notes,
        )
        codes = {item.code for item in items}
        named = self._names(items)
        return ReferentielTree(
            slug=self._said(head, "slug", self.naming.slug),
            namespace=self._namespace(head),
            label=self._said(head, "version", self.naming.label),
            title=self._title(head),
            content=Content(
                standing=self._among(head, "standing", STANDINGS),
                state=self._among(head, "state", STATES),
                texts={
                    code: texts.get(code, {}) | named.get(code, {})
                    for code in dict.fromkeys((*texts, *named))
                },
                items=items,
                scales=self._steps(SCALES, "scale"),
                anchors=self._steps(ANCHORS, "anchor_type"),
                profiles=profiles_of(
                    list(self._lines(PROFILES)), list(self._lines(EXPECTED)), codes, self.notes
                ),
                edges=tuple(self._edges(codes)),
                rubrics=rubrics_of(self._lines(RUBRICS), self._lines(DESCRIPTORS), self.notes),
                origin=head["foreign"].json("foreign", self.notes) if "foreign" in head else {},
            ),
            crosswalks=tuple(self._crosswalks(codes)),
            successions=tuple(
                SuccessionNode(it.get("kind"), it.get("origin") or None, it.get("target") or None)
                for it in self._lines(SUCCESSIONS)
            ),
        )

    def _said(self, head: dict[str, Line], key: str, otherwise: str) -> str:
        return (head[key].exact("value") if key in head else "") or otherwise

    def _among(self, head: dict[str, Line], key: str, allowed: tuple[str, ...]) -> str:
        said = self._said(head, key, allowed[0])
        if said not in allowed:
            named = ", ".join(allowed)
            row = head[key].number
            self.notes.refuse(WRONG_RELATION, row=row, entry=HEAD, value=said, allowed=named)
        return said

    def _namespace(self, head: dict[str, Line]) -> UUID:
        said = self._said(head, "namespace", "")
        try:
            return UUID(said) if said else self.naming.namespace
        except ValueError:
            return self.naming.namespace

    def _title(self, head: dict[str, Line]) -> Texts:
        said = head["title"].texts if "title" in head else {}
        titles = {code: {"title": it["label"]} for code, it in said.items() if "label" in it}
        named = {"title": self.naming.title or self.naming.slug}
        return titles or {self.naming.language: named}

    def _names(self, items: tuple[ItemNode, ...]) -> Texts:
        """Return the names of sources and older references, with those that only rows tell of."""
        found: dict[str, Texts] = {}
        for line in self._lines(NAMES):
            prefix = REFERENCE if line.get("kind").casefold().startswith("r") else SOURCE
            found[prefix + line.exact("code")] = line.texts
        for item in items:
            for key in (
                *(SOURCE + it for it in item.sources),
                *(REFERENCE + it for it in item.references),
            ):
                name = key.partition(":")[2]
                found.setdefault(key, {self.naming.language: {"label": name}})
        return _texts(found)

    def _steps(self, sheet: str, field: str) -> dict[str, tuple[Texts, ...]]:
        found: dict[str, dict[int, Texts]] = {}
        for line in self._lines(sheet):
            name = SCALE_OF.get(line.get(field).casefold(), line.exact(field))
            level = self._level(line)
            if level is not None:
                found.setdefault(name, {})[level] = line.texts
        return {
            name: tuple(steps[level] for level in sorted(steps)) for name, steps in found.items()
        }

    def _level(self, line: Line) -> int | None:
        said = line.get("level")
        if re.fullmatch(r"[0-4]", said):
            return int(said)
        self.notes.refuse(WRONG_LEVEL, row=line.number, entry=line.sheet, value=said)
        return None

    def _edges(self, codes: set[str]) -> Iterator[EdgeNode]:
        for line in self._lines(EDGES):
            origin, target = (line.exact(name) or None for name in ("origin", "target"))
            for end in (origin, target):
                self._known(line, end, codes)
            foreign = line.json("foreign", self.notes)
            yield EdgeNode(line.exact("relation"), origin, target, foreign)

    def _crosswalks(self, codes: set[str]) -> Iterator[CrosswalkNode]:
        for line in self._lines(CROSSWALKS):
            self._known(line, line.exact("code"), codes)
            relation = line.get("relation") or "relatedMatch"
            if relation not in RELATIONS:
                named = ", ".join(RELATIONS)
                row = line.number
                self.notes.refuse(
                    WRONG_RELATION, row=row, entry=CROSSWALKS, value=relation, allowed=named
                )
            yield CrosswalkNode(
                code=line.exact("code"),
                scheme=line.exact("scheme"),
                target=line.exact("target"),
                target_version=line.exact("target_version"),
                target_label=line.exact("target_label"),
                relation=relation,
                status=line.get("status") or "à valider",
            )

    def _known(self, line: Line, code: str | None, codes: set[str]) -> None:
        if code is not None and code not in codes:
            self.notes.refuse(UNKNOWN, row=line.number, entry=line.sheet, code=code)


def _texts(by_key: dict[str, Texts]) -> Texts:
    """Turn texts by key, each under « label », into texts by language."""
    found: Texts = {}
    for key, texts in by_key.items():
        for code, said in texts.items():
            if said.get("label"):
                found.setdefault(code, {})[key] = said["label"]
    return found
