"""What all charts share: palette, axes with fixed ranges, short labels, numbers as they are read.

The hook for themes: fonts have no colour and backgrounds are transparent, so that the page lends
the colour of its text; `layout.meta.dark` maps each colour of the marks, and of the labels inside
them, to its twin on a dark page.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Any

import plotly.graph_objects as go

from reports.document import Chart
from reports.numerals import decimal

Translate = Callable[[str], str]

# Palette of the UK Government Analysis Function and its blues in sequence (methods, § 5).
NAVY, TEAL, PLUM, ORANGE, GREY, MAUVE = (
    "#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1",
)  # fmt: skip
BLUES = ("#D6E6F4", "#A9CDEB", "#6BACE6", "#2073BC", "#12436D")
WHITE, BLACK = "#FFFFFF", "#0B0C0C"
DARK = {
    "#12436D": "#A9CDEB", "#2073BC": "#6BACE6", "#6BACE6": "#2A72B0", "#A9CDEB": "#1F4E7A",
    "#D6E6F4": "#16324D", "#28A197": "#5CC7BE", "#801650": "#E58BBB", "#F46A25": "#C8511A",
    "#3D3D3D": "#C9CFCB", "#A285D1": "#C3AEEA", "#FFFFFF": "#0B0C0C", "#0B0C0C": "#FFFFFF",
}  # fmt: skip
CLEAR = "rgba(0,0,0,0)"
ROW_HEIGHT = 32
LONGEST_LABEL = 12


def text_on(colour: str) -> str:
    """Return black or white, whichever reads better on a colour of the marks."""
    return WHITE if colour in (NAVY, PLUM, GREY, BLUES[3]) else BLACK


def short(labels: Iterable[object]) -> list[str]:
    """Return labels short enough for an axis, each different from the others."""
    taken: set[str] = set()
    result = []
    for label in map(str, labels):
        cut = label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1].rstrip() + "…"
        candidates = (cut if not n else f"{cut[: LONGEST_LABEL - 3]}…{n + 1}" for n in count())
        result.append(next(name for name in candidates if name not in taken))
        taken.add(result[-1])
    return result


def framed(traces: Sequence[Any], labels: Sequence[object], language: str) -> go.Figure:
    """Return a figure whose rows are `labels`, from top to bottom, at the places 0, 1, 2, etc."""
    figure = go.Figure(list(traces))
    axis(figure, "yaxis", (len(labels) - 0.5, -0.5), range(len(labels)), short(labels))
    figure.update_layout(
        template="none",
        height=112 + ROW_HEIGHT * max(len(labels), 1),
        margin={"l": 8, "r": 24, "t": 8, "b": 8},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        separators=",\u202f" if language == "fr" else ".,",
        hovermode=False,
        legend={"orientation": "h", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom"},
        meta={"dark": DARK},
    )
    figure.update_yaxes(showgrid=False, ticks="", ticklabelstandoff=6)
    return figure


def axis(
    figure: go.Figure,
    name: str,
    ends: tuple[float, float],
    ticks: Sequence[float],
    texts: Sequence[str],
    title: str = "",
) -> None:
    """Set the range and the ticks of an axis: none of them is left to the drawing."""
    figure.layout[name].update(
        range=list(ends),
        tickmode="array",
        tickvals=list(ticks),
        ticktext=list(texts),
        title={"text": title, "font": {"size": 14}} if title else None,
        automargin=True,
        fixedrange=True,
        zeroline=False,
    )


def level_ticks(low: float, high: float, language: str) -> tuple[list[float], list[str]]:
    """Return the whole steps of a scale, and their names."""
    ticks = [low + step for step in range(int(high - low) + 1)]
    whole = all(tick == int(tick) for tick in ticks)
    return ticks, [decimal(tick, language, 0 if whole else 1) for tick in ticks]


def dots(x: Iterable[float], y: Iterable[float], name: str, colour: str, symbol: str) -> go.Scatter:
    """Return marks told apart by their shape as well as by their colour."""
    marker = {"color": colour, "symbol": symbol, "size": 12}
    return go.Scatter(x=list(x), y=list(y), mode="markers", name=name, marker=marker)


def words(x: Iterable[float], y: Iterable[float], texts: Iterable[str]) -> go.Scatter:
    """Return texts written just right of given places, in the colour of the page."""
    spaced = [f"\u00a0\u00a0{text}" for text in texts]
    return go.Scatter(
        x=list(x), y=list(y), mode="text", text=spaced, textposition="middle right",
        showlegend=False, cliponaxis=False,
    )  # fmt: skip


def finished(figure: go.Figure, alternative: str) -> Chart:
    """Return the figure as plain JSON beside the sentence that says what it shows."""
    return Chart(alternative=alternative, figure=json.loads(figure.to_json()))
