"""Whether answers go together within each area, with what that does not mean."""

from typing import Any

import pandas as pd

from reports.document import Column, Section
from reports.reliability import FEWEST_ITEMS
from reports.sections.material import Translate
from reports.tables import Statistic, table_of

REDUNDANT, COHERENT = 0.95, 0.7


def reliability_section(table: pd.DataFrame, translate: Translate) -> Section | None:
    """Return alpha and omega of the current levels, area by area; None where no area has them.

    `table` has one row per area, with what `reliability.coherence` finds of it.
    """
    if table.empty or table["alpha"].isna().all():
        return None
    table = table.assign(reading=[_reading(row, translate) for _, row in table.iterrows()])
    head = (Column(key="area", label=translate("Domaine")), {area: area for area in table.index})
    return Section(
        key="reliability",
        title=translate("Cohérence des réponses par domaine"),
        texts=tuple(_texts(translate)),
        table=table_of(
            table,
            translate("Cohérence des niveaux actuels dans chaque domaine"),
            {"area": head},
            _columns(translate),
        ),
    )


def _reading(row: "pd.Series[Any]", translate: Translate) -> str:
    if row["items"] < FEWEST_ITEMS:
        return translate("moins de trois compétences : rien à mesurer")
    if row["state"] != "shown":
        return translate("trop peu de personnes ont tout rempli")
    if pd.isna(row["alpha"]):
        return translate("réponses toutes semblables : rien à mesurer")
    if row["alpha"] > REDUNDANT:
        return translate("formulations sans doute redondantes")
    if row["alpha"] >= COHERENT:
        return translate("réponses qui vont ensemble")
    return translate("réponses peu liées entre elles")


def _texts(translate: Translate) -> list[str]:
    return [
        translate(
            "L’alpha de Cronbach et l’oméga disent si les personnes répondent de façon semblable "
            "aux compétences d’un domaine : 1 quand elles vont toutes ensemble, 0 quand rien ne "
            "les lie. L’alpha « par paires » prend aussi les personnes qui n’ont pas tout rempli."
        ),
        translate(
            "Un domaine réunit souvent des compétences différentes, qui le composent sans se "
            "ressembler : un alpha faible n’est alors pas un défaut. Au-delà de 0,95, des "
            "formulations se répètent sans doute. L’oméga manque quand un seul facteur ne décrit "
            "pas les réponses."
        ),
    ]


def _columns(translate: Translate) -> list[Statistic]:
    figures = [
        Column(key="alpha", label=translate("Alpha"), unit="points", digits=2),
        Column(key="pairwise", label=translate("Alpha par paires"), unit="points", digits=2),
        Column(key="omega", label=translate("Oméga"), unit="points", digits=2),
    ]
    return [
        Statistic(Column(key="items", label=translate("Compétences"), unit="people")),
        Statistic(Column(key="n", label=translate("n"), unit="people")),
        *(Statistic(column, n="n", state="state") for column in figures),
        Statistic(Column(key="reading", label=translate("Lecture"))),
    ]
