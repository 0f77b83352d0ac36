"""Training needs of a group: named indices computed from its joint counts, with the n of each."""

import math
from typing import Literal

import pandas as pd

from reports.counts import competences, having, means, people
from reports.homogeneity import one_sided

Band = Literal["none", "light", "marked", "high"]
State = Literal["shown", "masked", "empty"]

BAND_LIMITS: tuple[tuple[float, Band], ...] = ((0, "none"), (4, "light"), (8, "marked"))
TOP_PRIORITY = 16

# Statistics that share a base: the column holding its n, its state, and the columns it governs.
BASES: dict[str, tuple[str, tuple[str, ...]]] = {
    "pair_state": (
        "n_pair",
        (
            "mean_importance", "mean_current", "mean_gap", "mwds", "individual", "pni_modified",
            "nr", "tr", "pr", "rds", "rds_se",
        ),
    ),
    "target_state": (
        "n_target",
        (
            "mean_level", "mean_target", "mean_target_gap", "mean_positive_gap",
            "share_below", "share_at", "share_above",
        ),
    ),
    "triple_state": ("n_triple", ("weighted_target_gap",)),
    "priority_state": (
        "n", ("rate", "intensity", "importance", "priority", "rate_intensity"),
    ),
}  # fmt: skip

# Statistics that would tell on which side all people stand, against their goal or importance.
SIDED = ("rate", "intensity", "share_below", "share_at", "share_above")
PAIR_SIDED = ("nr", "tr", "pr", "rds", "rds_se", "rank_rds")

# Indices that rank needs: True where a greater value is a greater need.
INDICES = {
    "mwds": True,
    "individual": True,
    "rds": False,
    "mean_positive_gap": True,
    "priority": True,
    "rate_intensity": True,
    "pni_modified": True,
}


