"""Finding the same people in two waves, one to one, by their account or by their code.

A pair is kept only when it stands alone: far enough above the next best candidate of either person.
What is ambiguous is left out, never guessed.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, log2

from surveys.linking.weighing import Balance, Record

THRESHOLD = 6.0  # bits: a pair kept is 64 times likelier than not, its waves being what they are
MARGIN = 6.0  # bits between a pair and the next best candidate of either side


@dataclass(frozen=True)
class Wave:
    """The people of one wave, each counted once in the last four, and once more in `colliding`.

    `colliding`: those whose code is also that of somebody else in the same wave.
    """

    n: int
    matched: int
    ambiguous: int
    unmatched: int
    without_code: int
    colliding: int


@dataclass(frozen=True)
class Linkage:
    """Who is who from the first wave to the second, one to one, and what became of the others."""

    pairs: tuple[tuple[bytes, bytes], ...]
    by_account: int
    first: Wave
    second: Wave

    @property
    def matched(self) -> int:
        return len(self.pairs)

    @property
    def rate(self) -> float | None:
        """The share (0 to 1) of the `second.n` people found in the first; None without any."""
        return self.matched / self.second.n if self.second.n else None


def link(first: Sequence[Record], second: Sequence[Record]) -> Linkage:
    """Return the pairs of two waves: by account where both have it, by code for the rest."""
    accounts = _by_account(first, second)
    known = {key for pair in accounts for key in pair}
    left, right = (
        [record for record in wave if record.elements and record.key not in known]
        for wave in (first, second)
    )
    pairs, hesitant = _by_code(left, right)
    found = (*accounts, *pairs)
    return Linkage(
        pairs=found,
        by_account=len(accounts),
        first=_counted(first, {one for one, _ in found}, hesitant),
        second=_counted(second, {other for _, other in found}, hesitant),
    )


def _by_account(first: Sequence[Record], second: Sequence[Record]) -> list[tuple[bytes, bytes]]:
    held = {record.person_id: record.key for record in first if record.person_id is not None}
    return [(held[it.person_id], it.key) for it in second if it.person_id in held]


def _counted(wave: Sequence[Record], matched: set[bytes], hesitant: set[bytes]) -> Wave:
    codes = Counter(_code(record) for record in wave if record.elements)
    state = Counter(_state(record, matched, hesitant) for record in wave)
    return Wave(
        n=len(wave),
        matched=state["matched"],
        ambiguous=state["ambiguous"],
        unmatched=state["unmatched"],
        without_code=state["without_code"],
        colliding=sum(n for n in codes.values() if n > 1),
    )


def _code(record: Record) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(record.elements.items()))


def _state(record: Record, matched: set[bytes], hesitant: set[bytes]) -> str:
    if record.key in matched:
        return "matched"
    if record.key in hesitant:
        return "ambiguous"
    return "unmatched" if record.elements else "without_code"


@dataclass
class _Best:
    """The best candidate of one person so far, and the weights of the best and of the next."""

    of: int = -1
    weight: float = -inf
    next: float = -inf

    def see(self, candidate: int, weight: float) -> None:
        if weight > self.weight:
            self.of, self.weight, self.next = candidate, weight, self.weight
        elif weight > self.next:
            self.next = weight

    def stands_alone(self) -> bool:
        return self.weight - self.next >= MARGIN


def _by_code(
    first: Sequence[Record], second: Sequence[Record]
) -> tuple[list[tuple[bytes, bytes]], set[bytes]]:
    """Return the pairs that stand alone, and the keys of those who have a likely but unsure one."""
    if not first or not second:
        return [], set()
    rows, columns = _bests(first, second)
    least = THRESHOLD + log2(max(len(first), len(second)))
    pairs, taken = [], set()
    for number, best in enumerate(columns):
        other = rows[best.of]
        sure = best.stands_alone() and other.stands_alone()
        if other.of == number and best.weight >= least and sure:
            pairs.append((first[best.of].key, second[number].key))
            taken |= {*pairs[-1]}
    likely = {
        record.key
        for wave, bests in ((first, rows), (second, columns))
        for record, best in zip(wave, bests, strict=True)
        if best.weight >= least
    }
    return pairs, likely - taken


def _bests(first: Sequence[Record], second: Sequence[Record]) -> tuple[list[_Best], list[_Best]]:
    """Return the best candidate of each person of the first wave, and of the second."""
    balance = Balance(first, second)
    rows, columns = [_Best() for _ in first], []
    for number, record in enumerate(second):
        column = _Best()
        for row, weight in enumerate(balance.weights(record)):
            column.see(row, weight)
            rows[row].see(number, weight)
        columns.append(column)
    return rows, columns
