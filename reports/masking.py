"""Which groups of a breakdown to mask, competence by competence, so that no size can be read.

The attacker knows the size of each visible group, in submissions and for each competence, the
total of each competence, and that nobody rates who has not answered: 0 ≤ x ≤ size. What stays is,
for each masked group, an interval; it must be at least k wide, also for who knows that at least
one of the masked groups has 1 to k - 1 people (a union of linear programs, each of which has a
closed form here because one equation links the groups).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache

from reports.privacy import suppressed

Sizes = Mapping[str, int]
Masks = Mapping[int, frozenset[str]]
Bounds = tuple[tuple[int, int], ...]


def breakdown_masks(
    sizes: Sizes,
    lines: Mapping[int, Sizes],
    k: int,
    kept: Callable[[int, Sizes], frozenset[str]],
    submissions: int = -1,
) -> tuple[frozenset[str], Masks]:
    """Return the groups masked everywhere, then the groups masked for each competence.

    ``sizes`` counts submissions by group, ``lines`` the people of each competence whose total is
    shown. ``kept(position, sizes)`` returns the groups that earlier releases keep masked. A group
    is masked where fewer than `k` of its people rated; where the blanks of the competence are too
    few to blur how many, its size would give it away: it is masked everywhere, with what protects
    it.
    """
    held = {
        position: kept(position, {g: line.get(g, 0) for g in sizes})
        for position, line in lines.items()
    }
    hidden = masked_everywhere(sizes, k, kept(submissions, sizes))
    while True:
        masks = {
            position: line_mask(line, sizes, hidden, k, held[position])
            for position, line in lines.items()
        }
        failing = [position for position, mask in masks.items() if mask is None]
        if not failing:
            return hidden, {p: mask for p, mask in masks.items() if mask is not None}
        hidden = masked_everywhere(sizes, k, hidden | _small(failing, lines, hidden, k))


def masked_everywhere(sizes: Sizes, k: int, also: Collection[str]) -> frozenset[str]:
    """Return the groups masked by the number of their submissions.

    Up to k + 1 submissions nothing is broken down, whatever the groups: with one fewer person
    than that on each side of a mask, no interval is wide enough.
    """
    if sum(sizes.values()) <= k + 1:
        return frozenset(sizes)
    return frozenset(suppressed(sizes, k, also))


def line_mask(
    line: Sizes, sizes: Sizes, hidden: frozenset[str], k: int, kept: Collection[str]
) -> frozenset[str] | None:
    """Return the groups to mask in one competence, `hidden` and `kept` included, or None.

    Once a group is masked, so is every group without anybody: « masqué » may mean nobody. None:
    even masking all groups would let an interval narrower than `k` be read.
    """
    groups = tuple(sorted(sizes))
    if hidden >= {*groups}:
        return hidden
    found = _mask(
        tuple(line.get(group, 0) for group in groups),
        tuple(sizes[group] for group in groups),
        tuple(group in hidden for group in groups),
        tuple(group in kept for group in groups),
        k,
    )
    return None if found is None else frozenset(groups[place] for place in found)


@lru_cache(maxsize=65536)
def _mask(
    line: tuple[int, ...],
    sizes: tuple[int, ...],
    hidden: tuple[bool, ...],
    kept: tuple[bool, ...],
    k: int,
) -> frozenset[int] | None:
    places = range(len(line))
    small = {p for p in places if 0 < line[p] < k and not hidden[p]}
    first = {p for p in places if hidden[p] or kept[p] or p in small}
    few = sum(line) <= k + 1
    if len(line) == 1 or not (first or few):
        return frozenset()
    for choice in _choices(line, {*places} if few else first):
        if _is_wide(choice, line, sizes, hidden, k, primary=bool(small) and not few):
            return frozenset(choice)
    return None


def _choices(line: tuple[int, ...], first: set[int]) -> Iterator[set[int]]:
    """Yield the sets to try: with nobody else, one more group, then always one more."""
    base = first | {p for p, n in enumerate(line) if n == 0}
    others = sorted({*range(len(line))} - base, key=lambda p: (line[p], p))
    yield base
    for place in others:
        yield base | {place}
    for count in range(2, len(others) + 1):
        yield base | {*others[:count]}


def _is_wide(
    masked: Collection[int],
    line: tuple[int, ...],
    sizes: tuple[int, ...],
    hidden: tuple[bool, ...],
    k: int,
    *,
    primary: bool,
) -> bool:
    total = sum(line[p] for p in masked)
    unseen = [p for p in masked if hidden[p]]
    pooled = sum(sizes[p] for p in range(len(sizes)) if hidden[p])
    top = pooled - sum(hidden) + 1
    order = [*unseen, *(p for p in masked if not hidden[p])]
    bounds = tuple((0, top if hidden[p] else sizes[p]) for p in order)
    for target in range(len(order)):
        ends = [
            interval(target, case, total, len(unseen), pooled)
            for case in _cases(bounds, k, primary=primary)
        ]
        kept = [end for end in ends if end]
        if not kept or max(high for _, high in kept) - min(low for low, _ in kept) < k:
            return False
    return bool(order)


def _cases(bounds: Bounds, k: int, *, primary: bool) -> Iterable[Bounds]:
    """Return the bounds, once for each group that may be the one of 1 to k - 1 people."""
    if not primary:
        return [bounds]
    return [
        (*bounds[:p], (max(1, low), min(k - 1, high)), *bounds[p + 1 :])
        for p, (low, high) in enumerate(bounds)
    ]


def interval(
    target: int, bounds: Bounds, total: int, pooling: int = 0, pooled: int = 0
) -> tuple[int, int] | None:
    """Return the least and the greatest that one of some numbers may be, given their sum.

    The first `pooling` numbers together are at most `pooled`. None where no numbers fit.
    """
    rest = [bound for place, bound in enumerate(bounds) if place != target]
    inside = pooling - (target < pooling)
    most = min(sum(high for _, high in rest[:inside]), pooled - (target < pooling))
    low = max(bounds[target][0], total - max(0, most) - sum(high for _, high in rest[inside:]))
    high = min(bounds[target][1], total - sum(low for low, _ in rest))
    return (low, high) if low <= high else None


def _small(
    failing: Collection[int], lines: Mapping[int, Sizes], hidden: frozenset[str], k: int
) -> set[str]:
    """Return the groups that are small in a failing competence, else all of its groups."""
    found = {g for p in failing for g, n in lines[p].items() if 0 < n < k and g not in hidden}
    return found or {group for position in failing for group in lines[position]}
