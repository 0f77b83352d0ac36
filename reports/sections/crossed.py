"""Sections of the campaign report on two attributes crossed: their figures, then their people."""

import pandas as pd

from reports.cells import SUBMISSIONS, WHOLE, Line
from reports.document import MASKED, Cell, Column, Section
from reports.moving import CROSS, threshold
from reports.sections.heat import (
    Heads,
    figures_of,
    grid_table,
    heat_section,
    reading_of,
    short_name,
)
from reports.sections.material import Material, in_order, value_label
from surveys.attributes import ATTRIBUTES


def crossed_sections(material: Material, order: pd.Index) -> list[Section]:
    """Return the figures of crossed groups, then how many people stand behind each.

    Only groups shown somewhere have a column. One section says so when there is none.
    """
    attributes = material.campaign.crossed
    if not attributes:
        return []
    breakdown = CROSS.join(attributes)
    lines = [line for line in material.lines if line.breakdown == breakdown]
    names = _names(material, attributes, lines)
    title = _title(material, attributes)
    text = material.translate(
        "Deux réponses à la fois désignent mieux une personne : un croisement ne paraît qu’à "
        "partir de %(k)s personnes, dans toutes les compétences ou dans aucune. Croisements "
        "montrés : %(shown)s."
    ) % {"k": threshold(breakdown, material.campaign.k), "shown": len(names)}
    if not names:
        return [Section(key="crossed", title=title, texts=(text,))]
    lines = [line for line in lines if line.position != SUBMISSIONS]
    texts = (text, *_reading(material, attributes, names))
    return [
        heat_section(material, "crossed", title, texts, names, lines, order),
        _people(material, names, lines, order),
    ]


def _title(material: Material, attributes: list[str]) -> str:
    questions = [material.translate(ATTRIBUTES[attribute].label) for attribute in attributes]
    return material.translate("Réponses croisées : %(one)s × %(other)s") % {
        "one": questions[0],
        "other": questions[1],
    }


def _names(material: Material, attributes: list[str], lines: list[Line]) -> Heads:
    shown = {
        tuple(value.split(CROSS))
        for line in lines
        for value, cell in line.cells.items()
        if value != WHOLE and cell.visible
    }
    one, other = attributes
    return {
        CROSS.join((a, b)): (
            f"{short_name(one, a)}·{short_name(other, b)}",
            f"{value_label(material, one, a)} × {value_label(material, other, b)}",
        )
        for a in in_order(material, one, {a for a, _ in shown})
        for b in in_order(material, other, {b for _, b in shown})
        if (a, b) in shown
    }


def _reading(material: Material, attributes: list[str], names: Heads) -> list[str]:
    """Return, for each question, what its half of a short name stands for."""
    found = []
    for place, attribute in enumerate(attributes):
        values = in_order(material, attribute, {name.split(CROSS)[place] for name in names})
        heads = {
            value: (short_name(attribute, value), value_label(material, attribute, value))
            for value in values
        }
        question = material.translate(ATTRIBUTES[attribute].label)
        found.append(f"{question} {reading_of(heads)}")
    return found


def _people(material: Material, names: Heads, lines: list[Line], order: pd.Index) -> Section:
    """Return the table of how many people each crossed figure rests on."""
    figures = figures_of(material, names, lines, order)
    columns = [
        Column(key=f"n{value}", label=label, unit="people") for value, (_, label) in names.items()
    ]
    cells = [[Cell(value=n, n=n) if n else MASKED for _, n, _ in figures[value]] for value in names]
    return Section(
        key="crossed-people",
        title=material.translate("Combien de personnes derrière chaque croisement"),
        table=grid_table(
            material, columns, cells, order, material.translate("Personnes par croisement")
        ),
    )
