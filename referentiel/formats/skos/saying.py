"""A référentiel as a graph: SKOS for what it has words for, our vocabulary for the rest."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar
from urllib.parse import quote

from referentiel.base import Json, Texts
from referentiel.formats.skos import vocabulary as words
from referentiel.formats.skos.edges import Link, left_for, outside_address, plain, say_all
from referentiel.formats.skos.foreign import as_statements
from referentiel.formats.skos.nodes import Node, Ref, Said, Value, is_address, is_tag
from referentiel.models import AREA
from referentiel.tree import (
    CriterionNode,
    CrosswalkNode,
    EdgeNode,
    ItemNode,
    ReferentielTree,
    RubricNode,
    StepNode,
)

T = TypeVar("T")
Statement = tuple[str, Value]
Statements = Iterable[Statement]


def nodes_of(tree: ReferentielTree) -> Iterator[Node]:
    """Return the concept scheme, then each concept in reading order."""
    graph = _Graph(tree)
    yield Node(tuple(graph.scheme()), graph.address)
    for position, item in enumerate(tree.content.items):
        yield Node(tuple(graph.concept(item, position)), graph.addresses[item.code])


@dataclass
class _Graph:
    tree: ReferentielTree

    @cached_property
    def address(self) -> str:
        said = self.tree.content.origin.get("address")
        if isinstance(said, str) and is_address(said):
            return said
        return f"urn:uuid:{self.tree.namespace}"

    @cached_property
    def addresses(self) -> dict[str, str]:
        """The address of each item by its code: the one it came with, else one of ours."""
        found: dict[str, str] = {}
        taken = {self.address}
        for item in self.tree.content.items:
            lineage = f"urn:uuid:{quote(self.tree.lineage(item), safe='-')}"
            own = item.foreign_id or ""
            address = own if is_address(own) and own not in taken else lineage
            found[item.code] = address
            taken.add(address)
        return found

    @cached_property
    def parents(self) -> dict[str, str | None]:
        return {item.code: item.parent for item in self.tree.content.items}

    @cached_property
    def plain(self) -> list[Link]:
        return plain(self.tree.content.edges, self.parents)

    @cached_property
    def plain_links(self) -> dict[str, list[Link]]:
        return _grouped((link[1], link) for link in dict.fromkeys(self.plain))

    @cached_property
    def left(self) -> dict[str, list[tuple[str, str]]]:
        """What lies outside and SKOS can name, by the code of what it is linked with."""
        found = ((it.origin, it.type, left_for(it)) for it in self.tree.content.edges)
        return _grouped(
            (origin, (words.RELATIONS_SAID[type_], address))
            for origin, type_, address in found
            if origin and address and address not in self._taken and type_ in words.RELATIONS_SAID
        )

    @cached_property
    def links(self) -> dict[str, list[tuple[int, CrosswalkNode]]]:
        return _grouped((link.code, (n, link)) for n, link in enumerate(self.tree.crosswalks))

    def scheme(self) -> Iterator[Statement]:
        tree, content = self.tree, self.tree.content
        yield words.TYPE, Ref(words.SCHEME)
        yield words.TYPE, Ref(words.own("Version"))
        yield words.own("slug"), tree.slug
        yield words.own("namespace"), str(tree.namespace)
        yield words.own("label"), tree.label
        yield words.own("state"), content.state
        yield words.own("standing"), content.standing
        yield from _texts(tree.title, words.OF_TITLE, words.TITLE_TEXT)
        yield from _texts(content.texts, words.OF_VERSION)
        for name, ladders in (("scale", content.scales), ("anchors", content.anchors)):
            for key, steps in ladders.items():
                nodes = tuple(StepNode(texts) for texts in steps)
                yield words.own(name), Node(((words.own("name"), key), *_steps(nodes)))
        for place, rubric in enumerate(content.rubrics):
            yield words.own("grid"), Node(tuple(_rubric(rubric, place)))
        if not say_all(self.plain, content.edges, self.parents):
            for place, edge in enumerate(content.edges):
                yield words.own("edge"), Node(tuple(self._edge(edge, place)))
        for place, it in enumerate(tree.successions):
            ends = {"kind": it.kind, "origin": it.origin, "target": it.target}
            yield words.own("succession"), Node(tuple(_placed(place, ends)))
        kept = content.origin.get("statements", {})
        yield from as_statements(kept if isinstance(kept, dict) else {})[0]
        yield from _json("origin", content.origin)

    def concept(self, item: ItemNode, position: int) -> Iterator[Statement]:
        yield words.TYPE, Ref(words.CONCEPT)
        yield words.TYPE, Ref(words.own("Area" if item.kind == AREA else "Competence"))
        yield words.IN_SCHEME, Ref(self.address)
        if item.code not in (item.foreign_id, self.tree.lineage(item)):
            yield words.NOTATION, item.code
        yield words.own("code"), item.code
        yield words.own("position"), position
        yield from _texts(item.texts, words.OF_ITEM)
        yield from self._place(item)
        yield from _plain({"type": item.type, "scope": item.scope})
        yield from _plain({"core": item.core or None})
        yield from _plain({"identity": item.identity, "foreignId": item.foreign_id})
        yield from ((words.own("source"), key) for key in item.sources)
        yield from ((words.own("reference"), tag) for tag in item.references)
        for place, criterion in enumerate(item.criteria):
            yield words.own("criterion"), Node(tuple(_criterion(criterion, place)))
        yield from self._crosswalks(item.code)
        statements, rest = as_statements(item.foreign)
        yield from statements
        yield from _json("foreign", rest)

    def _place(self, item: ItemNode) -> Iterator[Statement]:
        """Say what is above an item, its own parent first, and what else it is linked with."""
        if item.parent is None:
            yield words.TOP_OF, Ref(self.address)
        else:
            yield words.BROADER, Ref(self.addresses[item.parent])
        links = self.plain_links.get(item.code, [])
        if any(type_ == "isChildOf" for type_, _origin, _target in links):
            own = words.NIL if item.parent is None else self.addresses[item.parent]
            yield words.own("parent"), Ref(own)
        for type_, _origin, target in links:
            yield words.RELATIONS_SAID[type_], Ref(self.addresses[target])
        for predicate, address in self.left.get(item.code, []):
            yield predicate, Ref(address)

    def _edge(self, edge: EdgeNode, place: int) -> Iterator[Statement]:
        yield words.own("position"), place
        yield words.own("edgeType"), edge.type
        for name, code in (("origin", edge.origin), ("target", edge.target)):
            if code is not None:
                yield words.own(name), Ref(self.addresses[code])
        yield from _json("foreign", edge.foreign)

    def _crosswalks(self, code: str) -> Iterator[Statement]:
        for place, link in self.links.get(code, []):
            address = outside_address(link.scheme, link.target)
            if address not in self._taken:
                yield words.SKOS + link.relation, Ref(address)
            said = {
                "scheme": link.scheme,
                "target": link.target,
                "targetVersion": link.target_version,
                "targetLabel": link.target_label,
                "relation": link.relation,
                "status": link.status,
            }
            yield words.own("crosswalk"), Node(tuple(_placed(place, said)))

    @cached_property
    def _taken(self) -> set[str]:
        return {self.address, *self.addresses.values()}


def _criterion(node: CriterionNode, place: int) -> Iterator[Statement]:
    yield words.own("position"), place
    yield from _plain({"rubric": node.rubric, "weight": node.weight})
    yield from _texts(node.texts, words.OF_ITEM)
    yield from _steps(node.steps)
    yield from _json("foreign", node.foreign)


def _rubric(node: RubricNode, place: int) -> Iterator[Statement]:
    yield words.own("position"), place
    yield words.own("name"), node.key
    yield from _texts(node.texts, words.OF_ITEM)
    for number, criterion in enumerate(node.loose):
        yield words.own("criterion"), Node(tuple(_criterion(criterion, number)))
    yield from _json("foreign", node.foreign)


def _steps(steps: tuple[StepNode, ...]) -> Iterator[Statement]:
    for place, step in enumerate(steps):
        said = (
            (words.own("position"), place),
            *_plain({"score": step.score}),
            *_texts(step.texts, words.OF_ITEM),
            *_json("foreign", step.foreign),
        )
        yield words.own("step"), Node(said)


def _texts(texts: Texts, known: dict[str, str], prefix: str = words.TEXT) -> Iterator[Statement]:
    """Say texts in their languages; where RDF could not give them back, word for word too."""
    for language, said in texts.items():
        if not is_tag(language):
            continue
        for key, text in said.items():
            if key == "alternative":
                yield from _alternatives(text, language)
            else:
                yield words.text_predicate(key, known, prefix), Said(text, language)
    if not all(said and is_tag(language) for language, said in texts.items()):
        yield words.own("texts") + prefix.removeprefix(words.OWN), _dumped(texts)


def _alternatives(text: str, language: str) -> Iterator[Statement]:
    lines = [line for line in dict.fromkeys(text.split("\n")) if line]
    for line in lines:
        yield words.OTHER_LABEL, Said(line, language)
    if "\n".join(lines) != text or not lines:
        yield words.text_predicate("alternative", {}), Said(text, language)


def _placed(place: int, said: Mapping[str, str | None]) -> Iterator[Statement]:
    yield words.own("position"), place
    yield from _plain(said)


def _plain(said: Mapping[str, str | float | None]) -> Iterator[Statement]:
    return ((words.own(name), value) for name, value in said.items() if value not in (None, ""))


def _json(name: str, said: Json) -> Iterator[Statement]:
    if said:
        yield words.own(name), _dumped(said)


def _dumped(said: object) -> str:
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
