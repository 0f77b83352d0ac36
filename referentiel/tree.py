"""A référentiel as neutral values: what every file format reads into, and what must hold of it."""

import json
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import chain
from uuid import UUID, uuid5

from referentiel.base import Texts, french
from referentiel.errors import (
    IncompleteScale,
    MissingField,
    RepeatedCode,
    UnknownCode,
    UnknownValue,
)
from referentiel.models import AREA

TYPES = ("savoir", "savoir-faire", "méthode", "savoir-être")
COLLECTIVE = "collectif"
SCOPES = ("I", "C")
STATES = ("draft", "published", "withdrawn")
STANDINGS = (french("projet"), french("validé"))
RELATIONS = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
SCALES = ("mastery", "importance")
STEPS = 5

# Under these prefixes the texts of a version also name its sources and its older references.
SOURCE = "source:"
REFERENCE = "reference:"


@dataclass(frozen=True)
class ItemNode:
    """An area, or a competence under the area `parent`."""

    kind: str
    code: str
    texts: Texts
    parent: str | None = None
    type: str | None = None
    scope: str | None = None
    core: bool = False
    sources: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProfileNode:
    code: str
    texts: Texts
    expected: dict[str, int]  # level by code of an area or of a competence


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
class Content:
    """What a published version freezes. Scales and anchors give one text per level, 0 to 4."""

    standing: str
    state: str
    texts: Texts
    items: tuple[ItemNode, ...]
    scales: dict[str, tuple[Texts, ...]]
    anchors: dict[str, tuple[Texts, ...]]
    profiles: tuple[ProfileNode, ...]

    @property
    def hash(self) -> str:
        """The same for two files that say the same, whatever their layout and comments."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class ReferentielTree:
    slug: str
    namespace: UUID
    label: str
    title: Texts
    content: Content
    crosswalks: tuple[CrosswalkNode, ...]

    def lineage(self, code: str) -> str:
        """Return the identity of the entry `code`, the same in every version."""
        return str(uuid5(self.namespace, code))


def check(tree: ReferentielTree) -> None:
    """Raise the `ImportRefused` of the first entry that does not hold together."""
    content = tree.content
    one_of(STATES, tree.label, "state", content.state)
    one_of(STANDINGS, tree.label, "standing", content.standing)
    _codes_once(item.code for item in content.items)
    _codes_once(profile.code for profile in content.profiles)
    _five_steps(content)
    for item in content.items:
        _check_item(item, content)
    codes = {item.code for item in content.items}
    for profile in content.profiles:
        _check_profile(profile, codes)
    for link in tree.crosswalks:
        declared(codes, link.scheme, link.code)
        one_of(RELATIONS, link.code, "relation", link.relation)


def one_of(allowed: Collection[object], entry: str, field: str, value: object) -> None:
    """Raise `UnknownValue` unless `value` is `allowed` for this field of this entry."""
    if value not in allowed:
        names = ", ".join(str(choice) for choice in allowed)
        raise UnknownValue(entry=entry, field=field, value=value, allowed=names)


def declared(codes: Collection[str], entry: str, code: str) -> None:
    """Raise `UnknownCode` when an entry names something the file does not declare."""
    if code not in codes:
        raise UnknownCode(entry=entry, code=code)


def _codes_once(codes: Iterator[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise RepeatedCode(entry=code)
        seen.add(code)


def _five_steps(content: Content) -> None:
    for name in (*SCALES, *TYPES, COLLECTIVE):
        steps = content.scales.get(name, content.anchors.get(name, ()))
        if len(steps) != STEPS:
            raise IncompleteScale(entry=name, found=len(steps))


def _check_item(item: ItemNode, content: Content) -> None:
    if item.kind != AREA:
        one_of(TYPES, item.code, "type", item.type)
        one_of(SCOPES, item.code, "scope", item.scope)
    named = chain((SOURCE + key for key in item.sources), (REFERENCE + t for t in item.references))
    for key in named:
        declared(content.texts["fr"], item.code, key)
    if item.kind != AREA and not item.sources:
        raise MissingField(entry=item.code, field="sources")


def _check_profile(profile: ProfileNode, codes: Collection[str]) -> None:
    for code, level in profile.expected.items():
        declared(codes, profile.code, code)
        one_of(range(STEPS), profile.code, code, level)
