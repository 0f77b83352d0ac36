"""From the JSON of a package to the tree: tolerant of what real files hold, and says so."""

from collections import Counter
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from referentiel.base import Json, french
from referentiel.checking import check
from referentiel.errors import ImportRefused
from referentiel.formats.base import Issue, Naming, Read, Source
from referentiel.formats.case.cleaning import CLEANING, Notes, package_of
from referentiel.formats.case.fields import text
from referentiel.formats.case.identity import is_uuid
from referentiel.formats.case.items import (
    LINK,
    foreign_fields,
    language_of,
    own_item,
    plain_item,
)
from referentiel.formats.case.marks import Unreadable, mark_of
from referentiel.formats.case.relations import crosswalk_of, edge_of, link_fields
from referentiel.formats.case.rubrics import BAD_MARK, Grids
from referentiel.formats.case.structure import Structure, key_of, structure_of
from referentiel.formats.case.whole import origin_of, plain_content, title_of, whole_marks
from referentiel.models import AREA, COMPETENCE
from referentiel.tree import (
    CrosswalkNode,
    EdgeNode,
    ItemNode,
    ReferentielTree,
    in_order,
    lineage_of,
)

REPEATED = french("Cet identifiant est employé deux fois : seule la première entrée est lue.")
TWICE = french("Cet identifiant est employé par deux entrées qui disent autre chose.")
NO_IDENTIFIER = french("Cette entrée n’a pas d’identifiant : elle en reçoit un d’après sa place.")
SAME_CODE = french(
    "Le code « %(code)s » est déjà pris : l’identifiant sert de code, et le code est gardé."
)
NO_STATEMENT = french("Cette entrée n’a pas d’énoncé : son code en tient lieu.")


def read(source: Source, naming: Naming) -> Read:
    """Return the référentiel that a package holds, and what had to be repaired or refused."""
    notes = Notes()
    try:
        said = package_of(source, notes)
        tree = None if notes.refused else tree_of(said, naming, notes, source)
        if tree is not None and not notes.refused:
            check(tree)
    except ImportRefused as refused:
        issue = Issue(refused.sentence, refused.values, is_error=True)
        return Read(None, (*notes.issues, issue))
    except (Unreadable, TypeError):
        notes.error(BAD_MARK, "CFDocument")
    return Read(None if notes.refused else tree, tuple(notes.issues))


@dataclass
class Reading:
    """What one package says, on the way to a tree."""

    said: Json
    naming: Naming
    notes: Notes
    items: dict[str, Json]
    codes: dict[str, str]
    language: str
    document: str
    untyped: frozenset[str]
    structure: Structure


def tree_of(said: Json, naming: Naming, notes: Notes, source: Source) -> ReferentielTree:
    """Return the tree of a package that was cleaned; its marks say what it is called here."""
    document = said["CFDocument"]
    own = mark_of(document)
    naming = naming if own is None else _named(own, naming)
    items = _by_key(said.get("CFItems", []), notes)
    key = key_of(document.get("identifier", ""))
    reading = Reading(
        said=said,
        naming=naming,
        notes=notes,
        items=items,
        codes=_codes(items, notes),
        language=_language(document, items, naming),
        document=key,
        untyped=_untyped(said),
        structure=structure_of(items, _relations(said), key, notes),
    )
    grids = Grids(items, reading.language, notes)
    rubrics = grids.rubrics(said.get("CFRubrics", []))
    nodes = _nodes(reading, grids, source)
    edges, links = _beside(reading)
    plain = ReferentielTree(
        slug=naming.slug,
        namespace=naming.namespace,
        label=naming.label,
        title={reading.language: {"title": title_of(document, naming)}},
        content=replace(
            plain_content(said, reading.language),
            items=nodes,
            rubrics=rubrics,
            edges=edges,
            origin={} if own is not None else origin_of(said, naming.label),
        ),
        crosswalks=in_order(links, nodes),
    )
    return plain if own is None else whole_marks(plain, own)


def _named(own: Json, naming: Naming) -> Naming:
    slug, label, namespace = own.get("slug"), own.get("label"), own.get("namespace")
    if not (isinstance(slug, str) and isinstance(label, str) and is_uuid(namespace)):
        raise Unreadable("slug")
    return replace(naming, slug=slug, label=label, namespace=UUID(str(namespace)))


def _by_key(said: list[Json], notes: Notes) -> dict[str, Json]:
    """Return the items by the key of their identifier; what comes back is read once."""
    found: dict[str, Json] = {}
    for place, one in enumerate(said, start=1):
        named = one.get("identifier")
        if not isinstance(named, str) or not named:
            entry = str(named or text(one.get("fullStatement")) or f"CFItems {place}")
            notes.warn(NO_IDENTIFIER, entry)
            named = str(named) if named else f"CFItems-{place}"
            one = {**one, "identifier": named}
        if found.setdefault(key_of(named), one) is one:
            continue
        if found[key_of(named)] == one:
            notes.warn(REPEATED, named)
        else:
            notes.error(TWICE, named)
    return found


