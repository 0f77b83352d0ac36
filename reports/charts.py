"""Charts of a report: table in, Plotly figure and its sentence out; every range and tick is set.

Axes carry short labels (codes); the table beside the chart holds the full ones.
"""

import pandas as pd
import plotly.graph_objects as go

from reports.chart_frame import (
    BLACK,
    BLUES,
    GREY,
    NAVY,
    ORANGE,
    TEAL,
    Translate,
    axis,
    dots,
    finished,
    framed,
    level_ticks,
    short,
    text_on,
    words,
)
from reports.document import Chart
from reports.grid import Cross
from reports.numerals import decimal, percent

HEAT = BLUES[:3]  # pale enough for one colour of numbers; their twins are as dark
CLASSES = {"below": ORANGE, "at": BLUES[0], "above": NAVY}
LIMITS = (4, 8, 16)  # where the bands of a priority end
TARGET = ("mean_level", "mean_target", "mean_target_gap", "target_state")
PAIR = ("mean_current", "mean_importance", "mean_gap", "pair_state")
ROOM_FOR_TEXT = 0.08  # share of the width under which a bar has no room for its number


def gap_dumbbell(
    table: pd.DataFrame,
    translate: Translate,
    *,
    scale: tuple[float, float] = (0, 4),
    language: str = "fr",
) -> Chart:
    """Return the path of each competence from its current level to its target, in table order.

    `table` comes from `needs_table`; where it has no target at all, paths go to importance. The
    number at the right is the net gap in steps. A single person's levels can be drawn too, some
    without a target: the columns read are ``mean_level``, ``mean_target``, ``mean_target_gap`` and
    ``target_state``.
    """
    to_importance = bool((table["target_state"] == "empty").all()) and "pair_state" in table
    rows = _ends(table, PAIR if to_importance else TARGET)
    goal = translate("Importance") if to_importance else translate("Cible")
    low, high = scale[0], max(scale[1], scale[0] + 1)
    shown = rows[rows["state"] == "shown"]
    started, aimed = shown[shown["start"].notna()], shown[shown["end"].notna()]
    paths = shown[shown["gap"].notna()]
    digits = 0 if (paths["gap"] % 1 == 0).all() else 1
    traces = [
        _paths(paths),
        dots(started["start"], started["place"], translate("Niveau actuel"), NAVY, "circle"),
        dots(aimed["end"], aimed["place"], goal, ORANGE, "diamond"),
        words(
            [high + 0.06 * (high - low)] * len(paths),
            paths["place"],
            [decimal(gap, language, digits, signed=True) for gap in paths["gap"]],
        ),
        _unshown(rows, low, translate),
    ]
    figure = framed(traces, list(rows.index), language)
    ends = (low - 0.06 * (high - low), high + 0.26 * (high - low))
    axis(figure, "xaxis", ends, *level_ticks(low, high, language), translate("Niveau"))
    return finished(figure, _gap_sentence(paths, goal, digits, translate, language))


def progress_dumbbell(table: pd.DataFrame, translate: Translate, *, language: str = "fr") -> Chart:
    """Return the path of each competence from the first mean level to the second, in table order.

    `table` comes from `progress.progress`, its rows named by codes. The number at the right is the
    mean change in steps.
    """
    rows = _ends(table, ("mean_before", "mean_after", "mean_change", "state"))
    shown = rows[rows["state"] == "shown"]
    traces = [
        _paths(shown),
        dots(shown["start"], shown["place"], translate("Avant"), NAVY, "circle"),
        dots(shown["end"], shown["place"], translate("Après"), ORANGE, "diamond"),
        words(
            [4.24] * len(shown),
            shown["place"],
            [decimal(change, language, 2, signed=True) for change in shown["gap"]],
        ),
        _unshown(rows, 0, translate),
    ]
    figure = framed(traces, list(rows.index), language)
    axis(figure, "xaxis", (-0.24, 5.2), *level_ticks(0, 4, language), translate("Niveau moyen"))
    up = int((shown["gap"] > 0).sum())
    sentence = translate(
        "Niveaux moyens des mêmes personnes, avant et après. Compétences : %(count)s, dont "
        "masquées ou sans donnée : %(hidden)s, en progrès : %(up)s."
    )
    facts = {"count": len(rows), "hidden": len(rows) - len(shown), "up": up}
    return finished(figure, sentence % facts)


