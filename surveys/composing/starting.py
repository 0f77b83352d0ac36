"""Where a questionnaire may start from: the express core, areas, a workshop, a job profile."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from referentiel.models import Item, JobProfile
from referentiel.profiles import expected_levels
from referentiel.search import Branch
from surveys.models import Event

CORE, EVERY, NOTHING = "core", "all", "none"
AREA, WORKSHOP, PROFILE = "area", "workshop", "profile"  # followed by which one: area:D4
SURE = 3  # the level from which a profile rests on a competence


@dataclass(frozen=True)
class Start:
    """A starting point: its name in a form, its words, and the ids of its competences."""

    name: str
    kind: str
    label: str
    items: tuple[int, ...]


def starts_of(
    branches: Sequence[Branch],
    every: Sequence[Item],
    profiles: Sequence[JobProfile],
    events: Iterable[Event],
    language: str,
) -> list[Start]:
    """Return every starting point of a version that asks something, and an empty one last.

    `every` holds its competences and the areas above them.
    """
    competences = [item for branch in branches for item in branch.competences]
    found = [
        Start(CORE, CORE, "", tuple(item.id for item in competences if item.core)),
        *_areas(branches, language),
        *_workshops(competences, events),
        *_profiles(competences, every, profiles, language),
        Start(EVERY, EVERY, "", tuple(item.id for item in competences)),
    ]
    return [start for start in found if start.items] + [Start(NOTHING, NOTHING, "", ())]


def _areas(branches: Sequence[Branch], language: str) -> Iterable[Start]:
    held: dict[str, tuple[Item, list[int]]] = {}
    for branch in branches:
        if branch.area:
            first = (*branch.above, branch.area)[0]
            _area, items = held.setdefault(first.code, (first, []))
            items.extend(item.id for item in branch.competences)
    for code, (area, items) in held.items():
        yield Start(f"{AREA}:{code}", AREA, area.label(language), tuple(items))


def _workshops(competences: Sequence[Item], events: Iterable[Event]) -> Iterable[Start]:
    for event in events:
        for workshop in event.workshops:
            aims = {aim.lineage for aim in workshop.aims}
            items = tuple(item.id for item in competences if item.lineage in aims)
            label = f"{workshop.title} ({event.title})"
            yield Start(f"{WORKSHOP}:{workshop.id}", WORKSHOP, label, items)


def _profiles(
    competences: Sequence[Item],
    every: Sequence[Item],
    profiles: Sequence[JobProfile],
    language: str,
) -> Iterable[Start]:
    for profile in profiles:
        levels = expected_levels(profile, every)
        items = tuple(item.id for item in competences if levels.get(item.id, 0) >= SURE)
        yield Start(f"{PROFILE}:{profile.code}", PROFILE, profile.label(language), items)
