"""Reading a version of any size: whole where it is small, else branch by branch, or by a search.

The number of SELECTs does not depend on the size, and no more rows are fetched than are shown.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, case, func, literal, select, union
from sqlalchemy.orm import Session, aliased, load_only

from referentiel.models import AREA, COMPETENCE, Edge, Item
from referentiel.search import saying
from referentiel.tree import CHILD_OF

WHOLE = 150  # items: a version up to this size is shown at once
PER_PAGE = 60
DEEPEST = 50  # steps up or down a tree before we give up on a circle
SHOWN = load_only(
    Item.version_id,
    Item.lineage,
    Item.parent_id,
    Item.position,
    Item.kind,
    Item.code,
    Item.foreign_id,
    Item.type,
    Item.core,
    Item.texts,
    raiseload=True,
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody wants to see of a version; with nothing asked, its roots."""

    words: str = ""
    type: str = ""
    kind: str = ""
    under: int | None = None
    page: int = 1

    @property
    def searches(self) -> bool:
        """Whether the whole version is searched, not a branch opened."""
        return bool(self.words or self.type or self.kind)


@dataclass(frozen=True)
class Counts:
    """How much a version holds, at its roots too, and the types that its items say."""

    areas: int = 0
    competences: int = 0
    roots: int = 0
    types: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return self.areas + self.competences


