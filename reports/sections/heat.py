"""The heat map of groups by competence, and its table: a mean, its n, or why there is none."""

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from reports.cells import WHOLE, Line, Shown
from reports.charts import heat_map
from reports.document import Cell, Column, Section, Table
from reports.sections.material import Material
from reports.tables import Statistic, cell_of
from surveys.attributes import ATTRIBUTES, PROFILE

Heads = Mapping[str, tuple[str, str]]  # value → its short name and its label
Figure = tuple[float, int, str]  # mean, n, state


def heat_section(
    material: Material,
    key: str,
    title: str,
    texts: tuple[str, ...],
    names: Heads,
    lines: Sequence[Line],
    order: pd.Index,
) -> Section:
    """Return a heat map of the groups `names`, competences in `order`, with its table."""
    figures = figures_of(material, names, lines, order)
    measure = measure_of(material)
    short = {value: name for value, (name, _) in names.items()}
    numbers = pd.DataFrame({short[v]: [f[0] for f in figures[v]] for v in names}, index=order)
    states = pd.DataFrame({short[v]: [f[2] for f in figures[v]] for v in names}, index=order)
    ends = (0.0, 2.0) if material.has_goals else (0.0, 4.0)
    columns = [
        Column(key=f"v{value}", label=label, unit="steps", digits=2)
        for value, (_, label) in names.items()
    ]
    cells = [
        [heat_cell(column, figure) for figure in figures[value]]
        for column, value in zip(columns, names, strict=True)
    ]
    return Section(
        key=key,
        title=title,
        texts=texts,
        chart=heat_map(
            numbers,
            states,
            material.translate,
            measure=measure,
            ends=ends,
            language=material.language,
        ),
        table=grid_table(material, columns, cells, order, measure),
    )


def figures_of(
    material: Material, names: Heads, lines: Sequence[Line], order: pd.Index
) -> dict[str, list[Figure]]:
    """Return, by group, the figure of each competence in `order`."""
    cells = {material.codes[line.position]: line.cells for line in lines}
    return {
        value: [figure_of(cells.get(str(code), {}), value, material.has_goals) for code in order]
        for value in names
    }


def grid_table(
    material: Material,
    columns: Sequence[Column],
    cells: Sequence[Sequence[Cell]],
    order: pd.Index,
    caption: str,
) -> Table:
    """Return a table of one row per competence from its `cells`, column by column."""
    heads = [column for column, _ in material.heads.values()]
    rows = [
        (
            *(Cell(value=texts[str(code)]) for _, texts in material.heads.values()),
            *(column[place] for column in cells),
        )
        for place, code in enumerate(order)
    ]
    return Table(caption=caption, columns=(*heads, *columns), rows=tuple(rows))


def measure_of(material: Material) -> str:
    """Return what the figures of groups measure."""
    if material.has_goals:
        return material.translate("Écart moyen à combler, en échelons")
    return material.translate("Niveau moyen")


def short_name(attribute: str, value: str) -> str:
    """Return a name of a value that fits under a column."""
    if not value:
        return "∅"
    if attribute == PROFILE:
        return value
    place = [code for code, _ in ATTRIBUTES[attribute].choices].index(value)
    return "ABCDEFGH"[place]


def reading_of(names: Heads) -> str:
    """Return what the short names of a chart stand for."""
    return " · ".join(f"{short} = {label}" for short, label in names.values())


def figure_of(cells: Mapping[str, Shown], value: str, has_goals: bool) -> Figure:
    """Return the mean of a group (gap to make up, or level), its n and its state.

    Where only the figure is withheld, the n is told; in a line masked as a whole every group is.
    """
    cell = cells.get(value)
    if cell is None:
        return math.nan, 0, "masked" if WHOLE in cells else "empty"
    if not cell.visible:
        return math.nan, 0, "masked"
    if not cell.counts:
        return math.nan, cell.n, "masked" if cell.n else "empty"
    total = sum(_amount(code, has_goals) * n for code, n in cell.counts.items())
    return total / cell.n, cell.n, "shown"


def _amount(code: int, has_goals: bool) -> int:
    current, goal = code >> 3 & 7, code & 7
    return max(0, goal - current) if has_goals else current


def heat_cell(column: Column, figure: Figure) -> Cell:
    """Return the cell of a figure; a figure withheld still tells its n."""
    value, n, state = figure
    if state == "masked":
        return Cell(state="masked", n=n or None)
    row = pd.Series({column.key: value, "n": n, "state": state}, dtype=object)
    return cell_of(row, Statistic(column, n="n", state="state"))