def priority_bars(table: pd.DataFrame, translate: Translate, *, language: str = "fr") -> Chart:
    """Return the group priority of each competence as bars, in table order.

    `table` comes from `needs_table`; without importance the bars show rate × intensity. The axis
    ends at the limit of a band: 4, 8 or 16.
    """
    index = "priority" if "priority" in table else "rate_intensity"
    title = translate("Priorité") if index == "priority" else translate("Taux × intensité")
    rows = pd.DataFrame({"value": table[index], "state": table["priority_state"]})
    rows["place"] = range(len(rows))
    shown = rows[rows["state"] == "shown"]
    highest = shown["value"].max() if len(shown) else 0
    top = next((limit for limit in LIMITS if highest <= limit), 5 * LIMITS[-1])
    bars = go.Bar(
        x=list(shown["value"]), y=list(shown["place"]), orientation="h", width=0.6,
        marker={"color": NAVY}, showlegend=False,
    )  # fmt: skip
    values = [decimal(value, language) for value in shown["value"]]
    traces = [bars, words(shown["value"], shown["place"], values), _unshown(rows, 0, translate)]
    figure = framed(traces, list(rows.index), language)
    ticks = [0.0, top / 4, top / 2, 3 * top / 4, float(top)]
    texts = [decimal(tick, language, 0) for tick in ticks]
    axis(figure, "xaxis", (0, 1.18 * top), ticks, texts, title)
    return finished(figure, _priority_sentence(rows, title, translate, language))


def level_distribution(
    table: pd.DataFrame, translate: Translate, *, form: str = "steps", language: str = "fr"
) -> Chart:
    """Return how the answers of each competence are shared out, out of 100 % of those who rated.

    `table` comes from `levels.distribution` and `form` from `levels.form`. Numbers in the bars
    count people; blanks stand in the table, outside the 100 %.
    """
    parts = _steps(table, translate) if form == "steps" else _classes(translate)
    rows = pd.DataFrame({"state": table[f"{form}_state"], "place": range(len(table))})
    shown = table[rows["state"] == "shown"]
    n = shown[list(parts)].sum(axis=1)
    places = list(rows.loc[rows["state"] == "shown", "place"])
    traces = [_part(shown[key], n, places, *parts[key]) for key in parts]
    figure = framed([*traces, _unshown(rows, 0, translate)], list(rows.index), language)
    figure.update_layout(barmode="stack", legend={"traceorder": "normal"})
    ticks = [0, 0.25, 0.5, 0.75, 1]
    texts = [percent(tick, language) for tick in ticks]
    axis(figure, "xaxis", (0, 1.02), ticks, texts, translate("Part des personnes"))
    sentence = translate(
        "Répartition des réponses. Compétences : %(count)s, dont masquées ou sans donnée : "
        "%(hidden)s. Chaque barre représente toutes les personnes qui se sont situées."
    )
    hidden = len(rows) - len(shown)
    return finished(figure, sentence % {"count": len(rows), "hidden": hidden})


def heat_map(
    values: pd.DataFrame,
    states: pd.DataFrame,
    translate: Translate,
    *,
    measure: str,
    ends: tuple[float, float] = (0, 4),
    language: str = "fr",
) -> Chart:
    """Return competences (rows) by segments (columns), the value written in each cell.

    `states` has the shape of `values`: shown, masked or empty. `ends` are the values of the palest
    and of the darkest cell; `measure` names the values, with their unit.
    """
    cells = _cells(values, states, measure, ends, language)
    hidden = [
        (x, y) for y, row in enumerate(states.to_numpy()) for x, s in enumerate(row) if s != "shown"
    ]
    places = [list(axis_places) for axis_places in zip(*hidden, strict=True)] or [[], []]
    crosses = dots(places[0], places[1], translate("masqué ou sans donnée"), GREY, "x-thin-open")
    crosses.update(showlegend=bool(hidden), marker_line_width=2)
    figure = framed([cells, crosses], list(values.index), language)
    figure.update_layout(showlegend=bool(hidden))
    segments = [str(name) for name in values.columns]
    axis(
        figure, "xaxis", (-0.5, len(segments) - 0.5), range(len(segments)), short(segments), measure
    )
    figure.update_xaxes(showgrid=False)
    sentence = translate(
        "%(measure)s. Compétences : %(rows)s ; groupes : %(columns)s ; cases masquées ou sans "
        "donnée : %(hidden)s. Le tableau donne les mêmes chiffres."
    )
    facts = {"measure": measure, "rows": len(values), "columns": len(segments)}
    return finished(figure, sentence % {**facts, "hidden": len(hidden)})


