"""The concepts of ESCO: each by its URI, with its texts in every language that the archive has."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from referentiel.base import Json, Texts, french
from referentiel.formats.archives import Table
from referentiel.formats.base import MOST_ITEMS, Naming, TooLarge
from referentiel.formats.esco.tables import Row, Tables, language_of
from referentiel.formats.notes import Notes
from referentiel.models import AREA, COMPETENCE
from referentiel.tree import ItemNode, lineage_of

NO_ADDRESS = french("Cette ligne n’a pas d’adresse (conceptUri) : elle est passée.")
REPEATED = french("« %(uri)s » est déjà décrit dans ce fichier : cette ligne est passée.")
NO_LABEL = french("« %(uri)s » n’a pas de libellé : son adresse en tient lieu.")
REPEATED_CODE = french("Le code « %(code)s » est déjà employé : l’adresse sert de code.")
SKILL = "KnowledgeSkillCompetence"
ISCO = "ISCOGroup"
PARTS = ("groups", "occupations", "skills", "collections")
TEXTS = {"label": ("preferredLabel",), "description": ("description", "definition", "scopeNote")}
SAID = ("conceptUri", "preferredLabel", "altLabels", "description", "code")
IN_A_LANGUAGE = ("hiddenLabels", "scopeNote", "definition", "regulatedProfessionNote")


@dataclass
class Concept:
    """What the archive says of one concept."""

    kind: str
    code: str
    place: tuple[str, int]
    type: str | None = None
    texts: Texts = field(default_factory=dict)
    foreign: Json = field(default_factory=dict)


class Concepts:
    """Reads the concepts, in the order of the files: groups first, then occupations and skills."""

    def __init__(self, tables: Tables, naming: Naming, notes: Notes) -> None:
        self._naming, self._notes = naming, notes
        self._shared: dict[str, str] = {}
        self._codes: set[str] = set()
        self.found: dict[str, Concept] = {}
        for part in PARTS:
            for table in tables.playing(part):
                self._add_table(table, part, notes)

    def _add_table(self, table: Table, part: str, notes: Notes) -> None:
        seen: set[str] = set()
        for number, row in table.rows(notes):
            uri = row.get("conceptUri", "")
            if not uri:
                notes.warn(NO_ADDRESS, row=number, entry=table.name)
            elif uri in seen:
                notes.warn(REPEATED, row=number, entry=table.name, uri=uri)
            else:
                seen.add(uri)
                self._add(uri, row, part, table, number)
        if len(self.found) > MOST_ITEMS:
            raise TooLarge(limit=f"{MOST_ITEMS} concepts")

    def _add(self, uri: str, row: Row, part: str, table: Table, number: int) -> None:
        concept = self.found.get(uri)
        if concept is None:
            concept = self.found[uri] = self._made(uri, row, part, (table.name, number))
        if part == "collections":
            name = table.name.partition("_")[0]
            held = concept.foreign.setdefault("collections", [])
            if name not in held:
                held.append(name)
        self._say(concept, row, language_of(table, self._naming.language))

    def _made(self, uri: str, row: Row, part: str, place: tuple[str, int]) -> Concept:
        is_skill = part in ("skills", "collections") and row.get("conceptType", SKILL) == SKILL
        type_ = "savoir" if row.get("skillType") == "knowledge" else "savoir-faire"
        return Concept(
            kind=COMPETENCE if is_skill else AREA,
            code=self._code(uri, row, place),
            place=place,
            type=type_ if is_skill else None,
        )

    def _code(self, uri: str, row: Row, place: tuple[str, int]) -> str:
        code = row.get("code", "")
        if code and row.get("conceptType") == ISCO:
            code = f"C{code.removeprefix('C')}"
        if code in self._codes:
            self._notes.warn(REPEATED_CODE, row=place[1], entry=place[0], code=code)
        found = uri if not code or code in self._codes else code
        self._codes.add(found)
        return found

    def _say(self, concept: Concept, row: Row, language: str) -> None:
        """Add what a row says; what the same language says elsewhere stands."""
        said = concept.texts.setdefault(language, {})
        for key, columns in TEXTS.items():
            text = next(filter(None, (row.get(column, "") for column in columns)), "")
            if text:
                said.setdefault(key, text)
        if others := "\n".join(labels(row.get("altLabels", ""))):
            said.setdefault("alternative", others)
        if not said:
            del concept.texts[language]
        for column, text in row.items():
            if text and column and column not in SAID:
                key = column if column not in IN_A_LANGUAGE else f"{column}@{language}"
                concept.foreign.setdefault(key, self._shared.setdefault(text, text))

    def items(self, order: Iterable[tuple[str, str | None]]) -> Iterator[ItemNode]:
        """Return the items in this order, each with what it hangs under."""
        for uri, parent in order:
            concept = self.found[uri]
            identity = lineage_of(self._naming.namespace, uri)
            yield ItemNode(
                kind=concept.kind,
                code=concept.code,
                texts=self._texts(uri, concept),
                parent=self.found[parent].code if parent else None,
                type=concept.type,
                identity=None if concept.code == uri else identity,
                foreign_id=uri,
                foreign=concept.foreign,
            )

    def _texts(self, uri: str, concept: Concept) -> Texts:
        if not any(said.get("label") for said in concept.texts.values()):
            file, row = concept.place
            self._notes.warn(NO_LABEL, row=row, entry=file, uri=uri)
            concept.texts.setdefault(self._naming.language, {})["label"] = uri
        return concept.texts


def labels(text: str) -> list[str]:
    """Return the labels of a cell: one a line in the main files, between bars in collections."""
    lines = text.replace(" | ", "\n").split("\n")
    return list(dict.fromkeys(line.strip() for line in lines if line.strip()))
