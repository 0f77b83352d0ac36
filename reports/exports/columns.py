"""How wide the columns of a table are on paper, by what each has to say, and which page it asks."""

import re
from collections.abc import Sequence

from reports.document import Table

BROAD = 12  # columns from which a table is set on a page turned on its side
UPRIGHT, TURNED = 100, 155  # letters across a page of each kind, in the small type of tables
LONGEST = 36  # letters beyond which a column gets no more room
PADDING = 2  # letters
BREAKABLE = 20  # letters of a word of a title that are kept together

Texts = Sequence[Sequence[str]]


def is_broad(table: Table, rows: Texts) -> bool:
    """Say whether a table needs a page on its side; `rows` are the texts of its cells."""
    return len(table.columns) >= BROAD or sum(_least(table, rows)) > UPRIGHT


def widths(table: Table, rows: Texts) -> list[int]:
    """Return the width of each column, in letters: no word of a cell is cut while there is room.

    What is left goes to columns of words, then to all alike.
    """
    least = _least(table, rows)
    wanted = [
        max(low, PADDING + min(LONGEST, longest)) if column.unit == "text" else low
        for low, longest, column in zip(least, _longest(table, rows), table.columns, strict=True)
    ]
    spare = max(0, (TURNED if is_broad(table, rows) else UPRIGHT) - sum(least))
    missing = sum(wanted) - sum(least)
    share = min(1.0, spare / missing) if missing else 0.0
    return [low + int(share * (want - low)) for low, want in zip(least, wanted, strict=True)]


def _least(table: Table, rows: Texts) -> list[int]:
    """Return the room of the longest word of each column; a title is bold, and may be cut."""
    found = []
    for place, column in enumerate(table.columns):
        titles = (1 + min(len(word), BREAKABLE) for word in re.split(r"[ /-]", column.label))
        words = (len(word) for row in rows for word in row[place].split(" "))
        found.append(PADDING + max(*titles, *words, 1, 1))
    return found


def _longest(table: Table, rows: Texts) -> list[int]:
    return [
        max((len(row[place]) for row in rows), default=1) for place in range(len(table.columns))
    ]