def importance_performance(
    table: pd.DataFrame,
    translate: Translate,
    *,
    scale: tuple[float, float] = (0, 4),
    cross: Cross | None = None,
    language: str = "fr",
) -> Chart:
    """Return the importance–performance grid: current level across, importance upwards.

    Points bear their place in the table, from 1 on. They are hollow where the column ``undecided``,
    if there is one, is true. The `cross` is drawn where there is one; on the diagonal, level and
    importance are equal, and needs lie above it.

    Source: Martilla & James (1977), Journal of Marketing 41(1), 77-79.
    """
    rows = table.assign(number=range(1, len(table) + 1)).loc[table["pair_state"] == "shown"]
    low, high = scale[0], max(scale[1], scale[0] + 1)
    ends = (low - 0.08 * (high - low), high + 0.08 * (high - low))
    ticks = level_ticks(low, high, language)
    lines = [_line([low, high], [low, high], translate("Niveau égal à l’importance"), GREY, "dash")]
    if cross:
        x, y = cross.current, cross.importance
        path = ([x, x, None, *ends], [*ends, None, y, y])
        lines.append(_line(*path, _name_of(cross, translate), TEAL, "solid"))
    told, judged = translate("Compétence"), "undecided" in rows
    hollow = rows["undecided"].astype(bool) if judged else pd.Series(False, index=rows.index)
    points = [_numbered(rows[~hollow], told, "circle")]
    if hollow.any():
        points.append(_numbered(rows[hollow], translate("Compétence indécise"), "circle-open"))
    figure = framed([*lines, *points], [], language)
    figure.update_layout(height=480)
    axis(figure, "xaxis", ends, *ticks, translate("Niveau actuel"))
    axis(figure, "yaxis", ends, *ticks, translate("Importance"))
    above = int((rows["mean_importance"] > rows["mean_current"]).sum())
    sentence = translate(
        "Importance et niveau actuel. Compétences : %(count)s, dont plus importantes que "
        "maîtrisées : %(above)s."
    ) % {"count": len(rows), "above": above}
    if judged:
        said = translate("Indécises, en creux : %(hollow)s.") % {"hollow": int(hollow.sum())}
        sentence = f"{sentence} {said}"
    return finished(figure, sentence)


CHARTS = {
    "gap_dumbbell": gap_dumbbell,
    "progress_dumbbell": progress_dumbbell,
    "priority_bars": priority_bars,
    "level_distribution": level_distribution,
    "heat_map": heat_map,
    "importance_performance": importance_performance,
}


def _numbered(rows: pd.DataFrame, name: str, symbol: str) -> go.Scatter:
    points = dots(rows["mean_current"], rows["mean_importance"], name, NAVY, symbol)
    points.update(mode="markers+text", text=[str(n) for n in rows["number"]])
    points.update(textposition="top center", marker_line_width=2)
    return points


def _name_of(cross: Cross, translate: Translate) -> str:
    names = {
        "mean": translate("Moyennes"),
        "median": translate("Médianes"),
        "centre": translate("Centre de l’échelle"),
    }
    return names[cross.kind]


def _line(
    x: list[float | None], y: list[float | None], name: str, colour: str, dash: str
) -> go.Scatter:
    line = {"color": colour, "width": 2, "dash": dash}
    return go.Scatter(x=x, y=y, mode="lines", name=name, line=line)


