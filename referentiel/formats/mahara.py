"""Mahara's SmartEvidence matrix: a JSON of standards and their elements, with four statuses."""

import json
from collections import Counter
from dataclasses import replace
from typing import IO, Any

from referentiel.base import french, in_language
from referentiel.formats.base import LONGEST_TEXT, MOST_ITEMS, Format, Naming, Read, Source
from referentiel.formats.carried import (
    html_of,
    item_kept,
    item_of,
    main_language,
    reworded,
    text_of,
    tree_kept,
    tree_of,
    with_comment,
)
from referentiel.formats.notes import Notes
from referentiel.models import AREA, COMPETENCE
from referentiel.tree import Content, ItemNode, ReferentielTree, walk

STATUSES = ("begun", "incomplete", "partialcomplete", "completed")
KEPT = ("institution", "selfassess")  # Mahara's own, kept word for word
SHORT = 10  # signs of a short name that Mahara shows in full
NOT_A_MATRIX = french("Ce fichier n’est pas une matrice de Mahara : %(reason)s")
NO_NAME = french("« %(place)s » n’a ni nom, ni abrégé.")
ORPHAN = french("« %(code)s » est d’un ensemble (standardid) qui n’est nulle part.")
REPEATED = french("Le code « %(code)s » est pris : « %(new)s » le remplace.")
TOO_LONG = french("« %(place)s » compte plus de %(limit)s caractères : raccourcissez ce texte.")
TOO_MANY = french("Ce fichier compte plus de %(limit)s entrées.")
Entry = dict[str, Any]


def write(tree: ReferentielTree, stream: IO[bytes]) -> None:
    """Write a référentiel on two levels: roots are standards, all below them their elements."""
    language = main_language(tree)
    content = tree.content
    standards: list[Entry] = []
    elements: list[Entry] = []
    under: Counter[int] = Counter()
    for depth, item in walk(content.items):
        if depth == 0:
            standards.append(_said(item, len(standards) + 1, language))
        else:
            number = len(standards)
            under[number] += 1
            place = f"{number}.{under[number]}"
            elements.append(_said(item, number, language) | {"elementid": place})
    about = html_of(in_language(content.texts, "about", language))
    framework = {
        "institution": "all",
        "selfassess": True,
        **_kept(content),
        "name": in_language(tree.title, "title", language),
        "description": with_comment(about, tree_kept(tree)),
        "evidencestatuses": _statuses(content, language),
        "standards": standards,
        "standardelements": elements,
    }
    text = json.dumps({"framework": framework}, ensure_ascii=False, indent=2)
    stream.write(text.encode())


def _kept(content: Content) -> Entry:
    return {key: content.origin[key] for key in KEPT if key in content.origin}


def _said(item: ItemNode, number: int, language: str) -> Entry:
    return {
        "shortname": item.code,
        "name": in_language(item.texts, "label", language),
        "description": with_comment(
            html_of(in_language(item.texts, "description", language)), item_kept(item)
        ),
        "standardid": number,
    }


def _statuses(content: Content, language: str) -> list[Entry]:
    """Return the names of levels 1 to 4; without a scale, ours in a word."""
    steps = content.scales.get("mastery", ())[1:]
    names = [in_language(step, "label", language) for step in steps] or ["1", "2", "3", "4"]
    kept = content.origin.get("mahara_statuses")
    return kept or [{code: name} for code, name in zip(STATUSES, names, strict=False)]


def read(source: Source, naming: Naming) -> Read:
    """Return what a matrix holds; what a person changed in it wins over what comments keep."""
    notes = Notes()
    try:
        framework = dict(json.loads(source.text)["framework"])
        standards = _entries(framework, "standards")
        elements = _entries(framework, "standardelements")
        described = str(framework.get("description") or "")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as reason:
        notes.refuse(NOT_A_MATRIX, reason=str(reason)[:200])
        return Read(None, notes.issues)
    if len(standards) + len(elements) > MOST_ITEMS:
        notes.refuse(TOO_MANY, limit=MOST_ITEMS)
        return Read(None, notes.issues)
    kept = tree_of(described)
    language = main_language(kept) if kept else naming.language
    items = _items(standards, elements, language, notes)
    tree = _kept_tree(kept, items) if kept else _plain_tree(framework, items, naming)
    found = Read(tree, notes.issues)
    return Read(None, found.issues) if found.errors else found


def _entries(framework: Entry, field: str) -> list[Entry]:
    found = framework[field]
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise ValueError(field)
    return found


