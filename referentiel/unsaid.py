"""What a format has no place for is kept from the version that a file updates."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from referentiel.base import Texts, french
from referentiel.formats.base import Issue
from referentiel.tree import (
    Content,
    CrosswalkNode,
    EdgeNode,
    ItemNode,
    ProfileNode,
    ReferentielTree,
)

OF_ITEM = ("type", "scope", "sources", "references", "criteria", "foreign_id", "foreign")
PARTS = {
    "scales": french("les échelles"),
    "anchors": french("les descripteurs des niveaux"),
    "profiles": french("les profils métier"),
    "edges": french("les relations entre entrées"),
    "rubrics": french("les grilles"),
    "crosswalks": french("les correspondances"),
}
KEPT = french("Le fichier ne dit rien de ceci, qui reste tel quel : %(part)s.")


def with_unsaid(
    tree: ReferentielTree, older: ReferentielTree
) -> tuple[ReferentielTree, list[Issue]]:
    """Return a tree with what no entry of it says, taken from an older version, and what that is.

    A part, a field or a language that the file speaks of at all is the file's.
    """
    became = _codes(tree, older)
    content, old = tree.content, older.content
    kept: dict[str, Any] = {}
    if not content.scales:
        kept["scales"] = old.scales
    if not content.anchors and (content.scales or old.scales):
        kept["anchors"] = old.anchors
    if not content.profiles:
        kept["profiles"] = tuple(_profiles(old, became))
    if not content.edges:
        kept["edges"] = tuple(_edges(old, became))
    if not content.rubrics:
        kept["rubrics"] = old.rubrics
    links = () if tree.crosswalks else tuple(_crosswalks(older, became))
    issues = [
        Issue(KEPT, {"part": PARTS[name]})
        for name, part in {**kept, "crosswalks": links}.items()
        if part
    ]
    items = _items(tree, older)
    texts = _texts(content.texts, old.texts, set(old.texts) - set(content.texts))
    content = replace(
        content, **kept, items=items, texts=texts, origin=content.origin or old.origin
    )
    return replace(tree, content=content, crosswalks=tree.crosswalks or links), issues


def _codes(tree: ReferentielTree, older: ReferentielTree) -> dict[str, str]:
    """Return the codes that the entries of the older version have now."""
    now = {lineage: code for code, lineage in tree.lineages().items()}
    return {code: now[line] for code, line in older.lineages().items() if line in now}


def _items(tree: ReferentielTree, older: ReferentielTree) -> tuple[ItemNode, ...]:
    items, old = tree.content.items, {older.lineage(it): it for it in older.content.items}
    silent = [name for name in OF_ITEM if not any(getattr(item, name) for item in items)]
    if not any(item.core for item in items):
        silent.append("core")
    spoken = {language for item in items for language, said in item.texts.items() if said}
    unspoken = {language for item in old.values() for language in item.texts} - spoken
    return tuple(
        _item(item, old[lineage], silent, unspoken)
        if (lineage := tree.lineage(item)) in old
        else item
        for item in items
    )


def _item(item: ItemNode, old: ItemNode, silent: list[str], unspoken: set[str]) -> ItemNode:
    kept = {name: getattr(old, name) for name in silent}
    return replace(item, texts=_texts(item.texts, old.texts, unspoken), **kept)


def _texts(texts: Texts, old: Texts, languages: set[str]) -> Texts:
    return texts | {language: old[language] for language in languages if language in old}


def _profiles(old: Content, became: Mapping[str, str]) -> Iterator[ProfileNode]:
    for profile in old.profiles:
        held = {became[c]: target for c, target in profile.expected.items() if c in became}
        yield replace(profile, expected=held)


def _edges(old: Content, became: Mapping[str, str]) -> Iterator[EdgeNode]:
    for edge in old.edges:
        if all(end in became for end in (edge.origin, edge.target) if end is not None):
            yield replace(
                edge,
                origin=became[edge.origin] if edge.origin is not None else None,
                target=became[edge.target] if edge.target is not None else None,
            )


def _crosswalks(older: ReferentielTree, became: Mapping[str, str]) -> Iterator[CrosswalkNode]:
    for link in older.crosswalks:
        if link.code in became:
            yield replace(link, code=became[link.code])
