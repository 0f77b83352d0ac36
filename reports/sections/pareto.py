"""Section of the campaign report on how many needs make most of the whole."""

import pandas as pd

from reports.document import Column, Section
from reports.needs import BASES, INDICES
from reports.numerals import percent
from reports.pareto import MOST, pareto, vital_few
from reports.pareto_chart import pareto_chart
from reports.sections.material import Material
from reports.sections.ranking import UNITS, named
from reports.tables import Statistic, table_of

FEWEST = 3  # needs under which nothing is spread


def pareto_section(material: Material, needs: pd.DataFrame, index: str) -> Section | None:
    """Return the needs that make most of the total of an index; None under three of them.

    `needs` comes from `needs.needs_table`. An index whose needs are negative is turned round.
    """
    translate, language = material.translate, material.language
    table = pareto(needs[index] if INDICES[index] else -needs[index])
    if len(table) < FEWEST:
        return None
    base = next(n for n, columns in BASES.values() if index in columns)
    table["n"] = needs[base].reindex(table.index).astype(int)
    table["value"] = needs[index].reindex(table.index)
    percents = table.assign(share=100 * table["share"], reached=100 * table["reached"])
    few, name = vital_few(table), named(translate)[index]
    left = len(needs) - len(table)
    texts = [
        translate(
            "Pour faire %(most)s du total (%(index)s), il suffit de %(few)s besoins sur %(of)s."
        )
        % {"most": percent(MOST, language), "index": name, "few": few, "of": len(table)},
        translate(
            "Ce total dit comment les besoins se répartissent, pas combien de personnes ils "
            "concernent ; il dépend de la finesse avec laquelle le référentiel découpe."
        ),
    ]
    if left:
        text = translate("Laissées de côté, sans besoin ou masquées : %(count)s.")
        texts.append(text % {"count": left})
    columns = [
        Column(key="value", label=name, unit=UNITS.get(index, "points"), digits=2),
        Column(key="share", label=translate("Part du total, en %"), unit="points", digits=1),
        Column(key="reached", label=translate("Total atteint, en %"), unit="points", digits=1),
        Column(key="n", label=translate("n"), unit="people"),
    ]
    return Section(
        key="pareto",
        title=translate("Combien de besoins font l’essentiel"),
        texts=tuple(texts),
        chart=pareto_chart(table, translate, language=language),
        table=table_of(
            percents,
            translate("Besoins, du plus grand au plus petit, et total atteint"),
            material.heads,
            [Statistic(column, n="n") for column in columns],
        ),
    )
