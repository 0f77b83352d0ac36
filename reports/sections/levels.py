"""Section of the campaign report on levels: against the target, then step by step if many."""

import pandas as pd

from reports import levels
from reports.cells import LEVELS
from reports.charts import level_distribution
from reports.document import Column, Section
from reports.sections.material import Material, Translate
from reports.tables import Statistic, table_of

STATES = ["steps_state", "classes_state"]


def levels_section(material: Material, counts: pd.DataFrame, order: pd.Index) -> Section:
    """Return the distribution of levels: three classes against the target, and steps from 20."""
    translate = material.translate
    table = levels.distribution(counts, material.campaign.k, list(LEVELS))
    table = levels.one_sided_masked(table, counts).reindex(order)
    table["size_state"] = table["n"].notna().map({True: "shown", False: "masked"})
    table[STATES] = table[STATES].astype(object).fillna("masked")
    form = "classes" if material.has_goals else "steps"
    columns = [*(_classes(translate) if material.has_goals else []), *_steps(translate)]
    return Section(
        key="levels",
        title=translate("Comment les niveaux se répartissent"),
        texts=(
            translate(
                "Les niveaux de 0 à 4 ne se lisent qu’à partir de 20 personnes. Une répartition "
                "où toutes les réponses tombent au même endroit est masquée. Les réponses "
                "« non concerné·e », refusées ou absentes sont comptées à part."
            ),
        ),
        chart=level_distribution(table, translate, form=form, language=material.language),
        table=table_of(
            table,
            translate("Nombre de personnes par rapport à la cible, et par niveau"),
            material.heads,
            [*columns, *_apart(translate)],
        ),
    )


def _classes(translate: Translate) -> list[Statistic]:
    names = {
        "below": translate("Sous la cible"),
        "at": translate("À la cible"),
        "above": translate("Au-dessus"),
    }
    return [
        Statistic(Column(key=key, label=label, unit="people"), n="n_target", state="classes_state")
        for key, label in names.items()
    ]


def _steps(translate: Translate) -> list[Statistic]:
    steps = [
        Column(
            key=f"level_{step}", label=translate("Niveau %(step)s") % {"step": step}, unit="people"
        )
        for step in LEVELS
    ]
    median = Column(key="median", label=translate("Médiane"), unit="level", digits=1)
    return [Statistic(column, n="n", state="steps_state") for column in (*steps, median)]


def _apart(translate: Translate) -> list[Statistic]:
    names = {
        "n": translate("n"),
        "not_applicable": translate("Non concerné·e"),
        "declined": translate("Refus"),
        "no_answer": translate("Sans réponse"),
    }
    return [
        Statistic(Column(key=key, label=label, unit="people"), state="size_state")
        for key, label in names.items()
    ]
