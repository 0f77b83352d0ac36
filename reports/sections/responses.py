"""Section of the campaign report on who answered: by category, and of how many people."""

from collections.abc import Mapping

from reports.cells import SUBMISSIONS, WHOLE, Line, Shown
from reports.document import EMPTY, MASKED, Cell, Column, Section, Table
from reports.sections.material import Material, in_order, value_label
from reports.sections.population import rate_texts, totals_of
from surveys.attributes import ATTRIBUTES


def responses_section(material: Material) -> Section:
    """Return how many people answered, by category, and of how many where that is known."""
    translate = material.translate
    lines = [
        line
        for line in material.lines
        if line.position == SUBMISSIONS and line.breakdown in ATTRIBUTES
        if WHOLE not in line.cells
    ]
    totals = {line.breakdown: totals_of(material, line.breakdown) for line in lines}
    known = any(totals.values())
    columns = (
        Column(key="answer", label=translate("Réponse")),
        Column(key="question", label=translate("Question")),
        Column(key="n", label=translate("Personnes"), unit="people"),
        *(_known_columns(material) if known else ()),
    )
    rows = tuple(
        _row(material, line, value, totals[line.breakdown], known=known)
        for line in lines
        for value in in_order(material, line.breakdown, line.cells)
    )
    sentence = translate("%(n)s réponses comptent dans cette publication.")
    return Section(
        key="responses",
        title=translate("Qui a répondu"),
        texts=(sentence % {"n": material.release.received}, *rate_texts(material)),
        table=Table(caption=translate("Réponses par catégorie"), columns=columns, rows=rows)
        if rows
        else None,
    )


def _known_columns(material: Material) -> tuple[Column, ...]:
    translate = material.translate
    return (
        Column(key="population", label=translate("Population"), unit="people"),
        Column(key="rate", label=translate("Taux de réponse"), unit="share"),
    )


def _row(
    material: Material, line: Line, value: str, totals: Mapping[str, int], *, known: bool
) -> tuple[Cell, ...]:
    cell = line.cells[value]
    return (
        Cell(value=value_label(material, line.breakdown, value)),
        Cell(value=material.translate(ATTRIBUTES[line.breakdown].label)),
        Cell(value=cell.n, n=cell.n) if cell.visible else MASKED,
        *(_of_population(cell, totals.get(value)) if known else ()),
    )


def _of_population(cell: Shown, total: int | None) -> tuple[Cell, Cell]:
    """Return the people there are and the share who answered, where those who did are shown."""
    if not cell.visible:
        return MASKED, MASKED
    if not total:
        return EMPTY, EMPTY
    return Cell(value=total, n=total), Cell(value=cell.n / total, n=total)