def borich(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the mean weighted discrepancy score of each competence, on its complete pairs.

    Columns: ``n_pair``; ``mean_importance``, ``mean_current`` and ``mean_gap`` (importance minus
    current) in steps; ``mwds``, the mean gap times the group's mean importance, in squared steps.
    The scale keeps its origin: recoding 1 to 5 into 0 to 4 would change the ranking.

    Formula: MWDS = Ī × (Ī − C̄)
    Range: 0–4: [−4, 16]; 1–k: [−k²/4, k × (k − 1)]
    Source: Borich, G. D. (1980), Journal of Teacher Education 31(3), 39-42.
    """
    rows = having(counts, "importance", "current")
    found = means(counts, rows, rows[["importance", "current"]])
    table = borich_from_means(found["importance"], found["current"])
    table.insert(0, "n_pair", people(counts, rows))
    return table


def borich_from_means(importance: pd.Series, current: pd.Series) -> pd.DataFrame:
    """Return Borich's figures from two means over the same people (the identity on pairs)."""
    gap = importance - current
    return pd.DataFrame(
        {
            "mean_importance": importance,
            "mean_current": current,
            "mean_gap": gap,
            "mwds": importance * gap,
        }
    )


def individually_weighted(counts: pd.DataFrame) -> "pd.Series[float]":
    """Return the mean of each person's gap times their own importance, on complete pairs.

    In squared steps. It is not Borich's score, which weighs every gap by the group's mean
    importance: the two differ by the covariance (divisor n) of importance and gap.

    Formula: Σ Iᵢ × (Iᵢ − Cᵢ) / n = MWDS + cov(I, I − C)
    Range: 0–4: [−4, 16]
    Source: Borich (1980), weighed by the importance that each person gives.
    """
    rows = having(counts, "importance", "current")
    product = rows["importance"] * (rows["importance"] - rows["current"])
    return means(counts, rows, product.to_frame("individual"))["individual"]


def modified_index(importance: pd.Series, current: pd.Series) -> "pd.Series[float]":
    """Return PNI_modified, the mean gap over the mean current level (two means, same people).

    Missing where the mean current level is 0: on a scale from 0 the index then has no value. It
    depends on the origin of the scale; from 1 to 5 it goes from -0.8 to 4.

    Formula: PNI_modified = (Ī − C̄) / C̄
    Range: 0–4: [−1, ∞); 1–5: [−0.8, 4]
    Source: Wongwanich, priority needs index.
    """
    return (importance - current) / current.where(current != 0)


def ranked_discrepancy(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the ranked discrepancy score of each competence, on its complete pairs.

    Columns: ``n_pair``; ``nr``, ``tr``, ``pr``, the percentages (0 to 100) whose current level is
    below, at and above importance; ``rds`` = pr - nr, -100 to 100, more negative for a greater
    need; ``rds_se``, its multinomial standard error, missing for weighted answers.

    Formula: RDS = 100 × (#(C > I) − #(C < I)) / n; SE = 100 × √((p₊ + p₋ − (p₊ − p₋)²) / n)
    Range: [−100, 100]
    Source: Narine, L. & Harder, A. (2021), the Ranked Discrepancy Model.
    """
    rows = having(counts, "importance", "current")
    sign = _signs(rows["current"], rows["importance"])
    share = means(counts, rows, sign)
    n = people(counts, rows)
    spread = share["below"] + share["above"] - (share["above"] - share["below"]) ** 2
    error = 100 * (spread.clip(lower=0) / n.where(n > 0)) ** 0.5
    return pd.DataFrame(
        {
            "n_pair": n,
            "nr": 100 * share["below"],
            "tr": 100 * share["at"],
            "pr": 100 * share["above"],
            "rds": 100 * (share["above"] - share["below"]),
            "rds_se": error * math.nan if "weight" in counts else error,
        }
    )


def target_gaps(counts: pd.DataFrame) -> pd.DataFrame:
    """Return how far each competence stands from its target, where both are known.

    Columns: ``n_target``; ``mean_level`` and ``mean_target`` over these people; the net
    ``mean_target_gap`` (target minus current) and the ``mean_positive_gap``, in which those above
    their target do not make up for the others, in steps; the shares (0 to 1) ``share_below``,
    ``share_at`` and ``share_above`` their target.

    Formula: Σ (Tᵢ − Cᵢ) / n; Σ max(0, Tᵢ − Cᵢ) / n
    Range: 0–4: [−4, 4]; [0, 4]
    Source: Witkin & Altschuld (1995), Planning and Conducting Needs Assessments.
    """
    rows = having(counts, "current", "target")
    gap = rows["target"] - rows["current"]
    values = _signs(rows["current"], rows["target"]).add_prefix("share_").assign(
        mean_level=rows["current"], mean_target=rows["target"],
        mean_target_gap=gap, mean_positive_gap=gap.clip(lower=0),
    )  # fmt: skip
    table = means(counts, rows, values)
    table.insert(0, "n_target", people(counts, rows))
    return table[["n_target", *BASES["target_state"][1]]]


def weighted_target_gap(counts: pd.DataFrame) -> pd.DataFrame:
    """Return mean importance times the mean net target gap, where all three ratings are present.

    Columns: ``n_triple`` and ``weighted_target_gap`` (squared steps): Borich's formula with the
    required level for goal, under a name of its own.

    Formula: Ī × Σ (Tᵢ − Cᵢ) / n
    Range: 0–4: [−16, 16]
    Source: Borich (1980), with the required level for goal.
    """
    rows = having(counts, "importance", "current", "target")
    values = rows[["importance"]].assign(gap=rows["target"] - rows["current"])
    found = means(counts, rows, values)
    return pd.DataFrame(
        {
            "n_triple": people(counts, rows),
            "weighted_target_gap": found["importance"] * found["gap"],
        }
    )


def group_priority(counts: pd.DataFrame, importance_asked: bool = True) -> pd.DataFrame:
    """Return the priority of each competence for the group.

    Columns: ``n`` (people with a current level and a target, and an importance when it was asked);
    ``rate``, the share below target (0 to 1); ``intensity``, their mean gap in steps (0 when
    nobody is below); ``importance``, the mean over the n people; ``priority``, the product of the
    three (0 to 16 on scales of 0 to 4). Where importance was not asked there is no priority:
    ``rate_intensity`` (0 to 4) stands in its place, under its own name.

    Formula: #(C < T) / n × Σ max(0, Tᵢ − Cᵢ) / #(C < T) × Ī
    Range: 0–4: [0, 16]
    Source: Repères.
    """
    asked = ("importance",) if importance_asked else ()
    rows = having(counts, "current", "target", *asked)
    gap = (rows["target"] - rows["current"]).clip(lower=0)
    values = pd.DataFrame({"rate": gap > 0, "gap": gap, "importance": rows["importance"]})
    found = means(counts, rows, values)
    rate = found["rate"]
    intensity = (found["gap"] / rate.where(rate > 0)).where(rate != 0, 0.0)
    table = pd.DataFrame({"n": people(counts, rows), "rate": rate, "intensity": intensity})
    if importance_asked:
        table["importance"] = found["importance"]
        table["priority"] = rate * intensity * found["importance"]
    else:
        table["rate_intensity"] = rate * intensity
    return table


def priority_band(priority: float) -> Band | None:
    """Return the band of a priority: none at 0, light to 4, marked to 8, high to 16.

    The bands 0 · 1-4 · 5-8 · 9-16 of whole numbers are carried over to means by their upper
    limits, so that 4.3 is marked. None for a missing priority.
    """
    if math.isnan(priority):
        return None
    return next((band for limit, band in BAND_LIMITS if priority <= limit), "high")


def indices(importance: bool, target: bool) -> list[str]:
    """Return the indices of `INDICES` that can rank needs, by which ratings were asked."""
    rate = "priority" if importance else "rate_intensity"
    on_target = ("mean_positive_gap", rate) if target else ()
    on_importance = ("mwds", "individual", "rds", "pni_modified") if importance else ()
    return [name for name in INDICES if name in (*on_importance, *on_target)]


def needs_table(
    counts: pd.DataFrame, k: int, importance_asked: bool = True, *, by: str = ""
) -> pd.DataFrame:
    """Return every index of each competence side by side, first need first.

    A statistic resting on fewer than `k` people is missing, and the state of its base says why
    (``pair_state``, ``target_state``, ``triple_state``, ``priority_state``: shown, masked or
    empty). Each index of `INDICES` present has a ``rank_<index>``, 1 for the greatest need; equal
    values share the rank and the next ones are skipped (1, 2, 2, 4). Rows follow the index `by`
    (by default the priority, or rate × intensity); those without it come last, in their order.
    """
    first = by or ("priority" if importance_asked else "rate_intensity")
    tables = [target_gaps(counts), group_priority(counts, importance_asked)]
    if importance_asked:
        pairs = borich(counts)
        index = modified_index(pairs["mean_importance"], pairs["mean_current"])
        pairs = pairs.assign(individual=individually_weighted(counts), pni_modified=index)
        ranked = ranked_discrepancy(counts).drop(columns="n_pair")
        tables = [pairs, ranked, *tables, weighted_target_gap(counts)]
    table = _masked(pd.concat(tables, axis=1).reindex(competences(counts)), k)
    for name in [name for name in INDICES if name in table]:
        value = table[name].round(9)  # equal scores reached by two sums may differ in a last bit
        ranks = value.rank(method="min", ascending=not INDICES[name])
        table[f"rank_{name}"] = ranks.astype("Int64")
    return table.sort_values(f"rank_{first}", kind="stable", na_position="last")


def one_sided_masked(table: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Return a table of needs without the shares that would tell on which side everybody stands.

    Where all people of a competence, or all but one, are on one side of their goal, the share
    below it and the mean gap of those below are masked (``side_state``); the gaps, and the
    priority made of them, stay: they are means over all. Likewise for RDS, where all or all but
    one are on one side of their importance (``pair_side_state``).
    """
    sides = (
        ("side_state", ("current", "target"), ("target_state", "priority_state"), SIDED),
        ("pair_side_state", ("current", "importance"), ("pair_state",), PAIR_SIDED),
    )
    found = table.copy()
    for state, ratings, bases, columns in sides:
        base = next((found[name] for name in bases[::-1] if name in found), None)
        if base is not None:
            sided = one_sided(counts, *ratings).reindex(found.index, fill_value=False)
            found[state] = base.mask(sided & (base == "shown"), "masked")
            held = [column for column in columns if column in found]
            found[held] = found[held].where(found[state] == "shown")
    return found


def states(n: pd.Series, k: int) -> pd.Series:
    """Return, for each n: empty for nobody, masked for fewer than `k` people, else shown."""
    return n.map(lambda size: "empty" if size == 0 else "masked" if size < k else "shown")


def _masked(table: pd.DataFrame, k: int) -> pd.DataFrame:
    for state, (size, columns) in BASES.items():
        if size in table:
            table[state] = states(table[size], k)
            held = [column for column in columns if column in table]
            table[held] = table[held].where(table[state] == "shown")
    return table


def _signs(level: pd.Series, goal: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"below": level < goal, "at": level == goal, "above": level > goal})
