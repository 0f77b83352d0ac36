"""What two versions do not share, as values; `differences` finds them, pages show them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from referentiel.tree import CrosswalkNode, EdgeNode, ItemNode, ProfileNode, RubricNode, Target

KEPT, REWORDED, MOVED = "kept", "reworded", "moved"
SPLIT, MERGED, ADDED, WITHDRAWN = "split", "merged", "added", "withdrawn"


@dataclass(frozen=True)
class TextChange:
    """A text, in one language, before and after; empty where there is none."""

    language: str
    key: str
    before: str
    after: str


@dataclass(frozen=True)
class FieldChange:
    """Another field than a text. Of a parent, and of what comes before, the codes are given."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class StepChange:
    """The texts of a level, 0 to 4, of the scale or of the anchors `name`."""

    name: str
    level: int
    texts: tuple[TextChange, ...]


@dataclass(frozen=True)
class EntryChange:
    """What became of an entry: `fate` is among `models.versions.SUCCESSIONS`.

    `older` is none for what is new, `newer` for what is gone. For a split or a merge, `others` are
    the entries at its other end: the parts, or what it came from.
    """

    fate: str
    older: ItemNode | None
    newer: ItemNode | None
    moves: tuple[FieldChange, ...] = ()  # parent, order
    texts: tuple[TextChange, ...] = ()
    fields: tuple[FieldChange, ...] = ()
    others: tuple[ItemNode, ...] = ()
    declared: bool = False

    @property
    def item(self) -> ItemNode:
        """The entry as it is said last."""
        found = self.newer or self.older
        assert found is not None  # noqa: S101 -- one of both is always there
        return found

    @property
    def changed(self) -> bool:
        """Whether there is anything to show of it."""
        return bool(self.fate != KEPT or self.moves or self.texts or self.fields)


@dataclass(frozen=True)
class TargetChange:
    """What a profile expects of an entry, by its latest code; none where it expects nothing."""

    code: str
    before: Target | None
    after: Target | None


@dataclass(frozen=True)
class ProfileChange:
    """A profile that is added, withdrawn or changed."""

    code: str
    older: ProfileNode | None
    newer: ProfileNode | None
    texts: tuple[TextChange, ...]
    targets: tuple[TargetChange, ...]


@dataclass(frozen=True)
class CrosswalkChange:
    """A correspondence that is added (`older` is none), withdrawn or changed."""

    older: CrosswalkNode | None
    newer: CrosswalkNode | None


@dataclass(frozen=True)
class Differences:
    """All that tells two versions apart; `entries` holds every entry, changed or not.

    They come in the reading order of the newer version, then those that are gone. State, label
    and address of the versions are not compared.
    """

    entries: tuple[EntryChange, ...]
    texts: tuple[TextChange, ...] = ()  # title, about, licence, names of sources
    fields: tuple[FieldChange, ...] = ()  # standing, origin, order of the profiles
    scales: tuple[StepChange, ...] = ()
    anchors: tuple[StepChange, ...] = ()
    profiles: tuple[ProfileChange, ...] = ()
    crosswalks: tuple[CrosswalkChange, ...] = ()
    edges_added: tuple[EdgeNode, ...] = ()
    edges_withdrawn: tuple[EdgeNode, ...] = ()
    rubrics: tuple[tuple[RubricNode | None, RubricNode | None], ...] = ()
    successions: bool = False  # whether what is declared of the entries changes

    @cached_property
    def changes(self) -> tuple[EntryChange, ...]:
        """The entries of which there is something to show."""
        return tuple(entry for entry in self.entries if entry.changed)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many entries have each fate; a fate that none has counts zero."""
        return Counter(entry.fate for entry in self.entries)

    @cached_property
    def nothing(self) -> bool:
        """Whether both say the same."""
        beside = (
            *(self.texts, self.fields, self.scales, self.anchors, self.profiles),
            *(self.crosswalks, self.edges_added, self.edges_withdrawn, self.rubrics),
        )
        return not (self.changes or any(beside) or self.successions)
