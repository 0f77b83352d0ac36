"""Progress of the same people from one campaign to a later one, competence by competence.

A frame of pairs has one row per linked person and competence: ``competence``, ``before`` and
``after`` (levels at each time, in steps), ``then`` (the level before, as judged afterwards),
missing for any blank, and one column of booleans per group of people on whom a report already
shows a figure: whether this person is among them. ``groups`` says how many people each has: one row
per competence and group, with ``group`` (the name of that column) and ``n``.
"""

from collections.abc import Callable

import pandas as pd

from reports import paired_tests
from reports.counts import competences
from reports.homogeneity import says_the_same, tells_all
from reports.multiple_tests import benjamini_hochberg
from reports.privacy import may_move

NONE = 7  # a rating that is missing, in a joint code
SIDED = ("progressed", "stable", "regressed", "dz", "rank_biserial", "p_wilcoxon", "p_sign", "q")
MEANS = ("mean_before", "mean_after", "mean_change")
SHIFTS = ("mean_before", "mean_then", "mean_after", "conventional", "adjusted", "shift")


def progress(pairs: pd.DataFrame, groups: pd.DataFrame, k: int) -> pd.DataFrame:
    """Return how linked people moved, one row per competence.

    Columns: ``n`` (pairs with both levels); ``mean_before``, ``mean_after``, ``mean_change``
    (steps); ``progressed``, ``stable``, ``regressed`` (shares, 0 to 1); ``changed`` (people);
    ``dz`` and ``rank_biserial`` (effect sizes), ``p_wilcoxon`` and ``p_sign`` (exact, two-sided),
    ``q`` (the first, adjusted over all competences shown); the last three are missing where fewer
    than six people changed.

    ``state`` (shown, masked, empty) governs the means: nothing under `k` people, nor where a
    published group differs from the pairs by 1 to k - 1 people, whose answers a subtraction would
    tell, nor where the means would tell everybody's level. ``side_state`` governs the others, which
    are also masked where all people, or all but one, moved to the same side.

    Source: methods of the project, § 1.6 (tests, effect sizes) and § 1.9 (differencing).
    """
    both = pairs[pairs["before"].notna() & pairs["after"].notna()]
    table = _by_competence(pairs, both, _moved)
    table["state"] = _states(table, both, groups, k, _tells_levels)
    sided = _one_sided(table)
    table["side_state"] = table["state"].mask(sided & (table["state"] == "shown"), "masked")
    for state, columns in (("state", MEANS), ("side_state", (*SIDED[:-1], "changed"))):
        table[list(columns)] = table[list(columns)].where(table[state] == "shown")
    table["q"] = pd.Series(benjamini_hochberg(list(table["p_wilcoxon"])), table.index, dtype=float)
    return table


def response_shift(
    pairs: pd.DataFrame, groups: pd.DataFrame, shown: pd.DataFrame, k: int
) -> pd.DataFrame:
    """Return what the level before is when it is judged afterwards, over people who gave all three.

    Columns: ``n``; ``mean_before``, ``mean_then``, ``mean_after`` (steps); ``conventional`` = after
    - before, ``adjusted`` = after - then, ``shift`` = before - then, with adjusted = conventional +
    shift; ``state``, masked as in `progress`, of whose result `shown` the pairs are one more group.

    Formula: y − x′ = (y − x) + (x − x′)
    Range: 0–4: [−4, 4]
    Source: Howard, G. (1980), Evaluation Review 4(1), 93-106.
    """
    ratings = ["before", "then", "after"]
    three = pairs[pairs[ratings].notna().all(axis=1)].assign(pairs=True)
    told = shown.loc[shown["state"] == "shown", "n"].rename_axis("competence").reset_index()
    every = pd.concat([groups, told.assign(group="pairs")], ignore_index=True)
    table = _by_competence(pairs, three, _shifted)
    table["state"] = _states(table, three, every, k, _tells_shift)
    table[list(SHIFTS)] = table[list(SHIFTS)].where(table["state"] == "shown")
    return table


