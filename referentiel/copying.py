"""Copying the rows of a version into a draft, inside the base: twenty thousand take a second.

An entry is found again in the copy by its lineage, a job profile by its code.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, insert, literal, null, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from referentiel.models import Anchor, Edge, ExpectedLevel, Item, JobProfile, ScaleLevel, Version

Given = Mapping[str, ColumnElement[Any]]
FRESH: Given = {"revision": literal(1), "changed_by_id": null()}


def copy_rows(session: Session, origin: Version, target: Version) -> None:
    """Give a new version all that another one says; what became of entries is not copied."""
    session.flush()
    here: Given = {"version_id": literal(target.id)}
    _copy(session, Item, origin.id, {**here, **FRESH, "parent_id": null()}, order=Item.position)
    _join_parents(session, origin.id, target.id)
    _copy_edges(session, origin.id, target.id)
    _copy(session, JobProfile, origin.id, {**here, **FRESH}, order=JobProfile.position)
    _copy_expected(session, origin.id, target.id)
    for table in (ScaleLevel, Anchor):
        _copy(session, table, origin.id, here, order=table.level)
    target.rubrics = origin.rubrics
    session.flush()


def _copy(
    session: Session,
    table: type[Item | JobProfile | ScaleLevel | Anchor],
    origin_id: int,
    given: Given,
    *,
    order: InstrumentedAttribute[int],
) -> None:
    """Copy the rows of a version, with the `given` values instead of their own."""
    kept = [it for it in table.__table__.columns if it.name != "id" and it.name not in given]
    rows = select(*kept, *given.values()).where(table.version_id == origin_id).order_by(order)
    session.execute(insert(table).from_select([*(it.name for it in kept), *given], rows))


def _join_parents(session: Session, origin_id: int, target_id: int) -> None:
    """Put each copied item under the copy of its parent."""
    own, above, copy = aliased(Item), aliased(Item), aliased(Item)
    parent = (
        select(copy.id)
        .select_from(own)
        .join(above, above.id == own.parent_id)
        .join(copy, (copy.version_id == target_id) & (copy.lineage == above.lineage))
        .where(own.version_id == origin_id, own.lineage == Item.lineage)
        .correlate(Item)
        .scalar_subquery()
    )
    placed = update(Item).where(Item.version_id == target_id).values(parent_id=parent)
    session.execute(placed, execution_options={"synchronize_session": False})


def _copy_edges(session: Session, origin_id: int, target_id: int) -> None:
    start, end, new_start, new_end = (aliased(Item) for _ in range(4))
    rows = (
        select(literal(target_id), Edge.position, Edge.type, new_start.id, new_end.id, Edge.foreign)
        .outerjoin(start, start.id == Edge.origin_id)
        .outerjoin(
            new_start, (new_start.version_id == target_id) & (new_start.lineage == start.lineage)
        )
        .outerjoin(end, end.id == Edge.target_id)
        .outerjoin(new_end, (new_end.version_id == target_id) & (new_end.lineage == end.lineage))
        .where(Edge.version_id == origin_id)
        .order_by(Edge.position)
    )
    names = ["version_id", "position", "type", "origin_id", "target_id", "foreign"]
    session.execute(insert(Edge).from_select(names, rows))


def _copy_expected(session: Session, origin_id: int, target_id: int) -> None:
    profile, new_profile = aliased(JobProfile), aliased(JobProfile)
    item, new_item = aliased(Item), aliased(Item)
    said = (ExpectedLevel.level, ExpectedLevel.high, ExpectedLevel.weight, ExpectedLevel.critical)
    rows = (
        select(new_profile.id, new_item.id, *said)
        .join(profile, profile.id == ExpectedLevel.profile_id)
        .join(
            new_profile,
            (new_profile.version_id == target_id) & (new_profile.code == profile.code),
        )
        .join(item, item.id == ExpectedLevel.item_id)
        .join(new_item, (new_item.version_id == target_id) & (new_item.lineage == item.lineage))
        .where(profile.version_id == origin_id)
    )
    names = ["profile_id", "item_id", *(column.key for column in said)]
    session.execute(insert(ExpectedLevel).from_select(names, rows))
