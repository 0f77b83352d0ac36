"""What a job profile expects of each competence."""

from collections.abc import Iterable, Mapping

from referentiel.ancestry import ancestors_of
from referentiel.models import COMPETENCE, ExpectedLevel, Item, JobProfile


def expected_targets(profile: JobProfile, items: Iterable[Item]) -> dict[int, ExpectedLevel]:
    """Return what is expected, by id of competence, in the order of `items`.

    It is what the profile says of the competence itself, else of the nearest item above it;
    `items` hold those too. A competence of which the profile says nothing is left out.
    """
    listed = list(items)
    said = {expected.item_id: expected for expected in profile.expected}
    above = ancestors_of(listed)
    found = {}
    for item in listed:
        named = (held.id for held in (item, *reversed(above[item.id])) if held.id in said)
        nearest = next(named, None) if item.kind == COMPETENCE else None
        if nearest is not None:
            found[item.id] = said[nearest]
    return found


def expected_levels(profile: JobProfile, items: Iterable[Item]) -> dict[int, int]:
    """Return the level below which there is a gap, 0 to 4, as `expected_targets` finds it."""
    return {number: it.level for number, it in expected_targets(profile, items).items()}


def highest_levels(held: Iterable[Mapping[int, int]]) -> dict[int, int]:
    """Return, for somebody who holds several profiles, the highest level each id is expected at."""
    highest: dict[int, int] = {}
    for levels in held:
        for item_id, level in levels.items():
            highest[item_id] = max(level, highest.get(item_id, 0))
    return highest
