"""What a file of answers one by one may show of a situation, so that nobody is found by theirs.

Written once, here; pages, jobs and the command line ask it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reports.privacy import CROSSED_K

CURRENT, BEFORE, SIDE = "current", "before", "side"
# What describes people most closely goes first.
DROPPED_FIRST = ("profile", "structure", "seniority", "territory", "agent")
LEAST_TIMES = 2  # so many times k submissions, or no file

Batch = int
Values = tuple[str, ...]  # of the attributes asked, in their order; "" is no answer
People = Mapping[tuple[Batch, Values], int]
# What people say of themselves: their level now or before, or on which side of their goal it is.
Said = Mapping[tuple[Batch, Values, str, int, int], int]  # rating, place of the competence, value
EVERY = -1  # stands for all batches together


@dataclass(frozen=True)
class Shown:
    """What a file may show: places among the attributes, places of competences left out."""

    attributes: tuple[int, ...]
    left_out: frozenset[int]


def settled(codes: Sequence[str], people: People, said: Said, k: int) -> Shown:
    """Return what may be shown of the submissions of some releases (batches), one by one.

    A competence is left out when fewer than `k` people gave their level, or when `k` people or
    more, in all or in one release, gave the same level, now or before, or stand on the same side of
    their goal. Then attributes are dropped one after the other, in the order of `DROPPED_FIRST`,
    until each combination of those left is held, in each release, by at least `k` submissions
    (`CROSSED_K` where two attributes or more are left), and no combination says of all its people
    what is left out when everybody says it. Nobody who knows a person's situation, and with which
    release their answers came, then has fewer than `k` lines to choose from, in one file or in two.

    Values are never merged: a merged value could be taken apart by subtracting released figures.
    """
    whole = spoken(said, ())
    left_out = frozenset(
        {place for _rating, place in one_voiced(whole, k)}
        | {place for place, n in _rated(said).items() if n < k}
    )
    kept_said = {key: n for key, n in said.items() if key[3] not in left_out}
    places = tuple(range(len(codes)))
    for code in (None, *(code for code in DROPPED_FIRST if code in codes)):
        places = tuple(place for place in places if codes[place] != code)
        if not places or _is_safe(places, people, kept_said, k):
            break
    return Shown(places, left_out)


def _rated(said: Said) -> Counter[int]:
    """Return how many people gave their level, by place of the competence."""
    found: Counter[int] = Counter()
    for (_batch, _values, rating, place, _value), n in said.items():
        found[place] += n if rating == CURRENT else 0
    return found


def _is_safe(places: Sequence[int], people: People, said: Said, k: int) -> bool:
    least = k if len(places) == 1 else max(k, CROSSED_K)
    sizes: Counter[tuple[Batch, Values]] = Counter()
    for (batch, values), n in people.items():
        sizes[batch, _part(values, places)] += n
    if any(0 < n < least for n in sizes.values()):
        return False
    return not one_voiced(spoken(said, places), k)


Voices = Mapping[tuple[Batch, Values, str, int], Mapping[int, int]]


def spoken(said: Said, places: Sequence[int]) -> Voices:
    """Return how many people said what in each combination, by release and in all."""
    found: defaultdict[tuple[Batch, Values, str, int], Counter[int]] = defaultdict(Counter)
    for (batch, values, rating, place, value), n in said.items():
        part = _part(values, places)
        for which in (batch, EVERY):
            found[which, part, rating, place][value] += n
    return found


def one_voiced(voices: Voices, k: int) -> set[tuple[str, int]]:
    """Return the ratings and places where at least `k` people of one group said one thing."""
    return {
        (rating, place)
        for (_batch, _values, rating, place), values in voices.items()
        if sum(values.values()) >= k and _values_held(values.values()) == 1
    }


def _values_held(counts: Iterable[int]) -> int:
    return sum(n > 0 for n in counts)


def _part(values: Values, places: Sequence[int]) -> Values:
    return tuple(values[place] for place in places)
