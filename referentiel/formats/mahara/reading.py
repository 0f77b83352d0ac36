"""Reading a SmartEvidence matrix of Mahara, in its present form and in its older, nested one."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from referentiel.base import Json, french
from referentiel.formats.base import Naming, Read, Source
from referentiel.formats.endings import ending, refused
from referentiel.formats.keeping import Unkept, item_of, tree_of
from referentiel.formats.mahara.writing import OURS, STATUSES, cells_of, matrix_head
from referentiel.formats.markup import html_of, text_of
from referentiel.formats.notes import Notes
from referentiel.formats.ordering import in_reading_order
from referentiel.models import AREA, COMPETENCE
from referentiel.tree import Content, ItemNode, ReferentielTree, lineage_of

NOT_JSON = french("Ce fichier n’est pas du JSON lisible : %(reason)s.")
NOT_A_MATRIX = french("Ce fichier n’a pas de référentiel Mahara : il manque « %(field)s ».")
NOT_AN_ENTRY = french("Cette entrée n’est pas lisible : il faut un objet avec un nom.")
NO_STANDARD = french("Le standard « %(id)s » n’existe pas : l’élément est mis à la racine.")
NO_ENTRIES = french("Cette matrice n’a aucun standard.")
FOUR = french(
    "Mahara a quatre états et non cinq niveaux : ils sont gardés pour les exports, mais la version "
    "reste sans échelle. Ajoutez-en une pour questionner sur ces compétences."
)
REPEATED = french(
    "L’identifiant « %(id)s » sert à deux entrées : ce qui s’y réfère va à la première."
)
LOOP = french("« %(code)s » finit par être son propre parent : ce lien a été défait.")
STRANGE = french("Les données propres à Repères de ce fichier ne sont plus lisibles.")
PLACED = ("name", "description", OURS, "standardelement", "parent")


@dataclass
class Entries:
    """The entries that were read, by key: their place in the file."""

    notes: Notes
    nodes: dict[str, ItemNode] = field(default_factory=dict)
    parents: dict[str, str | None] = field(default_factory=dict)
    by_standard: dict[str, str] = field(default_factory=dict)
    by_element: dict[tuple[str, str], str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)  # keys by code


def read_matrix(source: Source, naming: Naming) -> Read:
    """Return the référentiel that a matrix holds."""
    notes = Notes()
    framework = _framework(source, notes)
    if framework is None:
        return Read(None, notes.issues)
    kept = framework.get(OURS)
    said = kept.get("main") if isinstance(kept, dict) else None
    main = said if isinstance(said, str) and said else naming.language
    entries = Entries(notes)
    lists = (framework.get(name) for name in ("standards", "standardelements"))
    size = sum(len(_list(it)) for it in lists)
    for key, parent, entry in source.passing(_entries(framework, notes), size):
        _add(entries, key, parent, entry, main, naming.namespace)
    if not entries.nodes and not refused(notes):
        notes.refuse(NO_ENTRIES)
    if refused(notes):
        return Read(None, notes.issues)
    return ending(_tree(framework, tuple(_placed(entries)), main, naming, notes), notes, {})


def _framework(source: Source, notes: Notes) -> Json | None:
    try:
        document = json.loads(source.text)
    except (ValueError, RecursionError) as reason:
        notes.refuse(NOT_JSON, reason=str(reason))
        return None
    found = document.get("framework") if isinstance(document, dict) else None
    for name in ("name", "standards"):
        if not isinstance(found, dict) or name not in found:
            notes.refuse(NOT_A_MATRIX, field="framework" if found is None else name)
            return None
    return found if isinstance(found, dict) else None


def _entries(framework: Json, notes: Notes) -> Iterator[tuple[str, str | None, Json]]:
    """Return each entry with its key and, in the older form, the key of what it is under."""
    for at, standard in enumerate(_list(framework.get("standards"))):
        key = f"standards[{at}]"
        if not _is_entry(standard):
            notes.refuse(NOT_AN_ENTRY, entry=key)
            continue
        yield key, None, standard
        yield from _nested(standard, key, notes)
    for at, element in enumerate(_list(framework.get("standardelements"))):
        key = f"standardelements[{at}]"
        if _is_entry(element):
            yield key, None, element
        else:
            notes.refuse(NOT_AN_ENTRY, entry=key)


def _nested(standard: Json, key: str, notes: Notes) -> Iterator[tuple[str, str | None, Json]]:
    """Return the elements of the older form; one that has a parent is under the one before."""
    above = key
    for at, element in enumerate(_list(standard.get("standardelement"))):
        own = f"{key}.standardelement[{at}]"
        if not _is_entry(element):
            notes.refuse(NOT_AN_ENTRY, entry=own)
        elif element.get("parent") is True:
            yield own, above, element
        else:
            above = own
            yield own, key, element


def _is_entry(entry: object) -> bool:
    names = (entry.get("name"), entry.get("shortname")) if isinstance(entry, dict) else ()
    return any(isinstance(name, str) and name.strip() for name in names)


def _add(
    entries: Entries, key: str, parent: str | None, entry: Json, main: str, namespace: UUID
) -> None:
    node = _kept_node(entry, main)
    if node is None:
        node = _node(entries, entry, main, namespace)
    if node.code in entries.codes:
        node = replace(node, code=key)
    above = parent or _above(entries, key, entry, node)
    entries.nodes[key], entries.parents[key] = node, above
    entries.codes[node.code] = key
    if key.startswith("standards["):
        named = str(entry.get("standardid"))
        is_first = entries.by_standard.setdefault(named, key) == key
    elif "elementid" in entry:
        named = str(entry["elementid"])
        place = (str(entry.get("standardid")), named)
        is_first = entries.by_element.setdefault(place, key) == key
    else:
        return
    if not is_first and named != "None":
        entries.notes.warn(REPEATED, entry=key, id=named)


def _above(entries: Entries, key: str, entry: Json, node: ItemNode) -> str | None:
    """Return the key of what an element of the present form is under."""
    if node.parent is not None and node.parent in entries.codes:
        return entries.codes[node.parent]
    if not key.startswith("standardelements["):
        return None
    standard = str(entry.get("standardid"))
    under = entries.by_element.get((standard, str(entry.get("parentelementid"))))
    if under is not None:
        return under
    if standard not in entries.by_standard:
        entries.notes.warn(NO_STANDARD, entry=key, id=standard)
    return entries.by_standard.get(standard)


def _kept_node(entry: Json, main: str) -> ItemNode | None:
    """Return the entry that our own export kept, with what was changed of it since."""
    kept = entry.get(OURS)
    if not isinstance(kept, dict) or not isinstance(kept.get("code"), str):
        return None
    parent = kept.get("parent")
    try:
        node = item_of(kept, kept["code"], parent if isinstance(parent, str) else None)
    except Unkept:
        return None
    said = cells_of(node, main)
    texts = dict(node.texts.get(main, {}))
    if said["name"] != entry.get("name"):
        texts["label"] = _text(entry.get("name"))
    if said["description"] != entry.get("description"):
        texts["description"] = text_of(_text(entry.get("description")))
    return replace(node, texts={**node.texts, main: texts} if texts else node.texts)


def _node(entries: Entries, entry: Json, main: str, namespace: UUID) -> ItemNode:
    short, name = _text(entry.get("shortname")).strip(), _text(entry.get("name")).strip()
    standard, element = entry.get("standardid"), entry.get("elementid")
    ids = [str(it) for it in (standard, element) if isinstance(it, int | str)]
    foreign_id = "/".join(ids) or short
    choices = (short if short != name else "", *ids[1:], "-".join(ids), short, name)
    code = next((it for it in choices if it and it not in entries.codes), "")
    html = _text(entry.get("description"))
    description = entries.notes.fitting(text_of(html), "description", entry=name)
    foreign = {key: value for key, value in entry.items() if key not in PLACED}
    if html != html_of(description):
        foreign["description"] = html
    said = {"label": name or short, **({"description": description} if description else {})}
    identity = lineage_of(namespace, f"mahara {foreign_id}")
    return ItemNode(
        kind="",
        code=code or foreign_id,
        texts={main: said},
        identity=identity,
        foreign_id=foreign_id,
        foreign=foreign,
    )


def _placed(entries: Entries) -> Iterator[ItemNode]:
    ordered = in_reading_order(entries.parents)
    for key in ordered.loops:
        entries.notes.warn(LOOP, entry=key, code=entries.nodes[key].code)
    above = {parent for _, parent in ordered.entries}
    for key, parent in ordered.entries:
        node = entries.nodes[key]
        inner = key in above or "standardelement" not in key
        kind = node.kind or (AREA if inner else COMPETENCE)
        code = None if parent is None else entries.nodes[parent].code
        yield replace(node, kind=kind, parent=code)


def _tree(
    framework: Json, items: tuple[ItemNode, ...], main: str, naming: Naming, notes: Notes
) -> ReferentielTree:
    own = _kept_tree(framework, items, notes)
    if own is not None:
        return _changed(own, framework, main)
    html = _text(framework.get("description"))
    about = notes.fitting(text_of(html), "description", entry="framework")
    statuses = framework.get("evidencestatuses")
    if statuses:
        notes.warn(FOUR, entry="evidencestatuses")
    others = ("name", "standards", "standardelements", OURS)
    name = _text(framework.get("name")).strip() or naming.title or naming.slug
    return ReferentielTree(
        slug=naming.slug,
        namespace=naming.namespace,
        label=naming.label,
        title={main: {"title": name}},
        content=Content(
            standing="projet",
            state="draft",
            texts={main: {"about": about}} if about else {},
            items=items,
            origin={key: value for key, value in framework.items() if key not in others},
        ),
    )


def _kept_tree(
    framework: Json, items: tuple[ItemNode, ...], notes: Notes
) -> ReferentielTree | None:
    if OURS not in framework:
        return None
    try:
        return tree_of(framework[OURS], items)
    except Unkept:
        notes.warn(STRANGE, entry="framework")
        return None


def _changed(own: ReferentielTree, framework: Json, main: str) -> ReferentielTree:
    """Return what our own export kept, with what was changed of it since."""
    said = matrix_head(own, main)
    title, texts = dict(own.title), dict(own.content.texts)
    if said["name"] != framework.get("name"):
        title[main] = {**title.get(main, {}), "title": _text(framework.get("name"))}
    if said["description"] != framework.get("description"):
        about = text_of(_text(framework.get("description")))
        texts[main] = {**texts.get(main, {}), "about": about}
    scales = _scales(own, said, framework, main)
    return replace(own, title=title, content=replace(own.content, texts=texts, scales=scales))


def _scales(own: ReferentielTree, said: Json, framework: Json, main: str) -> Any:  # noqa: ANN401
    """Return the scales, with the names that the four statuses have taken."""
    scales, found = own.content.scales, framework.get("evidencestatuses")
    if not scales or said["evidencestatuses"] == found or not isinstance(found, list):
        return scales
    names = {key: name for it in found if isinstance(it, dict) for key, name in it.items()}
    lowest, *others = scales["mastery"]
    renamed = [
        {**step, main: {**step.get(main, {}), "label": name}}
        if isinstance(name := names.get(key), str) and name
        else step
        for key, step in zip(STATUSES, others, strict=False)
    ]
    return {**scales, "mastery": (lowest, *renamed)}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
