"""A frozen report beside the same report computed again: which figures differ, and in what."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from reports.document import Cell, Document, Section, Table
from reports.fingerprint import Figure, figure_in

CLOSE = 1e-9  # relative: the last bits of a sum depend on the order of its terms
Row = tuple[Cell, ...]


class Difference(NamedTuple):
    """A figure that is not the same; None where there is none."""

    section: str
    row: str
    column: str
    frozen: Figure | None
    again: Figure | None


@dataclass(frozen=True)
class Comparison:
    """What a frozen report and the one computed again say alike or not.

    `figures` counts those of the frozen report. `added` names the sections, tables and columns that
    only the new one has. `words` and `drawings` count the sentences and the charts that differ.
    """

    figures: int
    differences: tuple[Difference, ...]
    added: tuple[str, ...]
    words: int
    drawings: int


def compared(frozen: Document, again: Document) -> Comparison:
    """Return how a report computed again differs from the frozen one.

    Rows are matched by their code, else by their words, else, where as many are left on both
    sides, by their order.
    """
    fresh = {section.key: section for section in again.sections}
    pairs = [(it, fresh.get(it.key, Section(key=it.key, title=""))) for it in frozen.sections]
    figures = sum(1 for it in frozen.sections if it.table for _ in _figures_of(it.table))
    differences = chain.from_iterable(_differences(one, other) for one, other in pairs)
    added = [key for key in fresh if key not in {it.key for it in frozen.sections}]
    added += chain.from_iterable(_added(one, other) for one, other in pairs)
    heads = [(it.title, it.subtitle, *it.notices) for it in (frozen, again)]
    words = _unlike(*heads) + sum(_unlike(_words(a, b), _words(b, a)) for a, b in pairs)
    return Comparison(
        figures=figures,
        differences=tuple(differences),
        added=tuple(added),
        words=words,
        drawings=sum(_drawing(one) != _drawing(other) for one, other in pairs),
    )


def _figures_of(table: Table) -> Iterator[Figure]:
    for row in table.rows:
        yield from filter(None, map(figure_in, table.columns, row))


def _differences(frozen: Section, again: Section) -> Iterator[Difference]:
    if frozen.table is None:
        return
    places = {column.key: place for place, column in enumerate(frozen.table.columns)}
    news = again.table or Table(caption="", columns=(), rows=())
    new_places = {column.key: place for place, column in enumerate(news.columns)}
    for name, row, new_row in _matched(frozen.table, news):
        for key, place in places.items():
            old = figure_in(frozen.table.columns[place], row[place]) if row else None
            at = new_places.get(key)
            found = figure_in(news.columns[at], new_row[at]) if new_row and at is not None else None
            if not _same(old, found):
                yield Difference(frozen.key, name, key, old, found)


def _matched(table: Table, news: Table) -> Iterator[tuple[str, Row | None, Row | None]]:
    """Yield each row of a table with its like in another; None where there is none."""
    olds, fresh = _named(table), _named(news)
    yield from ((name[0], row, fresh[name]) for name, row in olds.items() if name in fresh)
    left = [(name[0], row) for name, row in olds.items() if name not in fresh]
    new_left = [(name[0], row) for name, row in fresh.items() if name not in olds]
    if len(left) == len(new_left):
        yield from ((a, row, new) for (a, row), (_, new) in zip(left, new_left, strict=True))
        return
    yield from ((name, row, None) for name, row in left)
    yield from ((name, None, row) for name, row in new_left)


def _named(table: Table) -> dict[tuple[str, int], Row]:
    """Return the rows by their code, else by all their words, and by how often these came before.

    A code is told in the same way whatever the words become.
    """
    keys = [column.key for column in table.columns]
    heads = (
        [keys.index("code")]
        if "code" in keys
        else [place for place, column in enumerate(table.columns) if column.unit == "text"]
    )
    seen: Counter[str] = Counter()
    rows: dict[tuple[str, int], Row] = {}
    for row in table.rows:
        name = " · ".join(str(row[place].value) for place in heads)
        rows[name, seen[name]] = row
        seen[name] += 1
    return rows


def _same(one: Figure | None, other: Figure | None) -> bool:
    if one is None or other is None:
        return one is other
    if isinstance(one.value, float) and isinstance(other.value, float):
        near = math.isclose(one.value, other.value, rel_tol=CLOSE, abs_tol=CLOSE)
        return near and one[1:] == other[1:]
    return one == other


def _added(frozen: Section, again: Section) -> Iterator[str]:
    """Yield the columns that only the new table has, or the table where the frozen has none."""
    if again.table is None:
        return
    if frozen.table is None:
        yield again.key
        return
    known = {column.key for column in frozen.table.columns}
    yield from (f"{again.key}.{it.key}" for it in again.table.columns if it.key not in known)


def _words(section: Section, beside: Section) -> list[str]:
    """Return every sentence and label of a section, but of the columns that `beside` lacks."""
    found = [section.title, *section.texts]
    found += [section.chart.alternative] if section.chart else []
    if section.table is None or beside.table is None:
        return found
    known = {column.key for column in beside.table.columns}
    found.append(section.table.caption)
    for place, column in enumerate(section.table.columns):
        if column.key in known:
            cells = [row[place].value for row in section.table.rows if column.unit == "text"]
            found += [column.label, column.help, *(it for it in cells if isinstance(it, str))]
    return found


def _unlike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many sentences of one list have no like in another, at the most."""
    ours, theirs = Counter(one), Counter(other)
    return max((ours - theirs).total(), (theirs - ours).total())


def _drawing(section: Section) -> dict[str, object]:
    return section.chart.figure if section.chart else {}