@dataclass(frozen=True)
class Line:
    """An item as a list shows it: how many it holds, and what is above it, from the root down."""

    item: Item
    children: int = 0
    path: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Shown:
    """One page of `total` lines, under the item `opened` or at the roots."""

    counts: Counts
    asked: Asked
    lines: list[Line]
    total: int
    opened: Item | None
    path: tuple[Item, ...]  # above the opened item

    @property
    def is_whole(self) -> bool:
        return not self.asked.searches and self.asked.under is None and is_small(self.counts)

    @property
    def pages(self) -> int:
        return 1 if self.is_whole else max(1, -(-self.total // PER_PAGE))


def is_small(counts: Counts) -> bool:
    """Say whether a version is shown at once."""
    return counts.total <= WHOLE


def browse(session: Session, version_id: int, asked: Asked) -> Shown | None:
    """Return what somebody asked to see; None for a branch or a page that is not there."""
    counts = counts_of(session, [version_id]).get(version_id, Counts())
    shown: Shown | None
    if asked.searches:
        shown = _found(session, version_id, asked, counts)
    elif asked.under is not None:
        shown = _opened(session, version_id, asked, counts)
    elif is_small(counts):
        items = _read(session, select(Item).where(Item.version_id == version_id))
        shown = Shown(counts, asked, [Line(it) for it in items], counts.total, None, ())
    else:
        roots = select(Item).where(Item.version_id == version_id, Item.parent_id.is_(None))
        shown = Shown(counts, asked, _lines(session, roots, asked), counts.roots, None, ())
    return shown if shown and asked.page <= shown.pages else None


def counts_of(session: Session, versions: Collection[int]) -> dict[int, Counts]:
    """Return how much each of these versions holds."""
    rows = session.execute(
        select(
            Item.version_id,
            Item.kind,
            Item.type,
            func.count(),
            func.count(case((Item.parent_id.is_(None), 1))),
        )
        .where(Item.version_id.in_(versions))
        .group_by(Item.version_id, Item.kind, Item.type)
        .order_by(Item.version_id, Item.kind, Item.type)
    )
    held: dict[int, Counts] = {}
    for version_id, kind, type_, n, roots in rows:
        so_far = held.get(version_id, Counts())
        new = (type_,) if type_ and type_ not in so_far.types else ()
        held[version_id] = Counts(
            areas=so_far.areas + (n if kind == AREA else 0),
            competences=so_far.competences + (n if kind == COMPETENCE else 0),
            roots=so_far.roots + roots,
            types=so_far.types + new,
        )
    return held


def item_in(session: Session, version_id: int, item_id: int) -> Item | None:
    """Return an item of this version."""
    return session.scalar(select(Item).where(Item.version_id == version_id, Item.id == item_id))


def children_of(session: Session, item: Item, limit: int = PER_PAGE) -> list[Line]:
    """Return what stands under an item, of which it may be one of several parents."""
    rows = session.execute(
        _under(item.id).add_columns(_children()).options(SHOWN).order_by(Item.position).limit(limit)
    )
    return [Line(child, children) for child, children in rows]


def parents_of(session: Session, item: Item) -> list[Item]:
    """Return the parents of an item beside the one that the tree shows it under."""
    beside = select(Edge.target_id).where(Edge.origin_id == item.id, Edge.type == CHILD_OF)
    return _read(session, select(Item).where(Item.id.in_(beside)))


def paths_of(session: Session, items: Collection[int]) -> dict[int, tuple[Item, ...]]:
    """Return, by id, what is above each of these items, from the root down."""
    start = select(
        Item.id.label("start"), Item.parent_id.label("above"), literal(1).label("steps")
    ).where(Item.id.in_(items))
    up = start.cte("up", recursive=True)
    above = aliased(Item)
    up = up.union_all(
        select(up.c.start, above.parent_id, up.c.steps + 1).where(
            above.id == up.c.above, up.c.steps < DEEPEST
        )
    )
    rows = session.execute(
        select(up.c.start, Item)
        .join(Item, Item.id == up.c.above)
        .order_by(up.c.start, up.c.steps.desc())
        .options(SHOWN)
    )
    paths: dict[int, tuple[Item, ...]] = dict.fromkeys(items, ())
    for number, item in rows:
        paths[number] = (*paths[number], item)
    return paths


def matching(asked: Asked) -> list[ColumnElement[bool]]:
    """Return the conditions that an item answers; words are looked for in every language."""
    conditions = saying(asked.words)
    if asked.type:
        conditions.append(Item.type == asked.type)
    if asked.kind:
        conditions.append(Item.kind == asked.kind)
    return conditions


def _found(session: Session, version_id: int, asked: Asked, counts: Counts) -> Shown:
    answers = select(Item).where(Item.version_id == version_id, *matching(asked))
    total = _size(session, answers)
    items = _read(session, _paged(answers, asked.page))
    paths = paths_of(session, [item.id for item in items])
    return Shown(counts, asked, [Line(it, path=paths[it.id]) for it in items], total, None, ())


def _opened(session: Session, version_id: int, asked: Asked, counts: Counts) -> Shown | None:
    opened = item_in(session, version_id, asked.under or 0)
    if opened is None:
        return None
    held = _under(opened.id)
    path = paths_of(session, [opened.id])[opened.id]
    lines = _lines(session, held, asked)
    return Shown(counts, asked, lines, _size(session, held), opened, path)


def _lines(session: Session, items: Select[Item], asked: Asked) -> list[Line]:
    rows = session.execute(_paged(items.add_columns(_children()).options(SHOWN), asked.page))
    return [Line(item, children) for item, children in rows]


def _size(session: Session, items: Select[Item]) -> int:
    return (
        session.scalar(
            select(func.count()).select_from(items.with_only_columns(Item.id).subquery())
        )
        or 0
    )


def _under(parent_id: int) -> Select[Item]:
    """Return the items under one, by the tree or by an edge beside it."""
    inner = aliased(Item)
    held = union(
        select(inner.id).where(inner.parent_id == parent_id),
        select(Edge.origin_id).where(Edge.target_id == parent_id, Edge.type == CHILD_OF),
    ).subquery()
    return select(Item).where(Item.id.in_(select(held.c.id)))


def _children() -> ColumnElement[int]:
    """Return how many items stand under each item of a SELECT, as `_held` finds them."""
    child, origin = aliased(Item), aliased(Item)
    own = (
        select(func.count())
        .select_from(child)
        .where(child.parent_id == Item.id)
        .correlate(Item)
        .scalar_subquery()
    )
    beside = (
        select(func.count())
        .select_from(Edge)
        .join(origin, origin.id == Edge.origin_id)
        .where(
            Edge.target_id == Item.id,
            Edge.type == CHILD_OF,
            origin.parent_id.is_distinct_from(Edge.target_id),
        )
        .correlate(Item)
        .scalar_subquery()
    )
    return own + beside


def _read(session: Session, items: Select[Item]) -> list[Item]:
    return list(session.scalars(items.options(SHOWN).order_by(Item.position)))


def _paged(rows: Select[Any], page: int) -> Select[Any]:
    return rows.order_by(Item.position).limit(PER_PAGE).offset((page - 1) * PER_PAGE)


def nested(lines: Sequence[Line]) -> dict[int, list[Line]]:
    """Return lines by the id of the parent among them; 0 holds those that have none there."""
    given = {line.item.id for line in lines}
    held: dict[int, list[Line]] = {}
    for line in lines:
        parent = line.item.parent_id
        held.setdefault(parent if parent in given else 0, []).append(line)
    return held


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
