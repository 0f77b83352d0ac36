"""Sections of the campaign report that compare groups, or the level before with the level now."""

import math
from collections.abc import Mapping

import pandas as pd

from reports.cells import BEFORE, SUBMISSIONS, WHOLE, Line, Shown
from reports.charts import heat_map
from reports.document import Cell, Column, Section, Table
from reports.sections.material import Material, in_order, value_label
from reports.tables import Statistic, cell_of, table_of
from surveys.attributes import ATTRIBUTES, PROFILE


def group_sections(material: Material, order: pd.Index) -> list[Section]:
    """Return one heat map, group × competence, for each attribute with something to show."""
    found = []
    for attribute in material.campaign.attributes:
        lines = [
            line
            for line in material.lines
            if line.breakdown == attribute and line.position != SUBMISSIONS
        ]
        if any(cell.visible for line in lines for cell in line.cells.values()):
            found.append(_heat_section(material, attribute, lines, order))
    return found


def _heat_section(
    material: Material, attribute: str, lines: list[Line], order: pd.Index
) -> Section:
    translate = material.translate
    found = {value for line in lines for value in line.cells} - {WHOLE}
    values = in_order(material, attribute, found)
    cells = {material.codes[line.position]: line.cells for line in lines}
    measure = (
        translate("Écart moyen à combler, en échelons")
        if material.has_goals
        else translate("Niveau moyen")
    )
    figures = {
        value: [figure_of(cells.get(str(code), {}), value, material.has_goals) for code in order]
        for value in values
    }
    short = {value: _short(attribute, value) for value in values}
    numbers = pd.DataFrame({short[v]: [f[0] for f in figures[v]] for v in values}, index=order)
    states = pd.DataFrame({short[v]: [f[2] for f in figures[v]] for v in values}, index=order)
    ends = (0.0, 2.0) if material.has_goals else (0.0, 4.0)
    return Section(
        key=f"groups-{attribute}",
        title=translate("Par groupe : %(question)s")
        % {"question": translate(ATTRIBUTES[attribute].label)},
        texts=_reading(material, attribute, values),
        chart=heat_map(
            numbers, states, translate, measure=measure, ends=ends, language=material.language
        ),
        table=_heat_table(material, attribute, figures, order, measure),
    )


def _reading(material: Material, attribute: str, values: list[str]) -> tuple[str, ...]:
    if attribute == PROFILE:
        return ()
    names = (f"{_short(attribute, v)} = {value_label(material, attribute, v)}" for v in values)
    return (" · ".join(names),)


def _short(attribute: str, value: str) -> str:
    if not value:
        return "∅"
    if attribute == PROFILE:
        return value
    place = [code for code, _ in ATTRIBUTES[attribute].choices].index(value)
    return "ABCDEFGH"[place]


def figure_of(cells: Mapping[str, Shown], value: str, has_goals: bool) -> tuple[float, int, str]:
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


def _heat_table(
    material: Material,
    attribute: str,
    figures: dict[str, list[tuple[float, int, str]]],
    order: pd.Index,
    measure: str,
) -> Table:
    heads = [column for column, _ in material.heads.values()]
    columns = [
        Column(
            key=f"v{value}", label=value_label(material, attribute, value), unit="steps", digits=2
        )
        for value in figures
    ]
    rows = []
    for place, code in enumerate(order):
        words = [Cell(value=texts[str(code)]) for _, texts in material.heads.values()]
        parts = [heat_cell(columns[i], found[place]) for i, found in enumerate(figures.values())]
        rows.append((*words, *parts))
    return Table(caption=measure, columns=(*heads, *columns), rows=tuple(rows))


def heat_cell(column: Column, figure: tuple[float, int, str]) -> Cell:
    """Return a cell of a heat map's table: a mean with its n, or why there is none."""
    value, n, state = figure
    if state == "masked":
        return Cell(state="masked", n=n or None)
    row = pd.Series({column.key: value, "n": n, "state": state}, dtype=object)
    return cell_of(row, Statistic(column, n="n", state="state"))


def progress_section(material: Material, order: pd.Index) -> Section:
    """Return the mean level before and now, over the people who gave both."""
    translate = material.translate
    rows = {
        material.codes[line.position]: _progress(line.cells[""])
        for line in material.lines
        if line.breakdown == BEFORE
    }
    columns = ["before", "now", "change", "n", "state"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns).reindex(order)
    table["state"] = table["state"].fillna("masked")
    statistics = [
        Column(key="before", label=translate("Niveau avant"), unit="level", digits=1),
        Column(key="now", label=translate("Niveau actuel"), unit="level", digits=1),
        Column(key="change", label=translate("Évolution"), unit="steps", digits=2),
        Column(key="n", label=translate("n"), unit="people"),
    ]
    return Section(
        key="progress",
        title=translate("Avant et maintenant"),
        texts=(
            translate(
                "Le niveau d’avant est estimé après coup, par les mêmes personnes, le même jour : "
                "il se lit avec prudence et ne se mêle pas à une mesure faite avant l’atelier."
            ),
        ),
        table=table_of(
            table,
            translate("Niveau moyen avant et maintenant, de 0 à 4"),
            material.heads,
            [Statistic(column, n="n", state="state") for column in statistics],
        ),
    )


def _progress(cell: Shown) -> tuple[float, float, float, int, str]:
    if not cell.visible:
        return math.nan, math.nan, math.nan, 0, "masked"
    before = sum((code >> 6 & 7) * n for code, n in cell.counts.items()) / cell.n
    now = sum((code >> 3 & 7) * n for code, n in cell.counts.items()) / cell.n
    return before, now, now - before, cell.n, "shown"
