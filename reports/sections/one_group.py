"""Section of a chosen view: one group, its competences ranked, with everybody's figures beside."""

import pandas as pd

from reports.cells import SUBMISSIONS
from reports.document import Column, Section
from reports.group_chart import group_beside_all
from reports.sections.everybody import everybodys
from reports.sections.heat import figures_of, measure_of
from reports.sections.material import Material, value_label
from reports.sections.needs import goal_text
from reports.tables import Statistic, table_of


def group_section(material: Material) -> Section:
    """Return what the report already shows of a group, the greatest gap first.

    Where answers are compared with no goal, the lowest level comes first. Ranks are those within
    the group. Everybody's figure counts the people of the group too.
    """
    translate, table = material.translate, _figures(material)
    measure = measure_of(material)
    name = value_label(material, material.view.attribute, material.view.value)
    columns = [
        Column(key="rank", label=translate("Rang"), unit="rank"),
        Column(key="mean", label=measure, unit="steps", digits=2),
        Column(key="n", label=translate("n"), unit="people"),
    ]
    beside = Column(key="everybody", label=translate("Tout le monde"), unit="steps", digits=2)
    size = Column(key="n_all", label=translate("n, tout le monde"), unit="people")
    statistics = [Statistic(column, n="n", state="state") for column in columns]
    statistics += [Statistic(it, n="n_all", state="all_state") for it in (beside, size)]
    return Section(
        key="group",
        title=name,
        texts=(
            translate(
                "Ces chiffres sont ceux du tableau des groupes de la publication : une compétence "
                "masquée là-bas l’est ici. Les rangs sont ceux du groupe."
            ),
            *((goal_text(material),) if material.has_goals else ()),
        ),
        chart=group_beside_all(
            table,
            translate,
            measure=measure,
            ends=(0.0, 4.0),
            language=material.language,
        ),
        table=table_of(
            table,
            translate("%(measure)s, de ce groupe et de tout le monde") % {"measure": measure},
            material.heads,
            statistics,
        ),
    )


def _figures(material: Material) -> pd.DataFrame:
    value, attribute = material.view.value, material.view.attribute
    order = pd.Index(list(material.codes.values()))
    lines = [
        line
        for line in material.lines
        if line.breakdown == attribute and line.position != SUBMISSIONS
    ]
    found = figures_of(material, {value: ("", "")}, lines, order)[value]
    table = pd.DataFrame(found, index=order, columns=["mean", "n", "state"])
    table = table.join(everybodys(material).drop(columns="squares").reindex(order))
    table["all_state"] = table["all_state"].astype(object).fillna("masked")
    table["n_all"] = table["n_all"].fillna(0)
    first = not material.has_goals
    table["rank"] = table["mean"].round(9).rank(method="min", ascending=first).astype("Int64")
    return table.sort_values("rank", kind="stable", na_position="last")
