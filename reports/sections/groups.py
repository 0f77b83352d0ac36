"""Sections of the campaign report that compare groups, or the level before with the level now."""

import math

import pandas as pd

from reports.cells import BEFORE, SUBMISSIONS, WHOLE, Shown
from reports.document import Column, Section
from reports.sections.heat import Heads, figures_of, heat_section, reading_of, short_name
from reports.sections.material import Material, in_order, value_label
from reports.sections.shrunk import shrunk_section
from reports.slope_chart import slope_chart
from reports.tables import Statistic, table_of
from reports.view import GROUPS
from surveys.attributes import ATTRIBUTES, PROFILE


def group_sections(material: Material, order: pd.Index) -> list[Section]:
    """Return one heat map, group × competence, for each attribute with something to show.

    Beside each, its means brought towards everybody's, where two groups can be compared.
    """
    found = []
    for attribute in material.campaign.attributes:
        lines = [
            line
            for line in material.lines
            if line.breakdown == attribute and line.position != SUBMISSIONS
        ]
        if any(cell.visible for line in lines for cell in line.cells.values()):
            values = {value for line in lines for value in line.cells} - {WHOLE}
            names: Heads = {
                value: (short_name(attribute, value), value_label(material, attribute, value))
                for value in in_order(material, attribute, values)
            }
            title = material.translate("Par groupe : %(question)s") % {
                "question": material.translate(ATTRIBUTES[attribute].label)
            }
            reading = () if attribute == PROFILE else (reading_of(names),)
            found.append(
                heat_section(material, f"{GROUPS}{attribute}", title, reading, names, lines, order)
            )
            title = material.translate("Ce qui distingue les groupes : %(question)s") % {
                "question": material.translate(ATTRIBUTES[attribute].label)
            }
            figures = figures_of(material, names, lines, order)
            key = f"shrunk-{attribute}"
            beside = shrunk_section(material, key, title, names, figures, order)
            found += [beside] if beside else []
    return found


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
        chart=slope_chart(
            table.rename(columns={"before": "start", "now": "end"}),
            (translate("Avant"), translate("Maintenant")),
            translate,
            language=material.language,
        )
        if (table["state"] == "shown").any()
        else None,
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
