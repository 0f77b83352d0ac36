"""Finding, among published versions, what a server of CASE is asked for by an identifier."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager, defer

from referentiel.formats.case.identity import exported
from referentiel.formats.case.items import LINK
from referentiel.models import Crosswalk, Edge, Item, Referentiel, Succession, Version
from referentiel.models.links import BY_TARGET, REFUSED
from referentiel.models.versions import LATEST, PUBLISHED
from referentiel.people import Organisation
from referentiel.stored import item_node, namespace_of
from referentiel.tree import (
    Content,
    CrosswalkNode,
    EdgeNode,
    ItemNode,
    ReferentielTree,
    SuccessionNode,
)

Chosen = TypeVar("Chosen", bound=Select[*tuple[Any, ...]])
OUTSIDE = exported("?")[:8]  # how the identifier of a relation begins that starts nowhere here


@dataclass(frozen=True)
class Served:
    """A published version and what it says as a whole, without its items."""

    version: Version
    tree: ReferentielTree


def served_versions(session: Session, ids: Collection[int] | None = None) -> list[Served]:
    """Return the published versions, the latest first, without their items; one SELECT."""
    found = (
        select(Version, Organisation.name)
        .join(Version.referentiel)
        .join(Organisation, Organisation.id == Referentiel.organisation_id)
        .where(Version.state == PUBLISHED)
        .order_by(*LATEST)
        .options(contains_eager(Version.referentiel), defer(Version.rubrics))
    )
    if ids is not None:
        found = found.where(Version.id.in_(ids))
    return [Served(version, bare_tree(version, name)) for version, name in session.execute(found)]


def bare_tree(version: Version, holder: str) -> ReferentielTree:
    """Return what a version says as a whole, without items, scales and correspondences."""
    return ReferentielTree(
        slug=version.referentiel.slug,
        namespace=namespace_of(version.referentiel),
        label=version.label,
        title=version.referentiel.texts,
        content=Content(
            standing=version.standing,
            state=version.state,
            texts=version.texts,
            items=(),
            origin=version.origin,
        ),
        published_on=version.published_on,
        holder=holder,
    )


def rubric_keys(session: Session) -> dict[int, list[str]]:
    """Return the keys of the grids of each published version."""
    found = select(Version.id, Version.rubrics).where(Version.state == PUBLISHED)
    return {number: [one["key"] for one in grids] for number, grids in session.execute(found)}


def kinds_of_items(session: Session) -> dict[int, list[ItemNode]]:
    """Return, for each published version, one bare item for each type and kind that it has."""
    columns = (Item.version_id, Item.kind, Item.type, Item.foreign_id.is_(None))
    found = select(*columns).distinct().join(Version).where(Version.state == PUBLISHED)
    kinds: dict[int, list[ItemNode]] = {}
    for place, (version_id, kind, type_, is_ours) in enumerate(session.execute(found)):
        node = ItemNode(kind, str(place), {}, type=type_, foreign_id=None if is_ours else "?")
        kinds.setdefault(version_id, []).append(node)
    return kinds


def find_item(session: Session, identifier: str) -> Item | None:
    """Return the item that leaves under this identifier, in the version published last.

    Where the pattern refuses the identity of an item, it leaves under an alias, a UUIDv5.
    """
    spelt = Item.lineage.in_((identifier, identifier.upper()))
    found = session.scalar(_published(select(Item)).where(spelt).limit(1))
    if found is not None or identifier[14] != "5":
        return found
    for item_id, lineage in session.execute(
        _published(select(Item.id, Item.lineage)).where(_refused_by_the_pattern())
    ):
        if exported(lineage) == identifier:
            return session.get(Item, item_id)
    return None


def _published(found: Chosen) -> Chosen:
    return (
        found.join(Version, Version.id == Item.version_id)
        .where(Version.state == PUBLISHED)
        .order_by(*LATEST, Item.position)
    )


def _refused_by_the_pattern() -> ColumnElement[bool]:
    """Return the lineages whose version or variant CASE 1.1 does not know."""
    return or_(
        func.substr(Item.lineage, 15, 1).not_in([*"12345"]),
        func.substr(Item.lineage, 20, 1).not_in([*"89abAB"]),
    )


def items_of_association(session: Session, identifier: str) -> dict[int, set[int | None]]:
    """Return, by published version, the items which the association of an identifier may touch.

    Identifiers that we make begin as the identity of the origin does; foreign ones stand where
    they were read. None stands for a relation which touches no item held here.
    """
    pairs = select(Item.version_id, Item.id)
    head = identifier[:8]
    begins = or_(_begins(Item.lineage, head), _begins(Item.lineage, head.upper()))
    spelt = (identifier, identifier.upper())
    said = Item.foreign[(LINK, "identifier")].as_string().in_(spelt)
    rows = list(session.execute(_published(pairs).where(or_(begins, said))))
    named = Edge.foreign["identifier"].as_string().in_(spelt)
    if head == OUTSIDE:
        named = or_(named, Edge.origin_id.is_(None))
    ends = select(Edge.version_id, func.coalesce(Edge.origin_id, Edge.target_id)).join(Version)
    rows += session.execute(ends.where(Version.state == PUBLISHED, named))
    replaced = (
        _published(pairs)
        .join(Succession, Succession.version_id == Item.version_id)
        .where(
            Succession.target == Item.lineage,
            or_(_begins(Succession.origin, head), _begins(Succession.origin, head.upper())),
        )
    )
    rows += session.execute(replaced)
    found: dict[int, set[int | None]] = {}
    for version_id, item_id in rows:
        found.setdefault(version_id, set()).add(item_id)
    return found


def _begins(column: Any, head: str) -> ColumnElement[bool]:  # noqa: ANN401 -- a column of texts
    # A range, not LIKE: an index serves it in every base. Both ends are UUIDs, so that no
    # collation puts their hyphens elsewhere.
    rest = "-0000-0000-0000-000000000000"
    last = rest.replace("0", "F" if head.isupper() else "f")
    between: ColumnElement[bool] = column.between(head + rest, head + last)
    return between


def neighbourhood(
    session: Session, served: Served, asked: Collection[int | None]
) -> ReferentielTree:
    """Return a version cut down to some items and all that their relations touch.

    Siblings and children are there in full, so that relations have the numbers that they have in
    the whole; a constant number of SELECTs.
    """
    version = served.version
    item_ids = {one for one in asked if one is not None}
    edges = _edges_of(session, version.id, item_ids, outside=None in asked)
    near = {end for edge in edges for end in (edge.origin_id, edge.target_id) if end is not None}
    items = _items_around(session, version.id, {*item_ids}, near)
    codes = {item.id: item.code for item in items}
    lineages = [item.lineage for item in items if item.id in item_ids]
    content = replace(
        served.tree.content,
        items=tuple(item_node(item, codes, served.tree.namespace) for item in items),
        edges=tuple(_edge_node(edge, codes) for edge in edges),
    )
    return replace(
        served.tree,
        content=content,
        crosswalks=_crosswalks(session, version.referentiel_id, lineages, items),
        successions=_successions(session, version.id, lineages),
    )


def _items_around(session: Session, version_id: int, ids: set[int], near: set[int]) -> list[Item]:
    in_version = Item.version_id == version_id
    parents = set(session.scalars(select(Item.parent_id).where(Item.id.in_(ids))))
    known = {parent for parent in parents if parent is not None}
    around = or_(Item.id.in_(ids | near | known), Item.parent_id.in_(ids | known))
    if None in parents:
        around = or_(around, Item.parent_id.is_(None))
    found = select(Item).where(in_version, around).order_by(Item.position)
    return list(session.scalars(found))


def _edges_of(
    session: Session, version_id: int, ids: Collection[int], *, outside: bool
) -> list[Edge]:
    touching: ColumnElement[bool] = or_(Edge.origin_id.in_(ids), Edge.target_id.in_(ids))
    if outside:
        touching = or_(touching, and_(Edge.origin_id.is_(None), Edge.target_id.is_(None)))
    found = select(Edge).where(Edge.version_id == version_id, touching).order_by(Edge.position)
    return list(session.scalars(found))


def _edge_node(edge: Edge, codes: dict[int, str]) -> EdgeNode:
    origin, target = codes.get(edge.origin_id or 0), codes.get(edge.target_id or 0)
    return EdgeNode(edge.type, origin, target, edge.foreign)


def _crosswalks(
    session: Session, referentiel_id: int, lineages: Collection[str], items: Collection[Item]
) -> tuple[CrosswalkNode, ...]:
    codes = {item.lineage: item.code for item in items}
    found = select(Crosswalk).where(
        Crosswalk.referentiel_id == referentiel_id,
        Crosswalk.lineage.in_(lineages),
        Crosswalk.status != REFUSED,
    )
    return tuple(
        CrosswalkNode(
            code=codes[link.lineage],
            scheme=link.scheme,
            target=link.target,
            target_version=link.target_version,
            target_label=link.target_label,
            relation=link.relation,
            status=link.status,
        )
        for link in session.scalars(found.order_by(*BY_TARGET))
    )


def _successions(
    session: Session, version_id: int, lineages: Collection[str]
) -> tuple[SuccessionNode, ...]:
    touching = or_(Succession.origin.in_(lineages), Succession.target.in_(lineages))
    found = select(Succession).where(Succession.version_id == version_id, touching)
    return tuple(
        SuccessionNode(it.kind, it.origin, it.target)
        for it in session.scalars(found.order_by(Succession.id))
    )
