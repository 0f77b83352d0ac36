"""One CFItem as a node of the tree, and the fields of CASE that a node says."""

import re
from collections.abc import Mapping

from referentiel.base import Json, Texts, in_language
from referentiel.formats.case.fields import text
from referentiel.formats.case.marks import mark_of, restored
from referentiel.models import AREA, COMPETENCE
from referentiel.tree import ItemNode

# Fields whose content stands in the node itself; everything else is `foreign`.
HELD = {
    "identifier",
    "fullStatement",
    "abbreviatedStatement",
    "alternativeLabel",
    "humanCodingScheme",
    "CFItemType",
}
LINK = "isChildOf"  # under this name `foreign` keeps the association that makes the tree
KINDS = {AREA: ("Domaine", "Area"), COMPETENCE: ("Compétence", "Competence")}


def language_of(tag: object, otherwise: str) -> str:
    """Return the two letters of a language tag; another language where it has none."""
    found = re.match(r"([A-Za-z]{2})(?:[-_]|$)", tag) if isinstance(tag, str) else None
    return found.group(1).lower() if found else otherwise


def type_of_kind(kind: str, language: str) -> str:
    """Return what other systems call an item that has no type of its own."""
    return KINDS[kind][0 if language == "fr" else 1]


def plain_item(said: Mapping[str, object], code: str, kind: str, language: str) -> ItemNode:
    """Return what the fields of CASE say of an item, whoever wrote them."""
    language = language_of(said.get("language"), language)
    return ItemNode(
        kind=kind,
        code=code,
        texts={language: _said_texts(said, code)},
        type=text(said.get("CFItemType")) or None,
    )


def own_item(said: Mapping[str, object], node: ItemNode, untyped: frozenset[str]) -> ItemNode:
    """Return the node of an item that we wrote: its mark adds what CASE has no field for."""
    bare = ItemNode(**{**vars(node), "type": None}) if node.type in untyped else node
    return restored(bare, mark_of(said) or {}, leave=("parent",))


def _said_texts(said: Mapping[str, object], code: str) -> dict[str, str]:
    full = text(said.get("fullStatement")) or ""
    short = text(said.get("abbreviatedStatement"))
    if short:
        texts = {"label": short, "description": full} if full else {"label": short}
    else:
        texts = {"label": full or code}
    other = text(said.get("alternativeLabel"))
    if other:
        texts["alternative"] = other
    return texts


def foreign_fields(said: Mapping[str, object]) -> Json:
    """Return the fields of an item that have no place in a node, word for word."""
    return {key: value for key, value in said.items() if _is_foreign(key, value)}


def _is_foreign(key: str, value: object) -> bool:
    return key not in HELD or text(value) is None


def main_language(texts: Texts, language: str) -> str:
    """Return the language in which an item is said: the document's, else its first."""
    if texts.get(language, {}).get("label"):
        return language
    return next((one for one, said in texts.items() if said.get("label")), language)


def words_of(node: ItemNode, language: str) -> Json:
    """Return the fields of CASE that hold what an item says."""
    said = node.texts.get(language, {})
    label = said.get("label") or in_language(node.texts, "label", language) or node.code
    described = said.get("description", "")
    words: Json = {"fullStatement": described or label}
    if described:
        words["abbreviatedStatement"] = label
    if said.get("alternative"):
        words["alternativeLabel"] = said["alternative"]
    return words
