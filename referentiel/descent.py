"""What became of entries through several versions: the declarations of each step, one on another.

Results of two versions are compared only where every step on the way declares the competence the
same. What one step splits or merges is split or merged for good.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from referentiel.changes import ADDED, KEPT, MERGED, SPLIT, WITHDRAWN
from referentiel.successions import SAME
from referentiel.tree import SuccessionNode

INVERSE = {SPLIT: MERGED, MERGED: SPLIT, ADDED: WITHDRAWN, WITHDRAWN: ADDED}
Thread = dict[str, str]  # where an entry has come to, by lineage, and how
Step = Sequence[SuccessionNode]


def inverted(step: Iterable[SuccessionNode]) -> list[SuccessionNode]:
    """Return the declarations of a step read backwards, from the new version to the one before."""
    return [SuccessionNode(INVERSE.get(row.kind, row.kind), row.target, row.origin) for row in step]


def composed(lineages: Collection[str], steps: Iterable[Step]) -> list[SuccessionNode]:
    """Return what became of the entries of a version, `lineages`, after `steps` one by one.

    An entry that a step does not speak of is in no row: nobody has said what it became.
    """
    threads: list[tuple[str | None, Thread]] = [(it, {it: KEPT}) for it in lineages]
    gone: list[SuccessionNode] = []
    for step in steps:
        threads, ended = _followed(threads, step)
        gone += ended
    pairs = [(origin, to, how) for origin, thread in threads for to, how in thread.items()]
    leaving = Counter(origin for origin, _to, _how in pairs if origin is not None)
    arriving = Counter(to for origin, to, _how in pairs if origin is not None)
    rows = [
        SuccessionNode(
            _kind(how, parts=leaving[origin], origins=arriving[to]) if origin else ADDED, origin, to
        )
        for origin, to, how in pairs
        if origin is not None or to not in arriving
    ]
    places = {lineage: place for place, lineage in enumerate(lineages)}
    return sorted([*rows, *gone], key=lambda row: places.get(row.origin or "", len(places)))


def _followed(
    threads: Sequence[tuple[str | None, Thread]], step: Step
) -> tuple[list[tuple[str | None, Thread]], list[SuccessionNode]]:
    """Return where threads have come to after a step, and the withdrawal of those that end."""
    said: dict[str, list[SuccessionNode]] = {}
    for row in step:
        said.setdefault(row.origin or "", []).append(row)
    found: list[tuple[str | None, Thread]] = []
    ended: list[SuccessionNode] = []
    for origin, thread in threads:
        told = [(how, row) for lineage, how in thread.items() for row in said.get(lineage, ())]
        moved = {row.target: _least_alike(how, row.kind) for how, row in told if row.target}
        if moved:
            found.append((origin, moved))
        elif told and origin is not None:
            ended.append(SuccessionNode(WITHDRAWN, origin, None))
    found += ((None, {row.target: ADDED}) for row in said.get("", ()) if row.target)
    return found, ended


def _least_alike(one: str, other: str) -> str:
    order = (*SAME, ADDED, MERGED, SPLIT)
    return max(one, other, key=order.index)


def _kind(how: str, *, parts: int, origins: int) -> str:
    """Return the kind of a row: what was split or merged on the way never is the same again."""
    if parts > 1:
        return SPLIT
    return MERGED if origins > 1 else how
