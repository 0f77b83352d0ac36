"""Sections of the campaign report on needs: two rules side by side, then the gaps."""

import pandas as pd

from reports import needs
from reports.charts import gap_dumbbell, priority_bars
from reports.document import Chart, Column, Section
from reports.sections.material import Material, Translate
from reports.sections.ranking import chosen_columns, order_text
from reports.tables import Statistic, table_of


def needs_sections(material: Material, table: pd.DataFrame) -> list[Section]:
    """Return the ranked needs by both rules side by side, then the gaps."""
    translate = material.translate
    ranked, gaps = table, table
    sections = [
        Section(
            key="needs",
            title=translate("Les besoins, du premier au dernier"),
            texts=_needs_texts(material, table),
            chart=_priorities(material, ranked),
            table=table_of(
                ranked.assign(band=_bands(ranked, translate)),
                translate("Besoins classés par deux règles, côte à côte"),
                material.heads,
                _needs_columns(material),
            ),
        )
    ]
    if material.has_goals:
        sections.append(
            Section(
                key="gaps",
                title=translate("Du niveau actuel à la cible"),
                texts=(goal_text(material),),
                chart=gap_dumbbell(gaps, translate, language=material.language),
                table=table_of(
                    gaps,
                    translate("Niveau actuel moyen, cible moyenne et écart, en échelons de 0 à 4"),
                    material.heads,
                    _gap_columns(translate),
                ),
            )
        )
    return sections


def _priorities(material: Material, table: pd.DataFrame) -> Chart:
    if material.has_goals:
        return priority_bars(table, material.translate, language=material.language)
    return gap_dumbbell(table, material.translate, language=material.language)


def _needs_texts(material: Material, table: pd.DataFrame) -> tuple[str, ...]:
    translate = material.translate
    index = material.view.index
    texts = [order_text(index, table, translate)] if index else []
    if material.has_goals and material.asks("importance"):
        texts.append(
            translate(
                "Priorité du groupe = part des personnes sous leur cible × écart moyen de ces "
                "personnes × importance moyenne, de 0 à 16 (0 : aucune ; jusqu’à 4 : légère ; "
                "jusqu’à 8 : marquée ; au-delà : forte)."
            )
        )
    elif material.has_goals:
        texts.append(
            translate(
                "L’importance n’a pas été demandée : le classement suit le taux × l’intensité "
                "(part des personnes sous leur cible × écart moyen de ces personnes), de 0 à 4."
            )
        )
    if material.asks("importance"):
        texts.append(
            translate(
                "Score de Borich (MWDS) = importance moyenne × (importance moyenne − niveau "
                "moyen), sur les personnes qui ont donné les deux ; échelles de 0 à 4. RDS : de "
                "−100 à 100, plus négatif pour un besoin plus grand."
            )
        )
    return tuple(texts)


def goal_text(material: Material) -> str:
    """Return the sentence that says what the target of a person is."""
    if material.asks("target"):
        return material.translate("La cible de chaque personne est le niveau qu’elle vise.")
    return material.translate(
        "La cible de chaque personne est le niveau attendu par le profil qu’elle a choisi ; "
        "celles qui n’en ont pas choisi n’entrent pas dans ces écarts."
    )


def _bands(table: pd.DataFrame, translate: Translate) -> "pd.Series[str]":
    words = {
        "none": translate("aucune"),
        "light": translate("légère"),
        "marked": translate("marquée"),
        "high": translate("forte"),
    }
    if "priority" not in table:
        return pd.Series("", index=table.index)
    return table["priority"].map(lambda value: words.get(needs.priority_band(value) or "", ""))


def _needs_columns(material: Material) -> list[Statistic]:
    translate, found = material.translate, []
    steps = {"unit": "steps", "digits": 2}
    if material.has_goals:
        index = "priority" if material.asks("importance") else "rate_intensity"
        name = (
            translate("Priorité") if material.asks("importance") else translate("Taux × intensité")
        )
        own = [
            Column(key=f"rank_{index}", label=translate("Rang"), unit="rank"),
            Column(key=index, label=name, unit="points", digits=2),
            Column(key="rate", label=translate("Sous la cible"), unit="share"),
            Column(key="intensity", label=translate("Intensité"), **steps),
            Column(key="n", label=translate("n"), unit="people"),
        ]
        found += [
            Statistic(column, n="n", state=_state_of(column, "priority_state")) for column in own
        ]
        if material.asks("importance"):
            band = Column(key="band", label=translate("Force"))
            found.insert(2, Statistic(band, state="priority_state"))
    if material.asks("importance"):
        pairs = [
            Column(key="rank_mwds", label=translate("Rang Borich"), unit="rank"),
            Column(key="mwds", label=translate("Borich (MWDS)"), unit="points", digits=2),
            Column(key="mean_importance", label=translate("Importance"), unit="level", digits=1),
            Column(key="mean_current", label=translate("Niveau"), unit="level", digits=1),
            Column(key="rds", label=translate("RDS"), unit="points"),
            Column(key="n_pair", label=translate("n (paires)"), unit="people"),
        ]
        found += [
            Statistic(column, n="n_pair", state=_state_of(column, "pair_state")) for column in pairs
        ]
    given = {statistic.column.key for statistic in found}
    chosen = chosen_columns(material.view.index, translate) if material.view.index else []
    return [it for it in chosen if it.column.key not in given] + found


def _gap_columns(translate: Translate) -> list[Statistic]:
    columns = [
        Column(key="mean_level", label=translate("Niveau moyen"), unit="level", digits=1),
        Column(key="mean_target", label=translate("Cible moyenne"), unit="level", digits=1),
        Column(key="mean_target_gap", label=translate("Écart net"), unit="steps", digits=2),
        Column(key="mean_positive_gap", label=translate("Écart à combler"), unit="steps", digits=2),
        Column(key="share_below", label=translate("Sous la cible"), unit="share"),
        Column(key="n_target", label=translate("n"), unit="people"),
    ]
    return [
        Statistic(column, n="n_target", state=_state_of(column, "target_state"))
        for column in columns
    ]


def _state_of(column: Column, base: str) -> str:
    """Return the state that governs a column: its base's, or the stricter one of a share."""
    if column.key in needs.SIDED:
        return "side_state"
    return "pair_side_state" if column.key in needs.PAIR_SIDED else base
