"""Reading correspondences: by competence and state, and what in other references may answer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased, contains_eager

from referentiel.base import Texts, as_written
from referentiel.crosswalks import scheme_of
from referentiel.false_friends import is_false_friend
from referentiel.models import COMPETENCE, Crosswalk, Item, Referentiel, Version
from referentiel.models.links import ACCEPTED, BY_TARGET, PENDING, REFUSED
from referentiel.models.versions import DRAFT, WITHDRAWN
from referentiel.people import Person
from referentiel.search import saying

WITHOUT, WAITING, DECIDED = "without", "pending", "accepted"
Named = tuple[str, str, str]  # lineage, scheme, target


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which competences are listed; an empty property asks nothing."""

    words: str = ""
    scheme: str = ""
    state: str = ""  # WITHOUT any, one WAITING, one DECIDED


@dataclass(frozen=True)
class Counts:
    """Of `total` competences: with one that is accepted, with pending ones alone, with none."""

    total: int
    accepted: int
    pending: int

    @property
    def without(self) -> int:
        return self.total - self.accepted - self.pending


@dataclass(frozen=True)
class Place:
    """An entry and the one it stands under."""

    item: Item
    parent: Item | None


def links_of(
    session: Session, referentiel_id: int, lineage: str
) -> list[tuple[Crosswalk, Person | None]]:
    """Return all correspondences of a lineage, refused ones too, with who decided last."""
    found = (
        select(Crosswalk, Person)
        .outerjoin(Person, Crosswalk.decided_by_id == Person.id)
        .where(Crosswalk.referentiel_id == referentiel_id, Crosswalk.lineage == lineage)
        .order_by(*BY_TARGET)
    )
    return [(link, person) for link, person in session.execute(found)]


def links_named(
    session: Session, referentiel_id: int, names: Collection[Named]
) -> Sequence[Crosswalk]:
    """Return those of a référentiel's correspondences that are named and still there."""
    columns = tuple_(Crosswalk.lineage, Crosswalk.scheme, Crosswalk.target)
    found = select(Crosswalk).where(
        Crosswalk.referentiel_id == referentiel_id, columns.in_(list(names))
    )
    return session.scalars(found).all()


def schemes_of(session: Session, referentiel_id: int) -> list[str]:
    """Return the references that a référentiel has correspondences with, by name."""
    found = select(Crosswalk.scheme).where(Crosswalk.referentiel_id == referentiel_id).distinct()
    return sorted(session.scalars(found))


def references_readable_by(
    session: Session, organisations: Collection[int], *, besides: int
) -> list[Version]:
    """Return the versions to look for counterparts in: those of référentiels other than `besides`.

    They are published, or drafts that one of `organisations` holds; the latest of each first.
    """
    return list(
        session.scalars(
            select(Version)
            .join(Version.referentiel)
            .where(
                Version.referentiel_id != besides,
                Version.state != WITHDRAWN,
                or_(Version.state != DRAFT, Referentiel.organisation_id.in_(organisations)),
            )
            .order_by(as_written(Referentiel.slug), Version.id.desc())
            .options(contains_eager(Version.referentiel))
        )
    )


def item_in(session: Session, version_id: int, item_id: int) -> Item | None:
    """Return an item of this version."""
    return session.scalar(select(Item).where(Item.version_id == version_id, Item.id == item_id))


def neighbours(session: Session, item: Item) -> tuple[Item | None, Item | None]:
    """Return the competences before and after an item, in reading order."""
    near = select(Item).where(Item.version_id == item.version_id, Item.kind == COMPETENCE).limit(1)
    before = near.where(Item.position < item.position).order_by(Item.position.desc())
    after = near.where(Item.position > item.position).order_by(Item.position)
    return session.scalar(before), session.scalar(after)


def count_asked(session: Session, version: Version, asked: Filter) -> int:
    """Return how many competences answer a filter."""
    found = select(func.count(Item.id)).where(*_answers(version, asked))
    return session.scalar(found) or 0


def competences_asked(
    session: Session, version: Version, asked: Filter, *, offset: int, limit: int
) -> list[Item]:
    """Return some of the competences that answer a filter, in reading order."""
    found = select(Item).where(*_answers(version, asked)).order_by(Item.position)
    return list(session.scalars(found.offset(offset).limit(limit)))


def counts_of(session: Session, version: Version, scheme: str = "") -> Counts:
    """Return how many competences have correspondences, in all references or in one."""
    total = count_asked(session, version, Filter())
    accepted = count_asked(session, version, Filter(scheme=scheme, state=DECIDED))
    without = count_asked(session, version, Filter(scheme=scheme, state=WITHOUT))
    return Counts(total=total, accepted=accepted, pending=total - accepted - without)


def _answers(version: Version, asked: Filter) -> list[ColumnElement[bool]]:
    said = [Item.version_id == version.id, Item.kind == COMPETENCE, *saying(asked.words)]
    links = select(Crosswalk.target).where(
        Crosswalk.referentiel_id == version.referentiel_id, Crosswalk.lineage == Item.lineage
    )
    if asked.scheme:
        links = links.where(Crosswalk.scheme == asked.scheme)
    if asked.state == WITHOUT:
        return [*said, ~links.where(Crosswalk.status != REFUSED).exists()]
    status = {WAITING: PENDING, DECIDED: ACCEPTED}.get(asked.state)
    if status:
        return [*said, links.where(Crosswalk.status == status).exists()]
    return [*said, links.exists()] if asked.scheme else said


def entries_found(
    session: Session, reference: Version, words: str, *, limit: int
) -> tuple[int, list[Place]]:
    """Return how many entries of a reference hold all these words, and the shortest of them.

    What only software and industry require is passed over.
    """
    said = (*_may_answer(reference), *saying(words))
    total = session.scalar(select(func.count(Item.id)).where(*said)) or 0
    shortest = func.length(Item.folded)
    found = _placed().where(*said).order_by(shortest, Item.position).limit(limit)
    return total, [Place(item, parent) for item, parent in session.execute(found)]


def places_of(session: Session, item_ids: Collection[int]) -> dict[int, Place]:
    """Return entries by their ids, each with the one it stands under."""
    found = _placed().where(Item.id.in_(item_ids))
    return {item.id: Place(item, parent) for item, parent in session.execute(found)}


def entries_of(session: Session, reference: Version) -> list[tuple[int, str, str, Texts]]:
    """Return all entries of a reference that may answer a competence: id, code, URI, texts."""
    found = select(Item.id, Item.code, func.coalesce(Item.foreign_id, ""), Item.texts)
    rows = session.execute(found.where(*_may_answer(reference)).order_by(Item.position))
    return [(number, code, foreign, texts) for number, code, foreign, texts in rows]


def state_of_draft(session: Session, version_id: int) -> str:
    """Return words that change with what the items of a version say."""
    found = select(
        func.count(Item.id),
        func.sum(Item.revision),
        func.sum(func.length(Item.folded)),
        func.min(Item.lineage),
        func.max(Item.lineage),
    ).where(Item.version_id == version_id)
    return " ".join(str(value) for value in session.execute(found).one())


def _placed() -> Select[Item, Item]:
    above = aliased(Item)
    return select(Item, above).outerjoin(above, Item.parent_id == above.id)


def _may_answer(reference: Version) -> list[ColumnElement[bool]]:
    """Return the conditions of an entry that a competence may answer: no group, and no trade."""
    is_said = or_(Item.kind == COMPETENCE, Item.type.is_not(None))
    return [
        Item.version_id == reference.id,
        is_said,
        ~is_false_friend(scheme_of(reference)),
    ]
