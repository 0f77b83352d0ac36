"""What every object of one package is written against: identifiers, language, time, addresses."""

from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from referentiel.base import Json, in_language
from referentiel.formats.case.fields import fitted, moment, text
from referentiel.formats.case.identity import derived, exported, fits
from referentiel.formats.case.items import language_of, main_language, type_of_kind
from referentiel.tree import ItemNode, ReferentielTree

NO_DATE = "1970-01-01T00:00:00Z"  # of what was never published and says nothing of its time


@dataclass(frozen=True)
class Frame:
    """`base` is where the objects are served, `https://…/ims/case/v1p1`; a file has none."""

    tree: ReferentielTree
    base: str = ""
    taken: set[str] = field(default_factory=set)

    @cached_property
    def origin(self) -> Json:
        """What a foreign file said of its document, if this version still is that one."""
        said = self.tree.content.origin.get("CFDocument")
        return said if isinstance(said, dict) else {}

    @cached_property
    def is_origin(self) -> bool:
        """Whether this version is the one that was read, and no later one that began as it."""
        return self.tree.content.origin.get("label") == self.tree.label

    @cached_property
    def language(self) -> str:
        """The language that the fields of CASE speak; others travel in marks."""
        languages = list(self.tree.title)
        said = language_of(self.origin.get("language"), "fr")
        return said if said in languages else next(iter(languages), "fr")

    @cached_property
    def changed(self) -> str:
        """When the version last changed: as it was read, else the day of its publication."""
        said = moment(self.origin.get("lastChangeDateTime"))
        day = self.tree.published_on
        if said is None or (day is not None and not self.is_origin):
            return f"{day}T00:00:00Z" if day else NO_DATE
        return said

    @cached_property
    def document(self) -> str:
        """The identifier of the document: the one it came with, else one of its own."""
        return document_identifier(self.tree.namespace, self.tree.label, self.tree.content.origin)

    @cached_property
    def lineages(self) -> dict[str, str]:
        """The identity of each item by its code."""
        return self.tree.lineages()

    @cached_property
    def identifiers(self) -> dict[str, str]:
        """The identifier under which each item leaves, by its code."""
        return {code: exported(lineage) for code, lineage in self.lineages.items()}

    @cached_property
    def nodes(self) -> dict[str, ItemNode]:
        """The items by code."""
        return {item.code: item for item in self.tree.content.items}

    @cached_property
    def types(self) -> set[str]:
        """The types of items, as CASE says them."""
        said = (self.type_of(node) for node in self.tree.content.items)
        return {title for title in said if title is not None}

    @cached_property
    def untyped(self) -> frozenset[str]:
        """The types that only stand for having none: no item and no definition means them."""
        items = self.tree.content.items
        meant = {node.type for node in items}
        meant |= {text(one.get("title")) for one in self.definitions("CFItemTypes")}
        words = {type_of_kind(node.kind, self.language) for node in items if not node.type}
        return frozenset(words - meant)

    def type_of(self, node: ItemNode) -> str | None:
        """Return the type of an item, else the word for its kind; a foreign one may have none."""
        if node.type:
            return node.type
        came_without = node.foreign_id is not None or "CFItemType" in node.foreign
        return None if came_without else type_of_kind(node.kind, self.language)

    def definitions(self, name: str) -> list[Json]:
        """Return the definitions of a class that a foreign file came with, word for word."""
        held = self.tree.content.origin.get("CFDefinitions")
        found = held.get(name) if isinstance(held, dict) else None
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    def code(self, node: ItemNode) -> str:
        """Return the code of an item as CASE says it; nothing where it is but an identifier."""
        if node.code == node.foreign_id:
            return text(node.foreign.get("humanCodingScheme")) or ""
        return "" if node.code == self.lineages[node.code] else node.code

    @property
    def title(self) -> str:
        return in_language(self.tree.title, "title", self.language) or self.tree.slug

    def said(self, node: ItemNode) -> str:
        """Return the language in which an item is said."""
        return main_language(node.texts, self.language)

    def label(self, code: str) -> str:
        """Return what links call an item."""
        return in_language(self.nodes[code].texts, "label", self.language) or code

    def uri(self, name: str, identifier: str) -> str:
        """Return the address of an object of a class; in a file, the name that it has anywhere."""
        return f"{self.base}/{name}/{identifier}" if self.base else f"urn:uuid:{identifier}"

    def link(self, name: str, identifier: str, title: str) -> Json:
        """Return a link to an object."""
        return {"title": title, "identifier": identifier, "uri": self.uri(name, identifier)}

    def item_link(self, code: str) -> Json:
        """Return a link to an item: the address it came with, else ours."""
        identifier = self.identifiers[code]
        given = fitted("CFItem", {"uri": self.nodes[code].foreign.get("uri")}).get("uri")
        link = self.link("CFItems", identifier, self.label(code))
        return {**link, "uri": given} if given else link

    def claimed(self, *choices: str) -> str:
        """Return the first identifier that nothing in this package has taken, and take it."""
        free = next((one for one in choices if fits(one) and one not in self.taken), None)
        count = 0
        while free is None or free in self.taken:
            count += 1
            free = derived(self.tree.namespace, choices[-1], str(count))
        self.taken.add(free)
        return free


def document_identifier(namespace: UUID, label: str, origin: Json) -> str:
    """Return the identifier of the document of a version.

    A version that began as a foreign one has its identifier; those that follow it have their own.
    """
    document = origin.get("CFDocument")
    named = document.get("identifier") if isinstance(document, dict) else None
    if isinstance(named, str) and named and origin.get("label") == label:
        return exported(named)
    return derived(namespace, "CFDocument", label)
