"""Totals of several campaigns (an event, an organisation, a network, a year).

They add up the cells that each campaign released and shows, and nothing else (architecture of the
project, decision 13): a masked cell takes no part, so that a total minus what is shown beside it
is made of shown cells again, and tells nothing that they do not tell.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reports.cells import SUBMISSIONS, WHOLE, Line, Shown

ANSWERS = ""  # the competence of the lines that count submissions

Key = tuple[str, str, str]  # competence (its lineage), breakdown, value


@dataclass(frozen=True)
class Part:
    """The lines that one campaign shows now, and the competence at each position."""

    competences: Sequence[str]
    lines: Iterable[Line]

    def shown(self) -> dict[Key, Shown]:
        """Return the cells that take part: those that show figures, and counts of answers."""
        return {
            (self._competence(line.position), line.breakdown, value): cell
            for line in self.lines
            for value, cell in line.cells.items()
            if value != WHOLE and cell.visible and (cell.counts or line.position == SUBMISSIONS)
        }

    def _competence(self, position: int) -> str:
        return ANSWERS if position == SUBMISSIONS else self.competences[position]


@dataclass(frozen=True)
class Total:
    """A sum of cells: its people and joint counts, and how many campaigns take part in it."""

    n: int
    counts: Mapping[int, int]
    campaigns: int


def totals(parts: Iterable[Part]) -> dict[Key, Total]:
    """Return the totals of campaigns by competence, breakdown and value.

    A key is there when at least one campaign shows it. As each cell shown holds at least k people
    who did not all say the same, so does each total; between two moments it changes by whole
    cells, or by what cells changed by: nobody, or at least k people.
    """
    found: dict[Key, Total] = {}
    for part in parts:
        for key, cell in part.shown().items():
            known = found.get(key, Total(0, {}, 0))
            counts = Counter(known.counts)
            counts.update(cell.counts)
            found[key] = Total(known.n + cell.n, counts, known.campaigns + 1)
    return found
