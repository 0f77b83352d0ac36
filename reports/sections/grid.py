"""The importance–performance grid: where each need stands by each cross, and how surely."""

from collections.abc import Mapping

import pandas as pd

from reports.charts import importance_performance
from reports.document import Column, Section
from reports.grid import (
    KINDS,
    SEED,
    above_diagonal,
    cross_at,
    locus_for_focus,
    quadrants,
    regions,
    undecided,
)
from reports.levels import FEW
from reports.sections.material import Translate
from reports.tables import Statistic, table_of

Heads = Mapping[str, tuple[Column, Mapping[str, str]]]


def grid_section(
    counts: pd.DataFrame,
    table: pd.DataFrame,
    told: "pd.Series[bool]",
    heads: Heads,
    translate: Translate,
    *,
    scale: tuple[float, float] = (0, 4),
    digits: int = 1,
    language: str = "fr",
) -> Section | None:
    """Return the grid and the place of each competence on it; None where fewer than two have one.

    `table` is a table of needs, masked already: crosses and places come from the means that it
    shows. `told` says of which competences the spread of levels may be shown: a place on the grid
    is called sure only there, as it tells something of that spread. Means are written to as many
    `digits` as in that table.
    """
    shown = table["pair_state"] == "shown"
    if shown.sum() < 2:
        return None
    current, importance = (
        table[rating].where(shown).astype(float) for rating in ("mean_current", "mean_importance")
    )
    crosses = {kind: cross_at(kind, current, importance, scale) for kind in KINDS}
    placed = table.assign(
        number=range(1, len(table) + 1),
        diagonal=_said(above_diagonal(current, importance), translate),
        **{
            f"by_{kind}": _said(quadrants(current, importance, cross), translate)
            for kind, cross in crosses.items()
            if cross
        },
    )
    main = crosses["mean"]
    if main and "weight" not in counts:
        open_ = undecided(regions(counts).reindex(table.index), main)
        few = table["n_pair"].fillna(0) < FEW
        placed["undecided"] = open_ | few | ~told.reindex(table.index, fill_value=False)
        placed["sure"] = placed["undecided"].map(
            {True: translate("indécise"), False: translate("nette")}
        )
    if "mean_target" in table:
        target, gap = (table[name].astype(float) for name in ("mean_target", "mean_target_gap"))
        placed["locus_key"] = locus_for_focus(target, gap)
        placed["locus"] = _said(placed["locus_key"], translate)
    return Section(
        key="grid",
        title=translate("Importance et niveau : où agir d’abord"),
        texts=tuple(_texts(placed, translate)),
        chart=importance_performance(placed, translate, scale=scale, cross=main, language=language),
        table=table_of(
            placed,
            translate("Place de chaque compétence sur la grille, par quatre croix"),
            heads,
            _columns(placed, digits, translate),
        ),
    )


def _said(keys: "pd.Series[str]", translate: Translate) -> "pd.Series[str]":
    words = {
        "concentrate": translate("à développer"),
        "keep_up": translate("à entretenir"),
        "low_priority": translate("moins pressante"),
        "overkill": translate("peut-être trop"),
        "need": translate("besoin"),
        "no_need": translate("pas de besoin"),
        "first": translate("première"),
        "gap": translate("écart seul"),
        "level": translate("exigence seule"),
        "last": translate("dernière"),
    }
    return keys.map(words)


def _texts(placed: pd.DataFrame, translate: Translate) -> list[str]:
    texts = [
        translate(
            "En haut à gauche de la croix, ce qui est important et peu maîtrisé : à développer "
            "d’abord. En haut à droite : à entretenir. En bas à gauche : moins pressante. En bas "
            "à droite : peut-être trop. Une valeur sur la ligne compte comme haute. Au-dessus de "
            "la diagonale, l’importance dépasse le niveau : il y a un besoin."
        ),
        translate(
            "La croix dessinée passe par les moyennes des compétences montrées : elle compare "
            "ces compétences entre elles, et il y en a presque toujours à développer d’abord. Le "
            "tableau donne aussi la place par les médianes, par le centre de l’échelle et par la "
            "diagonale."
        ),
    ]
    if "undecided" in placed:
        texts.append(
            translate(
                "Un point en creux est indécis : le rectangle où il tombe dans 95 %% au moins de "
                "2 000 tirages des personnes (97,5 %% sur chaque axe, graine %(seed)s) "
                "traverse la croix, laissée où elle est. Sous %(few)s personnes, ou quand la "
                "répartition des niveaux n’est pas montrée, un point reste indécis."
            )
            % {"seed": SEED, "few": FEW}
        )
    return texts + _locus_texts(placed, translate)


def _locus_texts(placed: pd.DataFrame, translate: Translate) -> list[str]:
    if "locus_key" not in placed or placed["locus_key"].isna().all():
        return []
    text = translate(
        "Par le niveau attendu (Locus for Focus) : première priorité quand la cible et l’écart à "
        "la cible atteignent tous deux leur moyenne sur les compétences."
    )
    first = placed.index[placed["locus_key"] == "first"]
    both = first[(placed.loc[first, "rank_mwds"] <= len(first)).fillna(False).astype(bool)]
    if both.empty:
        return [text]
    agreed = translate(
        "À la fois première priorité et parmi les %(count)s premières du classement de Borich : "
        "%(names)s."
    ) % {"count": len(first), "names": ", ".join(map(str, both))}
    return [text, agreed]


def _columns(placed: pd.DataFrame, digits: int, translate: Translate) -> list[Statistic]:
    means = {"mean_importance": translate("Importance"), "mean_current": translate("Niveau")}
    places = {
        "by_mean": translate("Par les moyennes"),
        "sure": translate("Place"),
        "by_median": translate("Par les médianes"),
        "by_centre": translate("Par le centre"),
        "diagonal": translate("Par la diagonale"),
    }
    columns = [
        *(Column(key=k, label=label, unit="level", digits=digits) for k, label in means.items()),
        Column(key="n_pair", label=translate("n"), unit="people"),
        *(Column(key=key, label=label) for key, label in places.items() if key in placed),
    ]
    found = [Statistic(Column(key="number", label=translate("N°"), unit="rank"))]
    found += [Statistic(column, n="n_pair", state="pair_state") for column in columns]
    if "locus" in placed:
        locus = Column(key="locus", label=translate("Par la cible"))
        found.append(Statistic(locus, n="n_target", state="target_state"))
    return found
