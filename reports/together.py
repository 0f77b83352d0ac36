"""What the answers of one person say together, found once per release and kept with it.

A release keeps no answer: only the ranks that the answers leave open, and how far those to the
competences of an area go together. Both rest on figures that the release shows as they are.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from reports import levels
from reports.cells import ALL, LEVELS, SUBMISSIONS, Line
from reports.counts import having, people
from reports.intervals import gap_interval
from reports.privacy import may_move
from reports.rank_draws import drawn_scores
from reports.rank_intervals import ranked
from reports.released_counts import counts_in
from reports.reliability import areas_in, coherence
from reports.sheets import NONE, Sheets

SEED = 1977  # of the draws: the same answers give the same intervals
DIGITS = 2  # of what is told of an area
Rule = Literal["priority", "rate_intensity", "mwds"]
Kept = Mapping[str, Any]
_BASES: dict[Rule, tuple[str, ...]] = {
    "priority": ("importance", "current", "target"),
    "rate_intensity": ("current", "target"),
    "mwds": ("importance", "current"),
}


def rule_of(*, importance: bool, goals: bool) -> Rule | None:
    """Return the rule by which a report ranks its needs; None where it ranks none."""
    if goals:
        return "priority" if importance else "rate_intensity"
    return "mwds" if importance else None


def tellable(counts: pd.DataFrame, k: int, rule: Rule) -> pd.DataFrame:
    """Return the intervals of the mean gap that may be told, with ``n``, ``low`` and ``high``.

    They tell how much people vary: they are given where the levels may be read step by step.
    """
    spread = levels.distribution(counts, k, list(LEVELS))
    spread = levels.one_sided_masked(spread, counts)
    gaps = gap_interval(counts, "importance" if rule == "mwds" else "target")
    return gaps[(spread["steps_state"] == "shown") & (gaps["why"] == "")]


def kept_of(
    sheets: Sheets,
    lines: Sequence[Line],
    codes: Sequence[str],
    k: int,
    number: int,
    rule: Rule | None,
    before: Kept,
) -> dict[str, Any]:
    """Return what a release keeps of whole answers, as plain numbers.

    `lines` are those of release `number`, `codes` those of the competences in their order, and
    `before` what the release before kept: it stays where figures did not move. Ranks compare the
    needs whose figures moved with one another. ``ranks`` has [place, rank, first, last] of each
    need, and ``areas`` [competences, n, alpha, pairwise alpha, omega] by area.
    """
    shown = [it for it in lines if it.breakdown == ALL]
    fresh = [it for it in shown if it.as_of == number]
    counts = counts_in(fresh, {place: str(place) for place in range(len(codes))})
    unmoved = {it.position for it in shown if it.as_of < number and it.cells[""].visible}
    found = _ranks(sheets, counts, k, rule) if rule and len(counts) else []
    return {
        "seed": SEED,
        "rule": rule or "",
        "ranks": found or [row for row in before.get("ranks", []) if row[0] in unmoved],
        "areas": {
            **_unmoved(before.get("areas", {}), codes, unmoved),
            **_areas(sheets, fresh, codes, k, before.get("areas", {})),
        },
    }


def _unmoved(
    areas: Mapping[str, list[float | None]], codes: Sequence[str], unmoved: set[int]
) -> dict[str, list[float | None]]:
    """Return the areas whose competences all stay as the release before showed them."""
    own = areas_in(codes)
    return {
        area: figures
        for area, figures in areas.items()
        if {codes.index(code) for code in own[area]} <= unmoved
    }


def _ranks(sheets: Sheets, counts: pd.DataFrame, k: int, rule: Rule) -> list[list[int]]:
    shown = people(counts, having(counts, *_BASES[rule]))
    places = [int(name) for name in tellable(counts, k, rule).index]
    importance, current, goal = (
        matrix[:, places] for matrix in (sheets.importance, sheets.current, sheets.goal)
    )
    rated = current != NONE
    if rule != "rate_intensity":
        rated &= importance != NONE
    if rule != "mwds":
        rated &= goal != NONE
    same = [int(n) == shown[str(place)] for place, n in zip(places, rated.sum(axis=0), strict=True)]
    if sum(same) < 2:
        return []
    steps = importance - current if rule == "mwds" else np.maximum(goal - current, 0)
    none, one = np.int8(0), np.int8(1)
    gaps = np.where(rated, steps, none)
    weights = np.where(rated, one if rule == "rate_intensity" else importance, none)
    names = pd.Index([place for place, kept in zip(places, same, strict=True) if kept])
    score, drawn = drawn_scores(rated[:, same], weights[:, same], gaps[:, same], seed=SEED)
    table = ranked(score, drawn, names)
    rows = table[["rank", "first", "last"]].itertuples(name=None)
    return [[int(value) for value in row] for row in rows]


def _areas(
    sheets: Sheets,
    lines: Iterable[Line],
    codes: Sequence[str],
    k: int,
    before: Mapping[str, Sequence[float]],
) -> dict[str, list[float | None]]:
    """Return the coherence of each area whose n lets nobody be told from the figures around it.

    All who rated every competence of an area, against those who rated each of them, against
    everybody, and against those of the release before, differ by nobody or by k people at least.
    """
    known = {it.position: it.cells[""] for it in lines}
    found: dict[str, list[float | None]] = {}
    for area, own in areas_in(codes).items():
        places = [codes.index(code) for code in own]
        if SUBMISSIONS not in known or not all(
            place in known and known[place].visible for place in places
        ):
            continue
        current = pd.DataFrame(sheets.current[:, places]).replace(NONE, np.nan)
        row = coherence(current, max(k, levels.FEW))
        n = int(str(row["n"]))
        around = [known[place].n for place in (SUBMISSIONS, *places)]
        around += [int(before[area][1])] if area in before else []
        if row["state"] == "shown" and all(may_move(it - n, k) for it in around):
            figures = (float(str(row[name])) for name in ("alpha", "pairwise", "omega"))
            told = [None if np.isnan(it) else round(it, DIGITS) for it in figures]
            found[area] = [len(places), n, *told]
    return found
