"""Which entries of several versions are declared the same, whatever way leads between them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.base import Texts
from referentiel.history import declared_in
from referentiel.models import Anchor, ScaleLevel, Version
from referentiel.successions import SAME
from referentiel.tree import SuccessionNode

Known = tuple[int, str]  # a version, and a lineage in it


class Kinship:
    """Entries in families: those of one family are the same competence, version after version.

    An entry of which nothing is declared is a family by itself, in its own version only.
    """

    def __init__(
        self, bases: Mapping[int, int | None], said: Mapping[int, Iterable[SuccessionNode]]
    ) -> None:
        self._above: dict[Known, Known] = {}
        for version, rows in said.items():
            base = bases.get(version)
            for row in rows:
                if base is not None and row.kind in SAME and row.origin and row.target:
                    self._join((base, row.origin), (version, row.target))

    def family(self, version_id: int, lineage: str) -> Known:
        """Return what stands for all that is the same as an entry."""
        found = (version_id, lineage)
        while found in self._above:
            found = self._above[found]
        return found

    def _join(self, one: Known, other: Known) -> None:
        first, second = self.family(*one), self.family(*other)
        if first != second:
            self._above[max(first, second)] = min(first, second)


def kinship_of(session: Session, version_ids: Collection[int]) -> Kinship:
    """Return which entries of published versions are the same, in two SELECTs."""
    own = select(Version.referentiel_id).where(Version.id.in_(version_ids))
    found = session.execute(
        select(Version.id, Version.based_on_id).where(Version.referentiel_id.in_(own))
    )
    bases: dict[int, int | None] = {number: base for number, base in found}  # noqa: C416 -- rows
    line: set[int] = set()
    for version_id in version_ids:
        number: int | None = version_id
        while number is not None and number not in line:
            line.add(number)
            number = bases.get(number)
    return Kinship(bases, declared_in(session, line) if len(set(version_ids)) > 1 else {})


@dataclass(frozen=True)
class Steps:
    """The words of the steps of mastery by version, and whether any version says otherwise."""

    words: Mapping[int, tuple[Texts, ...]]
    differ: bool


def steps_of_versions(session: Session, version_ids: Collection[int]) -> Steps:
    """Return what the levels mean in each of these versions, in two SELECTs."""
    words: dict[int, tuple[Texts, ...]] = dict.fromkeys(version_ids, ())
    scale = select(ScaleLevel).where(
        ScaleLevel.version_id.in_(version_ids), ScaleLevel.scale == "mastery"
    )
    for step in session.scalars(scale.order_by(ScaleLevel.version_id, ScaleLevel.level)):
        words[step.version_id] = (*words[step.version_id], step.texts)
    anchors: dict[int, list[tuple[str, int, Texts]]] = {number: [] for number in version_ids}
    told = select(Anchor).where(Anchor.version_id.in_(version_ids))
    for anchor in session.scalars(told.order_by(Anchor.type, Anchor.level)):
        anchors[anchor.version_id].append((anchor.type, anchor.level, anchor.texts))
    meant = [(words[number], anchors[number]) for number in version_ids]
    return Steps(words, any(one != meant[0] for one in meant))
