"""Finding competences by a few words, and the tree they are shown in."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import filterfalse

from sqlalchemy import ColumnElement

from referentiel.ancestry import areas_of
from referentiel.base import Texts
from referentiel.models import AREA, COMPETENCE, Item, Version
from referentiel.tree import REFERENCE

# Thai, Lao, Burmese and Khmer, kana, the characters of Chinese: written without spaces.
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"
)


@dataclass(frozen=True)
class Branch:
    """An area, those `above` it, and those of its `total` competences that are shown.

    Without an area, it holds the competences that no area is above of.
    """

    area: Item | None
    competences: tuple[Item, ...]
    total: int
    above: tuple[Item, ...] = ()

    @property
    def code(self) -> str:
        """The code of the area; empty without one."""
        return self.area.code if self.area else ""

    @property
    def anchor(self) -> str:
        """What names it inside a page: its code, unless a code may hold spaces."""
        return self.code if self.code and not re.search(r"\s", self.code) else f"area-{self._id}"

    @property
    def _id(self) -> int:
        return self.area.id if self.area else 0


def branches(items: Iterable[Item]) -> list[Branch]:
    """Return every area with the competences it is the nearest area of, in order.

    Those without any area come together, where the first of them stands.
    """
    listed = list(items)
    above = areas_of(listed)
    held: dict[int, list[Item]] = {}
    areas: dict[int, Item] = {}
    for item in listed:
        if item.kind == AREA:
            areas[item.id] = item
            held.setdefault(item.id, [])
        elif item.kind == COMPETENCE:
            nearest = above[item.id][-1].id if above[item.id] else 0
            held.setdefault(nearest, []).append(item)
    return [
        Branch(areas.get(number), tuple(competences), len(competences), above.get(number, ()))
        for number, competences in held.items()
    ]


def folded_words(text: str) -> list[str]:
    """Return the words of `text` in lower case and without accents, ligatures and punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return re.findall(r"[^\W_]+", "".join(filterfalse(unicodedata.combining, plain)))


def sought(text: str) -> list[str]:
    """Return what a folded text must hold to answer: how the forms of each word begin.

    Words begin after a space; in scripts that write without spaces they may begin anywhere.
    """
    words = folded_words(text)
    return [word if UNSPACED.search(word) else f" {_stem(word)}" for word in words]


def saying(words: str) -> list[ColumnElement[bool]]:
    """Return the conditions that a stored item answers when it says these words."""
    return [Item.folded.contains(part, autoescape=True) for part in sought(words)]


def folded(code: str, texts: Texts) -> str:
    """Return what a search looks into: the words of an item in all its languages, folded once."""
    said = [code, *(text for texts_of in texts.values() for text in texts_of.values())]
    return " " + " ".join(folded_words(" ".join(said)))


def references_of(version: Version, language: str = "fr") -> list[tuple[str, str]]:
    """Return the older structures by which competences can be found: (tag, name), in file order."""
    tags = [key for key in version.texts.get("fr", {}) if key.startswith(REFERENCE)]
    return [(key.removeprefix(REFERENCE), version.text(key, language)) for key in tags]


def _stem(word: str) -> str:
    """Return how the forms of a word begin: « coopérer » finds « coopération »."""
    singular = word[:-1] if len(word) > 3 and word[-1] in "sx" else word
    return singular[: max(5, len(singular) - 2)]
