"""A specimen of every chart, with its table, on made-up figures: for the eye and for the tests."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from reports import charts, coverage, levels, needs
from reports.coverage_chart import coverage_bars
from reports.document import Cell, Chart, Column, Section, Table
from reports.grid import cross_at
from reports.group_chart import group_beside_all
from reports.pareto import pareto
from reports.pareto_chart import pareto_chart
from reports.radar_chart import radar_chart
from reports.rank_chart import rank_chart
from reports.sections.material import Translate
from reports.slope_chart import slope_chart
from reports.trajectory import Asked, Path, Point
from reports.trajectory_chart import path_chart
from surveys.levels import LevelAnswer

CODES = ("D4-01", "D4-02", "D5-03", "D3-04")
PEOPLE, K = 25, 5
MIDDLES = (1, 2, 2, 3)  # where the levels of each competence lie


def specimens(translate: Translate, language: str) -> tuple[Section, ...]:
    """Return one section per kind of chart, its key being the name of what draws it."""
    found = _charts(translate, language)
    return tuple(
        Section(
            key=name, title=title, chart=found[name], table=_table(found[name], title, translate)
        )
        for name, title in _titles(translate).items()
    )


def _titles(translate: Translate) -> dict[str, str]:
    return {
        "gap_dumbbell": translate("Du niveau actuel à la cible"),
        "progress_dumbbell": translate("Le progrès des mêmes personnes"),
        "priority_bars": translate("Priorités"),
        "level_distribution": translate("Répartition des niveaux"),
        "heat_map": translate("Carte des groupes"),
        "importance_performance": translate("Importance et niveau"),
        "rank_chart": translate("Rangs et leur intervalle"),
        "pareto_chart": translate("Combien de besoins font l’essentiel"),
        "slope_chart": translate("Pente d’un moment à l’autre"),
        "radar_chart": translate("Profil en étoile"),
        "group_beside_all": translate("Un groupe et tout le monde"),
        "coverage_bars": translate("Couverture collective"),
        "path_chart": translate("Niveaux d’une personne dans le temps"),
    }


def _charts(translate: Translate, language: str) -> Mapping[str, Chart]:
    counts = _counts()
    table = needs.needs_table(counts, K)
    spread = levels.distribution(counts, K, range(5))
    cross = cross_at("mean", table["mean_current"], table["mean_importance"], (0, 4))
    moved = pd.DataFrame(
        {"mean_before": [1.0, 1.8, 2.1, 2.9], "mean_after": [2.0, 2.2, 2.0, 3.1],
         "mean_change": [1.0, 0.4, -0.1, 0.2], "state": "shown"}, index=list(CODES),
    )  # fmt: skip
    sloped = moved.rename(columns={"mean_before": "start", "mean_after": "end"})
    groups = pd.DataFrame({"A": [1.2, 0.8, 0.5, 0.1], "B": [0.9, 1.1, 0.4, 0.3]}, list(CODES))
    states = groups.map(lambda _value: "shown")
    states.iloc[3, 1] = "masked"
    beside = pd.DataFrame({"mean": groups["A"], "state": "shown", "everybody": groups.mean(axis=1)})
    stars = pd.DataFrame(
        {"mean_level": [1.5, 2.0, 3.0, 2.5], "mean_target": [3.0, 3.0, 3.0, 2.0]},
        index=["D1", "D3", "D4", "D5"],
    )
    ranks = pd.DataFrame({"rank": [1, 2, 3, 4], "first": [1, 1, 2, 4], "last": [2, 3, 3, 4]}, CODES)
    held = pd.DataFrame(
        {"held": [12.0, 9.0, None, None], "cut": [12, 9, 5, 5], "state": "shown",
         "side": [coverage.ENOUGH, coverage.ENOUGH, coverage.ENOUGH, None],
         "verdict": [coverage.REACHED, coverage.REACHED, coverage.REACHED, coverage.UNSAID],
         "said": ["12", "9", "5", "–"]}, index=list(CODES),
    )  # fmt: skip
    measure = translate("Écart moyen à combler, en échelons")
    moments = (translate("Avant"), translate("Maintenant"))
    asked = [Asked("a", CODES[0], "", LevelAnswer(current=level)) for level in (1, 2)]
    days = (date(2025, 3, 14), date(2026, 11, 20))
    path = Path(tuple(map(Point, (0, 1), days, asked)))
    return {
        "gap_dumbbell": charts.gap_dumbbell(table, translate, language=language),
        "progress_dumbbell": charts.progress_dumbbell(moved, translate, language=language),
        "priority_bars": charts.priority_bars(table, translate, language=language),
        "level_distribution": charts.level_distribution(spread, translate, language=language),
        "heat_map": charts.heat_map(groups, states, translate, measure=measure, language=language),
        "importance_performance": charts.importance_performance(
            table, translate, cross=cross, language=language
        ),
        "rank_chart": rank_chart(ranks, translate, language=language),
        "pareto_chart": pareto_chart(pareto(table["priority"]), translate, language=language),
        "slope_chart": slope_chart(sloped, moments, translate, language=language),
        "radar_chart": radar_chart(stars, translate),
        "group_beside_all": group_beside_all(
            beside, translate, measure=measure, ends=(0.0, 4.0), language=language
        ),
        "coverage_bars": coverage_bars(held, 5, 3, translate, language=language),
        "path_chart": path_chart(path, days, translate, language),
    }


def _counts() -> pd.DataFrame:
    """Return joint counts of `PEOPLE`: levels around the middle of each competence."""
    rows = [
        (code, 3.0 + person % 2, float(middle + (person % 3 - 1)), float(middle + person % 2), None)
        for code, middle in zip(CODES, MIDDLES, strict=True)
        for person in range(PEOPLE)
    ]
    columns = pd.Index(["competence", "importance", "current", "target", "before"])
    return pd.DataFrame(rows, columns=columns).assign(n=1, blank="")


def _table(chart: Chart, caption: str, translate: Translate) -> Table:
    """Return the rows that a drawing names, which a reader of the chart goes through."""
    heads = [str(text) for text in chart.figure["layout"]["yaxis"]["ticktext"]]
    named = heads if heads and heads[0] in CODES else list(CODES)
    columns = (
        Column(key="code", label=translate("Code")),
        Column(key="place", label=translate("Rang"), unit="rank"),
    )
    rows = tuple((Cell(value=code), Cell(value=place)) for place, code in enumerate(named, start=1))
    return Table(caption=caption, columns=columns, rows=rows)
