"""Section of the campaign report on levels: how they are spread, against the target if few."""

import pandas as pd

from reports import levels
from reports.cells import LEVELS
from reports.charts import level_distribution
from reports.document import Column, Section
from reports.material import Material, Translate
from reports.tables import Statistic, table_of

STATES = ["steps_state", "classes_state"]


def levels_section(material: Material, counts: pd.DataFrame, order: pd.Index) -> Section:
    """Return the distribution of levels, in classes where the group is small."""
    translate = material.translate
    table = levels.distribution(counts, material.campaign.k, list(LEVELS)).reindex(order)
    table["size_state"] = table["n"].notna().map({True: "shown", False: "masked"})
    table[STATES] = table[STATES].fillna("masked")
    form = levels.form(table)
    return Section(
        key="levels",
        title=translate("Comment les niveaux se répartissent"),
        texts=(
            translate(
                "Moins de 20 personnes : trois classes, sous la cible, à la cible, au-dessus. Une "
                "répartition où toutes les réponses tombent au même endroit est masquée. Les "
                "réponses « non concerné·e », refusées ou absentes sont comptées à part."
            ),
        ),
        chart=level_distribution(table, translate, form=form, language=material.language),
        table=table_of(
            table,
            translate("Nombre de personnes par niveau"),
            material.heads,
            _level_columns(form, translate),
        ),
    )


def _level_columns(form: str, translate: Translate) -> list[Statistic]:
    if form == "steps":
        names = {f"level_{step}": str(step) for step in LEVELS}
        size, state = "n", "steps_state"
    else:
        names = {
            "below": translate("Sous la cible"),
            "at": translate("À la cible"),
            "above": translate("Au-dessus"),
        }
        size, state = "n_target", "classes_state"
    found = [
        Statistic(Column(key=key, label=label, unit="people"), n=size, state=state)
        for key, label in names.items()
    ]
    if form == "steps":
        median = Column(key="median", label=translate("Médiane"), unit="level", digits=1)
        found.append(Statistic(median, n="n", state="steps_state"))
    apart = {
        size: translate("n"),
        "not_applicable": translate("Non concerné·e"),
        "declined": translate("Refus"),
        "no_answer": translate("Sans réponse"),
    }
    found += [
        Statistic(Column(key=key, label=label, unit="people"), state="size_state")
        for key, label in apart.items()
    ]
    return found
