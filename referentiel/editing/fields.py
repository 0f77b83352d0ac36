"""What an entry says as the flat fields of a form, and a form's fields as what to keep.

A text is named by its language and its key, `fr.label`; a level by its language and its step,
`fr.own.3`. Fields that a form does not hold stay as they are.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from referentiel.base import Json, Texts
from referentiel.editing.merging import Fields
from referentiel.models import Anchor, Item, JobProfile, ScaleLevel, Version
from referentiel.tree import STEPS

ON = "on"
OWN = "own"
ITEM_KEYS = ("label", "description", "alternative")
PROFILE_KEYS = ("label", "description", "attachment")
TITLE = "title"


def texts_fields(texts: Texts) -> Fields:
    """Return texts as fields: `fr.label`."""
    return {f"{lang}.{key}": said for lang, keys in texts.items() for key, said in keys.items()}


def with_fields(texts: Texts, changed: Mapping[str, str]) -> Texts:
    """Return texts with some fields changed; an empty one is not kept, a language is."""
    written = {language: dict(keys) for language, keys in texts.items()}
    for name, said in changed.items():
        language, _, key = name.partition(".")
        keys = written.setdefault(language, {})
        keys[key] = said
        if not said:
            del keys[key]
    return {language: keys for language, keys in written.items() if keys or language in texts}


def item_fields(item: Item) -> Fields:
    """Return all that an item says as fields."""
    return texts_fields(item.texts) | own_fields(item.criteria) | _properties(item)


def _properties(item: Item) -> Fields:
    return {
        "code": item.code,
        "type": item.type or "",
        "scope": item.scope or "",
        "core": ON if item.core else "",
        "sources": "\n".join(item.sources),
        "references": "\n".join(item.references),
    }


def item_values(item: Item, changed: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns of an item once some of its fields are changed."""
    now = _properties(item)
    said = {name: changed.get(name, text) for name, text in now.items()}
    texts = {name: text for name, text in changed.items() if name not in now}
    own = {name: text for name, text in texts.items() if is_own(name)}
    return {
        "code": said["code"],
        "type": said["type"] or None,
        "scope": said["scope"] or None,
        "core": said["core"] == ON,
        "sources": said["sources"].split("\n") if said["sources"] else [],
        "references": said["references"].split("\n") if said["references"] else [],
        "texts": with_fields(item.texts, {n: t for n, t in texts.items() if n not in own}),
        "criteria": with_own(item.criteria, own) if own else item.criteria,
    }


def is_own(name: str) -> bool:
    """Say whether a field is a descriptor of an item's own: `fr.own.3`."""
    return name.partition(".")[2].startswith(f"{OWN}.")


def own_fields(criteria: list[Json]) -> Fields:
    """Return the descriptors of an item's own as fields: `fr.own.3`."""
    own = next((it for it in criteria if not it["rubric"]), None)
    found: Fields = {}
    for step in own["steps"] if own else ():
        if step["score"] in range(STEPS):
            for language, keys in step["texts"].items():
                found[f"{language}.{OWN}.{step['score']:g}"] = keys.get("description", "")
    return {name: said for name, said in found.items() if said}


def with_own(criteria: list[Json], changed: Mapping[str, str]) -> list[Json]:
    """Return criteria with descriptors of an item's own changed; those of rubrics stay.

    A criterion of one's own comes first: it is the one that serves (`ladders.ladder_of`).
    """
    place = next((n for n, it in enumerate(criteria) if not it["rubric"]), None)
    own = _blank_criterion() if place is None else criteria[place]
    steps = [dict(step) for step in own["steps"]]
    for name, said in changed.items():
        language, _, level = name.split(".", 2)
        _say(steps, int(level), language, said)
    written = own | {"steps": steps}
    others = [it for n, it in enumerate(criteria) if n != place]
    if not _says_anything(written):
        return others
    if place is None:
        return [written, *others]
    return [written if n == place else it for n, it in enumerate(criteria)]


def _blank_criterion() -> Json:
    steps = [{"texts": {}, "score": float(level), "foreign": {}} for level in range(STEPS)]
    return {"steps": steps, "rubric": "", "texts": {}, "weight": None, "foreign": {}}


def _say(steps: list[Json], level: int, language: str, said: str) -> None:
    step = next((it for it in steps if it["score"] == level), None)
    if step is None:
        step = {"texts": {}, "score": float(level), "foreign": {}}
        steps.append(step)
        steps.sort(key=lambda it: it["score"] if it["score"] is not None else STEPS)
    texts = with_fields(step["texts"], {f"{language}.description": said})
    step["texts"] = {lang: keys for lang, keys in texts.items() if keys}


def _says_anything(criterion: Json) -> bool:
    said = any(step["texts"] or step["foreign"] for step in criterion["steps"])
    return bool(said or criterion["texts"] or criterion["foreign"])


def version_fields(version: Version) -> Fields:
    """Return what a version says of itself as fields, the title of its référentiel included."""
    title = {f"{lang}.{TITLE}": said for lang, said in _titles(version.referentiel.texts)}
    fixed = {"label": version.label, "standing": version.standing}
    return texts_fields(version.texts) | title | fixed


def _titles(texts: Texts) -> Iterable[tuple[str, str]]:
    return ((language, keys[TITLE]) for language, keys in texts.items() if keys.get(TITLE))


def scale_fields(steps: Iterable[ScaleLevel]) -> Fields:
    """Return the steps of scales as fields: `fr.mastery.3.hint`."""
    return {
        f"{language}.{step.scale}.{step.level}.{key}": said
        for step in steps
        for language, keys in step.texts.items()
        for key, said in keys.items()
    }


def anchor_fields(anchors: Iterable[Anchor]) -> Fields:
    """Return the anchors of one type as fields: `fr.3`."""
    return {
        f"{language}.{anchor.level}": keys.get("description", "")
        for anchor in anchors
        for language, keys in anchor.texts.items()
    }


def profile_fields(profile: JobProfile) -> Fields:
    """Return a job profile as fields: `fr.label`, `level.12` (« 2-3 » is a range), `weight.12`."""
    found = {"code": profile.code} | texts_fields(profile.texts)
    for one in profile.expected:
        high = "" if one.high is None or one.high == one.level else f"-{one.high}"
        found[f"level.{one.item_id}"] = f"{one.level}{high}"
        found[f"weight.{one.item_id}"] = f"{one.weight:g}"
        found[f"critical.{one.item_id}"] = ON if one.critical else ""
    return found
