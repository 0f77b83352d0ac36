"""How the levels of a group are spread, with each kind of blank counted apart."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from reports.counts import BLANKS, competences, having, people
from reports.homogeneity import one_sided
from reports.needs import states

FEW = 20  # below this many people a distribution shows three classes instead of the steps
CLASSES = ("below", "at", "above")


def distribution(counts: pd.DataFrame, k: int, steps: Sequence[float]) -> pd.DataFrame:
    """Return, per competence, how many people stand at each step and against their target.

    Columns: ``n`` (people with a current level), ``level_<step>`` for each of `steps`, ``median``
    (a step, or half-way between two); ``n_target``, ``below``, ``at``, ``above`` (people, by
    their own target); ``not_applicable``, ``declined``, ``no_answer`` (people without a level).
    ``steps_state`` and ``classes_state`` say what may be shown: nothing under `k` people, the
    steps from `FEW` people only, and neither when all answers fall in one step or class, which
    would tell everyone's answer. What may not be shown is missing; blanks are always counted.
    """
    rated, paired = having(counts, "current"), having(counts, "current", "target")
    levels = _spread(counts, rated, rated["current"], list(steps))
    gap = paired["current"] - paired["target"]
    sign = (gap > 0).astype(float) - (gap < 0)
    classes = _spread(counts, paired, sign, [-1.0, 0.0, 1.0]).set_axis(list(CLASSES), axis=1)
    table = pd.DataFrame({"n": people(counts, rated)})
    table["steps_state"] = _state(table["n"], levels, k, fewest=FEW)
    table[[f"level_{step:g}" for step in steps]] = levels
    table["median"] = _median(levels)
    table["n_target"] = people(counts, paired)
    table["classes_state"] = _state(table["n_target"], classes, k)
    table[list(CLASSES)] = classes
    return _shown(table, steps).join(blanks(counts))


def one_sided_masked(table: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Return a distribution that never tells on which side of their goal everybody stands.

    Where all people, or all but one, are on one side, neither the classes nor the steps are
    shown: the steps would tell the classes, and either mask alone would tell why it is there.
    """
    found = table.copy()
    sided = one_sided(counts, "current", "target").reindex(found.index, fill_value=False)
    for state in ("steps_state", "classes_state"):
        found[state] = found[state].mask(sided & (found[state] == "shown"), "masked")
    steps = [str(name).removeprefix("level_") for name in found if str(name).startswith("level_")]
    return _shown(found, [float(step) for step in steps])


def blanks(counts: pd.DataFrame) -> pd.DataFrame:
    """Return, per competence, how many people gave no current level, by reason."""
    rows = counts[counts["current"].isna() & (counts["n"] > 0)]
    reason = rows["blank"] if "blank" in rows else pd.Series("no_answer", index=rows.index)
    known = reason.where(reason.isin(BLANKS), "no_answer")
    return _crossed(counts, rows, known).reindex(columns=list(BLANKS), fill_value=0)


def form(table: pd.DataFrame) -> str:
    """Return the one form in which a distribution is drawn: "steps" or "classes".

    Steps, unless a competence has too few people for them and enough for the three classes.
    """
    few = table["n"] < FEW
    return "classes" if (few & (table["classes_state"] == "shown")).any() else "steps"


def _shown(table: pd.DataFrame, steps: Sequence[float]) -> pd.DataFrame:
    by_step = [*(f"level_{step:g}" for step in steps), "median"]
    for state, columns in (("steps_state", by_step), ("classes_state", list(CLASSES))):
        table[columns] = table[columns].astype(float).where(table[state] == "shown")
    return table


def _state(n: pd.Series, spread: pd.DataFrame, k: int, fewest: int = 0) -> pd.Series:
    state = states(n, max(k, fewest))
    return state.mask((n > 0) & (spread.max(axis=1) == n), "masked")


def _spread(
    counts: pd.DataFrame, rows: pd.DataFrame, values: pd.Series, steps: list[float]
) -> pd.DataFrame:
    return _crossed(counts, rows, values).reindex(columns=steps, fill_value=0)


def _crossed(counts: pd.DataFrame, rows: pd.DataFrame, by: pd.Series) -> pd.DataFrame:
    sums = rows["n"].groupby([rows["competence"], by], sort=False).sum()
    return sums.unstack(fill_value=0).reindex(competences(counts), fill_value=0)


def _median(levels: pd.DataFrame) -> pd.Series:
    """Return the mean of the two middle answers, which are one and the same for an odd count."""
    reached = levels.cumsum(axis=1).to_numpy()
    n = levels.sum(axis=1).to_numpy()
    steps = levels.columns.to_numpy(float)
    middles = [steps[(reached > place[:, None]).argmax(axis=1)] for place in ((n - 1) // 2, n // 2)]
    return pd.Series(np.mean(middles, axis=0), index=levels.index).where(n > 0)
