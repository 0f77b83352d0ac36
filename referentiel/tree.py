"""A référentiel as neutral values: what every file format reads into and writes from."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha1, sha256
from typing import Any
from uuid import UUID

from referentiel.base import Json, Texts, french

TYPES = ("savoir", "savoir-faire", "méthode", "savoir-être")
COLLECTIVE = "collectif"
SCOPES = ("I", "C")
STATES = ("draft", "published", "withdrawn")
STANDINGS = (french("projet"), french("validé"))
RELATIONS = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
SCALES = ("mastery", "importance")
STEPS = 5
CHILD_OF = "isChildOf"

# Under these prefixes the texts of a version also name its sources and its older references.
SOURCE = "source:"
REFERENCE = "reference:"


@dataclass(frozen=True)
class StepNode:
    """What a criterion says of one level: `texts` holds label, description and feedback.

    `score` from 0 to 4 places it on the scale; another one is kept as it was said.
    """

    texts: Texts = field(default_factory=dict)
    score: float | None = None
    foreign: Json = field(default_factory=dict)


@dataclass(frozen=True)
class CriterionNode:
    """Descriptors of an item's own, in the rubric of this key; "" is the version's own."""

    steps: tuple[StepNode, ...]
    rubric: str = ""
    texts: Texts = field(default_factory=dict)  # category, description
    weight: float | None = None
    foreign: Json = field(default_factory=dict)


@dataclass(frozen=True)
class RubricNode:
    """A grid; `loose` are its criteria that speak of no item held here."""

    key: str
    texts: Texts = field(default_factory=dict)  # title, description
    foreign: Json = field(default_factory=dict)
    loose: tuple[CriterionNode, ...] = ()


@dataclass(frozen=True)
class ItemNode:
    """An area or a competence, under the item `parent`.

    `identity` is its lineage, where it does not follow from its code. `foreign_id` and `foreign`
    keep the identifier and the fields of a foreign file that have no place here, word for word.
    """

    kind: str
    code: str
    texts: Texts
    parent: str | None = None
    type: str | None = None
    scope: str | None = None
    core: bool = False
    sources: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    identity: str | None = None
    foreign_id: str | None = None
    foreign: Json = field(default_factory=dict)
    criteria: tuple[CriterionNode, ...] = ()


@dataclass(frozen=True)
class EdgeNode:
    """A relation beside the tree, spelt as in CASE; ends outside the file are in `foreign`."""

    type: str
    origin: str | None = None  # code
    target: str | None = None  # code
    foreign: Json = field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """What a profile expects: a level, or a range up to `high`."""

    level: int
    high: int | None = None
    weight: float = 1.0
    critical: bool = False


@dataclass(frozen=True)
class ProfileNode:
    code: str
    texts: Texts
    expected: dict[str, Target]  # by code of an area or of a competence


@dataclass(frozen=True)
class CrosswalkNode:
    code: str
    scheme: str
    target: str
    target_version: str
    target_label: str
    relation: str
    status: str


@dataclass(frozen=True)
class SuccessionNode:
    """What became of an entry of the version before: `origin` and `target` are lineages."""

    kind: str
    origin: str | None
    target: str | None


@dataclass(frozen=True)
class Content:
    """What a published version freezes. Scales and anchors give one text per level, 0 to 4.

    `items` are in reading order, each after its parent. A version without scales describes what
    is learnt, and nobody is asked about it until it has some.
    """

    standing: str
    state: str
    texts: Texts
    items: tuple[ItemNode, ...]
    scales: dict[str, tuple[Texts, ...]] = field(default_factory=dict)
    anchors: dict[str, tuple[Texts, ...]] = field(default_factory=dict)
    profiles: tuple[ProfileNode, ...] = ()
    edges: tuple[EdgeNode, ...] = ()
    rubrics: tuple[RubricNode, ...] = ()
    origin: Json = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """The same for two files that say the same, whatever their layout and comments."""
        found = sha256()
        for piece in _pieces(self):
            found.update(piece.encode(errors="surrogatepass"))
        return found.hexdigest()


@dataclass(frozen=True)
class ReferentielTree:
    slug: str
    namespace: UUID
    label: str
    title: Texts
    content: Content
    crosswalks: tuple[CrosswalkNode, ...] = ()
    successions: tuple[SuccessionNode, ...] = ()
    published_on: date | None = field(default=None, compare=False)  # no part of what it says
    holder: str = field(default="", compare=False)  # name of the organisation

    def lineages(self) -> dict[str, str]:
        """Return the identity of every entry by its code, the same in every version."""
        return {item.code: self.lineage(item) for item in self.content.items}

    def lineage(self, item: ItemNode) -> str:
        """Return the identity of an entry: the one it carries, else the one of its code."""
        return item.identity or lineage_of(self.namespace, item.code)


def lineage_of(namespace: UUID, code: str) -> str:
    """Return the identity that follows from a code: its UUIDv5 in the namespace."""
    digest = bytearray(sha1(namespace.bytes + code.encode(), usedforsecurity=False).digest()[:16])
    digest[6], digest[8] = digest[6] & 0x0F | 0x50, digest[8] & 0x3F | 0x80
    found = digest.hex()  # uuid5 makes an object on the way, and takes three times as long
    return f"{found[:8]}-{found[8:12]}-{found[12:16]}-{found[16:20]}-{found[20:]}"


def in_order(
    links: Iterable[CrosswalkNode], items: Iterable[ItemNode]
) -> tuple[CrosswalkNode, ...]:
    """Return correspondences by item, scheme and target; those of no item come last."""
    places = {item.code: place for place, item in enumerate(items)}
    after = len(places)
    return tuple(sorted(links, key=lambda it: (places.get(it.code, after), it.scheme, it.target)))


def _pieces(content: Content) -> Iterator[str]:
    """Return the JSON of what a content says, keys sorted, a piece at a time.

    Twenty thousand items, copied and written at once, would take two hundred megabytes.
    """
    opening = "{"
    for name in sorted(vars(content)):
        value = getattr(content, name)
        entries = value if isinstance(value, tuple) else ()
        said = None if entries else said_of(value)
        if entries or not _silent(said):
            yield f"{opening}{_json(name)}: {'[' if entries else _json(said)}"
            opening = ", "
        for place, entry in enumerate(entries):
            yield (", " if place else "") + _json(said_of(entry))
        if entries:
            yield "]"
    yield "{}" if opening == "{" else "}"


# Made once: one for each of twenty thousand items takes longer than what it writes.
_json = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode


def said_of(value: Any) -> Any:  # noqa: ANN401 -- any value of JSON
    """Return a value, or a node as one, without what is not said.

    So a field that is new changes no hash that is old.
    """
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, list | tuple):
        return [said_of(it) for it in value]
    held = value if isinstance(value, dict) else vars(value)
    # Most of what is held is a text: it needs no call to be said.
    return {
        key: said
        for key, it in held.items()
        if (said := it if type(it) is str else said_of(it)) or not _silent(said)
    }


def _silent(value: object) -> bool:
    return value is None or value is False or (not value and isinstance(value, str | list | dict))


def walk(items: tuple[ItemNode, ...]) -> Iterator[tuple[int, ItemNode]]:
    """Return each item with its depth, roots at 0, in reading order."""
    depths: dict[str, int] = {}
    for item in items:
        depths[item.code] = depths[item.parent] + 1 if item.parent else 0
        yield depths[item.code], item
