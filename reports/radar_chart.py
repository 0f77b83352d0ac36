"""A profile as a star, by area: what practitioners expect to see, beside the chart that reads best.

Its area means nothing, and its shape hangs on the order of its axes: it stays an option, on three
to eight axes, with the levels on the same scale. Drawn with lines alone, as any chart here.
"""

from collections.abc import Sequence
from math import cos, pi, sin

import pandas as pd
import plotly.graph_objects as go

from reports.chart_frame import GREY, NAVY, ORANGE, Translate, axis, finished, framed
from reports.document import Chart

FEWEST_AXES, MOST_AXES = 3, 8
TOP = 4  # the outer ring
HEIGHT = 420
WIDE, TALL = 1.32, 1.25  # half the plane, in radii: that of a drawing of 420 pixels
NAMES_AT = 1.14


def radar_chart(table: pd.DataFrame, translate: Translate) -> Chart:
    """Return one axis per row of `table`, named by its index, from 0 at the centre to 4.

    Columns: ``mean_level`` and ``mean_target``; where a target is missing, its line is broken.
    """
    spokes = len(table)
    rings = [_ring([step] * spokes, GREY, 1) for step in range(1, TOP + 1)]
    level = _ring(list(table["mean_level"]), NAVY, 3, translate("Mon niveau"))
    target = _ring(list(table["mean_target"]), ORANGE, 3, translate("Cible"), dash="dash")
    places = [_place(axis_, spokes, NAMES_AT * TOP) for axis_ in range(spokes)]
    names = _words(places, list(map(str, table.index)))
    steps = _words([(-0.07, step / TOP) for step in range(1, TOP + 1)], [*"1234"])
    figure = framed([*rings, level, target, names, steps], [], "fr")
    figure.update_layout(height=HEIGHT)
    axis(figure, "xaxis", (-WIDE, WIDE), [], [])
    axis(figure, "yaxis", (-TALL, TALL), [], [])
    figure.update_xaxes(showgrid=False, showline=False)
    figure.update_yaxes(scaleanchor="x", showline=False)
    sentence = translate(
        "Mon niveau moyen et la cible moyenne de %(count)s domaines, en étoile, de 0 au centre à 4."
    )
    return finished(figure, sentence % {"count": spokes})


def _place(spoke: int, of: int, radius: float) -> tuple[float, float]:
    """Return where a level stands on an axis; the first one goes up, the next ones clockwise."""
    angle = pi / 2 - 2 * pi * spoke / of
    return round(radius / TOP * cos(angle), 6), round(radius / TOP * sin(angle), 6)


def _ring(
    levels: Sequence[float], colour: str, width: int, name: str = "", *, dash: str = "solid"
) -> go.Scatter:
    points = [
        (None, None) if pd.isna(level) else _place(spoke, len(levels), level)
        for spoke, level in enumerate([*levels])
    ]
    points.append(points[0])
    return go.Scatter(
        x=[x for x, _ in points], y=[y for _, y in points], mode="lines", name=name or None,
        showlegend=bool(name), line={"color": colour, "width": width, "dash": dash},
    )  # fmt: skip


def _words(places: Sequence[tuple[float, float]], texts: Sequence[str]) -> go.Scatter:
    return go.Scatter(
        x=[x for x, _ in places], y=[y for _, y in places], mode="text", text=list(texts),
        textposition="middle center", showlegend=False, cliponaxis=False,
    )  # fmt: skip
