"""The chart of collective coverage: people at the level wanted, against the line of the target."""

import pandas as pd
import plotly.graph_objects as go

from reports.chart_frame import BLUES, NAVY, ORANGE, Translate, axis, finished, framed, words
from reports.coverage import ENOUGH, REACHED
from reports.document import Chart


def coverage_bars(
    table: pd.DataFrame, people: int, level: int, translate: Translate, *, language: str = "fr"
) -> Chart:
    """Return a bar for each competence, in table order, and the line of the people wanted.

    `table` has the columns of `coverage.coverage`, ``state`` (shown or masked) and ``said``, what
    is written at the end of a bar. A pale bar ends at the least that is sure.
    """
    rows = table.assign(place=range(len(table)))
    shown = rows[rows["state"] == "shown"]
    exact = shown[shown["held"].notna()]
    sure = shown[shown["held"].isna() & (shown["side"] == ENOUGH)]
    rest = rows.drop([*exact.index, *sure.index])
    longest = max([people, *exact["held"], *sure["cut"]])
    step = next(s for size in (1, 10, 100, 1000, 10**4, 10**5) for s in (size, 2 * size, 5 * size)
                if longest <= 5 * s)  # fmt: skip
    top = step * -(-longest // step)
    traces = [
        _bars(exact["held"], exact["place"], translate("Nombre exact"), NAVY),
        _bars(sure["cut"], sure["place"], translate("Au moins"), BLUES[1]),
        go.Scatter(
            x=[people, people], y=[-0.5, len(rows) - 0.5], mode="lines",
            name=translate("Objectif du groupe"),
            line={"color": ORANGE, "width": 3, "dash": "dash"},
        ),
        words(exact["held"], exact["place"], exact["said"]),
        words(sure["cut"], sure["place"], sure["said"]),
        words([0] * len(rest), rest["place"], rest["said"]),
    ]  # fmt: skip
    drawn = [trace for trace in traces if trace.type != "bar" or len(trace.x)]
    figure = framed(drawn, list(table.index), language)
    ticks = list(range(0, int(top) + 1, step))
    name = translate("Personnes au niveau %(level)s ou plus") % {"level": level}
    axis(figure, "xaxis", (0, 1.35 * top), ticks, [str(tick) for tick in ticks], name)
    sentence = translate(
        "Personnes au niveau %(level)s ou plus, face à l’objectif de %(people)s. Compétences : "
        "%(count)s, dont à l’objectif : %(reached)s. Le tableau donne les mêmes chiffres."
    )
    reached = int((shown["verdict"] == REACHED).sum())
    facts = {"level": level, "people": people, "count": len(rows), "reached": reached}
    return finished(figure, sentence % facts)


def _bars(values: "pd.Series[float]", places: "pd.Series[int]", name: str, colour: str) -> go.Bar:
    return go.Bar(
        x=[int(value) for value in values], y=list(places), orientation="h", width=0.6, name=name,
        marker={"color": colour},
    )  # fmt: skip
