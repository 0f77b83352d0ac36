"""From a frame whose statistics carry their n and state to the typed table of a Document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from reports.document import EMPTY, MASKED, Cell, Column, Table


@dataclass(frozen=True)
class Statistic:
    """A column of figures: which frame columns hold its n and its state (shown, masked, empty).

    Without a state it is always shown; a missing value is empty then.
    """

    column: Column
    n: str = ""
    state: str = ""


def table_of(
    frame: pd.DataFrame,
    caption: str,
    heads: Mapping[str, tuple[Column, Mapping[str, str]]],
    statistics: Sequence[Statistic],
) -> Table:
    """Return one row per index entry: its heads (words by entry), then its statistics."""
    columns = (*(column for column, _ in heads.values()), *(s.column for s in statistics))
    rows = []
    for entry, row in frame.iterrows():
        words = [Cell(value=texts[str(entry)]) for _, texts in heads.values()]
        rows.append((*words, *(cell_of(row, statistic) for statistic in statistics)))
    return Table(caption=caption, columns=columns, rows=tuple(rows))


def cell_of(row: "pd.Series[float]", statistic: Statistic) -> Cell:
    """Return the cell of one statistic, with the n behind it."""
    state = row[statistic.state] if statistic.state else "shown"
    if state == "masked":
        return MASKED
    value = row[statistic.column.key]
    if state == "empty" or pd.isna(value):
        return EMPTY
    whole = statistic.column.unit in ("people", "rank")
    n = int(row[statistic.n]) if statistic.n else None
    return Cell(value=int(value) if whole else _plain(value), n=n)


def _plain(value: float | str) -> float | str:
    return value if isinstance(value, str) else float(value)
