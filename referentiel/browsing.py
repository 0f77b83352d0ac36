"""Reading a version of any size: whole where it is small, else branch by branch, or by a search.

The number of SELECTs does not depend on the size, and no more rows are fetched than are shown.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, cast, func, literal, select, union
from sqlalchemy.orm import Session, aliased, load_only

from referentiel.base import as_written
from referentiel.crosswalks import ROME
from referentiel.models import AREA, COMPETENCE, Crosswalk, Edge, Item, Version
from referentiel.models.links import REFUSED
from referentiel.search import saying
from referentiel.tree import CHILD_OF

WHOLE = 150  # items: a version up to this size is shown at once
PER_PAGE = 60
DEEPEST = 50  # steps up or down a tree before we give up on a circle
WITH_ROME, WITHOUT_ROME = "with", "without"
SHOWN = load_only(
    Item.version_id,
    Item.lineage,
    Item.parent_id,
    Item.position,
    Item.kind,
    Item.code,
    Item.foreign_id,
    Item.type,
    Item.scope,
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
    scope: str = ""
    rome: str = ""  # WITH_ROME or WITHOUT_ROME
    reference: str = ""  # tag of an older structure
    core: bool = False
    under: int | None = None
    page: int = 1

    @property
    def filters(self) -> bool:
        """Whether anything beside words is asked."""
        return bool(
            self.type or self.kind or self.scope or self.rome or self.reference or self.core
        )

    @property
    def searches(self) -> bool:
        """Whether the whole version is searched, not a branch opened."""
        return bool(self.words) or self.filters


@dataclass(frozen=True)
class Counts:
    """How much a version holds, at its roots too; the types and scopes that its items say."""

    areas: int = 0
    competences: int = 0
    roots: int = 0
    core: int = 0
    types: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()

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
            Item.scope,
            func.count(),
            func.count(case((Item.parent_id.is_(None), 1))),
            func.count(case((Item.core, 1))),
        )
        .where(Item.version_id.in_(versions))
        .group_by(Item.version_id, Item.kind, Item.type, Item.scope)
        .order_by(Item.version_id, Item.kind, as_written(Item.type), Item.scope.desc())
    )
    held: dict[int, Counts] = {}
    for version_id, kind, type_, scope, n, roots, core in rows:
        so_far = held.get(version_id, Counts())
        held[version_id] = Counts(
            areas=so_far.areas + (n if kind == AREA else 0),
            competences=so_far.competences + (n if kind == COMPETENCE else 0),
            roots=so_far.roots + roots,
            core=so_far.core + core,
            types=_with(so_far.types, type_),
            scopes=_with(so_far.scopes, scope),
        )
    return held


def _with(known: tuple[str, ...], word: str | None) -> tuple[str, ...]:
    return known if not word or word in known else (*known, word)


def item_in(session: Session, version_id: int, item_id: int) -> Item | None:
    """Return an item of this version."""
    return session.scalar(select(Item).where(Item.version_id == version_id, Item.id == item_id))


def item_of_code(session: Session, version_id: int, code: str) -> Item | None:
    """Return the item of this version that has this code."""
    return session.scalar(select(Item).where(Item.version_id == version_id, Item.code == code))


def neighbour_of(session: Session, item: Item, *, is_next: bool) -> Item | None:
    """Return the item of the same kind that comes just before or after one, in reading order."""
    around = Item.position > item.position if is_next else Item.position < item.position
    found = select(Item).where(Item.version_id == item.version_id, Item.kind == item.kind, around)
    order = Item.position if is_next else Item.position.desc()
    return session.scalar(found.order_by(order).limit(1).options(SHOWN))


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
    if asked.scope:
        conditions.append(Item.scope == asked.scope)
    if asked.core:
        conditions.append(Item.core.is_(True))
    if asked.reference:
        said = json.dumps(asked.reference)  # as it stands in the list of the column
        conditions.append(cast(Item.references, String).contains(said, autoescape=True))
    if asked.rome in (WITH_ROME, WITHOUT_ROME):
        linked = Item.lineage.in_(_linked())
        conditions.append(linked if asked.rome == WITH_ROME else ~linked)
    return conditions


def _linked() -> Select[Any]:
    """Return the lineages that the référentiel of an item connects to the ROME."""
    return (
        select(Crosswalk.lineage)
        .join(Version, Version.referentiel_id == Crosswalk.referentiel_id)
        .where(Version.id == Item.version_id, Crosswalk.scheme == ROME, Crosswalk.status != REFUSED)
        .correlate(Item)
    )


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
