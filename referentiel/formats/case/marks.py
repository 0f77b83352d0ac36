"""What CASE has no field for, in the `extensions` of each object: only what it would not say.

A reader that finds our mark restores what was there; whatever another tool changed in the fields
of CASE comes through, as the mark repeats none of them.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from referentiel.base import Json, Texts
from referentiel.tree import CriterionNode, EdgeNode, ItemNode, RubricNode, StepNode

OWN = "reperes"
Node = TypeVar("Node", ItemNode, EdgeNode, RubricNode, CriterionNode, StepNode)


class Unreadable(ValueError):
    """A mark does not hold what ours do."""


def mark_of(said: Mapping[str, Any]) -> Json | None:
    """Return our mark on an object; None where it has none."""
    found = said.get("extensions")
    if isinstance(found, list):  # so has a level of a criterion
        found = next((one for one in found if isinstance(one, dict) and OWN in one), None)
    mark = found.get(OWN) if isinstance(found, dict) else None
    return mark if isinstance(mark, dict) else None


def with_mark(extensions: object, mark: Json) -> Json:
    """Return the extensions of an object, our mark among those of others."""
    others = extensions if isinstance(extensions, dict) else {}
    return {**{key: one for key, one in others.items() if key != OWN}, OWN: mark}


def remainder(found: Node, node: Node, leave: Collection[str] = ()) -> Json:
    """Return the fields of a node which a reader of its plain CASE would not find."""
    rest: Json = {}
    for one in fields(node):
        said, read = getattr(node, one.name), getattr(found, one.name)
        if one.name in leave or said == read:
            continue
        rest[one.name] = beside(read, said) if one.name == "texts" else plain(said)
    return rest


def plain(value: Any) -> Any:  # noqa: ANN401 -- any field of a node
    """Return a value as JSON has it."""
    return list(value) if isinstance(value, tuple) else value


def beside(found: Texts, said: Texts) -> Json:
    """Return what must be laid over texts to make others of them; null takes away."""
    rest: Json = {}
    for language in {**found, **said}:
        if language not in said:
            rest[language] = None
            continue
        old, new = found.get(language), said[language]
        changed = {
            key: new.get(key)
            for key in {**(old or {}), **new}
            if new.get(key) != (old or {}).get(key)
        }
        if changed or old is None:
            rest[language] = changed
    return rest


def laid_over(found: Texts, rest: object) -> Texts:
    """Return texts with what `beside` said of them.

    Raises:
        Unreadable: it says something else than texts by language and key.
    """
    texts = {language: dict(said) for language, said in found.items()}
    for language, said in _object(rest).items():
        if said is None:
            texts.pop(language, None)
            continue
        if len(language) != 2:
            raise Unreadable(language)
        own = texts.setdefault(language, {})
        for key, text in _object(said).items():
            own.pop(key, None)
            if text is not None:
                own[key] = _text(text)
    return texts


def restored(node: Node, mark: Json, leave: Collection[str] = ()) -> Node:
    """Return a node with the fields that its mark adds.

    Raises:
        Unreadable: a field holds what it cannot.
    """
    found: Json = {}
    for one in fields(node):
        if one.name in mark and one.name in PARSERS and one.name not in leave:
            found[one.name] = PARSERS[one.name](mark[one.name])
    if "texts" in mark and not isinstance(node, EdgeNode):
        found["texts"] = laid_over(node.texts, mark["texts"])
    return replace(node, **found)


def _object(value: object) -> Json:
    if not isinstance(value, dict):
        raise Unreadable(value)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Unreadable(value)
    return value


def _maybe_text(value: object) -> str | None:
    return None if value is None else _text(value)


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise Unreadable(value)
    return tuple(_text(one) for one in value)


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise Unreadable(value)
    return value


def _number(value: object) -> float | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise Unreadable(value)
    return value


PARSERS: dict[str, Callable[[object], object]] = {
    "kind": _text,
    "code": _text,
    "type": _maybe_text,
    "scope": _maybe_text,
    "core": _truth,
    "sources": _texts,
    "references": _texts,
    "identity": _maybe_text,
    "foreign_id": _maybe_text,
    "foreign": _object,
    "rubric": _text,
    "key": _text,
    "weight": _number,
    "score": _number,
}
