"""Reading a draft for those who write it."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from referentiel.base import Texts
from referentiel.models import (
    Anchor,
    ExpectedLevel,
    Item,
    JobProfile,
    Remark,
    ScaleLevel,
    Version,
)
from referentiel.models.discussion import OPEN
from referentiel.people import Person


class Place(NamedTuple):
    """Where an item stands: what moving it has to know."""

    id: int
    parent_id: int | None
    position: int
    kind: str


class Line(NamedTuple):
    """What the outline shows of an item."""

    id: int
    parent_id: int | None
    kind: str
    code: str
    foreign_id: str | None
    lineage: str
    type: str | None
    texts: Texts
    described: bool  # it has descriptors of its own


def item_in(session: Session, version_id: int, item_id: int) -> Item | None:
    """Return an item of a version, as it is now."""
    found = select(Item).where(Item.version_id == version_id, Item.id == item_id)
    return session.scalar(found.execution_options(populate_existing=True))


def item_of_lineage(session: Session, version_id: int, lineage: str) -> Item | None:
    """Return the item of a version that has this identity, as it is now."""
    found = select(Item).where(Item.version_id == version_id, Item.lineage == lineage)
    return session.scalar(found.execution_options(populate_existing=True))


def profile_in(session: Session, version_id: int, profile_id: int) -> JobProfile | None:
    """Return a job profile of a version with what it expects, as it is now."""
    found = (
        select(JobProfile)
        .where(JobProfile.version_id == version_id, JobProfile.id == profile_id)
        .options(selectinload(JobProfile.expected))
    )
    return session.scalar(found.execution_options(populate_existing=True))


def places_of(session: Session, version_id: int) -> list[Place]:
    """Return where every item of a version stands, in reading order."""
    found = (
        select(Item.id, Item.parent_id, Item.position, Item.kind)
        .where(Item.version_id == version_id)
        .order_by(Item.position)
    )
    return [Place(*row) for row in session.execute(found)]


def lines_of(session: Session, version_id: int) -> list[Line]:
    """Return what the outline shows of every item, in reading order."""
    columns = (
        Item.id,
        Item.parent_id,
        Item.kind,
        Item.code,
        Item.foreign_id,
        Item.lineage,
        Item.type,
        Item.texts,
        Item.criteria,
    )
    found = select(*columns).where(Item.version_id == version_id).order_by(Item.position)
    return [Line(*row[:-1], described=bool(row[-1])) for row in session.execute(found)]


def codes_given(session: Session, referentiel_id: int) -> dict[str, str]:
    """Return every code that a version of a référentiel gave, and the lineage it gave it to."""
    found = (
        select(Item.code, Item.lineage)
        .join(Version, Version.id == Item.version_id)
        .where(Version.referentiel_id == referentiel_id)
        .distinct()
    )
    return {code: lineage for code, lineage in session.execute(found)}  # noqa: C416 -- rows


def code_given_to_another(session: Session, referentiel_id: int, code: str, lineage: str) -> bool:
    """Say whether some version of a référentiel gave this code to something else."""
    found = (
        select(Item.id)
        .join(Version, Version.id == Item.version_id)
        .where(Version.referentiel_id == referentiel_id, Item.code == code, Item.lineage != lineage)
    )
    return session.scalar(found.limit(1)) is not None


def scales_of(session: Session, version_id: int) -> list[ScaleLevel]:
    """Return the steps of both scales of a version, as they are now."""
    found = select(ScaleLevel).where(ScaleLevel.version_id == version_id)
    return list(session.scalars(found.execution_options(populate_existing=True)))


def anchors_of_type(session: Session, version_id: int, type_: str) -> list[Anchor]:
    """Return the anchors of one type, 0 to 4, as they are now."""
    found = (
        select(Anchor)
        .where(Anchor.version_id == version_id, Anchor.type == type_)
        .order_by(Anchor.level)
    )
    return list(session.scalars(found.execution_options(populate_existing=True)))


def types_in_use(session: Session, version_id: int) -> dict[str, int]:
    """Return how many items are of each type."""
    counted = (
        select(Item.type, func.count())
        .where(Item.version_id == version_id, Item.type.is_not(None))
        .group_by(Item.type)
        .order_by(func.min(Item.position))
    )
    return {type_: count for type_, count in session.execute(counted) if type_}


def items_naming(session: Session, version_id: int) -> dict[str, int]:
    """Return how many items name each source (« source:x ») and each older reference."""
    found = select(Item.sources, Item.references).where(Item.version_id == version_id)
    counts: dict[str, int] = {}
    for sources, references in session.execute(found):
        for key in [f"source:{it}" for it in sources] + [f"reference:{it}" for it in references]:
            counts[key] = counts.get(key, 0) + 1
    return counts


def expecting(session: Session, version_id: int) -> set[int]:
    """Return the ids of items of which some profile expects a level."""
    found = (
        select(ExpectedLevel.item_id)
        .join(JobProfile, JobProfile.id == ExpectedLevel.profile_id)
        .where(JobProfile.version_id == version_id)
    )
    return set(session.scalars(found))


def lineages_in(session: Session, version_id: int | None, lineages: Collection[str]) -> set[str]:
    """Return those of `lineages` that a version holds."""
    found = select(Item.lineage).where(Item.version_id == version_id, Item.lineage.in_(lineages))
    return set(session.scalars(found))


def open_remarks(session: Session, version_id: int) -> dict[str, int]:
    """Return how many remarks await a decision, by lineage; "" counts those on the whole."""
    counted = (
        select(Remark.lineage, func.count())
        .where(Remark.version_id == version_id, Remark.state == OPEN)
        .group_by(Remark.lineage)
    )
    return {lineage or "": count for lineage, count in session.execute(counted)}


def item_of_code(session: Session, version_id: int, code: str) -> Item | None:
    """Return the item that has a code in a version."""
    found = select(Item).where(Item.version_id == version_id, Item.code == code)
    return session.scalar(found)


def items_of_lineages(
    session: Session, version_id: int, lineages: Collection[str]
) -> dict[str, Item]:
    """Return the items of a version that have these identities, by identity."""
    found = select(Item).where(Item.version_id == version_id, Item.lineage.in_(lineages))
    return {item.lineage: item for item in session.scalars(found)}


def names_of(session: Session, people: Collection[int]) -> dict[int, str]:
    """Return the names of people by their numbers."""
    found = select(Person.id, Person.name).where(Person.id.in_(people))
    return {number: name for number, name in session.execute(found)}  # noqa: C416 -- rows
