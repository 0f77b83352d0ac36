"""The areas of a version of any size, and the competences under them, to choose from."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import CTE, func, select
from sqlalchemy.orm import Session, aliased

from referentiel.browsing import PER_PAGE, SHOWN, Asked, Line, item_in, matching, paths_of
from referentiel.models import AREA, COMPETENCE, Item


@dataclass(frozen=True)
class Place:
    """The areas at the roots, or inside `opened`; each line counts the areas that it holds."""

    opened: Item | None
    path: tuple[Item, ...]
    areas: list[Line]
    has_more: bool


def areas_at(session: Session, version_id: int, opened_id: int | None, page: int) -> Place | None:
    """Return a page of the areas at a place; None for a place that is not there."""
    opened = item_in(session, version_id, opened_id) if opened_id is not None else None
    if opened_id is not None and opened is None:
        return None
    inner = aliased(Item)
    held = (
        select(func.count())
        .select_from(inner)
        .where(inner.parent_id == Item.id, inner.kind == AREA)
        .correlate(Item)
        .scalar_subquery()
    )
    here = Item.parent_id == opened.id if opened else Item.parent_id.is_(None)
    rows = session.execute(
        select(Item, held)
        .where(Item.version_id == version_id, Item.kind == AREA, here)
        .order_by(Item.position)
        .limit(PER_PAGE + 1)
        .offset((page - 1) * PER_PAGE)
        .options(SHOWN)
    ).all()
    path = paths_of(session, [opened.id])[opened.id] if opened else ()
    lines = [Line(item, n) for item, n in rows[:PER_PAGE]]
    return Place(opened, path, lines, len(rows) > PER_PAGE)


def competences_under(
    session: Session,
    version_id: int,
    *,
    under: Collection[int] = (),
    words: str = "",
    limit: int,
) -> list[int]:
    """Return the ids of competences that answer `words`, under these items; `limit` at most.

    Without `under`, those of the whole version are looked through.
    """
    conditions = matching(Asked(words=words, kind=COMPETENCE))
    found = select(Item.id).where(Item.version_id == version_id, *conditions)
    if under:
        below = _below(version_id, under)
        found = found.where(Item.id.in_(select(below.c.id)))
    return list(session.scalars(found.order_by(Item.position).limit(limit)))


def sizes_below(session: Session, version_id: int, items: Collection[int]) -> dict[int, int]:
    """Return, by id, how many competences stand under each of these items, at any depth."""
    below = _below(version_id, items)
    rows = session.execute(
        select(below.c.top, func.count())
        .join(Item, Item.id == below.c.id)
        .where(Item.kind == COMPETENCE)
        .group_by(below.c.top)
    )
    return dict.fromkeys(items, 0) | {top: n for top, n in rows}  # noqa: C416 -- rows


def _below(version_id: int, items: Collection[int]) -> CTE:
    """Return all that the tree holds under these items, themselves included, by the top one."""
    tops = select(Item.id.label("top"), Item.id.label("id")).where(
        Item.version_id == version_id, Item.id.in_(items)
    )
    down = tops.cte("down", recursive=True)
    child = aliased(Item)
    return down.union(select(down.c.top, child.id).where(child.parent_id == down.c.id))
