"""The order of a draft: moving an entry, with all it holds, to another place.

Positions are a global reading order, numbered from 0 without a hole; a move is two UPDATEs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, update
from sqlalchemy.orm import Session

from referentiel.editing.drafts import rewrite, touch
from referentiel.editing.errors import EntryGone, NoPlaceThere, TooDeep
from referentiel.editing.queries import Place, item_in, places_of
from referentiel.formats.base import MOST_DEPTH
from referentiel.models import AREA, Item, Version
from referentiel.versioning import open_draft

UP, DOWN, INDENT, OUTDENT = "up", "down", "indent", "outdent"
STEPS = (UP, DOWN, INDENT, OUTDENT)


@dataclass(frozen=True)
class Landing:
    """Where an entry has come to: number `number` of the `total` entries under `parent`."""

    item: Item
    parent: Item | None
    number: int
    total: int


class Outline:
    """The places of a version, to look up what is around and under an entry."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.order = [place.id for place in places]
        self.by_id = {place.id: place for place in places}
        self.held: dict[int | None, list[int]] = {}
        for place in places:
            self.held.setdefault(place.parent_id, []).append(place.id)

    def siblings(self, item_id: int) -> list[int]:
        return self.held[self.by_id[item_id].parent_id]

    def under(self, item_id: int) -> list[int]:
        """Return an entry and all it holds, in reading order."""
        found, waiting = [], [item_id]
        while waiting:
            current = waiting.pop()
            found.append(current)
            waiting.extend(reversed(self.held.get(current, [])))
        return found

    def depth(self, item_id: int | None) -> int:
        """Return how many entries lead to one: 1 for a root, 0 for none."""
        depth = 0
        while item_id is not None:
            item_id, depth = self.by_id[item_id].parent_id, depth + 1
        return depth

    def height(self, item_id: int) -> int:
        """Return how many levels an entry makes: 1 when it holds nothing."""
        depths = [self.depth(one) for one in self.under(item_id)]
        return max(depths) - min(depths) + 1

    def may_hold(self, parent_id: int | None, item_id: int) -> bool:
        """Say whether an entry may stand under another, or at the root."""
        if parent_id is None:
            return self.by_id[item_id].kind == AREA
        is_area = self.by_id[parent_id].kind == AREA
        return is_area and parent_id not in self.under(item_id)

    def target(self, item_id: int, step: str) -> tuple[int | None, int] | None:
        """Return the parent, and the place under it, to which a step leads; None: nowhere."""
        siblings = self.siblings(item_id)
        parent_id = self.by_id[item_id].parent_id
        place = siblings.index(item_id)
        if step == UP:
            return (parent_id, place - 1) if place else None
        if step == DOWN:
            return (parent_id, place + 1) if place + 1 < len(siblings) else None
        if step == INDENT and place:
            above = siblings[place - 1]
            end = len(self.held.get(above, []))
            return (above, end) if self.may_hold(above, item_id) else None
        if step == OUTDENT and parent_id is not None:
            grand = self.by_id[parent_id].parent_id
            after = self.siblings(parent_id).index(parent_id) + 1
            return (grand, after) if self.may_hold(grand, item_id) else None
        return None

    def steps(self, item_id: int) -> list[str]:
        """Return the steps that lead somewhere."""
        return [step for step in STEPS if self.target(item_id, step) is not None]


def take_step(session: Session, version: Version, item_id: int, step: str) -> Landing:
    """Move an entry up, down, one level in or out; where there is no such place it stays.

    Raises:
        VersionIsFrozen, EntryGone, TooDeep: as said.
    """
    draft = open_draft(session, version)
    outline = _outline(session, draft, item_id)
    found = outline.target(item_id, step)
    if found is None:
        return _landing(session, draft.id, item_id)
    return _move(session, draft, outline, item_id, *found)


