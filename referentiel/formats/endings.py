"""The end of a reading: what holds of every référentiel is checked, each fault with its row."""

from collections.abc import Mapping

from referentiel.base import french
from referentiel.checking import check
from referentiel.errors import ImportRefused
from referentiel.formats.base import MOST_DEPTH, MOST_ITEMS, Issue, Read
from referentiel.formats.notes import Notes
from referentiel.tree import ReferentielTree, walk

TOO_DEEP = french("« %(code)s » est à plus de %(most)s niveaux de profondeur.")
TOO_MANY = french("Ce fichier a %(found)s entrées ; un import en prend au plus %(most)s.")


def refused(notes: Notes) -> bool:
    """Say whether something that was told stops the import."""
    return any(issue.is_error for issue in notes.issues)


def ending(tree: ReferentielTree, notes: Notes, rows: Mapping[str, int]) -> Read:
    """Return what was read, without a tree where something stops the import.

    `rows` gives the row of each item by its code.
    """
    if not refused(notes):
        _check_size(tree, notes, rows)
    if refused(notes):
        return Read(None, notes.issues)
    try:
        check(tree)
    except ImportRefused as fault:
        row = rows.get(str(fault.values.get("entry", "")))
        return Read(None, (*notes.issues, issue_of(fault, row)))
    return Read(tree, notes.issues)


def issue_of(fault: ImportRefused, row: int | None = None) -> Issue:
    """Return a refusal as the issue that stops an import."""
    return Issue(fault.sentence, fault.values, row=row, is_error=True)


def _check_size(tree: ReferentielTree, notes: Notes, rows: Mapping[str, int]) -> None:
    items = tree.content.items
    if len(items) > MOST_ITEMS:
        row = rows.get(items[MOST_ITEMS].code)
        notes.refuse(TOO_MANY, row=row, found=len(items), most=MOST_ITEMS)
    for depth, item in walk(items):
        if depth >= MOST_DEPTH:
            notes.refuse(TOO_DEEP, row=rows.get(item.code), code=item.code, most=MOST_DEPTH)
