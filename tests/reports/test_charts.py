import json
import re

import pandas as pd
import pytest

from reports.chart_frame import BLUES, DARK, text_on
from reports.charts import CHARTS, CLASSES
from reports.counts import joint_counts
from reports.grid import Cross
from reports.levels import distribution
from reports.needs import needs_table

NAN = float("nan")


def counts(n=25):
    rows = [
        ("D4-01", 4, 1, 3, n - 2), ("D4-01", 2, 3, 3, 2),
        ("D4-02", 3, 2, 4, n), ("D4-02", 2, 4, 2, 4),
        ("Une compétence au nom long", 4, 2, 3, 4),
        ("Une compétence au nom tout autre", 4, NAN, 3, 9),
    ]  # fmt: skip
    columns = ["competence", "importance", "current", "target", "n"]
    return joint_counts(pd.DataFrame(rows, columns=columns))


def heat():
    values = pd.DataFrame({"Commune": [1.25, 0.5], "Pays": [2.0, NAN]}, index=["D4-01", "D4-02"])
    states = pd.DataFrame({"Commune": ["shown"] * 2, "Pays": ["shown", "masked"]}, values.index)
    return CHARTS["heat_map"](values, states, str, measure="Écart")


def moves():
    return pd.DataFrame(
        {"mean_before": [1.5, NAN], "mean_after": [2.0, NAN], "mean_change": [0.5, NAN],
         "state": ["shown", "masked"]}, index=["D4-01", "Une autre"],
    )  # fmt: skip


def make(name, people=25):
    if name == "heat_map":
        return heat()
    if name == "level_distribution":
        return CHARTS[name](distribution(counts(people), 5, range(5)), str)
    if name == "progress_dumbbell":
        return CHARTS[name](moves(), str)
    return CHARTS[name](needs_table(counts(people), 5), str)


ALL = pytest.mark.parametrize("name", list(CHARTS))


@ALL
def test_every_axis_has_its_range_and_its_ticks(name):
    layout = make(name).figure["layout"]

    axes = {key: value for key, value in layout.items() if re.fullmatch(r"[xy]axis\d*", key)}
    assert set(axes) == {"xaxis", "yaxis"}
    for axis in axes.values():
        assert "autorange" not in axis
        assert len(axis["range"]) == 2
        assert axis["tickmode"] == "array"
        assert len(axis["tickvals"]) == len(axis["ticktext"]) > 0


