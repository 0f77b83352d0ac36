"""What a file of a report costs to write, told from the report, so that a heavy one is a job.

Processor seconds of one core, measured by `make bench` (table 9) on reports of 14 × 4, 49 ×
4, 100 × 12 and 200 × 12 competences × groupings. Cells and drawings make all of it.
"""

from dataclasses import dataclass

from reports.document import Document
from reports.exports.pdf import TALL
from reports.exports.slices import count_slices

MOST = 1.0  # seconds that a request may take; a machine of two cores then still answers others


@dataclass(frozen=True)
class Cost:
    """Seconds for a cell of a table, and for a drawing of at most TALL rows."""

    cell: float
    drawing: float = 0.0


COSTS = {
    "pdf": Cost(60e-6, 6e-3),
    "docx": Cost(20e-6, 37e-3),  # each drawing is turned into pixels
    "xlsx": Cost(12e-6),
    "ods": Cost(6e-6),
    "csv": Cost(10e-6),
    "json": Cost(2e-6),
    "txt": Cost(2e-6),
}


def cells_of(document: Document) -> int:
    """Return how many cells the tables of a report have."""
    tables = [section.table for section in document.sections if section.table]
    return sum(len(table.rows) * len(table.columns) for table in tables)


def drawings_of(document: Document) -> int:
    """Return how many drawings the charts of a report make on paper."""
    return sum(count_slices(it.chart, TALL) for it in document.sections if it.chart)


def seconds_of(document: Document, extension: str) -> float:
    """Return about how many processor seconds a file takes. KeyError: an unknown kind of file."""
    cost = COSTS[extension]
    return cells_of(document) * cost.cell + drawings_of(document) * cost.drawing


def is_heavy(document: Document, extension: str) -> bool:
    """Say whether a file takes too long to be written while somebody waits for the page."""
    return seconds_of(document, extension) > MOST