Rows = pd.DataFrame
Row = dict[str, float | None]


def _by_competence(pairs: Rows, rows: Rows, figures: Callable[[Rows], Row]) -> pd.DataFrame:
    names = competences(pairs)
    found = {str(name): {"n": len(own), **figures(own)} for name, own in rows.groupby("competence")}
    columns = ["n", *figures(rows.iloc[:0])]
    table = pd.DataFrame.from_dict(found, orient="index", columns=columns).reindex(names)
    table = table.astype(float)
    return table.assign(n=table["n"].fillna(0).astype(int))


def changes_of(rows: Rows) -> dict[int, int]:
    """Return how many people changed by each number of steps."""
    change = (rows["after"] - rows["before"]).astype(int)
    return {int(step): int(n) for step, n in change.value_counts().items()}  # type: ignore[call-overload]


def _moved(rows: Rows) -> Row:
    if rows.empty:
        return dict.fromkeys((*MEANS, *SIDED[:-1], "changed"))
    changes, n = changes_of(rows), len(rows)
    gains, losses = (
        sum(people for step, people in changes.items() if step * sign > 0) for sign in (1, -1)
    )
    return {
        "mean_before": rows["before"].mean(),
        "mean_after": rows["after"].mean(),
        "mean_change": paired_tests.mean_change(changes),
        "progressed": gains / n,
        "stable": (n - gains - losses) / n,
        "regressed": losses / n,
        "dz": paired_tests.cohen_dz(changes),
        "rank_biserial": paired_tests.rank_biserial(changes),
        "p_wilcoxon": paired_tests.wilcoxon(changes),
        "p_sign": paired_tests.sign_test(changes),
        "changed": gains + losses,
    }


def _shifted(rows: Rows) -> Row:
    if rows.empty:
        return dict.fromkeys(SHIFTS)
    before, then, after = (float(rows[rating].mean()) for rating in ("before", "then", "after"))
    return {
        "mean_before": before,
        "mean_then": then,
        "mean_after": after,
        "conventional": after - before,
        "adjusted": after - then,
        "shift": before - then,
    }


def _states(
    table: pd.DataFrame,
    rows: Rows,
    groups: pd.DataFrame,
    k: int,
    tells: Callable[[Rows, int], bool],
) -> "pd.Series[str]":
    found = {}
    for name, n in table["n"].items():
        own = rows[rows["competence"] == name]
        hidden = n < k or _differs_by_few(own, groups[groups["competence"] == name], k)
        found[name] = "empty" if n == 0 else "masked" if hidden or tells(own, k) else "shown"
    return pd.Series(found, index=table.index, dtype=object)


def _differs_by_few(rows: Rows, groups: pd.DataFrame, k: int) -> bool:
    """Say whether a published group and these people differ by 1 to k - 1 people, in all."""
    for name, size in zip(groups["group"], groups["n"], strict=True):
        shared = int(rows[name].sum())
        if not may_move(int(size) - shared + len(rows) - shared, k):
            return True
    return False


def _codes(first: "pd.Series[float]", last: "pd.Series[float]") -> dict[int, int]:
    codes = NONE * 64 + first.astype(int) * 8 + last.astype(int)
    return {int(code): int(n) for code, n in codes.value_counts().items()}  # type: ignore[call-overload]


def _tells_levels(rows: Rows, k: int) -> bool:
    before, after = rows["before"], rows["after"]
    return tells_all(_codes(after, before), k) or tells_all(_codes(before, after), k)


def _tells_shift(rows: Rows, k: int) -> bool:
    then = rows["then"]
    told = says_the_same(_codes(then, then)) or tells_all(_codes(rows["after"], then), k)
    return told or _tells_levels(rows, k)


def _one_sided(table: pd.DataFrame) -> "pd.Series[bool]":
    most = table[["progressed", "stable", "regressed"]].max(axis=1) * table["n"]
    return (table["n"] > 0) & (most.round() >= table["n"] - 1)
