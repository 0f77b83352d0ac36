"""A chart that leaves its table names in full what it shows: its rows, and the groups across."""

from reports.document import Chart, Section, Table

LONGEST = 40  # letters of the name of a row
NUMBER = "number"  # the column that says what the points of a drawing are numbered


def with_names(section: Section) -> Chart | None:
    """Return the chart of a section, its rows named as in the table: « D4-03 Animer un débat ».

    Where rows of the table are not those of the chart, the chart is left as it is.
    """
    chart, table = section.chart, section.table
    if chart is None or table is None:
        return chart
    axis = chart.figure["layout"]["yaxis"]
    names = [_name(table, place) for place in range(len(table.rows))]
    if len(names) != len(axis["ticktext"]) or not all(map(_is_short, axis["ticktext"], names)):
        return chart
    layout = {**chart.figure["layout"], "yaxis": {**axis, "ticktext": [*map(_cut, names)]}}
    return chart.model_copy(update={"figure": {**chart.figure, "layout": layout}})


def reading(section: Section) -> str:
    """Return what short names stand for: those across a heat map, or the numbers of points."""
    chart, table = section.chart, section.table
    if chart is None or table is None:
        return ""
    if chart.figure["data"][0]["type"] == "heatmap":
        return _groups(chart, table)
    return _numbers(table)


def _groups(chart: Chart, table: Table) -> str:
    shorts = chart.figure["layout"]["xaxis"]["ticktext"]
    labels = [column.label for column in table.columns][-len(shorts) :]
    return " · ".join(
        label if label.startswith(short) else f"{short} = {label}"
        for short, label in zip(shorts, labels, strict=True)
        if label != short
    )


def _numbers(table: Table) -> str:
    keys = [column.key for column in table.columns]
    if NUMBER not in keys:
        return ""
    numbers = [row[keys.index(NUMBER)].value for row in table.rows]
    named = [(n, _name(table, place)) for place, n in enumerate(numbers) if n is not None]
    return " · ".join(f"{n} = {name}" for n, name in named)


def _name(table: Table, place: int) -> str:
    keys = [column.key for column in table.columns[:2]]
    row = table.rows[place]
    words = [row[0].value, row[1].value] if keys == ["code", "label"] else [row[0].value]
    return " ".join(str(word) for word in words if word is not None)


def _is_short(short: str, name: str) -> bool:
    """Say whether a label of an axis is, cut or not, that of a name."""
    return name.startswith(short.partition("…")[0])


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"
