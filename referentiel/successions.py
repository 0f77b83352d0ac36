"""What becomes of each entry from one version to the next: what is plain, and what is declared.

An entry that is still there under its identity is kept, moved or reworded, and one that is not is
withdrawn, or added: that is plain. That several entries say what one said, or the reverse, or that
an entry goes on under another identity, is for a person to declare.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from json import loads

from referentiel.base import Refusal, Texts, french, in_language
from referentiel.changes import ADDED, KEPT, MERGED, MOVED, REWORDED, SPLIT, WITHDRAWN
from referentiel.tree import SuccessionNode, said_of

SAME = (KEPT, MOVED, REWORDED)  # from what is most alike to what is least


class SuccessionsUnsettled(Refusal):
    """What is declared does not hold together."""

    sentence = french("Dites d’abord ce que devient chaque entrée de la version précédente.")


class LoneSplit(SuccessionsUnsettled):
    sentence = french(
        "« %(code)s » est déclarée scindée : il lui faut au moins deux parties dans le brouillon."
    )


class LoneMerge(SuccessionsUnsettled):
    sentence = french(
        "« %(code)s » est déclarée issue d’une fusion : il faut au moins deux entrées d’origine."
    )


class TwoFates(SuccessionsUnsettled):
    sentence = french(
        "« %(code)s » ne peut pas rester la même et recevoir, ou devenir, autre chose : "
        "déclarez une scission ou une fusion."
    )


class FateOfNothing(SuccessionsUnsettled):
    sentence = french(
        "Une déclaration sur « %(code)s » nomme une entrée qui n’est plus là : refaites-la."
    )


@dataclass(frozen=True)
class Wording:
    """All that gives an entry its meaning; `texts` and `criteria` are the JSON that is stored.

    JSON is read only where it differs: of most entries of a draft, nothing has changed.
    """

    texts: str = "{}"
    type: str | None = None
    scope: str | None = None
    criteria: str = "[]"

    def says_as(self, other: "Wording") -> bool:
        """Say whether both say the same, whatever the order of their fields."""
        return self == other or self._said() == other._said()

    def _said(self) -> tuple[object, ...]:
        return (said_of(loads(self.texts)), self.type, self.scope, loads(self.criteria))


@dataclass(frozen=True)
class Entry:
    """An area or a competence of one version, as far as its succession depends on it.

    `parent` is the lineage of what it stands under.
    """

    lineage: str
    code: str
    kind: str
    parent: str | None = None
    wording: Wording = field(default_factory=Wording)
    item_id: int = 0

    @property
    def texts(self) -> Texts:
        """What it says in each language."""
        found: Texts = loads(self.wording.texts)
        return found

    def label(self, language: str = "fr") -> str:
        return in_language(self.texts, "label", language)


Entries = Mapping[str, Entry]  # by lineage, in reading order


@dataclass(frozen=True)
class Settled:
    """What became of every entry, and what still stands against publishing it."""

    rows: tuple[SuccessionNode, ...]
    problems: tuple[SuccessionsUnsettled, ...] = ()

    def of_origin(self) -> dict[str, list[SuccessionNode]]:
        """Return the rows of each entry of the version before, by its lineage."""
        return _by(self.rows, "origin")

    def of_target(self) -> dict[str, list[SuccessionNode]]:
        """Return the rows of each entry of the new version, by its lineage."""
        return _by(self.rows, "target")


def settle(before: Entries, after: Entries, declared: Iterable[SuccessionNode]) -> Settled:
    """Return what became of every entry: as `declared` by a person, else what is plain.

    Each entry of either version stands in at least one row. An entry that is still there, and into
    which another one is declared to go, is itself merged with it.
    """
    said = [row for row in declared if row.origin is not None and row.target is not None]
    holding = [row for row in said if _holds(row, before, after)]
    told = _by(holding, "origin")
    reached = {row.target for row in holding}
    rows: list[SuccessionNode] = []
    for lineage, entry in before.items():
        if lineage in told:
            rows += (_declared(row, before, after) for row in told[lineage])
        elif lineage not in after or after[lineage].kind != entry.kind:
            rows.append(SuccessionNode(WITHDRAWN, lineage, None))
        elif lineage in reached:
            rows.append(SuccessionNode(MERGED, lineage, lineage))
        else:
            rows.append(SuccessionNode(alike(entry, after[lineage]), lineage, lineage))
    arrived = {row.target for row in rows}
    rows += (SuccessionNode(ADDED, None, lineage) for lineage in after if lineage not in arrived)
    stale = [row for row in said if not _holds(row, before, after)]
    return Settled(tuple(rows), (*_stale(stale, before, after), *_problems(rows, before, after)))


def alike(before: Entry, after: Entry) -> str:
    """Return how an entry stayed the same: kept, moved to another parent, or reworded."""
    if not before.wording.says_as(after.wording):
        return REWORDED
    return KEPT if before.parent == after.parent else MOVED


def _holds(row: SuccessionNode, before: Entries, after: Entries) -> bool:
    """Say whether both ends of a row are there, and of one kind."""
    origin, target = before.get(row.origin or ""), after.get(row.target or "")
    return origin is not None and target is not None and origin.kind == target.kind


def _declared(row: SuccessionNode, before: Entries, after: Entries) -> SuccessionNode:
    if row.kind not in SAME or row.origin is None or row.target is None:
        return row
    return SuccessionNode(alike(before[row.origin], after[row.target]), row.origin, row.target)


def _by(rows: Iterable[SuccessionNode], end: str) -> dict[str, list[SuccessionNode]]:
    found: dict[str, list[SuccessionNode]] = {}
    for row in rows:
        lineage = getattr(row, end)
        if lineage is not None:
            found.setdefault(lineage, []).append(row)
    return found


def _stale(
    rows: Sequence[SuccessionNode], before: Entries, after: Entries
) -> Iterator[SuccessionsUnsettled]:
    for row in rows:
        known = before.get(row.origin or "") or after.get(row.target or "")
        yield FateOfNothing(code=known.code if known else "?")


def _problems(
    rows: Sequence[SuccessionNode], before: Entries, after: Entries
) -> Iterator[SuccessionsUnsettled]:
    """Return what does not hold: half a split, half a merge, an entry that is the same twice."""
    left = (after[row.target] for row in rows if row.origin is None and row.target)
    for entry in left:
        if entry.lineage in before and before[entry.lineage].kind == entry.kind:
            yield TwoFates(code=entry.code)
    pairs = [row for row in rows if row.origin is not None and row.target is not None]
    leaving = Counter(row.origin for row in pairs)
    arriving = Counter(row.target for row in pairs)
    wrong: dict[tuple[type[SuccessionsUnsettled], str], None] = {}
    for row in pairs:
        kind = _wrong(row.kind, leaving[row.origin], arriving[row.target])
        end = before[row.origin or ""] if kind is LoneSplit else after[row.target or ""]
        if kind:
            wrong[kind, end.code] = None
    yield from (kind(code=code) for kind, code in wrong)


def _wrong(kind: str, parts: int, origins: int) -> type[SuccessionsUnsettled] | None:
    if kind == SPLIT and parts < 2:
        return LoneSplit
    if kind == MERGED and origins < 2:
        return LoneMerge
    return TwoFates if kind in SAME and (parts > 1 or origins > 1) else None


def counts_of(rows: Iterable[SuccessionNode]) -> dict[str, int]:
    """Return how many entries met each fate: a split counts once, as does a merge."""
    met: dict[str, set[str | None]] = {}
    for row in rows:
        end = row.target if row.kind in (MERGED, ADDED) else row.origin
        met.setdefault(row.kind, set()).add(end)
    return {kind: len(entries) for kind, entries in met.items()}


@dataclass(frozen=True)
class Line:
    """What became of one entry of the version before; or, without `origins`, what is added."""

    kind: str
    origins: tuple[Entry, ...]
    targets: tuple[Entry, ...]

    @property
    def entry(self) -> Entry:
        """The entry that the line is about."""
        return (self.origins or self.targets)[0]


def lines(before: Entries, after: Entries, rows: Iterable[SuccessionNode]) -> list[Line]:
    """Return one line per entry of the version before, in its order, then one per addition."""
    held = list(rows)
    told = _by((row for row in held if row.origin in before), "origin")
    found = [
        Line(
            told[lineage][0].kind,
            (entry,),
            tuple(after[row.target] for row in told[lineage] if row.target and row.target in after),
        )
        for lineage, entry in before.items()
        if lineage in told
    ]
    added = {row.target for row in held if row.origin is None}
    return found + [Line(ADDED, (), (it,)) for lineage, it in after.items() if lineage in added]