def _ends(table: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    rows = table[list(columns)].set_axis(["start", "end", "gap", "state"], axis=1)
    return rows.assign(place=range(len(rows)))


def _paths(shown: pd.DataFrame) -> go.Scatter:
    x = [value for row in shown.itertuples() for value in (row.start, row.end, None)]
    y = [value for row in shown.itertuples() for value in (row.place, row.place, None)]
    line = {"color": GREY, "width": 2}
    return go.Scatter(x=x, y=y, mode="lines", line=line, showlegend=False)


def _cells(
    values: pd.DataFrame,
    states: pd.DataFrame,
    measure: str,
    ends: tuple[float, float],
    language: str,
) -> go.Heatmap:
    numbers = values.astype(float).where(states == "shown")
    grid = [[None if pd.isna(v) else float(v) for v in row] for row in numbers.to_numpy()]
    texts = [["" if v is None else decimal(v, language) for v in row] for row in grid]
    return go.Heatmap(
        z=grid, x=list(range(len(values.columns))), y=list(range(len(values))),
        text=texts, texttemplate="%{text}", zmin=ends[0], zmax=ends[1], xgap=2, ygap=2,
        colorscale=[[i / 2, colour] for i, colour in enumerate(HEAT)], showscale=False,
        textfont={"color": BLACK},
        hoverongaps=False, name=measure,
    )  # fmt: skip


def _unshown(rows: pd.DataFrame, x: float, translate: Translate) -> go.Scatter:
    """Say, on the line of each competence without a figure, whether it is masked or empty."""
    hidden = rows[rows["state"] != "shown"]
    names = {"masked": translate("masqué"), "empty": translate("sans donnée")}
    return words([x] * len(hidden), hidden["place"], list(hidden["state"].map(names)))


def _part(counts: pd.Series, n: pd.Series, places: list[int], name: str, colour: str) -> go.Bar:
    shares = counts / n
    texts = [
        f"{count:.0f}" if share >= ROOM_FOR_TEXT else ""
        for count, share in zip(counts, shares, strict=True)
    ]
    return go.Bar(
        x=list(shares), y=places, orientation="h", width=0.7, name=name, text=texts,
        textposition="inside", insidetextanchor="middle", textangle=0, constraintext="none",
        textfont={"color": text_on(colour)}, marker={"color": colour},
    )  # fmt: skip


def _steps(table: pd.DataFrame, translate: Translate) -> dict[str, tuple[str, str]]:
    columns = [name for name in map(str, table) if name.startswith("level_")]
    spread = [round(place * 4 / max(len(columns) - 1, 1)) for place in range(len(columns))]
    name = translate("niveau %(step)s")
    return {
        column: (name % {"step": column.removeprefix("level_")}, BLUES[shade])
        for column, shade in zip(columns, spread, strict=True)
    }


def _classes(translate: Translate) -> dict[str, tuple[str, str]]:
    names = {
        "below": translate("sous la cible"),
        "at": translate("à la cible"),
        "above": translate("au-dessus"),
    }
    return {key: (names[key], colour) for key, colour in CLASSES.items()}


def _gap_sentence(
    paths: pd.DataFrame, goal: str, digits: int, translate: Translate, language: str
) -> str:
    if paths.empty:
        return translate("Écarts : aucun chiffre ne peut être montré.")
    first = paths.iloc[int(paths["gap"].argmax())]
    sentence = translate(
        "Écarts, du niveau actuel vers : %(goal)s. Compétences : %(count)s. "
        "Le plus grand : %(first)s, de %(start)s à %(end)s."
    )
    facts = {"count": len(paths), "goal": goal.lower(), "first": first.name}
    ends = {key: decimal(first[key], language, digits) for key in ("start", "end")}
    return sentence % {**facts, **ends}


def _priority_sentence(rows: pd.DataFrame, title: str, translate: Translate, language: str) -> str:
    shown = rows[rows["state"] == "shown"]
    if shown.empty:
        return translate("Priorités : aucun chiffre ne peut être montré.")
    sentence = translate(
        "%(title)s. Compétences : %(count)s. La plus haute : %(first)s, %(value)s."
    )
    value = decimal(shown["value"].max(), language)
    facts = {"title": title, "count": len(shown), "first": shown["value"].idxmax()}
    return sentence % {**facts, "value": value}
