"""The chart of a change between two moments: one line a competence, named where it ends."""

import pandas as pd
import plotly.graph_objects as go

from reports.chart_frame import GREY, NAVY, Translate, axis, dots, finished, framed, level_ticks
from reports.document import Chart

HEIGHT, AROUND, PER_NAME = 420, 60, 20  # pixels: at least, round the plot, for a name
LEVELS = (-0.2, 4.2)  # what the plot is high
ROOM = 0.35  # of the width between the moments, for the names


def slope_chart(
    table: pd.DataFrame, moments: tuple[str, str], translate: Translate, *, language: str = "fr"
) -> Chart:
    """Return the mean level of each competence at two `moments`, joined.

    `table` has ``start``, ``end`` and ``state``, its rows named by codes; only what is shown is
    drawn. Names are moved apart where lines end close to each other.
    """
    shown = table[table["state"] == "shown"]
    start, end = list(shown["start"]), list(shown["end"])
    height = max(HEIGHT, AROUND + PER_NAME * (len(shown) + 1))
    apart = PER_NAME * (LEVELS[1] - LEVELS[0]) / (height - AROUND)  # levels between two names
    x = [place for _ in start for place in (0, 1, None)]
    y = [level for pair in zip(start, end, strict=True) for level in (*pair, None)]
    lines = go.Scatter(
        x=x, y=y, mode="lines", line={"color": GREY, "width": 2}, showlegend=False
    )  # fmt: skip
    marks = dots([0] * len(start) + [1] * len(end), [*start, *end], "", NAVY, "circle")
    marks.update(showlegend=False)
    names = go.Scatter(
        x=[1] * len(end), y=places_apart(end, apart), mode="text",
        text=[f"\u00a0\u00a0\u00a0{name}" for name in shown.index],
        textposition="middle right", showlegend=False, cliponaxis=False,
    )  # fmt: skip
    figure = framed([lines, marks, names], [], language)
    figure.update_layout(height=height)
    axis(figure, "xaxis", (-0.1, 1 + ROOM), [0, 1], list(moments))
    axis(figure, "yaxis", LEVELS, *level_ticks(0, 4, language), translate("Niveau moyen"))
    figure.update_yaxes(showgrid=True)
    up = int((shown["end"] > shown["start"]).sum())
    sentence = translate(
        "Niveaux moyens, %(first)s puis %(second)s. Compétences : %(count)s, dont masquées ou sans "
        "donnée : %(hidden)s, en progrès : %(up)s."
    )
    facts = {"count": len(table), "hidden": len(table) - len(shown), "up": up}
    ends = {"first": moments[0].lower(), "second": moments[1].lower()}
    return finished(figure, sentence % {**facts, **ends})


def places_apart(values: list[float], apart: float) -> list[float]:
    """Return places near `values`, in their order and at least `apart` from one another.

    Values that are too close are spread evenly around their mean, group by group.
    """
    order = sorted(range(len(values)), key=lambda place: values[place])
    groups: list[list[int]] = []
    for place in order:
        groups.append([place])
        while len(groups) > 1 and _bottom(groups[-1], values, apart) < (
            _top(groups[-2], values, apart) + apart
        ):
            last = groups.pop()
            groups[-1] += last
    found = [0.0] * len(values)
    for group in groups:
        for rank, place in enumerate(group):
            found[place] = _bottom(group, values, apart) + rank * apart
    return found


def _bottom(group: list[int], values: list[float], apart: float) -> float:
    middle = sum(values[place] for place in group) / len(group)
    return middle - apart * (len(group) - 1) / 2


def _top(group: list[int], values: list[float], apart: float) -> float:
    return _bottom(group, values, apart) + apart * (len(group) - 1)
