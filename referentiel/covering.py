"""What answers what between a référentiel and another reference, counted from both ends."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from referentiel.base import Json, Texts, in_language
from referentiel.crosswalk_queries import Counts, Place
from referentiel.crosswalks import EQUIVALENT, UNLIKE, code_of
from referentiel.false_friends import REQUIRES, is_false_friend
from referentiel.models import AREA, COMPETENCE, Crosswalk, Edge, Item, Version
from referentiel.models.links import ACCEPTED, REFUSED
from referentiel.search import saying
from referentiel.tree import RELATIONS

# A correspondence to a wider entry stands for a part of it alone: not for all that is under it.
WHOLLY = frozenset({"exactMatch", "closeMatch", "narrowMatch"})
LOOSE = frozenset(RELATIONS) - {UNLIKE}
CORE = "coeur_metier"


@dataclass(frozen=True)
class Entry:
    """An entry and how many correspondences it has; `group` names what it is counted in."""

    item_id: int
    code: str
    texts: Texts
    accepted: int
    pending: int
    group: Texts = field(default_factory=dict)
    group_code: str = ""
    core: str = ""  # Principale, Émergente: what a fiche of the ROME says of it
    under: Texts = field(default_factory=dict)

    def label(self, language: str = "fr") -> str:
        return in_language(self.texts, "label", language)

    def group_label(self, language: str = "fr") -> str:
        return f"{self.group_code} {in_language(self.group, 'label', language)}".strip()

    def under_label(self, language: str = "fr") -> str:
        return in_language(self.under, "label", language)


def without(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries that no accepted correspondence answers; some may have pending ones."""
    return [entry for entry in entries if not entry.accepted]


def counts(entries: Collection[Entry]) -> Counts:
    """Return how many entries have an accepted correspondence, pending ones alone, and none."""
    accepted = sum(entry.accepted > 0 for entry in entries)
    pending = sum(not entry.accepted and entry.pending > 0 for entry in entries)
    return Counts(total=len(entries), accepted=accepted, pending=pending)


def by_group(entries: Iterable[Entry], language: str = "fr") -> dict[str, Counts]:
    """Return the counts of each area, in the order in which they come."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.group_label(language), []).append(entry)
    return {name: counts(held) for name, held in groups.items()}


def relations_counted(strict: bool) -> frozenset[str]:
    """Return the relations that count: all but « liée », or only those of equivalents."""
    return EQUIVALENT if strict else LOOSE


def competences_covered(
    session: Session, version: Version, scheme: str, relations: Collection[str]
) -> list[Entry]:
    """Return every competence with its correspondences in a reference; two SELECTs."""
    found = select(Item).where(Item.version_id == version.id).order_by(Item.position)
    items = {item.id: item for item in session.scalars(found)}
    links = _links(session, version, scheme, relations)
    entries = []
    for item in items.values():
        if item.kind == COMPETENCE:
            root = _root(item, items)
            area = {"group": root.texts, "group_code": root.notation} if root is not item else {}
            entries.append(_entry(item, links.get(item.lineage, ()), **area))
    return entries


def required_covered(
    session: Session,
    version: Version,
    fiche: Item,
    scheme: str,
    relations: Collection[str],
) -> list[Entry]:
    """Return what a fiche asks for, each with the correspondences that answer it.

    One that answers wholly what an entry is part of answers the entry too. An area that no edge
    leaves asks for the competences under it. Entries are grouped by type.
    """
    aimed: dict[str, list[Crosswalk]] = {}
    for links in _links(session, version, scheme, relations).values():
        for link in links:
            aimed.setdefault(link.target, []).append(link)
    return [
        _entry(
            place.item,
            _answering(place, aimed),
            group={"fr": {"label": place.item.type}} if place.item.type else _texts(place.parent),
            core=str(said.get(CORE) or ""),
            under=_texts(place.parent),
        )
        for place, said in _required(session, fiche)
    ]


def _answering(place: Place, aimed: Mapping[str, list[Crosswalk]]) -> list[Crosswalk]:
    own = [link for name in _names(place.item) for link in aimed.get(name, ())]
    above = [link for name in _names(place.parent) for link in aimed.get(name, ())]
    return own + [link for link in above if link.relation in WHOLLY]


def _names(item: Item | None) -> set[str]:
    return {name for name in (item.code, item.foreign_id) if name} if item else set()


def _texts(item: Item | None) -> Texts:
    return item.texts if item else {}


def _entry(item: Item, links: Iterable[Crosswalk], **said: Any) -> Entry:  # noqa: ANN401 -- of Entry
    statuses = [link.status for link in links]
    accepted = statuses.count(ACCEPTED)
    return Entry(
        item_id=item.id,
        code=code_of(item),
        texts=item.texts,
        accepted=accepted,
        pending=len(statuses) - accepted,
        **said,
    )


def _root(item: Item, items: Mapping[int, Item]) -> Item:
    while (above := items.get(item.parent_id or 0)) is not None:
        item = above
    return item


def _links(
    session: Session, version: Version, scheme: str, relations: Collection[str]
) -> dict[str, list[Crosswalk]]:
    """Return the correspondences that count, of the competences of this version, by lineage."""
    held = select(Item.lineage).where(Item.version_id == version.id)
    found = select(Crosswalk).where(
        Crosswalk.referentiel_id == version.referentiel_id,
        Crosswalk.scheme == scheme,
        Crosswalk.status != REFUSED,
        Crosswalk.relation.in_(relations),
        Crosswalk.lineage.in_(held),
    )
    links: dict[str, list[Crosswalk]] = {}
    for link in session.scalars(found):
        links.setdefault(link.lineage, []).append(link)
    return links


def _required(session: Session, fiche: Item) -> list[tuple[Place, Json]]:
    above = aliased(Item)
    placed = select(Item, above).outerjoin(above, Item.parent_id == above.id)
    asked = (
        placed.add_columns(Edge.foreign)
        .join(Edge, Edge.target_id == Item.id)
        .where(Edge.origin_id == fiche.id, Edge.type == REQUIRES)
        .order_by(Edge.position)
    )
    found: list[tuple[Place, Json]] = [
        (Place(item, parent), said) for item, parent, said in session.execute(asked)
    ]
    if found:
        return found
    inside = placed.where(Item.parent_id == fiche.id, Item.kind == COMPETENCE)
    rows = session.execute(inside.order_by(Item.position))
    return [(Place(item, parent), {}) for item, parent in rows]


def fiches_found(
    session: Session, reference: Version, scheme: str, words: str, *, limit: int
) -> tuple[Item | None, list[Item]]:
    """Return the fiche that has this code, and the first of those that hold these words.

    A fiche is an area that asks for entries; where none does, an area that holds competences.
    """
    said = saying(words)
    edge = select(Edge.id).where(Edge.type == REQUIRES)
    has_trades = edge.where(Edge.version_id == reference.id).limit(1)
    child = aliased(Item)
    inside = select(child.id).where(child.parent_id == Item.id, child.kind == COMPETENCE)
    is_trade = edge.where(Edge.origin_id == Item.id).exists()
    holds = and_(~has_trades.exists(), inside.exists())
    found = (
        select(Item)
        .where(Item.version_id == reference.id, Item.kind == AREA, or_(is_trade, holds))
        .order_by(Item.position)
    )
    named = func.upper(Item.code) == words.strip().upper()
    exact = session.scalar(found.where(named).limit(1))
    listed = found.where(~is_false_friend(scheme), *said).limit(limit)
    return exact, list(session.scalars(listed))
