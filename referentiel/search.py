"""Finding competences: a few words, a few properties, and the tree they are shown in."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from referentiel.base import Texts
from referentiel.models import AREA, Item, Version
from referentiel.tree import REFERENCE

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
    """An area and those of its `total` competences that are shown."""

    area: Item
    competences: tuple[Item, ...]
    total: int


def branches(items: Iterable[Item]) -> list[Branch]:
    """Return every area with all its competences, in order."""
    listed = list(items)
    areas = (item for item in listed if item.kind == AREA)
    held = ((area, tuple(i for i in listed if i.parent_id == area.id)) for area in areas)
    return [Branch(area, competences, len(competences)) for area, competences in held]


def search(
    tree: Iterable[Branch], asked: Search, *, linked: Collection[str], language: str = "fr"
) -> list[Branch]:
    """Return the branches that keep a competence, with only those that answer everything asked.

    `linked` holds the lineages that have a correspondence in the ROME.
    """
    stems = [_stem(word) for word in folded_words(asked.words)]
    found = []
    for branch in tree:
        kept = tuple(
            item
            for item in branch.competences
            if _has(item, asked, linked) and _says(item, stems, language)
        )
        if kept:
            found.append(Branch(branch.area, kept, branch.total))
    return found


def folded_words(text: str) -> list[str]:
    """Return the words of `text` in lower case and without accents, ligatures and punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return re.findall(r"[^\W_]+", _MARKS.sub(_without_marks, plain))


# No combining mark stands before U+0300: most characters need not be looked up.
_MARKS = re.compile(r"[\u0300-\U0010ffff]")


def _without_marks(found: re.Match[str]) -> str:
    return "" if unicodedata.combining(found[0]) else found[0]


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
    return all(f" {stem}" in said for stem in stems)


def _stem(word: str) -> str:
    """Return how the forms of a word begin: « coopérer » finds « coopération »."""
    singular = word[:-1] if len(word) > 3 and word[-1] in "sx" else word
    return singular[: max(5, len(singular) - 2)]
