"""What every object of one package is written against: identifiers, language, time, addresses."""

from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from referentiel.base import Json, in_language
from referentiel.formats.case.fields import fitted, moment
from referentiel.formats.case.identity import derived, exported, fits
from referentiel.formats.case.items import language_of, main_language
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
