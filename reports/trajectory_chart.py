"""One small drawing per competence: levels over time, all on the same two axes."""

from datetime import date

import plotly.graph_objects as go

from reports.chart_frame import GREY, NAVY, Translate, axis, dots, finished, framed, level_ticks
from reports.document import Chart
from reports.trajectory import Path
from surveys.levels import TOP_LEVEL

HEIGHT = 176


def path_chart(path: Path, ends: tuple[date, date], translate: Translate, language: str) -> Chart:
    """Return the levels of a competence from the first day to the last of all, `ends`.

    Days are drawn at their true distance; the line between two of them only joins them.
    """
    rated = path.rated
    start, end = (day.toordinal() for day in ends)
    x = [float(point.day.toordinal()) for point in rated]
    y = [float(point.level) for point in rated]
    name = translate("Mon niveau")
    joined = go.Scatter(x=x, y=y, mode="lines", line={"color": GREY, "width": 2}, showlegend=False)
    marks = dots(x, y, name, NAVY, "circle")
    marks.update(showlegend=False)
    figure = framed([joined, marks], [], language)
    figure.update_layout(height=HEIGHT)
    room = max(1.0, (end - start) * 0.12)
    days = sorted({start, end})
    texts = [date.fromordinal(day).strftime("%m/%Y") for day in days]
    axis(figure, "xaxis", (start - room, end + room), days, texts)
    axis(figure, "yaxis", (-0.4, TOP_LEVEL + 0.4), *level_ticks(0, TOP_LEVEL, language))
    figure.update_yaxes(showgrid=True)
    told = ", ".join(f"{point.level} ({point.day:%d/%m/%Y})" for point in rated)
    sentence = translate("%(code)s, mon niveau de 0 à 4 : %(levels)s.")
    return finished(figure, sentence % {"code": path.latest.code, "levels": told})
