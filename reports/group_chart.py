"""The chart of one group beside everybody: a bar for the group, a mark for all."""

import pandas as pd
import plotly.graph_objects as go

from reports.chart_frame import (
    BLUES,
    ORANGE,
    Translate,
    axis,
    dots,
    finished,
    framed,
    level_ticks,
    words,
)
from reports.document import Chart
from reports.numerals import decimal


def group_beside_all(
    table: pd.DataFrame,
    translate: Translate,
    *,
    measure: str,
    ends: tuple[float, float],
    language: str = "fr",
) -> Chart:
    """Return the figure of a group for each competence, with that of everybody.

    `table` has ``mean``, ``state`` and ``everybody`` (missing where masked); `measure` names them,
    with their unit, and `ends` are those of the axis.
    """
    rows = table.assign(place=range(len(table)))
    shown = rows[rows["state"] == "shown"]
    known = rows[rows["everybody"].notna()]
    low, high = ends
    bars = go.Bar(
        x=list(shown["mean"]), y=list(shown["place"]), orientation="h", width=0.6,
        marker={"color": BLUES[1]}, name=translate("Ce groupe"),
    )  # fmt: skip
    everybody = dots(
        known["everybody"], known["place"], translate("Toutes les personnes"), ORANGE, "diamond"
    )
    hidden = rows[rows["state"] != "shown"]
    names = {"masked": translate("masqué"), "empty": translate("sans donnée")}
    traces = [
        bars,
        everybody,
        words([high] * len(shown), shown["place"], [decimal(v, language) for v in shown["mean"]]),
        words([high] * len(hidden), hidden["place"], list(hidden["state"].map(names))),
    ]
    figure = framed(traces, list(rows.index), language)
    axis(figure, "xaxis", (low, low + 1.22 * (high - low)), *level_ticks(*ends, language), measure)
    if shown.empty:
        return finished(figure, translate("Ce groupe : aucun chiffre ne peut être montré."))
    sentence = translate(
        "%(measure)s. Compétences : %(count)s. La plus haute valeur du groupe : %(first)s, "
        "%(value)s."
    )
    facts = {"measure": measure, "count": len(shown), "first": shown["mean"].idxmax()}
    return finished(figure, sentence % {**facts, "value": decimal(shown["mean"].max(), language)})
