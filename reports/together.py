"""What the answers of one person say together, found once per release and kept with it.

A release keeps no answer: only the ranks that the answers leave open, and how far those to the
competences of an area go together. Both rest on figures that the release shows as they are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from reports import levels
from reports.cells import ALL, LEVELS, SUBMISSIONS, Line
from reports.counts import having, people
from reports.intervals import gap_interval
from reports.privacy import may_move
from reports.rank_draws import MANY, PORTION, Portion, drawn_scores, scores_of_many
from reports.rank_intervals import ranked
from reports.released_counts import counts_in
from reports.reliability import areas_in, coherence_of
from reports.sheets import NONE, Ratings, Sheets

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
    n = sum((part[0].sum(axis=0) for part in _portions(sheets, places, rule)), np.zeros(1))
    same = [at for at, place in enumerate(places) if int(n[at]) == shown[str(place)]]
    told = [places[at] for at in same]
    if len(told) < 2:
        return []
    portions = _portions(sheets, told, rule)
    if len(sheets.current) >= MANY:
        score, drawn = scores_of_many(portions, seed=SEED)
    else:
        score, drawn = drawn_scores(*next(portions), seed=SEED)
    rows = ranked(score, drawn, pd.Index(told))[["rank", "first", "last"]].itertuples(name=None)
    return [[int(value) for value in row] for row in rows]


def _portions(sheets: Sheets, places: Sequence[int], rule: Rule) -> Iterator[Portion]:
    """Yield who rated these competences, their weights and their gaps, some people at a time."""
    none, one = np.int8(0), np.int8(1)
    for start in range(0, max(len(sheets.current), 1), PORTION):
        rows = slice(start, start + PORTION)
        importance, current, goal = (
            matrix[rows][:, list(places)]
            for matrix in (sheets.importance, sheets.current, sheets.goal)
        )
        rated = current != NONE
        if rule != "rate_intensity":
            rated &= importance != NONE
        if rule != "mwds":
            rated &= goal != NONE
        steps = importance - current if rule == "mwds" else np.maximum(goal - current, 0)
        weights = one if rule == "rate_intensity" else importance
        yield rated, np.where(rated, weights, none), np.where(rated, steps, none)


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
        n, listwise, pairwise = covariances(sheets.current, places)
        row = coherence_of(n, listwise, pairwise, max(k, levels.FEW))
        around = [known[place].n for place in (SUBMISSIONS, *places)]
        around += [int(before[area][1])] if area in before else []
        if row["state"] == "shown" and all(may_move(it - n, k) for it in around):
            figures = (float(str(row[name])) for name in ("alpha", "pairwise", "omega"))
            told = [None if np.isnan(it) else round(it, DIGITS) for it in figures]
            found[area] = [len(places), n, *told]
    return found


def covariances(current: Ratings, places: Sequence[int]) -> tuple[int, pd.DataFrame, pd.DataFrame]:
    """Return how many rated all of some competences, their covariances, and those of any two.

    The divisor is n - 1. People are read some at a time: whole numbers, added up exactly.
    """
    each, whole = _Moments(len(places)), _Moments(len(places))
    for start in range(0, len(current), PORTION):
        part = current[start : start + PORTION][:, list(places)]
        each.add(part)
        whole.add(part[(part != NONE).all(axis=1)])
    return int(whole.n[0, 0]), whole.covariances(), each.covariances()


class _Moments:
    """Sums over those who rated both of two competences: people, levels, products of levels."""

    def __init__(self, items: int) -> None:
        self.n, self.levels, self.products = (np.zeros((items, items)) for _ in range(3))

    def add(self, part: Ratings) -> None:
        rated = (part != NONE).astype(np.float32)
        level = np.where(part != NONE, part, 0).astype(np.float32)
        self.n += rated.T @ rated
        self.levels += level.T @ rated
        self.products += level.T @ level

    def covariances(self) -> pd.DataFrame:
        with np.errstate(invalid="ignore", divide="ignore"):
            around = self.products - self.levels * self.levels.T / self.n
            return pd.DataFrame(around / (self.n - 1))
