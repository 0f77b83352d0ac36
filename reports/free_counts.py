"""Counts of the answers to a free question, whatever its type, and what a condition tells."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from reports.cells import Codes, Shown

FIRST_VALUE = 16  # codes from here on are values; those below say how people answered


def values_of(counts: Mapping[int, int]) -> Codes:
    """Return what was answered, without how: value as the type counts it → people."""
    return {code - FIRST_VALUE: n for code, n in counts.items() if code >= FIRST_VALUE and n}


def newcomers_say_several(before: Shown, after: Shown) -> bool:
    """Say whether those who came between two releases did not all say the same."""
    old, new = Counter(values_of(before.counts)), Counter(values_of(after.counts))
    return not (old or new) or sum(old[value] != new[value] for value in old | new) > 1


@dataclass(frozen=True)
class Told:
    """How many people were asked something on the condition that they are among some groups."""

    breakdown: str  # an attribute
    values: frozenset[str]
    release: int
    n: int