def move_under(
    session: Session, version: Version, item_id: int, parent_id: int | None, number: int
) -> Landing:
    """Move an entry under another (or to the root), before what is at place `number`, from 0.

    Raises:
        NoPlaceThere: it cannot stand there.
        VersionIsFrozen, EntryGone, TooDeep: as said.
    """
    draft = open_draft(session, version)
    outline = _outline(session, draft, item_id)
    if parent_id is not None and parent_id not in outline.by_id:
        raise EntryGone
    if not outline.may_hold(parent_id, item_id):
        raise NoPlaceThere
    return _move(session, draft, outline, item_id, parent_id, number)


def move_beside(
    session: Session, version: Version, item_id: int, other_id: int, *, after: bool
) -> Landing:
    """Move an entry just before another, or just after it, under the same parent.

    Raises:
        NoPlaceThere: it cannot stand there.
        VersionIsFrozen, EntryGone, TooDeep: as said.
    """
    draft = open_draft(session, version)
    outline = _outline(session, draft, item_id)
    if other_id not in outline.by_id:
        raise EntryGone
    parent_id = outline.by_id[other_id].parent_id
    if other_id == item_id or not outline.may_hold(parent_id, item_id):
        raise NoPlaceThere
    others = [one for one in outline.siblings(other_id) if one != item_id]
    return _move(
        session, draft, outline, item_id, parent_id, others.index(other_id) + (1 if after else 0)
    )


def _outline(session: Session, draft: Version, item_id: int) -> Outline:
    places = places_of(session, draft.id)
    if any(place.position != number for number, place in enumerate(places)):
        places = _renumber(session, places)
    outline = Outline(places)
    if item_id not in outline.by_id:
        raise EntryGone
    return outline


def _renumber(session: Session, places: Sequence[Place]) -> list[Place]:
    """Number places from 0 without a hole, as a move supposes."""
    session.execute(update(Item), [{"id": it.id, "position": n} for n, it in enumerate(places)])
    return [place._replace(position=number) for number, place in enumerate(places)]


def _move(
    session: Session,
    draft: Version,
    outline: Outline,
    item_id: int,
    parent_id: int | None,
    number: int,
) -> Landing:
    block = outline.under(item_id)
    if outline.depth(parent_id) + outline.height(item_id) > MOST_DEPTH:
        raise TooDeep(most=MOST_DEPTH)
    others = [one for one in outline.held.get(parent_id, []) if one != item_id]
    number = max(0, min(number, len(others)))
    if number:
        previous = outline.under(others[number - 1])
        start = outline.by_id[previous[-1]].position + 1
    else:
        start = outline.by_id[parent_id].position + 1 if parent_id is not None else 0
    item = item_in(session, draft.id, item_id)
    if item is None:
        raise EntryGone
    _shift(session, draft.id, item.position, len(block), start)
    session.refresh(item)
    rewrite(session, item, {"parent_id": parent_id})
    touch(draft)
    session.flush()
    parent = item_in(session, draft.id, parent_id) if parent_id is not None else None
    return Landing(item, parent, number + 1, len(others) + 1)


def _shift(session: Session, version_id: int, first: int, length: int, start: int) -> None:
    """Bring `length` items from position `first` to stand before what is at `start`."""
    if first <= start <= first + length:
        return
    low, high = min(first, start), max(first + length, start)  # what moves, end excluded
    by = start - first if start < first else start - first - length
    back = length if start < first else -length
    moved = Item.position.between(first, first + length - 1)
    session.execute(
        update(Item)
        .where(Item.version_id == version_id, Item.position.between(low, high - 1))
        .values(position=Item.position + case((moved, by), else_=back))
    )


def _landing(session: Session, version_id: int, item_id: int) -> Landing:
    outline = Outline(places_of(session, version_id))
    item = item_in(session, version_id, item_id)
    if item is None:
        raise EntryGone
    siblings = outline.siblings(item_id)
    parent = item_in(session, version_id, item.parent_id) if item.parent_id is not None else None
    return Landing(item, parent, siblings.index(item_id) + 1, len(siblings))