def _codes(items: dict[str, Json], notes: Notes) -> dict[str, str]:
    """Return a code for each key: the one of the file, unless it has none or repeats it."""
    marked = {key: mark_of(one) or {} for key, one in items.items()}
    said = {key: _said_code(one, marked[key]) for key, one in items.items()}
    taken = {one["identifier"] for key, one in items.items() if not said[key]}
    found: dict[str, str] = {}
    for key, code in said.items():
        if code and code not in taken:
            found[key] = code
        else:
            found[key] = items[key]["identifier"]
            if code:
                notes.warn(SAME_CODE, found[key], code=code)
        taken.add(found[key])
    return found


def _said_code(said: Json, mark: Json) -> str:
    own = mark.get("code")
    return own if isinstance(own, str) else (text(said.get("humanCodingScheme")) or "").strip()


def _language(document: Json, items: dict[str, Json], naming: Naming) -> str:
    """Return the language of the document, else the one of most items, else the one asked for."""
    said = language_of(document.get("language"), "")
    if not said:
        spoken = Counter(language_of(one.get("language"), "") for one in items.values())
        said = next((one for one, _count in spoken.most_common() if one), "")
    return said or naming.language


def _untyped(said: Json) -> frozenset[str]:
    """Return the names that we give to types of items which have none."""
    types = said.get("CFDefinitions", {}).get("CFItemTypes", [])
    found = types if isinstance(types, list) else []
    return frozenset(
        one["title"]
        for one in found
        if isinstance(one, dict)
        and isinstance(one.get("title"), str)
        and (mark_of(one) or {}).get("untyped")
    )


def _relations(said: Json) -> list[Json]:
    """Return the associations, without what we derive for other readers."""
    found = said.get("CFAssociations", [])
    return [one for one in found if not (mark_of(one) or {}).get("derived")]


def _nodes(reading: Reading, grids: Grids, source: Source) -> tuple[ItemNode, ...]:
    parents, order = set(reading.structure.parents.values()), reading.structure.order
    return tuple(
        replace(
            _node(reading, key, COMPETENCE if key not in parents else AREA),
            criteria=grids.of_item(key),
        )
        for key in source.passing(order, len(order), 1 - CLEANING)
    )


def _node(reading: Reading, key: str, kind: str) -> ItemNode:
    said, mark = reading.items[key], mark_of(reading.items[key])
    node = plain_item(said, reading.codes[key], kind, reading.language)
    parent = reading.structure.parents.get(key)
    node = replace(node, parent=reading.codes[parent] if parent is not None else None)
    if mark is None:
        return _foreign_node(reading, key, node)
    lineage = said["identifier"]
    follows = lineage_of(reading.naming.namespace, node.code) == lineage
    node = replace(node, identity=None if follows else lineage)
    try:
        return own_item(said, node, reading.untyped)
    except Unreadable:
        reading.notes.error(BAD_MARK, lineage)
        return node


def _foreign_node(reading: Reading, key: str, node: ItemNode) -> ItemNode:
    said, link = reading.items[key], reading.structure.links.get(key)
    named = said["identifier"]
    if not (said.get("fullStatement") or said.get("abbreviatedStatement")):
        reading.notes.warn(NO_STATEMENT, named)
    lineage = named if is_uuid(named) else str(uuid5(reading.naming.namespace, named))
    follows = lineage_of(reading.naming.namespace, node.code) == lineage
    foreign = foreign_fields(said)
    if _refers_to(foreign.get("CFDocumentURI"), reading.said["CFDocument"]):
        del foreign["CFDocumentURI"]
    if node.code != text(said.get("humanCodingScheme")) and said.get("humanCodingScheme"):
        foreign["humanCodingScheme"] = said["humanCodingScheme"]
    foreign[LINK] = None if link is None else link_fields(link)
    if link is not None and mark_of(link) is not None:
        del foreign[LINK]
    return replace(node, identity=None if follows else lineage, foreign_id=named, foreign=foreign)


def _refers_to(link: object, document: Json) -> bool:
    if isinstance(link, dict):
        return key_of(link.get("identifier")) == key_of(document.get("identifier"))
    return link is not None and link in (document.get("uri"), document.get("CFPackageURI"))


def _beside(reading: Reading) -> tuple[tuple[EdgeNode, ...], list[CrosswalkNode]]:
    """Return the relations beside the tree, and our own correspondences among them."""
    edges: list[EdgeNode] = []
    links: list[CrosswalkNode] = []
    for one in reading.structure.others:
        try:
            link = crosswalk_of(one, reading.codes)
            if link is not None:
                links.append(link)
            else:
                edges.append(edge_of(one, reading.codes))
        except Unreadable:
            reading.notes.error(BAD_MARK, str(one.get("identifier")))
    return tuple(edges), links
