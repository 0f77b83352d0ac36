"""The parts of our own vocabulary, read back into the nodes that they were written from."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from referentiel.base import Json, Texts
from referentiel.formats.skos import vocabulary as words
from referentiel.formats.skos.nodes import Facts, Graph, Resource, number
from referentiel.tree import (
    CriterionNode,
    CrosswalkNode,
    EdgeNode,
    RubricNode,
    StepNode,
    SuccessionNode,
)

NOTHING = Resource()


@dataclass(frozen=True)
class Parts:
    """Reads what hangs on a resource; a part that is no part of ours reads as an empty one."""

    graph: Graph

    def texts(self, facts: Facts, known: dict[str, str], prefix: str = words.TEXT) -> Texts:
        """Return the texts of a resource that have a language."""
        whole = facts.one(words.own("texts") + prefix.removeprefix(words.OWN))
        if whole is not None:
            return loaded(whole)
        found: Texts = {}
        for predicate in facts:
            key = words.text_key(predicate, known, prefix)
            for value in facts.literals(predicate) if key is not None else ():
                if key is not None and value.language:
                    found.setdefault(value.language, {}).setdefault(key, value.value)
        return found

    def under(self, facts: Facts, name: str) -> Iterator[Facts]:
        """Return the parts that one of our terms names, by their positions, else in file order."""
        parts = (self.graph.get(it, NOTHING).facts() for it in facts.refs(words.own(name)))
        return iter(sorted(parts, key=position))

    def steps(self, facts: Facts) -> tuple[StepNode, ...]:
        return tuple(
            StepNode(
                self.texts(step, words.OF_ITEM), _number(step, "score"), foreign(step, "foreign")
            )
            for step in self.under(facts, "step")
        )

    def criteria(self, facts: Facts) -> tuple[CriterionNode, ...]:
        return tuple(
            CriterionNode(
                steps=self.steps(one),
                rubric=own_text(one, "rubric") or "",
                texts=self.texts(one, words.OF_ITEM),
                weight=_number(one, "weight"),
                foreign=foreign(one, "foreign"),
            )
            for one in self.under(facts, "criterion")
        )

    def rubrics(self, scheme: Facts) -> tuple[RubricNode, ...]:
        return tuple(
            RubricNode(
                key=own_text(one, "name") or "",
                texts=self.texts(one, words.OF_ITEM),
                foreign=foreign(one, "foreign"),
                loose=self.criteria(one),
            )
            for one in self.under(scheme, "grid")
        )

    def ladders(self, scheme: Facts, name: str) -> dict[str, tuple[Texts, ...]]:
        return {
            own_text(one, "name") or "": tuple(step.texts for step in self.steps(one))
            for one in self.under(scheme, name)
        }

    def successions(self, scheme: Facts) -> tuple[SuccessionNode, ...]:
        return tuple(
            SuccessionNode(
                own_text(one, "kind") or "", own_text(one, "origin"), own_text(one, "target")
            )
            for one in self.under(scheme, "succession")
        )

    def edges(self, scheme: Facts, codes: Mapping[str, str]) -> tuple[EdgeNode, ...]:
        return tuple(
            EdgeNode(
                type=own_text(one, "edgeType") or "",
                origin=_end(one, "origin", codes),
                target=_end(one, "target", codes),
                foreign=foreign(one, "foreign"),
            )
            for one in self.under(scheme, "edge")
        )

    def crosswalks(self, concepts: Iterable[tuple[str, Facts]]) -> tuple[CrosswalkNode, ...]:
        found = [
            (position(one), _crosswalk(code, one))
            for code, concept in concepts
            for one in self.under(concept, "crosswalk")
        ]
        return tuple(link for _place, link in sorted(found, key=_first))


def _first(pair: tuple[int, object]) -> int:
    return pair[0]


def _crosswalk(code: str, one: Facts) -> CrosswalkNode:
    return CrosswalkNode(
        code=code,
        scheme=own_text(one, "scheme") or "",
        target=own_text(one, "target") or "",
        target_version=own_text(one, "targetVersion") or "",
        target_label=own_text(one, "targetLabel") or "",
        relation=own_text(one, "relation") or "",
        status=own_text(one, "status") or "",
    )


def position(facts: Facts) -> int:
    """Return the place that a part says it has; the last one when it says none."""
    said = facts.one(words.own("position")) or ""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 10**9


def own_text(facts: Facts, name: str) -> str | None:
    """Return what one of our terms says."""
    return facts.one(words.own(name))


def foreign(facts: Facts, name: str) -> Json:
    """Return an object that one of our terms holds as JSON."""
    said = own_text(facts, name)
    return loaded(said) if said is not None else {}


def loaded(text: str) -> Json:
    """Return the object that a text holds as JSON.

    Raises:
        ValueError: it holds none.
    """
    found: Any = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("not a JSON object")
    return found


def _number(facts: Facts, name: str) -> float | None:
    said = facts.literals(words.own(name))
    return number(said[0]) if said else None


def _end(facts: Facts, name: str, codes: Mapping[str, str]) -> str | None:
    found = facts.refs(words.own(name))
    return codes.get(found[0]) if found else None
