"""All that is known of one item of any version, gathered for one page."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from referentiel import queries
from referentiel.browsing import Line, children_of, neighbour_of, parents_of, paths_of
from referentiel.ladders import ladder_of
from referentiel.library import lives_of
from referentiel.models import (
    COMPETENCE,
    Crosswalk,
    Edge,
    ExpectedLevel,
    Item,
    JobProfile,
    ScaleLevel,
    Version,
)
from referentiel.tree import CHILD_OF, COLLECTIVE

MOST_EDGES = 100


@dataclass(frozen=True)
class Relation:
    """An edge as it is seen from an item; `other` is the item at its other end, if held here."""

    edge: Edge
    other: Item | None
    is_outgoing: bool


@dataclass(frozen=True)
class ItemSheet:
    """`levels`, `described` and `collective` run from 0 to 4, and are empty without a scale.

    `path` is what is above the item, from the root down; `parents` stand beside the tree.
    """

    item: Item
    path: tuple[Item, ...]
    parents: list[Item]
    children: list[Line]
    levels: list[ScaleLevel]
    described: list[str]
    collective: list[str]
    expected: list[tuple[JobProfile, ExpectedLevel]]
    relations: list[Relation]
    crosswalks: list[Crosswalk]
    lives: list[tuple[Version, int]]
    previous: Item | None
    next: Item | None


def item_sheet(
    session: Session, version: Version, item: Item, language: str, organisations: Collection[int]
) -> ItemSheet:
    """Return the sheet of an item; a constant number of SELECTs.

    Drafts of `organisations` are among the versions in which it lives.
    """
    path = paths_of(session, [item.id])[item.id]
    anchors = queries.anchors_of(session, version.id)
    described = ladder_of(item, anchors, language) if item.kind == COMPETENCE else []
    collective = anchors.get(COLLECTIVE, ()) if item.scope == "C" else ()
    links = queries.crosswalks_of(session, version.referentiel_id, [item.lineage])
    return ItemSheet(
        item=item,
        path=path,
        parents=parents_of(session, item),
        children=children_of(session, item),
        levels=queries.scale_of(session, version.id, "mastery"),
        described=described if any(described) else [],
        collective=[anchor.description(language) for anchor in collective],
        expected=_expected(session, item, path),
        relations=_relations(session, item),
        crosswalks=links.get(item.lineage, []),
        lives=lives_of(session, item.lineage, organisations),
        previous=neighbour_of(session, item, is_next=False),
        next=neighbour_of(session, item, is_next=True),
    )


def _expected(
    session: Session, item: Item, path: tuple[Item, ...]
) -> list[tuple[JobProfile, ExpectedLevel]]:
    """Return what each profile expects: of the item, else of the nearest item above it."""
    nearness = {held.id: place for place, held in enumerate((*path, item))}
    rows = session.execute(
        select(JobProfile, ExpectedLevel)
        .join(ExpectedLevel, ExpectedLevel.profile_id == JobProfile.id)
        .where(ExpectedLevel.item_id.in_(nearness))
        .order_by(JobProfile.position)
    )
    found: dict[int, tuple[JobProfile, ExpectedLevel]] = {}
    for profile, expected in rows:
        known = found.get(profile.id)
        if known is None or nearness[known[1].item_id] < nearness[expected.item_id]:
            found[profile.id] = (profile, expected)
    return list(found.values())


def _relations(session: Session, item: Item) -> list[Relation]:
    """Return the edges of an item that the tree does not tell, and those that lead outside."""
    origin, target = aliased(Item), aliased(Item)
    rows = session.execute(
        select(Edge, origin, target)
        .outerjoin(origin, origin.id == Edge.origin_id)
        .outerjoin(target, target.id == Edge.target_id)
        .where(
            or_(Edge.origin_id == item.id, Edge.target_id == item.id),
            or_(Edge.type != CHILD_OF, Edge.origin_id.is_(None), Edge.target_id.is_(None)),
        )
        .order_by(Edge.position)
        .limit(MOST_EDGES)
    )
    return [
        Relation(edge, there if edge.origin_id == item.id else here, edge.origin_id == item.id)
        for edge, here, there in rows
    ]
