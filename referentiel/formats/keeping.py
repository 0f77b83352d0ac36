"""What a foreign format has no place for, as JSON that rides along and is read back with care."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, fields
from typing import Any
from uuid import UUID

from referentiel.base import Json, Texts
from referentiel.tree import (
    Content,
    CriterionNode,
    CrosswalkNode,
    EdgeNode,
    ItemNode,
    ProfileNode,
    ReferentielTree,
    RubricNode,
    StepNode,
    SuccessionNode,
    Target,
)

PLACED = ("code", "parent")  # of an item: every format says them
EMPTY: tuple[object, ...] = (None, False, "", (), {}, [])


class Unkept(Exception):
    """What rode along is not what we write: somebody else wrote it, or it is damaged."""


def kept_of_item(item: ItemNode, *, without: Collection[str] = ()) -> Json:
    """Return what an item says besides its place."""
    return _said(item, (*PLACED, *without))


def kept_of_edge(edge: EdgeNode) -> Json:
    """Return what a relation says."""
    return _said(edge, ())


def kept_of_tree(tree: ReferentielTree, *, without: Collection[str] = ()) -> Json:
    """Return what a référentiel says besides its items."""
    own = _said(tree, ("content", *without)) | {"namespace": str(tree.namespace)}
    return own | {"content": _said(tree.content, ("items", *without))}


def _said(node: Any, without: Collection[str]) -> Json:  # noqa: ANN401 -- any node
    # What does not tell two nodes apart is no part of what they say: a date, who holds it.
    whole = {it.name: getattr(node, it.name) for it in fields(node) if it.compare}
    return {
        name: _plain(value)
        for name, value in whole.items()
        if name not in without and not any(value is it or value == it for it in EMPTY)
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 -- any value of a node
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(it) for it in value]
    if isinstance(value, dict):
        return {key: _plain(it) for key, it in value.items()}
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value


def item_of(kept: object, code: str, parent: str | None) -> ItemNode:
    """Return the item that was kept.

    Raises:
        Unkept: it is not one.
    """
    said = _object(kept)
    return ItemNode(
        kind=_text(said.get("kind")),
        code=code,
        texts=texts_of(said.get("texts", {})),
        parent=parent,
        type=_optional(said.get("type")),
        scope=_optional(said.get("scope")),
        core=said.get("core") is True,
        sources=_list_of_texts(said.get("sources", [])),
        references=_list_of_texts(said.get("references", [])),
        identity=_optional(said.get("identity")),
        foreign_id=_optional(said.get("foreign_id")),
        foreign=_object(said.get("foreign", {})),
        criteria=_criteria(said.get("criteria", [])),
    )


def edge_of(kept: object) -> EdgeNode:
    """Return the relation that was kept.

    Raises:
        Unkept: it is not one.
    """
    said = _object(kept)
    return EdgeNode(
        _text(said.get("type")),
        _optional(said.get("origin")),
        _optional(said.get("target")),
        _object(said.get("foreign", {})),
    )


def tree_of(kept: object, items: Sequence[ItemNode]) -> ReferentielTree:
    """Return the référentiel that was kept, with these items.

    Raises:
        Unkept: it is not one.
    """
    said = _object(kept)
    content = _object(said.get("content"))
    try:
        namespace = UUID(_text(said.get("namespace")))
    except ValueError as reason:
        raise Unkept from reason
    return ReferentielTree(
        slug=_text(said.get("slug")),
        namespace=namespace,
        label=_text(said.get("label")),
        title=texts_of(said.get("title", {})),
        content=Content(
            standing=_text(content.get("standing")),
            state=_text(content.get("state")),
            texts=texts_of(content.get("texts", {})),
            items=tuple(items),
            scales=_steps(content.get("scales", {})),
            anchors=_steps(content.get("anchors", {})),
            profiles=tuple(_profile(it) for it in _list(content.get("profiles", []))),
            edges=tuple(edge_of(it) for it in _list(content.get("edges", []))),
            rubrics=tuple(_rubric(it) for it in _list(content.get("rubrics", []))),
            origin=_object(content.get("origin", {})),
        ),
        crosswalks=tuple(_crosswalk(it) for it in _list(said.get("crosswalks", []))),
        successions=tuple(_succession(it) for it in _list(said.get("successions", []))),
    )


def texts_of(value: object) -> Texts:
    """Return texts by language and key.

    Raises:
        Unkept: they are not.
    """
    return {
        language: {key: _text(text) for key, text in _object(said).items()}
        for language, said in _object(value).items()
    }


def _criteria(value: object) -> tuple[CriterionNode, ...]:
    return tuple(
        CriterionNode(
            steps=tuple(_step(step) for step in _list(said.get("steps", []))),
            rubric=_text(said.get("rubric", "")),
            texts=texts_of(said.get("texts", {})),
            weight=_number(said.get("weight")),
            foreign=_object(said.get("foreign", {})),
        )
        for said in (_object(it) for it in _list(value))
    )


def _step(value: object) -> StepNode:
    said = _object(value)
    return StepNode(
        texts_of(said.get("texts", {})),
        _number(said.get("score")),
        _object(said.get("foreign", {})),
    )


def _rubric(value: object) -> RubricNode:
    said = _object(value)
    return RubricNode(
        key=_text(said.get("key")),
        texts=texts_of(said.get("texts", {})),
        foreign=_object(said.get("foreign", {})),
        loose=_criteria(said.get("loose", [])),
    )


def _steps(value: object) -> dict[str, tuple[Texts, ...]]:
    return {
        name: tuple(texts_of(step) for step in _list(steps))
        for name, steps in _object(value).items()
    }


def _profile(value: object) -> ProfileNode:
    said = _object(value)
    return ProfileNode(
        code=_text(said.get("code")),
        texts=texts_of(said.get("texts", {})),
        expected={code: _target(it) for code, it in _object(said.get("expected", {})).items()},
    )


def _target(value: object) -> Target:
    said = _object(value)
    level, high, weight = said.get("level"), said.get("high"), _number(said.get("weight"))
    if not isinstance(level, int) or not isinstance(high, int | None) or weight is None:
        raise Unkept
    return Target(level, high, weight, said.get("critical") is True)


def _crosswalk(value: object) -> CrosswalkNode:
    said = _object(value)
    return CrosswalkNode(**{it.name: _text(said.get(it.name)) for it in fields(CrosswalkNode)})


def _succession(value: object) -> SuccessionNode:
    said = _object(value)
    return SuccessionNode(
        _text(said.get("kind")), _optional(said.get("origin")), _optional(said.get("target"))
    )


def _object(value: object) -> Json:
    if not isinstance(value, dict):
        raise Unkept
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise Unkept
    return value


def _list_of_texts(value: object) -> tuple[str, ...]:
    return tuple(_text(it) for it in _list(value))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Unkept
    return value


def _optional(value: object) -> str | None:
    return None if value is None else _text(value)


def _number(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unkept
    return float(value)
