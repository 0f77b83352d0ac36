"""By which index the rows of a table are ranked: its name, its sentence and its columns."""

import pandas as pd

from reports.document import Column, Unit
from reports.needs import BASES
from reports.sections.material import Translate
from reports.tables import Statistic

SIDE_BY_SIDE = ("mwds", "rds")  # always in the table of ranked needs
UNITS: dict[str, Unit] = {"mean_positive_gap": "steps"}


def named(translate: Translate) -> dict[str, str]:
    """Return what each index of `needs.INDICES` is called."""
    return {
        "mwds": translate("Borich (MWDS)"),
        "individual": translate("Borich individuel"),
        "rds": translate("RDS"),
        "mean_positive_gap": translate("Écart à combler"),
        "priority": translate("Priorité"),
        "rate_intensity": translate("Taux × intensité"),
        "pni_modified": translate("PNI modifié"),
    }


def order_text(index: str, table: pd.DataFrame, translate: Translate) -> str:
    """Return the sentence that says which index orders the rows, how it is made, and its gaps."""
    made = {
        "individual": translate(
            "Borich individuel = moyenne de l’importance × écart de chaque personne, et non de "
            "l’importance moyenne du groupe."
        ),
        "mean_positive_gap": translate(
            "Écart à combler = moyenne des écarts à la cible, zéro pour qui l’atteint."
        ),
        "priority": translate(
            "Priorité = part des personnes sous leur cible × écart moyen de ces personnes × "
            "importance moyenne."
        ),
        "rate_intensity": translate(
            "Taux × intensité = part des personnes sous leur cible × écart moyen de ces personnes."
        ),
        "pni_modified": translate(
            "PNI modifié = écart moyen (importance − niveau) ÷ niveau moyen ; il dépend de "
            "l’origine de l’échelle."
        ),
    }
    order = translate("Ordre des lignes : %(index)s.") % {"index": named(translate)[index]}
    texts = [order, *([made[index]] if index in made else [])]
    if index == "pni_modified" and (none := _at_zero(table)):
        text = translate("Sans PNI, le niveau moyen étant 0 : %(names)s.")
        texts.append(text % {"names": ", ".join(none)})
    return " ".join(texts)


def chosen_columns(index: str, translate: Translate) -> list[Statistic]:
    """Return the rank and the value of the index that orders the rows, where not always there."""
    if index in SIDE_BY_SIDE:
        return []
    state, n = next((s, n) for s, (n, columns) in BASES.items() if index in columns)
    name = named(translate)[index]
    columns = [
        Column(key=f"rank_{index}", label=translate("Rang"), unit="rank"),
        Column(key=index, label=name, unit=UNITS.get(index, "points"), digits=2),
    ]
    return [Statistic(column, n=n, state=state) for column in columns]


def _at_zero(table: pd.DataFrame) -> list[str]:
    zero = (table["pair_state"] == "shown") & (table["mean_current"] == 0)
    return [str(name) for name in table.index[zero]]
