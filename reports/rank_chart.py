"""The chart of rank intervals: from the first to the last place that the answers leave open."""

import pandas as pd
import plotly.graph_objects as go

from reports.chart_frame import GREY, NAVY, Translate, axis, dots, finished, framed
from reports.document import Chart


def rank_chart(table: pd.DataFrame, translate: Translate, *, language: str = "fr") -> Chart:
    """Return the ranks of `rank_intervals` as lines, a dot at the rank found, in table order."""
    places = list(range(len(table)))
    xs: list[int | None] = []
    ys: list[int | None] = []
    for place, first, last in zip(places, table["first"], table["last"], strict=True):
        xs += [int(first), int(last), None]
        ys += [place, place, None]
    lines = go.Scatter(
        x=xs, y=ys, mode="lines", name=translate("Rangs que les réponses laissent ouverts"),
        line={"color": GREY, "width": 4},
    )  # fmt: skip
    found = dots(
        [float(rank) for rank in table["rank"]], places, translate("Rang trouvé"), NAVY, "circle"
    )
    figure = framed([lines, found], list(table.index), language)
    last = max(len(table), 2)
    step = max(1, round(last / 8))
    ticks = [1, *range(step if step > 1 else 2, last + 1, step)]
    axis(
        figure, "xaxis", (0.5, last + 0.5), ticks, [str(tick) for tick in ticks], translate("Rang")
    )
    sentence = translate(
        "Rangs des besoins, avec leur intervalle. Besoins : %(count)s, dont premiers possibles : "
        "%(first)s. Le tableau donne les mêmes chiffres."
    )
    facts = {"count": len(table), "first": int((table["first"] == 1).sum())}
    return finished(figure, sentence % facts)
