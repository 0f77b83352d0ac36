"""What each occupation of the ROME requires, as edges from its sheet to the items."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from referentiel.base import Json, french
from referentiel.formats.notes import Notes
from referentiel.formats.rome.items import Items
from referentiel.formats.rome.tables import Row, Tables
from referentiel.tree import EdgeNode

NO_SUCH = french("« %(code)s » n’est décrit par aucun fichier de l’archive : ce lien est passé.")
TWICE = french("Ce lien entre « %(origin)s » et « %(target)s » est déjà donné : il est passé.")

REQUIRES, WORK_CONTEXT, MOBILITY = "ext:requires", "ext:workContext", "ext:mobility"
ITSELF, NAMES, CONTEXTS = "1", "2", "6"  # blocks of a sheet


@dataclass(frozen=True)
class Links:
    """Reads the links; the same details share one object, for there are a hundred thousand."""

    tables: Tables
    items: Items
    notes: Notes

    def edges(self) -> tuple[EdgeNode, ...]:
        """Return every link between two items, once, in the order of the files."""
        found: dict[tuple[str, str, str], EdgeNode] = {}
        for file, number, edge in (*self._required(), *self._mobilities()):
            key = (edge.type, edge.origin or "", edge.target or "")
            if key in found:
                self.notes.warn(TWICE, row=number, entry=file, origin=key[1], target=key[2])
            found.setdefault(key, edge)
        return tuple(found.values())

    @cached_property
    def _hearts(self) -> dict[tuple[str, str], str]:
        """Whether a link is at the heart of the occupation, where this is said."""
        rows = self.tables.rows("coherence")
        return {
            (row.get("code_rome", ""), row.get("code_ogr", "")): row.get("coeur_metier", "")
            for _file, _number, row in rows
        }

    @cached_property
    def _shared(self) -> dict[tuple[str, str, str], Json]:
        return {}

    def _required(self) -> Iterator[tuple[str, int, EdgeNode]]:
        for file, number, row in self.tables.rows("liens"):
            block, origin, ogr = (
                row.get(key, "") for key in ("code_compo_bloc", "code_rome", "code_ogr")
            )
            target = self._end(block, ogr)
            if self._knows(file, number, origin, ogr, target) and target:
                type_ = WORK_CONTEXT if block == CONTEXTS else REQUIRES
                yield file, number, EdgeNode(type_, origin, target, self._details(row))

    def _end(self, block: str, ogr: str) -> str | None:
        """Return the code of an item; nothing for a name, which is a text of its occupation."""
        if block in (ITSELF, NAMES):
            return "" if ogr in self.items.appellations or ogr in self.items.ends else None
        return self.items.ends.get(ogr)

    def _knows(self, file: str, number: int, origin: str, ogr: str, target: str | None) -> bool:
        known = {origin: self.items.has(origin), ogr: target is not None}
        for code in (it for it, found in known.items() if not found):
            self.notes.warn(NO_SUCH, row=number, entry=file, code=code)
        return all(known.values())

    def _details(self, row: Row) -> Json:
        heart = self._hearts.get((row.get("code_rome", ""), row.get("code_ogr", "")), "")
        key = (row.get("code_compo_bloc", ""), row.get("code_rubrique", ""), heart)
        names = ("code_compo_bloc", "code_rubrique", "coeur_metier")
        said = {name: text for name, text in zip(names, key, strict=True) if text}
        return self._shared.setdefault(key, said)

    def _mobilities(self) -> Iterator[tuple[str, int, EdgeNode]]:
        for file, number, row in self.tables.rows("mobilites"):
            origin, target = row.get("code_rome", ""), row.get("code_rome_cible", "")
            if self._knows(
                file, number, origin, target, target if self.items.has(target) else None
            ):
                order = {"numero_ordre": row.get("numero_ordre", "")}
                yield file, number, EdgeNode(MOBILITY, origin, target, order)
