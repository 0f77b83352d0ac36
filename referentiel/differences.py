"""What changed between two versions, entry by entry: by identity, never by resemblance."""

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from itertools import zip_longest
from json import dumps, loads
from typing import Any, TypeVar

from referentiel.base import Texts
from referentiel.changes import (
    ADDED,
    KEPT,
    MERGED,
    MOVED,
    REWORDED,
    SPLIT,
    WITHDRAWN,
    CrosswalkChange,
    Differences,
    EntryChange,
    FieldChange,
    ProfileChange,
    StepChange,
    TargetChange,
    TextChange,
)
from referentiel.tree import (
    EdgeNode,
    ItemNode,
    ProfileNode,
    ReferentielTree,
    SuccessionNode,
    said_of,
)

T = TypeVar("T")
FIELDS = ("code", "kind", "type", "scope", "core", "sources", "references", "criteria")
FOREIGN = ("foreign_id", "foreign")  # what a foreign file says, word for word


def differences(
    older: ReferentielTree,
    newer: ReferentielTree,
    successions: Iterable[SuccessionNode] | None = None,
) -> Differences:
    """Compare two versions by the identity of their entries, in time linear in their size.

    What `successions` declare of an entry, by default those of the newer version, stands above
    what its texts let guess; those that name an entry which neither version holds say nothing.
    """
    declared = tuple(newer.successions if successions is None else successions)
    pairs = _Pairs(older, newer, declared)
    before, after = older.content, newer.content
    added, withdrawn = _edges(pairs)
    order = [profile.code for profile in before.profiles], [it.code for it in after.profiles]
    same_profiles = sorted(order[0]) == sorted(order[1])
    return Differences(
        entries=tuple(pairs.entries()),
        texts=(*text_changes(older.title, newer.title), *text_changes(before.texts, after.texts)),
        fields=(
            *_fields(before, after, ("standing", "origin")),
            *([FieldChange("profiles", *order)] if same_profiles and order[0] != order[1] else []),
        ),
        scales=tuple(_steps(before.scales, after.scales)),
        anchors=tuple(_steps(before.anchors, after.anchors)),
        profiles=tuple(_profiles(pairs)),
        crosswalks=tuple(_crosswalks(pairs)),
        edges_added=added,
        edges_withdrawn=withdrawn,
        rubrics=tuple(
            (old, new)
            for _key, old, new in _both(before.rubrics, after.rubrics, lambda rubric: rubric.key)
            if said_of(old and asdict(old)) != said_of(new and asdict(new))
        ),
        successions=set(older.successions) != set(newer.successions),
    )


