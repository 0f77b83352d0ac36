"""What a job profile expects of each competence."""

from collections.abc import Iterable, Mapping

from referentiel.models import COMPETENCE, Item, JobProfile


def expected_levels(profile: JobProfile, items: Iterable[Item]) -> dict[int, int]:
    """Return the level expected, 0 to 4, by id of competence, in the order of `items`.

    It is the level of the competence's area, unless the profile names the competence itself; a
    competence of which the profile says nothing is left out.
    """
    said = {expected.item_id: expected.level for expected in profile.expected}
    levels = {}
    for item in items:
        level = said.get(item.id, said.get(item.parent_id or 0))
        if item.kind == COMPETENCE and level is not None:
            levels[item.id] = level
    return levels


def highest_levels(held: Iterable[Mapping[int, int]]) -> dict[int, int]:
    """Return, for somebody who holds several profiles, the highest level each id is expected at."""
    highest: dict[int, int] = {}
    for levels in held:
        for item_id, level in levels.items():
            highest[item_id] = max(level, highest.get(item_id, 0))
    return highest
