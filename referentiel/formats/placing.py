"""Placing what a file holds in its tree, with a word about each loop that had to be undone."""

from collections.abc import Mapping

from referentiel.base import french
from referentiel.formats.base import MOST_DEPTH, TooLarge
from referentiel.formats.notes import Notes
from referentiel.formats.ordering import in_reading_order

LOOP = french("« %(code)s » est au-dessus de lui-même : ce lien est défait.")


def placed(
    parents: Mapping[str, str], codes: Mapping[str, str], notes: Notes
) -> tuple[tuple[str, str | None], ...]:
    """Return each entry with its parent, in reading order; loops are told of by their codes.

    Raises:
        TooLarge: the tree is deeper than what can be shown.
    """
    ordered = in_reading_order(parents)
    for key in ordered.loops:
        notes.warn(LOOP, entry=codes[key], code=codes[key])
    if max(ordered.depths.values(), default=0) >= MOST_DEPTH:
        raise TooLarge(limit=f"{MOST_DEPTH} niveaux")
    return ordered.entries
