"""What shows each level of a competence: in its own words, else in those of its type."""

from collections.abc import Mapping, Sequence

from referentiel.base import in_language
from referentiel.models import Anchor, Item
from referentiel.tree import STEPS


def ladder_of(item: Item, anchors: Mapping[str, Sequence[Anchor]], language: str) -> list[str]:
    """Return what describes levels 0 to 4, each empty where nothing does.

    `anchors` are those of the version, by type. The first criterion of the item's own serves, by
    the scores of its steps.
    """
    if item.criteria:
        own = {step["score"]: step["texts"] for step in item.criteria[0]["steps"]}
        return [_words(own.get(level, {}), language) for level in range(STEPS)]
    said = {
        anchor.level: anchor.description(language) for anchor in anchors.get(item.type or "", ())
    }
    return [said.get(level, "") for level in range(STEPS)]


def _words(texts: dict[str, dict[str, str]], language: str) -> str:
    return in_language(texts, "description", language) or in_language(texts, "label", language)
