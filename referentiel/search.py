"""Finding competences: a few words, a few properties, and the tree they are shown in."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
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
WITH_ROME = "with"
WITHOUT_ROME = "without"


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is looked for; an empty property asks nothing."""

    words: str = ""
    type: str = ""
    scope: str = ""
    rome: str = ""  # WITH_ROME or WITHOUT_ROME
    reference: str = ""  # tag of an older structure
    core: bool = False

    @property
    def filters(self) -> bool:
        """Whether anything beside words is asked."""
        return bool(self.type or self.scope or self.rome or self.reference or self.core)


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


def search(
    tree: Iterable[Branch], asked: Search, *, linked: Collection[str], language: str = "fr"
) -> list[Branch]:
    """Return the branches that keep a competence, with only those that answer everything asked.

    `linked` holds the lineages that have a correspondence in the ROME.
    """
    stems = sought(asked.words)
    found = []
    for branch in tree:
        kept = tuple(
            item
            for item in branch.competences
            if _has(item, asked, linked) and _says(item, stems, language)
        )
        if kept:
            found.append(replace(branch, competences=kept))
    return found


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


def _has(item: Item, asked: Search, linked: Collection[str]) -> bool:
    rome = WITH_ROME if item.lineage in linked else WITHOUT_ROME
    return (
        asked.type in ("", item.type)
        and asked.scope in ("", item.scope)
        and asked.rome in ("", rome)
        and (not asked.reference or asked.reference in item.references)
        and (item.core or not asked.core)
    )


def _says(item: Item, stems: Sequence[str], language: str) -> bool:
    text = f"{item.code} {item.label(language)} {item.description(language)}"
    said = " " + " ".join(folded_words(text))
    return all(stem in said for stem in stems)


def _stem(word: str) -> str:
    """Return how the forms of a word begin: « coopérer » finds « coopération »."""
    singular = word[:-1] if len(word) > 3 and word[-1] in "sx" else word
    return singular[: max(5, len(singular) - 2)]
