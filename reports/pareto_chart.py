"""The chart of how many needs make most of the whole: a bar for each, a line for their sum."""

import pandas as pd
import plotly.graph_objects as go

from reports.chart_frame import BLUES, GREY, ORANGE, Translate, axis, finished, framed
from reports.document import Chart
from reports.numerals import percent
from reports.pareto import MOST, vital_few


def pareto_chart(table: pd.DataFrame, translate: Translate, *, language: str = "fr") -> Chart:
    """Return the shares of `pareto.pareto` as bars in table order, and their sum as a line."""
    places = list(range(len(table)))
    bars = go.Bar(
        x=list(table["share"]), y=places, orientation="h", width=0.6,
        marker={"color": BLUES[1]}, name=translate("Part du total"),
    )  # fmt: skip
    sums = go.Scatter(
        x=list(table["reached"]), y=places, mode="lines+markers", name=translate("Total atteint"),
        line={"color": ORANGE, "width": 2},
        marker={"color": ORANGE, "symbol": "diamond", "size": 12},
    )  # fmt: skip
    limit = go.Scatter(
        x=[MOST, MOST], y=[-0.5, len(table) - 0.5], mode="lines", showlegend=False,
        line={"color": GREY, "width": 2, "dash": "dash"},
    )  # fmt: skip
    figure = framed([bars, limit, sums], list(table.index), language)
    ticks = [0, 0.2, 0.4, 0.6, 0.8, 1]
    texts = [percent(tick, language) for tick in ticks]
    axis(figure, "xaxis", (0, 1.04), ticks, texts, translate("Part du total des besoins"))
    sentence = translate(
        "Part de chaque besoin dans leur total, et total atteint. Besoins : %(count)s, dont "
        "nécessaires pour atteindre %(most)s : %(few)s."
    )
    facts = {"count": len(table), "most": percent(MOST, language), "few": vital_few(table)}
    return finished(figure, sentence % facts)
