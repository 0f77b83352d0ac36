"""One rating of one person as a cell: a level, or the word of why there is none."""

from collections.abc import Callable

from reports.document import Cell
from surveys.levels import TOP_LEVEL, Blank


def rating_cell(value: int, translate: Callable[[str], str]) -> Cell:
    """Return the cell of a rating; a blank is its word, never a number."""
    if value <= TOP_LEVEL:
        return Cell(value=value)
    words = {
        Blank.NOT_APPLICABLE: translate("non concerné·e"),
        Blank.DECLINED: translate("ne souhaite pas répondre"),
        Blank.NO_ANSWER: translate("sans réponse"),
    }
    return Cell(value=words[Blank(value)])
