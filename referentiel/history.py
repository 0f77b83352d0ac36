"""Reading what a référentiel was, version after version: entries, codes, what became of them."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session, aliased

from referentiel.descent import Step, composed, inverted
from referentiel.models import COMPETENCE, Item, Remark, Succession, Version
from referentiel.models.discussion import OPEN
from referentiel.models.versions import DRAFT, LATEST, PUBLISHED
from referentiel.successions import Entries, Entry, Settled, Wording, settle
from referentiel.tree import SuccessionNode

_ENTRY = select(
    Item.id,
    Item.lineage,
    Item.code,
    Item.kind,
    Item.parent_id,
    cast(Item.texts, String).label("texts"),
    Item.type,
    Item.scope,
    cast(Item.criteria, String).label("criteria"),
).order_by(Item.position)


class CodeUsed(NamedTuple):
    """A code of a draft that named another entry in an earlier version."""

    code: str
    label: str  # of that version
    lineage: str  # in the draft


def entries_of(session: Session, version_id: int | None) -> dict[str, Entry]:
    """Return the entries of a version by lineage, in reading order; one SELECT."""
    if version_id is None:
        return {}
    found = session.execute(_ENTRY.where(Item.version_id == version_id)).all()
    lineages = {number: lineage for number, lineage, *_ in found}
    return {
        lineage: Entry(
            lineage=lineage,
            code=code,
            kind=kind,
            parent=lineages.get(parent_id or 0),
            wording=Wording(texts, type_, scope, criteria),
            item_id=number,
        )
        for number, lineage, code, kind, parent_id, texts, type_, scope, criteria in found
    }


def declared_in(session: Session, version_ids: Collection[int]) -> dict[int, list[SuccessionNode]]:
    """Return the successions written in versions, by version, in the order they were written."""
    found = select(Succession).where(Succession.version_id.in_(version_ids)).order_by(Succession.id)
    steps: dict[int, list[SuccessionNode]] = {number: [] for number in version_ids}
    for row in session.scalars(found):
        steps[row.version_id].append(SuccessionNode(row.kind, row.origin, row.target))
    return steps


def settled_in(session: Session, version: Version) -> tuple[Entries, Entries, Settled]:
    """Return the entries before, those of the version, and what became of each."""
    before = entries_of(session, version.based_on_id)
    after = entries_of(session, version.id)
    said = declared_in(session, [version.id])[version.id]
    if version.state != DRAFT and said:
        return before, after, Settled(tuple(said))
    return before, after, settle(before, after, said)


def is_older(session: Session, version: Version, other: Version) -> bool:
    """Say whether `other` comes from `version`, through those between."""
    return version.id in _line(_bases(session, version, other), other.id)[1:]


def descent(session: Session, older: Version, newer: Version) -> list[SuccessionNode] | None:
    """Return what became of the entries of one version in another, through those between.

    None when neither comes from the other, nor both from a third: nothing is declared of them.
    """
    way = _way(_bases(session, older, newer), older.id, newer.id)
    if way is None:
        return None
    up, down = way
    said = declared_in(session, [*up, *down])
    for version in (older, newer):
        if version.state == DRAFT and version.id in said:  # not all is written yet
            said[version.id] = list(settled_in(session, version)[2].rows)
    steps: list[Step] = [inverted(said[number]) for number in up]
    steps += [said[number] for number in down]
    lineages = session.scalars(
        select(Item.lineage).where(Item.version_id == older.id).order_by(Item.position)
    )
    return composed(list(lineages), steps)


def _bases(session: Session, *versions: Version) -> dict[int, int | None]:
    """Return which version each version of these référentiels is based on."""
    around = Version.referentiel_id.in_({version.referentiel_id for version in versions})
    found = session.execute(select(Version.id, Version.based_on_id).where(around))
    return {number: base for number, base in found}  # noqa: C416 -- rows


def _way(
    bases: Mapping[int, int | None], start: int, end: int
) -> tuple[list[int], list[int]] | None:
    """Return the versions to go back through from `start`, then those to come down to `end`."""
    above, below = _line(bases, start), _line(bases, end)
    shared = next((number for number in above if number in below), None)
    if shared is None:
        return None
    return above[: above.index(shared)], below[: below.index(shared)][::-1]


def _line(bases: Mapping[int, int | None], start: int) -> list[int]:
    line: list[int] = []
    number: int | None = start
    while number is not None and number not in line:
        line.append(number)
        number = bases.get(number)
    return line


def labels_of(session: Session, referentiel_id: int) -> list[str]:
    """Return the labels of all the versions of a référentiel."""
    found = select(Version.label).where(Version.referentiel_id == referentiel_id)
    return list(session.scalars(found))


def codes_of(session: Session, referentiel_id: int) -> set[str]:
    """Return every code that any version of a référentiel gives or gave to an entry."""
    found = select(Item.code).join(Version).where(Version.referentiel_id == referentiel_id)
    return set(session.scalars(found.distinct()))


def holds_lineage(session: Session, referentiel_id: int, lineage: str) -> bool:
    """Say whether any version of a référentiel has an entry of this identity."""
    held = (
        select(Item.id)
        .join(Version)
        .where(Version.referentiel_id == referentiel_id, Item.lineage == lineage)
    )
    return session.scalar(held.limit(1)) is not None


def codes_used_otherwise(session: Session, version: Version) -> list[CodeUsed]:
    """Return the codes of a draft that name another entry in any version that was published."""
    earlier, was = aliased(Version), aliased(Item)
    found = session.execute(
        select(Item.code, func.min(earlier.label), Item.lineage)
        .join(was, (was.code == Item.code) & (was.lineage != Item.lineage))
        .join(earlier, earlier.id == was.version_id)
        .where(
            Item.version_id == version.id,
            earlier.referentiel_id == version.referentiel_id,
            earlier.id != version.id,
            earlier.state != DRAFT,
        )
        .group_by(Item.position, Item.code, Item.lineage)
        .order_by(Item.position)
    )
    return [CodeUsed(*row) for row in found]


def count_competences(session: Session, version_id: int) -> int:
    """Return how many competences a version has."""
    held = select(func.count()).where(Item.version_id == version_id, Item.kind == COMPETENCE)
    return session.scalar(held) or 0


def count_open_remarks(session: Session, version_id: int) -> int:
    """Return how many remarks on a draft nobody has answered."""
    held = select(func.count()).where(Remark.version_id == version_id, Remark.state == OPEN)
    return session.scalar(held) or 0


def offered_without(session: Session, version: Version) -> Version | None:
    """Return the version that is the last published one once this one is withdrawn."""
    return session.scalar(
        select(Version)
        .where(
            Version.referentiel_id == version.referentiel_id,
            Version.state == PUBLISHED,
            Version.id != version.id,
        )
        .order_by(*LATEST)
        .limit(1)
    )
