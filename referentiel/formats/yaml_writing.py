"""Writing the house file, so that reading it gives the same référentiel back."""

from collections.abc import Iterable
from typing import IO, Any

from ruamel.yaml import YAML

from referentiel.base import Texts
from referentiel.formats.yaml_rubrics import criteria_said, rubrics_said
from referentiel.models import AREA, COMPETENCE
from referentiel.tree import (
    REFERENCE,
    SOURCE,
    Content,
    CrosswalkNode,
    ItemNode,
    ProfileNode,
    ReferentielTree,
    Target,
)

Entry = dict[str, Any]


def write(tree: ReferentielTree, stream: IO[bytes]) -> None:
    """Write a référentiel as one YAML file, without what it does not say."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # as written
    yaml.width = 100
    yaml.dump(document(tree), stream)


def document(tree: ReferentielTree) -> Entry:
    """Return the document that a house file holds."""
    content = tree.content
    own = {language: dict(said) for language, said in tree.title.items()}
    for language, said in content.texts.items():
        plain = {key: text for key, text in said.items() if not _is_name(key)}
        own.setdefault(language, {}).update(plain)
    return _without_empties(
        {
            "slug": tree.slug,
            "namespace": str(tree.namespace),
            "label": tree.label,
            "state": content.state,
            "standing": content.standing,
            **own,
            "sources": _names(content.texts, SOURCE),
            "references": _references(content),
            **_children(content.items),
            "scales": {name: _steps(steps) for name, steps in content.scales.items()},
            "anchors": _anchors(content),
            "profiles": [_profile(node) for node in content.profiles],
            "crosswalks": _crosswalks(tree.crosswalks),
            "edges": [_plain(vars(edge)) for edge in content.edges],
            "rubrics": rubrics_said(content.rubrics),
            "origin": content.origin,
            "successions": [_plain(vars(it)) for it in tree.successions],
        }
    )


def _children(items: tuple[ItemNode, ...]) -> Entry:
    under: dict[str | None, list[ItemNode]] = {}
    for item in items:
        under.setdefault(item.parent, []).append(item)
    return _group(None, under)


def _group(parent: str | None, under: dict[str | None, list[ItemNode]]) -> Entry:
    children = under.get(parent, [])
    kinds = {item.kind for item in children}
    if len(kinds) > 1:
        return {"entries": [{"kind": it.kind, **_item(it, under)} for it in children]}
    field = {frozenset({AREA}): "areas", frozenset({COMPETENCE}): "competences"}
    return {field[frozenset(kinds)]: [_item(it, under) for it in children]} if children else {}


def _item(item: ItemNode, under: dict[str | None, list[ItemNode]]) -> Entry:
    return {
        "code": item.code,
        **_without_empties(
            {
                "type": item.type,
                "scope": item.scope,
                "core": item.core or None,
                "sources": list(item.sources),
                "identity": item.identity,
                "foreign_id": item.foreign_id,
                "foreign": item.foreign,
            }
        ),
        **item.texts,
        **_without_empties({"criteria": criteria_said(item.criteria)}),
        **_group(item.code, under),
    }


def _is_name(key: str) -> bool:
    return key.startswith((SOURCE, REFERENCE))


def _names(texts: Texts, prefix: str) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for language, said in texts.items():
        for key, text in said.items():
            if key.startswith(prefix):
                found.setdefault(key.removeprefix(prefix), {})[language] = text
    return found


def _references(content: Content) -> dict[str, Entry]:
    return {
        tag: {**named, "covers": [it.code for it in content.items if tag in it.references]}
        for tag, named in _names(content.texts, REFERENCE).items()
    }


def _steps(steps: tuple[Texts, ...]) -> Entry:
    languages = {language: None for step in steps for language in step}
    return {language: [dict(step.get(language, {})) for step in steps] for language in languages}


def _anchors(content: Content) -> list[Entry]:
    groups: dict[str, Entry] = {}
    for type_, steps in content.anchors.items():
        said = {
            language: [step.get("description") for step in described]
            for language, described in _steps(steps).items()
        }
        groups.setdefault(repr(said), {"types": [], **said})["types"].append(type_)
    return list(groups.values())


def _profile(node: ProfileNode) -> Entry:
    expected = {code: _target(target) for code, target in node.expected.items()}
    return {"code": node.code, "expected": expected, **node.texts}


def _target(target: Target) -> int | Entry:
    if target == Target(target.level):
        return target.level
    said: Entry = {"level": target.level, "high": target.high, "weight": target.weight}
    return _plain(said) | ({"critical": True} if target.critical else {})


def _crosswalks(links: Iterable[CrosswalkNode]) -> list[Entry]:
    groups: dict[tuple[str, str, str], Entry] = {}
    for link in links:
        key = (link.scheme, link.target_version, link.status)
        head = dict(zip(("scheme", "target_version", "status"), key, strict=True))
        group = groups.setdefault(key, {**head, "links": {}})
        said = {"target": link.target, "relation": link.relation, "label": link.target_label}
        group["links"].setdefault(link.code, []).append(said)
    return list(groups.values())


def _plain(fields: Entry) -> Entry:
    return {key: value for key, value in fields.items() if value not in (None, "", {}, ())}


def _without_empties(fields: Entry) -> Entry:
    return {key: value for key, value in fields.items() if value not in (None, "", {}, [], ())}
