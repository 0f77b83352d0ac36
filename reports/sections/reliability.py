"""Whether answers go together within each area, with what that does not mean."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from reports.document import Column, Section
from reports.needs import states
from reports.reliability import alpha_listwise, alpha_pairwise, omega_total, one_factor_loadings
from reports.sections.material import Translate
from reports.tables import Statistic, table_of

FEWEST_ITEMS = 3
REDUNDANT, COHERENT = 0.95, 0.7


def reliability_section(current: pd.DataFrame, k: int, translate: Translate) -> Section | None:
    """Return alpha and omega of the current levels, area by area; None where no area has them.

    `current` has one row per respondent and one column per competence. Competences share an area
    when their codes do up to the last hyphen (D4-01: D4). An area has figures from three
    competences, and `k` people who answered them all, on.
    """
    areas = _areas(map(str, current.columns))
    rows = {area: _figures(current[codes], k) for area, codes in areas.items()}
    table = pd.DataFrame.from_dict(rows, orient="index")
    if table.empty or table["alpha"].isna().all():
        return None
    table["state"] = table["state"].mask(table["items"] < FEWEST_ITEMS, "empty")
    table["reading"] = [_reading(row, translate) for _, row in table.iterrows()]
    head = (Column(key="area", label=translate("Domaine")), {area: area for area in rows})
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


def _areas(codes: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code in codes:
        area = code.rpartition("-")[0].strip()
        if area:
            found.setdefault(area, []).append(code)
    return found


def _figures(items: pd.DataFrame, k: int) -> dict[str, object]:
    n = len(items.dropna())
    enough = n >= k and len(items.columns) >= FEWEST_ITEMS
    loadings = one_factor_loadings(items.dropna().corr()) if enough else None
    return {
        "items": len(items.columns),
        "n": n,
        "state": states(pd.Series([n]), k).iloc[0],
        "alpha": _or_missing(alpha_listwise(items) if enough else None),
        "pairwise": _or_missing(alpha_pairwise(items) if enough else None),
        "omega": _or_missing(None if loadings is None else omega_total(loadings)),
    }


def _or_missing(value: float | None) -> float:
    return float("nan") if value is None else value


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
