"""Where an item stands: the items above it, and the area that it is shown under."""

from collections.abc import Iterable

from referentiel.models import AREA, Item


def ancestors_of(items: Iterable[Item]) -> dict[int, tuple[Item, ...]]:
    """Return, by id, the items above each of `items`, from the root down.

    Only items that are given count; one whose parent is not among them stands at the root.
    """
    given = {item.id: item for item in items}
    parents = {item.id: given.get(item.parent_id or 0) for item in given.values()}
    above: dict[int, tuple[Item, ...]] = {}
    for item in given.values():
        climbed: dict[int, Item] = {}
        step: Item | None = item
        while step and step.id not in above and step.id not in climbed:
            climbed[step.id] = step
            step = parents[step.id]
        for number in reversed(climbed):
            held = parents[number]
            above[number] = (*above.get(held.id, ()), held) if held else ()
    return above


def areas_of(items: Iterable[Item]) -> dict[int, tuple[Item, ...]]:
    """Return, by id, the areas above each of `items`, from the root down to the nearest."""
    above = ancestors_of(items)
    return {number: tuple(it for it in held if it.kind == AREA) for number, held in above.items()}