class _Pairs:
    """The entries of two versions, each with the one it was or became."""

    def __init__(
        self, older: ReferentielTree, newer: ReferentielTree, said: Sequence[SuccessionNode]
    ) -> None:
        self.older, self.newer = older, newer
        self.old_lineages, self.new_lineages = older.lineages(), newer.lineages()
        self.old = {self.old_lineages[item.code]: item for item in older.content.items}
        self.new = {self.new_lineages[item.code]: item for item in newer.content.items}
        self.fates: dict[tuple[str, str], str] = {}  # ("origin" or "target", lineage)
        self.parts: dict[tuple[str, str], list[str]] = {}
        self.became = {lineage: lineage for lineage in self.old if lineage in self.new}
        for one in said:
            self._declare(one)
        self.was = {target: origin for origin, target in self.became.items()}
        self.moved = set(_out_of_order(self))

    def _declare(self, one: SuccessionNode) -> None:
        origin = one.origin if one.origin in self.old else None
        target = one.target if one.target in self.new else None
        if (one.origin and not origin) or (one.target and not target):
            return
        for end, own, other in (("origin", origin, target), ("target", target, origin)):
            if own is None:
                continue
            self.fates[end, own] = one.kind
            if one.kind in (SPLIT, MERGED) and other:
                self.parts.setdefault((end, own), []).append(other)
        if origin and target and origin != target and one.kind in (KEPT, REWORDED, MOVED):
            self.became[origin] = target

    def entries(self) -> Iterator[EntryChange]:
        for lineage, item in self.new.items():
            was = self.was.get(lineage)
            yield self._pair(was, self.old[was] if was else None, lineage, item)
        for lineage, item in self.old.items():
            if lineage not in self.became or self.was.get(self.became[lineage]) != lineage:
                yield self._pair(lineage, item, None, None)

    def _pair(
        self, was: str | None, old: ItemNode | None, lineage: str | None, new: ItemNode | None
    ) -> EntryChange:
        said = self.fates.get(("target", lineage or "")) or self.fates.get(("origin", was or ""))
        others = [self.new[it] for it in self.parts.get(("origin", was or ""), ())]
        others += [self.old[it] for it in self.parts.get(("target", lineage or ""), ())]
        if old is None or new is None:
            guessed = ADDED if old is None else WITHDRAWN
            return EntryChange(
                said or guessed, old, new, others=tuple(others), declared=said is not None
            )
        texts, moves = text_changes(old.texts, new.texts), tuple(self._moves(lineage, old, new))
        guessed = REWORDED if texts else MOVED if moves else KEPT
        return EntryChange(
            fate=said or guessed,
            older=old,
            newer=new,
            moves=moves,
            texts=texts,
            fields=tuple(_fields(old, new, (*FIELDS, *FOREIGN))),
            others=tuple(it for it in others if it not in (old, new)),
            declared=said is not None,
        )

    def _moves(self, lineage: str | None, old: ItemNode, new: ItemNode) -> Iterator[FieldChange]:
        if self.parent_of_old(old) != self.parent_of_new(new):
            yield FieldChange("parent", old.parent, new.parent)
        elif lineage in self.moved:
            yield FieldChange("order", None, None)

    def parent_of_old(self, item: ItemNode) -> str | None:
        """Return the identity that the parent has now, if it is still there."""
        lineage = self.old_lineages[item.parent] if item.parent is not None else None
        return self.became.get(lineage, lineage) if lineage else None

    def parent_of_new(self, item: ItemNode) -> str | None:
        return self.new_lineages[item.parent] if item.parent is not None else None


def _out_of_order(pairs: _Pairs) -> Iterator[str]:
    """Return the fewest entries whose moving explains the order of those with the same parent."""
    places = {lineage: place for place, lineage in enumerate(pairs.old)}
    siblings: dict[str | None, list[str]] = {}
    for lineage, item in pairs.new.items():
        was = pairs.was.get(lineage)
        parent = pairs.parent_of_new(item)
        if was is not None and pairs.parent_of_old(pairs.old[was]) == parent:
            siblings.setdefault(parent, []).append(lineage)
    for lineages in siblings.values():
        stay = longest_increasing([places[pairs.was[lineage]] for lineage in lineages])
        yield from (lineage for place, lineage in enumerate(lineages) if place not in stay)


def longest_increasing(numbers: Sequence[int]) -> set[int]:
    """Return the places of a longest run of numbers that grow, others left out."""
    ends: list[int] = []  # the least number that ends a run of each length, and its place
    places: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        length = bisect_left(ends, number)
        before.append(places[length - 1] if length else -1)
        ends[length : length + 1] = [number]
        places[length : length + 1] = [place]
    found: set[int] = set()
    place = places[-1] if places else -1
    while place >= 0:
        found.add(place)
        place = before[place]
    return found


def text_changes(before: Texts, after: Texts) -> tuple[TextChange, ...]:
    """Return the texts that are not the same, by language; an empty text is none."""
    if before == after:
        return ()
    keys = {
        (language, key): None
        for texts in (before, after)
        for language in texts
        for key in texts[language]
    }
    said = (
        TextChange(
            language,
            key,
            before.get(language, {}).get(key) or "",
            after.get(language, {}).get(key) or "",
        )
        for language, key in keys
    )
    return tuple(change for change in said if change.before != change.after)


