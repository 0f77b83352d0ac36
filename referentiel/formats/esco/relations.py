"""What is above each concept of ESCO, what it goes with, and what each occupation requires."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from referentiel.base import Json, french
from referentiel.formats.esco.concepts import Concepts
from referentiel.formats.esco.tables import Row, Tables
from referentiel.formats.notes import Notes
from referentiel.formats.placing import placed
from referentiel.tree import CHILD_OF, EdgeNode, ItemNode

NO_SUCH = french("« %(uri)s » n’est décrit par aucun fichier de l’archive : ce lien est passé.")
OUTSIDE = french("« %(uri)s » n’est décrit par aucun fichier de l’archive : le lien est gardé tel.")
REQUIRES = "ext:requires"
LEVELS = ("Level 0 URI", "Level 1 URI", "Level 2 URI", "Level 3 URI")


@dataclass(frozen=True)
class Relations:
    """Reads the relations between concepts that the archive describes."""

    tables: Tables
    concepts: Concepts
    notes: Notes

    @cached_property
    def above(self) -> dict[str, dict[str, None]]:
        """The concepts above each, in the order of the files."""
        found: dict[str, dict[str, None]] = {uri: {} for uri in self.concepts.found}
        for file, number, child, parent in self._broader():
            if child == parent:
                continue
            if child not in found:
                self.notes.warn(NO_SUCH, row=number, entry=file, uri=child)
            elif parent not in found:
                self.notes.warn(OUTSIDE, row=number, entry=file, uri=parent)
                self._outside.setdefault((child, parent))
            else:
                found[child].setdefault(parent)
        for child, parent in (*self._levels(), *self._groups()):
            if not found.get(child) and parent in found and child in found and child != parent:
                found[child][parent] = None
        return found

    @cached_property
    def _outside(self) -> dict[tuple[str, str], None]:
        return {}

    def _broader(self) -> Iterator[tuple[str, int, str, str]]:
        for table, number, row in self.tables.rows("broader", self.notes):
            yield table.name, number, row.get("conceptUri", ""), row.get("broaderUri", "")

    def _levels(self) -> Iterator[tuple[str, str]]:
        """Return the pairs of the hierarchy, of which a third of the rows lack their last cells."""
        for _table, _number, row in self.tables.rows("hierarchy", self.notes):
            uris = [uri for uri in (row.get(level, "") for level in LEVELS) if uri]
            yield from zip(uris[1:], uris, strict=False)

    def _groups(self) -> Iterator[tuple[str, str]]:
        """Return what only a column of the concept's own row says."""
        for _table, _number, row in self.tables.rows("occupations", self.notes):
            group = row.get("iscoGroup", "").removeprefix("C")
            uri = f"http://data.europa.eu/esco/isco/C{group}"
            yield row.get("conceptUri", ""), uri
        for _table, _number, row in self.tables.rows("collections", self.notes):
            for uri in row.get("broaderConceptUri", "").replace("|", " ").split():
                yield row.get("conceptUri", ""), uri

    @cached_property
    def order(self) -> tuple[tuple[str, str | None], ...]:
        """Each concept with the first of those above it, in reading order."""
        firsts = {uri: next(iter(above), "") for uri, above in self.above.items()}
        codes = {uri: concept.code for uri, concept in self.concepts.found.items()}
        return placed(firsts, codes, self.notes)

    def edges(self, items: tuple[ItemNode, ...]) -> tuple[EdgeNode, ...]:
        """Return the relations beside the tree, each once."""
        codes = {uri: concept.code for uri, concept in self.concepts.found.items()}
        parents = {item.code: item.parent for item in items}
        places = {code: place for place, code in enumerate(parents)}
        more = [
            (codes[child], codes[parent])
            for child, above in self.above.items()
            for parent in above
            if codes[parent] != parents[codes[child]]
        ]
        more.sort(key=lambda pair: (places[pair[0]], places[pair[1]]))
        return (
            *(EdgeNode(CHILD_OF, child, parent) for child, parent in more),
            *self._leaving(codes),
            *self._between("related", "originalSkillUri", "relatedSkillUri"),
            *self._between("required", "occupationUri", "skillUri"),
        )

    def _leaving(self, codes: dict[str, str]) -> Iterator[EdgeNode]:
        for child, uri in self._outside:
            end = {"title": "", "identifier": uri, "uri": uri}
            yield EdgeNode(CHILD_OF, codes[child], foreign={"destinationNodeURI": end})

    def _between(self, part: str, origin: str, target: str) -> Iterator[EdgeNode]:
        seen: set[tuple[str, str, str]] = set()
        shared: dict[str, Json] = {}
        for table, number, row in self.tables.rows(part, self.notes):
            ends = row.get(origin, ""), row.get(target, "")
            unknown = [uri for uri in ends if uri not in self.concepts.found]
            for uri in unknown:
                self.notes.warn(NO_SUCH, row=number, entry=table.name, uri=uri)
            relation = row.get("relationType", "")
            if not unknown and (relation, *ends) not in seen:
                seen.add((relation, *ends))
                said = {"relationType": relation} if relation else {}
                first, second = (self.concepts.found[uri].code for uri in ends)
                foreign = shared.setdefault(relation, said)
                yield EdgeNode(_type(part, row), first, second, foreign)


def _type(part: str, row: Row) -> str:
    if part == "required":
        return REQUIRES
    return (
        f"ext:{row.get('relationType', '')}"
        if row.get("relationType") in ("essential", "optional")
        else "isRelatedTo"
    )