def _kept_tree(kept: ReferentielTree, items: tuple[ItemNode, ...]) -> ReferentielTree:
    """Return what the comment keeps, without what spoke of entries deleted since."""
    codes = {None, *(item.code for item in items)}
    content = kept.content
    edges = (edge for edge in content.edges if {edge.origin, edge.target} <= codes)
    profiles = (
        replace(it, expected={code: to for code, to in it.expected.items() if code in codes})
        for it in content.profiles
    )
    return replace(
        kept,
        crosswalks=tuple(link for link in kept.crosswalks if link.code in codes),
        content=replace(content, items=items, edges=tuple(edges), profiles=tuple(profiles)),
    )


def _plain_tree(framework: Entry, items: tuple[ItemNode, ...], naming: Naming) -> ReferentielTree:
    about = text_of(str(framework.get("description") or ""))
    title = str(framework.get("name") or naming.title or naming.slug)
    origin = {key: framework[key] for key in KEPT if key in framework}
    if framework.get("evidencestatuses"):
        origin["mahara_statuses"] = framework["evidencestatuses"]
    return ReferentielTree(
        slug=naming.slug,
        namespace=naming.namespace,
        label=naming.label,
        title={naming.language: {"title": title}},
        content=Content(
            standing="projet",
            state="draft",
            texts={naming.language: {"about": about}} if about else {},
            items=items,
            origin=origin,
        ),
    )


def _items(
    standards: list[Entry], elements: list[Entry], language: str, notes: Notes
) -> tuple[ItemNode, ...]:
    below: dict[str, list[tuple[str, Entry]]] = {}
    numbers = {str(entry.get("standardid")) for entry in standards}
    for place, entry in enumerate(elements, start=1):
        number = str(entry.get("standardid"))
        where = f"standardelements[{place}]"
        if number not in numbers:
            notes.refuse(ORPHAN, entry=where, code=str(entry.get("shortname")))
        below.setdefault(number, []).append((where, entry))
    taken: set[str] = set()
    found: list[ItemNode] = []
    for place, entry in enumerate(standards, start=1):
        held = below.pop(str(entry.get("standardid")), [])
        where = f"standards[{place}]"
        above = _item(where, entry, AREA if held else COMPETENCE, None, language, taken, notes)
        found.append(above)
        for where, element in held:
            item = _item(where, element, COMPETENCE, above.code, language, taken, notes)
            found.append(item)
    return tuple(found)


def _item(
    where: str,
    entry: Entry,
    kind: str,
    parent: str | None,
    language: str,
    taken: set[str],
    notes: Notes,
) -> ItemNode:
    said = {key: str(entry.get(key) or "") for key in ("shortname", "name", "description")}
    name = said["name"].strip() or text_of(said["shortname"])
    description = text_of(said["description"])
    code = said["shortname"].strip() or str(entry.get("elementid") or entry.get("standardid"))
    if not name:
        notes.refuse(NO_NAME, entry=where, place=where)
    if max(len(name), len(description)) > LONGEST_TEXT:
        notes.refuse(TOO_LONG, entry=where, place=where, limit=LONGEST_TEXT)
    kept = item_of(said["description"], parent)
    if kept is not None and kept.code not in taken and kept.code.strip() == code:
        item = kept
        if in_language(item.texts, "label", language).strip() != name:
            item = reworded(item, language, label=name)
        if text_of(html_of(in_language(item.texts, "description", language))) != description:
            item = reworded(item, language, description=description)
    else:
        new = _free(code, entry, taken)
        if new != code:
            notes.warn(REPEATED, entry=where, code=code, new=new)
        item = reworded(
            ItemNode(kind=kind, code=new, texts={}, parent=parent),
            language,
            label=name,
            description=description,
        )
    taken.add(item.code)
    return item


def _free(code: str, entry: Entry, taken: set[str]) -> str:
    """Return a code that nothing has: real files number elements, and repeat short names."""
    if code not in taken:
        return code
    number = str(entry.get("elementid") or "")
    names = (f"{code} ({number})", *(f"{code} ({place})" for place in range(2, MOST_ITEMS)))
    return next(name for name in names if name not in taken)


def _recognises(source: Source) -> bool:
    head = source.head
    return (
        head.startswith("{")
        and '"framework"' in head[:200]
        and ('"standards"' in source.text or '"evidencestatuses"' in source.text)
    )


FORMAT = Format(
    key="matrix",
    label=french("Matrice SmartEvidence de Mahara"),
    extension="matrix",
    media_type="application/json",
    recognises=_recognises,
    read=read,
    write=write,
    loses=(
        french("Les étages au-delà du deuxième"),
        french("Les niveaux au-delà de quatre, pour qui lit la matrice dans Mahara"),
    ),
)