def _fields(old: object, new: object, names: Sequence[str]) -> list[FieldChange]:
    pairs = ((name, getattr(old, name), getattr(new, name)) for name in names)
    return [
        FieldChange(name, before, after)
        for name, before, after in pairs
        if before != after and _plain(before) != _plain(after)
    ]


def _plain(value: Any) -> str:  # noqa: ANN401 -- any field of an entry
    return dumps(said_of(loads(dumps(value, default=asdict))), sort_keys=True)


def _steps(
    before: Mapping[str, Sequence[Texts]], after: Mapping[str, Sequence[Texts]]
) -> Iterator[StepChange]:
    for name in {**before, **after}:
        nothing: Texts = {}
        steps = zip_longest(before.get(name, ()), after.get(name, ()), fillvalue=nothing)
        for level, (old, new) in enumerate(steps):
            if texts := text_changes(old, new):
                yield StepChange(name, level, texts)


def _profiles(pairs: _Pairs) -> Iterator[ProfileChange]:
    older, newer = pairs.older.content.profiles, pairs.newer.content.profiles
    for code, old, new in _both(older, newer, lambda profile: profile.code):
        texts = text_changes(old.texts if old else {}, new.texts if new else {})
        targets = tuple(_targets(pairs, old, new))
        if old is None or new is None or texts or targets:
            yield ProfileChange(code, old, new, texts, targets)


def _targets(
    pairs: _Pairs, old: ProfileNode | None, new: ProfileNode | None
) -> Iterator[TargetChange]:
    """Compare what is expected of the same entry, whatever code it had."""
    before = {pairs.old_lineages[c]: t for c, t in (old.expected if old else {}).items()}
    before = {pairs.became.get(lineage, lineage): target for lineage, target in before.items()}
    after = {pairs.new_lineages[c]: t for c, t in (new.expected if new else {}).items()}
    for lineage in {**before, **after}:
        if before.get(lineage) != after.get(lineage):
            item = pairs.new.get(lineage) or pairs.old[lineage]
            yield TargetChange(item.code, before.get(lineage), after.get(lineage))


def _crosswalks(pairs: _Pairs) -> Iterator[CrosswalkChange]:
    older = ((pairs.old_lineages[it.code], it) for it in pairs.older.crosswalks)
    newer = ((pairs.new_lineages[it.code], it) for it in pairs.newer.crosswalks)
    before = {(lineage, it.scheme, it.target): it for lineage, it in older}
    after = {(lineage, it.scheme, it.target): it for lineage, it in newer}
    for key in {**before, **after}:
        old, new = before.get(key), after.get(key)
        if old is None or new is None or replace(old, code=new.code) != new:
            yield CrosswalkChange(old, new)


def _edges(pairs: _Pairs) -> tuple[tuple[EdgeNode, ...], tuple[EdgeNode, ...]]:
    """Return the edges that only the newer version has, then those that only the older has."""
    sides = []
    for tree, lineages in ((pairs.older, pairs.old_lineages), (pairs.newer, pairs.new_lineages)):
        keyed: dict[Hashable, list[EdgeNode]] = {}
        for edge in tree.content.edges:
            ends = (lineages.get(edge.origin or ""), lineages.get(edge.target or ""))
            keyed.setdefault((edge.type, *ends, _plain(edge.foreign)), []).append(edge)
        sides.append(keyed)
    before, after = sides
    added = (edge for key, edges in after.items() for edge in edges[len(before.get(key, ())) :])
    gone = (edge for key, edges in before.items() for edge in edges[len(after.get(key, ())) :])
    return tuple(added), tuple(gone)


def _both(
    older: Iterable[T], newer: Iterable[T], key: Callable[[T], str]
) -> Iterator[tuple[str, T | None, T | None]]:
    before, after = ({key(it): it for it in side} for side in (older, newer))
    for name in {**before, **after}:
        yield name, before.get(name), after.get(name)
