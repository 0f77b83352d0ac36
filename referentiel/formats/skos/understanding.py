"""From a graph of SKOS to a référentiel: one of ours, or anybody's."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit
from uuid import UUID

from referentiel.base import Json, Texts, french
from referentiel.formats.base import MOST_ITEMS, Naming, TooLarge
from referentiel.formats.notes import Notes
from referentiel.formats.placing import placed
from referentiel.formats.skos import vocabulary as words
from referentiel.formats.skos.concepts import CODE, Concepts
from referentiel.formats.skos.edges import Link, leaving, left_for, ordered, outside_address
from referentiel.formats.skos.foreign import UNDERSTOOD, kept
from referentiel.formats.skos.labels import texts_of_concept, texts_of_scheme
from referentiel.formats.skos.nodes import Facts, Graph
from referentiel.formats.skos.own_reading import Parts, foreign, own_text
from referentiel.models import AREA, COMPETENCE
from referentiel.models.links import PENDING
from referentiel.tree import (
    CHILD_OF,
    Content,
    CrosswalkNode,
    EdgeNode,
    ItemNode,
    ReferentielTree,
    lineage_of,
)

NO_CONCEPT = french("Ce fichier ne contient aucun concept SKOS.")
OURS = words.own("Version")
_UUID = re.compile(r"urn:uuid:([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})")
KNOWN_SCHEMES = {"data.europa.eu": "ESCO", "data.francetravail.io": "ROME"}


def understood(graph: Graph, naming: Naming, notes: Notes) -> ReferentielTree | None:
    """Return the référentiel that a graph describes; where there is no concept, nothing."""
    concepts = Concepts(graph, notes)
    if not concepts.addresses:
        notes.refuse(NO_CONCEPT)
        return None
    if len(concepts.addresses) > MOST_ITEMS:
        raise TooLarge(limit=f"{MOST_ITEMS} concepts")
    return _Reading(graph, naming, notes, concepts).tree()


@dataclass(frozen=True)
class _Reading:
    graph: Graph
    naming: Naming
    notes: Notes
    concepts: Concepts

    @cached_property
    def parts(self) -> Parts:
        return Parts(self.graph)

    @cached_property
    def scheme(self) -> Facts:
        return self.concepts.facts(self.concepts.scheme or "")

    @cached_property
    def is_ours(self) -> bool:
        return OURS in self.scheme.refs(words.TYPE)

    @cached_property
    def namespace(self) -> UUID:
        return UUID(own_text(self.scheme, "namespace") or str(self.naming.namespace))

    def tree(self) -> ReferentielTree:
        """Return the whole."""
        texts = self._scheme_texts()
        title = {tag: {"title": it.pop("title")} for tag, it in texts.items() if "title" in it}
        items = tuple(self._items())
        links = self._crosswalks()
        return ReferentielTree(
            slug=own_text(self.scheme, "slug") or self.naming.slug,
            namespace=self.namespace,
            label=own_text(self.scheme, "label") or self.naming.label,
            title=title or {self.naming.language: {"title": self.naming.title}},
            content=self._content(items, {tag: said for tag, said in texts.items() if said}),
            crosswalks=links,
            successions=self.parts.successions(self.scheme),
        )

    def _scheme_texts(self) -> Texts:
        if not self.is_ours:
            return texts_of_scheme(self.scheme, self.naming.language)
        texts = self.parts.texts(self.scheme, words.OF_VERSION)
        for tag, said in self.parts.texts(self.scheme, words.OF_TITLE, words.TITLE_TEXT).items():
            texts.setdefault(tag, {}).update(said)
        return texts

    def _content(self, items: tuple[ItemNode, ...], texts: Texts) -> Content:
        positions = {item.code: place for place, item in enumerate(items)}
        return Content(
            standing=own_text(self.scheme, "standing") or "projet",
            state=own_text(self.scheme, "state") or "draft",
            texts=texts,
            items=items,
            scales=self.parts.ladders(self.scheme, "scale"),
            anchors=self.parts.ladders(self.scheme, "anchors"),
            edges=self._edges(positions),
            rubrics=self.parts.rubrics(self.scheme),
            origin=self._origin(),
        )

    def _origin(self) -> Json:
        if self.is_ours:
            return foreign(self.scheme, "origin")
        statements = kept(self.scheme)
        address = {"address": self.concepts.scheme} if self.concepts.scheme else {}
        return address | ({"statements": statements} if statements else {})

    @cached_property
    def order(self) -> tuple[tuple[str, str | None], ...]:
        """Each concept with the one that it hangs under, in reading order."""
        firsts = {it: (above[0] if above else "") for it, above in self.concepts.above.items()}
        return placed(firsts, self.concepts.codes, self.notes)

    def _items(self) -> Iterator[ItemNode]:
        held = {parent for _address, parent in self.order if parent}
        for address, parent in self.order:
            facts = self.concepts.facts(address)
            above = self.concepts.codes[parent] if parent else None
            if CODE in facts:
                yield self._own_item(facts, above, address)
            else:
                yield self._item(facts, above, address, is_held=address in held)

    def _own_item(self, facts: Facts, parent: str | None, address: str) -> ItemNode:
        is_area = words.own("Area") in facts.refs(words.TYPE)
        return ItemNode(
            kind=AREA if is_area else COMPETENCE,
            code=self.concepts.codes[address],
            texts=self._own_texts(facts),
            parent=parent,
            type=own_text(facts, "type"),
            scope=own_text(facts, "scope"),
            core=own_text(facts, "core") == "true",
            sources=tuple(it.value for it in facts.literals(words.own("source"))),
            references=tuple(it.value for it in facts.literals(words.own("reference"))),
            identity=own_text(facts, "identity"),
            foreign_id=own_text(facts, "foreignId"),
            foreign=foreign(facts, "foreign") | kept(facts),
            criteria=self.parts.criteria(facts),
        )

    def _own_texts(self, facts: Facts) -> Texts:
        texts = self.parts.texts(facts, words.OF_ITEM)
        others: dict[str, list[str]] = {}
        for said in facts.literals(words.OTHER_LABEL):
            others.setdefault(said.language or self.naming.language, []).append(said.value)
        for tag, labels in others.items():
            texts.setdefault(tag, {}).setdefault("alternative", "\n".join(labels))
        return texts

    def _item(self, facts: Facts, parent: str | None, address: str, *, is_held: bool) -> ItemNode:
        code = self.concepts.codes[address]
        texts = texts_of_concept(facts, code, self.naming.language, self.notes)
        known = UNDERSTOOD if words.DEFINITION in facts else UNDERSTOOD | {words.SCOPE_NOTE}
        notations = [said.value for said in facts.literals(words.NOTATION)]
        also = {} if notations in ([], [code]) else {"notation": notations}
        named = not address.startswith("_:")
        identity = self._identity(address) if named else None
        return ItemNode(
            kind=AREA if is_held else COMPETENCE,
            code=code,
            texts=texts,
            parent=parent,
            identity=None if identity == lineage_of(self.namespace, code) else identity,
            foreign_id=address if named else None,
            foreign=kept(facts, known) | also,
        )

    def _identity(self, address: str) -> str:
        found = _UUID.fullmatch(address)
        return found[1] if found else lineage_of(self.namespace, address)

    def _edges(self, positions: dict[str, int]) -> tuple[EdgeNode, ...]:
        told = self.told
        said = {(edge.type, edge.origin, edge.target) for edge in told}
        said |= {(edge.type, edge.target, edge.origin) for edge in told}
        links = [link for link in self._links() if link not in said]
        return (*told, *ordered(links, positions), *self._leaving())

    @cached_property
    def told(self) -> tuple[EdgeNode, ...]:
        """The edges that our own vocabulary says."""
        return self.parts.edges(self.scheme, self.concepts.codes)

    def _links(self) -> Iterator[Link]:
        """Return the relations between concepts that are not the tree."""
        codes = self.concepts.codes
        for address, parent in self.order:
            for above in self.concepts.above[address]:
                if above and above != parent:
                    yield CHILD_OF, codes[address], codes[above]
            for type_, target in self._relations(address):
                if target in codes and type_ != CHILD_OF:
                    yield type_, codes[address], codes[target]

    def _relations(self, address: str) -> Iterator[tuple[str, str]]:
        facts = self.concepts.facts(address)
        for predicate, type_ in words.EDGE_TYPES.items():
            yield from ((type_, target) for target in facts.refs(predicate))

    def _leaving(self) -> Iterator[EdgeNode]:
        """Return the relations with what the file does not hold, except correspondences."""
        told = {(edge.type, edge.origin, left_for(edge)) for edge in self.told}
        for address, _parent in self.order:
            code = self.concepts.codes[address]
            for type_, target in self._relations(address):
                if (type_, code, target) not in told and self._leaves(type_, target):
                    yield leaving(type_, code, target)

    def _leaves(self, type_: str, target: str) -> bool:
        matches = words.RELATIONS_SAID[type_] in words.MATCHES
        return target not in self.concepts.codes and not matches

    def _crosswalks(self) -> tuple[CrosswalkNode, ...]:
        codes, facts = self.concepts.codes, self.concepts.facts
        told = self.parts.crosswalks((codes[it], facts(it)) for it, _parent in self.order)
        said = {(it.code, outside_address(it.scheme, it.target)) for it in told}
        said |= {(it.origin or "", left_for(it) or "") for it in self.told}
        more: dict[tuple[str, str], CrosswalkNode] = {}
        for address, _parent in self.order:
            code, matched = codes[address], facts(address)
            for predicate, relation in words.MATCHES.items():
                for target in matched.refs(predicate):
                    if target not in codes and (code, target) not in said:
                        more.setdefault((code, target), _match(code, target, relation))
        return (*told, *more.values())


def _match(code: str, target: str, relation: str) -> CrosswalkNode:
    host = urlsplit(target).hostname or urlsplit(target).scheme
    return CrosswalkNode(
        code=code,
        scheme=KNOWN_SCHEMES.get(host, host),
        target=target,
        target_version="",
        target_label="",
        relation=relation,
        status=PENDING,
    )