@ALL
def test_a_figure_is_plain_json_that_leaves_text_and_paper_to_the_page(name):
    figure = make(name).figure

    text = json.dumps(figure)
    assert "bdata" not in text
    assert "NaN" not in text
    assert "color" not in figure["layout"].get("font", {})
    assert figure["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"
    assert figure["layout"]["meta"]["dark"] == DARK


@ALL
def test_a_chart_says_in_a_sentence_what_it_shows(name):
    alternative = make(name).alternative

    assert alternative.endswith(".")
    assert "%(" not in alternative


@ALL
def test_masked_figures_are_nowhere_in_the_drawing(name):
    if name in ("heat_map", "importance_performance"):
        return
    chart = CHARTS[name]
    table = needs_table(counts(), 5)
    if name == "level_distribution":
        table = distribution(counts(), 5, range(5))
    if name == "progress_dumbbell":
        table = moves()
    hidden = [place for place, label in enumerate(table.index) if label.startswith("Une")]

    for trace in chart(table, str).figure["data"]:
        at = [y for y in trace["y"] if y in hidden]
        assert not at or trace["mode"] == "text"
        texts = [t for y, t in zip(trace["y"], trace.get("text", []), strict=False) if y in hidden]
        assert {text.strip() for text in texts} <= {"masqué", "sans donnée"}


def test_progress_goes_from_one_mean_level_to_the_other():
    chart = CHARTS["progress_dumbbell"](moves(), str)

    path, before, after, change, hidden = chart.figure["data"]
    assert path["x"] == [1.5, 2.0, None]
    assert (before["x"], after["x"]) == ([1.5], [2.0])
    assert [text.strip() for text in change["text"]] == ["+0,50"]
    assert [text.strip() for text in hidden["text"]] == ["masqué"]
    assert chart.alternative == (
        "Niveaux moyens des mêmes personnes, avant et après. Compétences : 2, dont masquées ou "
        "sans donnée : 1, en progrès : 1."
    )


def test_the_dumbbell_goes_from_level_to_target_with_the_net_gap():
    table = pd.DataFrame(
        {"mean_level": [1.5, 2.0], "mean_target": [3.0, 1.0], "mean_target_gap": [1.5, -1.0],
         "target_state": "shown"}, index=["D1", "D2"],
    )  # fmt: skip

    chart = CHARTS["gap_dumbbell"](table, str)

    path, level, target, gap, _ = chart.figure["data"]
    assert path["x"] == [1.5, 3.0, None, 2.0, 1.0, None]
    assert (level["x"], target["x"]) == ([1.5, 2.0], [3.0, 1.0])
    assert level["marker"]["symbol"] != target["marker"]["symbol"]
    assert [text.strip() for text in gap["text"]] == ["+1,5", "\u22121,0"]
    assert chart.alternative == (
        "Écarts, du niveau actuel vers : cible. Compétences : 2. Le plus grand : D1, de 1,5 à 3,0."
    )


def test_a_level_without_target_is_a_mark_without_path():
    table = pd.DataFrame(
        {"mean_level": [1.0, 2.0], "mean_target": [3.0, NAN], "mean_target_gap": [2.0, NAN],
         "target_state": "shown"}, index=["D1", "D2"],
    )  # fmt: skip

    path, level, target, gap, _ = CHARTS["gap_dumbbell"](table, str).figure["data"]

    assert (path["x"], level["x"], target["x"]) == ([1, 3, None], [1, 2], [3])
    assert [text.strip() for text in gap["text"]] == ["+2"]


def test_without_any_target_the_dumbbell_goes_to_importance():
    frame = counts().assign(target=NAN)

    chart = CHARTS["gap_dumbbell"](needs_table(frame, 5, by="mwds"), str)

    assert chart.figure["data"][2]["name"] == "Importance"


def test_a_distribution_shares_out_all_who_rated():
    table = distribution(counts(), 5, range(5))

    traces = CHARTS["level_distribution"](table, str).figure["data"]

    bars = [trace for trace in traces if trace["type"] == "bar"]
    assert [sum(bar["x"][row] for bar in bars) for row in (0, 1)] == pytest.approx([1, 1])
    assert bars[1]["x"] == pytest.approx([23 / 25, 0])
    assert bars[1]["text"] == ["23", ""]


def test_the_grid_numbers_its_points_as_the_table_does_and_hollows_the_undecided():
    table = pd.DataFrame(
        {"mean_current": [1.0, NAN, 3.0, 2.0], "mean_importance": [3.0, NAN, 1.0, 2.5],
         "pair_state": ["shown", "masked", "shown", "shown"],
         "undecided": [False, True, True, False]},
    )  # fmt: skip

    chart = CHARTS["importance_performance"](table, str, cross=Cross("median", 2, 2.5))

    _, cross, sure, open_ = chart.figure["data"]
    assert (cross["name"], cross["x"][:2], cross["y"][3:]) == ("Médianes", [2, 2], [2.5, 2.5])
    assert (sure["text"], sure["marker"]["symbol"]) == (["1", "4"], "circle")
    assert (open_["text"], open_["marker"]["symbol"]) == (["3"], "circle-open")
    assert chart.alternative == (
        "Importance et niveau actuel. Compétences\u00a0: 3, dont plus importantes que "
        "maîtrisées\u00a0: 2. Indécises, en creux\u00a0: 1."
    )


def test_a_grid_without_cross_nor_doubt_draws_neither():
    chart = make("importance_performance")

    assert [trace["name"] for trace in chart.figure["data"]] == [
        "Niveau égal à l’importance", "Compétence"
    ]  # fmt: skip
    assert "Indécises" not in chart.alternative


def test_labels_stay_short_and_different():
    ticks = make("gap_dumbbell").figure["layout"]["yaxis"]["ticktext"]

    assert sorted(ticks) == ["D4-01", "D4-02", "Une compéte…", "Une compé…2"]


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colour", sorted({*BLUES, *CLASSES.values()}))
def test_numbers_inside_a_bar_read_well_on_light_and_dark_pages(colour):
    ink = text_on(colour)

    assert contrast(colour, ink) >= 4.5
    assert contrast(DARK[colour], DARK[ink]) >= 4.5


@pytest.mark.parametrize("colour", ["#12436D", "#F46A25", "#3D3D3D", "#28A197"])
def test_marks_stand_out_on_light_and_dark_pages(colour):
    assert contrast(colour, "#FFFFFF") >= 2.9
    assert contrast(DARK[colour], "#1B2320") >= 3
