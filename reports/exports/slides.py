"""A Document as slides for a room: one message each, made of what the report says and no more."""

from dataclasses import dataclass

from reports.document import Chart, Document, Note, Section, Table
from reports.exports.base import heads, people_behind
from reports.exports.naming import reading, with_names
from reports.exports.slices import first_rows, rows_of

ROWS, CHART_ROWS = 6, 8  # what is read from the back of a room
FIGURES = 5  # columns of them


@dataclass(frozen=True)
class Slide:
    """A title, a sentence or a few, then a chart or a table; `of` rows where some are left out.

    A note of the analysis has a slide of its own, after what it speaks of.
    """

    key: str
    title: str
    sentences: tuple[str, ...] = ()
    chart: Chart | None = None
    table: Table | None = None
    people: str = ""
    shown: int = 0
    of: int = 0
    note: Note | None = None


def slides_of(document: Document) -> list[Slide]:
    """Return the summary, then a slide for each section that has a chart or a table."""
    summary = [
        Slide(section.key, section.title, section.texts)
        for section in document.sections
        if section.key == "summary"
    ]
    made = summary + _noted("report", document.title, document.notes)
    for section in document.sections:
        if section.chart or (section.table and section.table.rows):
            made.append(_slide(section, document))
        made += _noted(section.key, section.title, section.notes)
    return made


def _noted(key: str, title: str, notes: tuple[Note, ...]) -> list[Slide]:
    return [Slide(f"{key}-note-{place}", title, note=note) for place, note in enumerate(notes, 1)]


def _slide(section: Section, document: Document) -> Slide:
    people = people_behind(document, section)
    whole = with_names(section)
    if whole is not None:
        count = rows_of(whole)
        shown, chart = min(count, CHART_ROWS), first_rows(whole, CHART_ROWS)
        said = tuple(filter(None, (whole.alternative, reading(section))))
        return Slide(section.key, section.title, said, chart, None, people, shown, count)
    table = section.table
    if table is None:  # pragma: no cover -- the caller leaves such sections out
        raise ValueError(section.key)
    cut = _first_cells(table)
    sizes = (len(cut.rows), len(table.rows))
    return Slide(section.key, section.title, section.texts[:1], None, cut, people, *sizes)


def _first_cells(table: Table) -> Table:
    """Return the first rows of a table, with what heads them and their first figures."""
    kept = slice(heads(table) + FIGURES)
    rows = tuple(row[kept] for row in table.rows[:ROWS])
    return table.model_copy(update={"columns": table.columns[kept], "rows": rows})
