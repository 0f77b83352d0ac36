"""Pages of long lists of what changes from one version to the next: filters, and one page of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from referentiel.changes import KEPT
from referentiel.search import folded_words

T = TypeVar("T")
AT_ONCE = 50
CHANGED = "changed"  # any kind but one


@dataclass(frozen=True)
class Leaf(Generic[T]):
    """Some of `total` things: the page `number` of `last`."""

    shown: Sequence[T]
    total: int
    number: int
    last: int


@dataclass(frozen=True)
class Sought:
    """What the address asks for: a kind, some words, and which page."""

    kind: str = ""
    words: str = ""
    page: int = 1

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Sought":
        page = args.get("page", "")
        number = int(page) if page.isdecimal() and len(page) < 7 else 1
        return cls(args.get("kind", ""), args.get("q", "").strip(), max(1, number))

    def leaf(
        self, things: Iterable[T], kind_of: Callable[[T], str], text_of: Callable[[T], str]
    ) -> Leaf[T]:
        """Return the page asked for of the things that answer everything asked."""
        words = folded_words(self.words)
        found = [
            thing
            for thing in things
            if self._wants(kind_of(thing)) and (not words or _says(text_of(thing), words))
        ]
        last = max(1, -(-len(found) // AT_ONCE))
        number = min(self.page, last)
        start = (number - 1) * AT_ONCE
        return Leaf(found[start : start + AT_ONCE], len(found), number, last)

    def _wants(self, kind: str) -> bool:
        return self.kind in ("", kind) or (self.kind == CHANGED and kind != KEPT)


def _says(text: str, words: Sequence[str]) -> bool:
    said = " " + " ".join(folded_words(text))
    return all(f" {word}" in said for word in words)
