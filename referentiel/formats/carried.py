"""What has no place in a foreign format travels in an HTML comment of its descriptions.

A reader who knows nothing of it sees nothing of it. What a person changed beside it wins: the
comment only gives back what is still said in the same words.
"""

import html
import json
import re
from dataclasses import replace

from pydantic import TypeAdapter, ValidationError

from referentiel.base import Json
from referentiel.tree import ItemNode, ReferentielTree

ITEM = TypeAdapter(ItemNode)
TREE = TypeAdapter(ReferentielTree)
COMMENT = re.compile(r"<!-- reperes (\{.*?\}) -->", re.DOTALL)
BREAK = re.compile(r"<br\s*/?>|</p>\s*<p[^>]*>|</(?:p|li|div|h\d)>", re.IGNORECASE)
TAG = re.compile(r"<[^>]*>")


def html_of(text: str) -> str:
    """Return a text as a paragraph of HTML; nothing stays nothing."""
    return f"<p>{html.escape(text).replace(chr(10), '<br>')}</p>" if text else ""


def text_of(said: str) -> str:
    """Return the text of HTML, one line for each paragraph, without our comment."""
    plain = TAG.sub("", BREAK.sub("\n", COMMENT.sub("", said)))
    return html.unescape(plain).strip()


def with_comment(said: str, kept: Json) -> str:
    """Return HTML followed by what it keeps for us; no sign in it ends the comment early."""
    text = json.dumps(kept, ensure_ascii=False)
    for sign, code in (("<", "\\u003c"), (">", "\\u003e"), ("--", "-\\u002d"), ("--", "-\\u002d")):
        text = text.replace(sign, code)
    return f"{said}<!-- reperes {text} -->"


def comment_of(said: str) -> Json:
    """Return what HTML keeps for us, or nothing."""
    found = COMMENT.search(said)
    try:
        kept = json.loads(found[1]) if found else {}
    except (ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def item_kept(item: ItemNode) -> Json:
    """Return what a comment keeps of an item, beside its code and its parent."""
    said = ITEM.dump_python(replace(item, parent=None), mode="json")
    return {key: it for key, it in said.items() if it not in (None, [], {}, False)}


def item_of(said: str, parent: str | None) -> ItemNode | None:
    """Return the item that a description keeps; None where it keeps none that can be read."""
    kept = comment_of(said)
    try:
        return replace(ITEM.validate_python(kept), parent=parent) if kept else None
    except ValidationError:
        return None


def tree_kept(tree: ReferentielTree) -> Json:
    """Return what a comment keeps of a référentiel, beside its items."""
    whole = replace(tree, content=replace(tree.content, items=()))
    return dict(TREE.dump_python(whole, mode="json"))


def tree_of(said: str) -> ReferentielTree | None:
    """Return the référentiel, without its items, that a description keeps, or None."""
    kept = comment_of(said)
    try:
        return TREE.validate_python(kept) if kept else None
    except ValidationError:
        return None


def main_language(tree: ReferentielTree) -> str:
    """Return the language that a format of one language is written in."""
    return "fr" if "fr" in tree.title else next(iter(tree.title), "fr")


def reworded(item: ItemNode, language: str, **said: str) -> ItemNode:
    """Return an item with these texts in a language; an empty one takes the text away."""
    texts = {code: dict(words) for code, words in item.texts.items()}
    own = texts.setdefault(language, {})
    for key, words in said.items():
        if words:
            own[key] = words
        else:
            own.pop(key, None)
    return replace(item, texts={code: words for code, words in texts.items() if words})
