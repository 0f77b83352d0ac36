"""Rubrics of CASE as grids, criteria and steps of the tree."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from referentiel.base import Json, Texts, french
from referentiel.formats.case.cleaning import Notes, name_of
from referentiel.formats.case.fields import number, text
from referentiel.formats.case.marks import Node, Unreadable, mark_of, restored
from referentiel.formats.case.structure import key_of
from referentiel.tree import CriterionNode, RubricNode, StepNode

ODD_PART = french("« %(field)s » n’est pas une liste d’objets : cette partie n’est pas lue.")
BAD_MARK = french(
    "Ce que Repères avait noté de cette entrée (« extensions ») a été abîmé. Retirez cette note, "
    "ou partez d’un export intact."
)
OF_RUBRIC = {"title": "title", "description": "description"}
OF_CRITERION = {"category": "category", "description": "description"}
OF_STEP = {"quality": "label", "description": "description", "feedback": "feedback"}
PARTS = {"identifier", "CFRubricCriteria", "CFRubricCriterionLevels", "CFItemURI", "extensions"}

Found = dict[str, list[tuple[int, CriterionNode]]]  # by key of item, each with its place


class Grids:
    """Reads rubrics; keeps the criteria of each item until the items are made."""

    def __init__(self, keys: Mapping[str, Json], language: str, notes: Notes) -> None:
        self.keys, self.language, self.notes = keys, language, notes
        self.criteria: Found = {}

    def rubrics(self, said: list[Json]) -> tuple[RubricNode, ...]:
        """Return the grids, each with its criteria that speak of no item held here."""
        found = (self._rubric(one, name_of(one, "CFRubrics", n)) for n, one in enumerate(said, 1))
        return tuple(one for one in found if one is not None)

    def of_item(self, key: str) -> tuple[CriterionNode, ...]:
        """Return the criteria that speak of an item, in the order in which it had them."""
        ranked = sorted(self.criteria.get(key, []), key=lambda one: one[0])
        return tuple(criterion for _place, criterion in ranked)

    def _rubric(self, said: Json, entry: str) -> RubricNode | None:
        mark = mark_of(said)
        plain = RubricNode(
            key=entry,
            texts=self._texts(said, OF_RUBRIC),
            foreign=_others(said, OF_RUBRIC) if mark is None else {},
        )
        rubric = self._restored(plain, mark, entry)
        own_key = mark.get("key", entry) if mark is not None else entry
        key = own_key if isinstance(own_key, str) else entry
        loose = []
        for one in self._list(said, "CFRubricCriteria", entry):
            if (own := mark_of(one)) and own.get("derived"):
                continue
            criterion = self._criterion(one, key, said)
            about = _item_key(one)
            if about in self.keys:
                place = own.get("place", 0) if own else 0
                found = (place if isinstance(place, int) else 0, criterion)
                self.criteria.setdefault(about, []).append(found)
            else:
                loose.append(criterion)
        if mark is not None and mark.get("undeclared"):
            return None
        return replace(rubric, loose=tuple(loose))

    def _criterion(self, said: Json, rubric: str, parent: Json) -> CriterionNode:
        entry = name_of(said, "CFRubricCriteria", 0)
        mark = mark_of(said)
        foreign = _others(said, {**OF_CRITERION, "weight": ""}, rubricId=parent.get("identifier"))
        if _item_key(said) not in self.keys and "CFItemURI" in said:
            foreign["CFItemURI"] = said["CFItemURI"]
        if said.get("identifier"):
            foreign["identifier"] = said["identifier"]
        steps = self._list(said, "CFRubricCriterionLevels", entry)
        plain = CriterionNode(
            steps=tuple(self._step(one, said) for one in steps),
            rubric=rubric,
            texts=self._texts(said, OF_CRITERION),
            weight=number(said.get("weight")),
            foreign=foreign if mark is None else {},
        )
        return self._restored(plain, mark, entry)

    def _step(self, said: Json, parent: Json) -> StepNode:
        mark = mark_of(said)
        foreign = _others(
            said, {**OF_STEP, "score": ""}, rubricCriterionId=parent.get("identifier")
        )
        if said.get("identifier"):
            foreign["identifier"] = said["identifier"]
        if mark is None and "extensions" in said:
            foreign["extensions"] = said["extensions"]
        plain = StepNode(
            texts=self._texts(said, OF_STEP),
            score=number(said.get("score")),
            foreign=foreign if mark is None else {},
        )
        return self._restored(plain, mark, name_of(said, "CFRubricCriterionLevels", 0))

    def _restored(self, node: Node, mark: Json | None, entry: str) -> Node:
        try:
            return node if mark is None else restored(node, mark)
        except Unreadable:
            self.notes.error(BAD_MARK, entry)
            return node

    def _texts(self, said: Json, names: Mapping[str, str]) -> Texts:
        found = {key: text(said[field]) for field, key in names.items() if field in said}
        words = {key: value for key, value in found.items() if value is not None}
        return {self.language: words} if words else {}

    def _list(self, said: Json, field: str, entry: str) -> list[Json]:
        found = said.get(field, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self.notes.error(ODD_PART, entry, field=field)
            return []
        return found


def _others(said: Json, held: Mapping[str, str], **same: object) -> Json:
    """Return what a grid, criterion or step says besides; links to its own owner say nothing."""
    return {
        key: value
        for key, value in said.items()
        if (key not in PARTS or (key == "extensions" and isinstance(value, dict)))
        and (key not in held or _unreadable(key, value))
        and not (key in same and value == same[key])
    }


def _unreadable(key: str, value: object) -> bool:
    read: Callable[[Any], object] = number if key in ("weight", "score") else text
    return read(value) is None


def _item_key(said: Json) -> str:
    link = said.get("CFItemURI")
    named = link.get("identifier") if isinstance(link, dict) else link
    if isinstance(named, str) and "/" in named:
        named = named.rstrip("/").rpartition("/")[2]
    return key_of(named or "")
