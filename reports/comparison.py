"""Two campaigns side by side, competence by competence, where both ask about the same one.

Nothing is added up: each campaign keeps its own people, and a difference is one figure minus
another. Both figures are among those that the report of each campaign shows, of its visible cells
and with its masks: who may read this comparison may read both reports, and make it with a pencil.
So it tells nothing new, even of campaigns that the same people answered: what the difference of two
groups of people would tell is told by two reports side by side, and it is there, when each is
released, that its cells are masked. Where either figure is masked, so is the difference.
"""

from collections.abc import Sequence

import pandas as pd

from reports.counts import competences, having, means, people
from reports.homogeneity import one_sided
from reports.needs import states

FIGURES = {"mean": 1, "share": 100}  # and what makes their difference steps, or points
SIDES = (1, 2)


def figures(counts: pd.DataFrame, k: int, *, importance: bool, goals: bool) -> pd.DataFrame:
    """Return the figures of each competence that its campaign's report shows.

    Columns: ``mean``, the mean current level in steps, over the ``mean_n`` people who also gave an
    importance where the campaign asks it, else who have a target where it knows any; ``share``, of
    the ``share_n`` people with a target those below it (0 to 1). ``mean_state`` and
    ``share_state`` (shown, masked, empty) say what may be shown: nothing under `k` people, and no
    share where all people, or all but one, stand on one side. What may not be shown is missing.
    """
    base = ("importance",) if importance else ("target",) if goals else ()
    rated, aimed = having(counts, "current", *base), having(counts, "current", "target")
    table = pd.DataFrame({"mean_n": people(counts, rated), "share_n": people(counts, aimed)})
    table["mean"] = means(counts, rated, rated[["current"]])["current"]
    below = pd.DataFrame({"share": aimed["current"] < aimed["target"]})
    table["share"] = means(counts, aimed, below)["share"]
    for figure in FIGURES:
        table[f"{figure}_state"] = states(table[f"{figure}_n"], k).astype(object)
    sided = one_sided(counts, "current", "target").reindex(table.index, fill_value=False)
    shown = table["share_state"] == "shown"
    table["share_state"] = table["share_state"].mask(sided & shown, "masked")
    for figure in FIGURES:
        table[figure] = table[figure].where(table[f"{figure}_state"] == "shown")
    return table.reindex(competences(counts))


def side_by_side(
    first: pd.DataFrame, second: pd.DataFrame, pairs: Sequence[tuple[str, str]]
) -> pd.DataFrame:
    """Return the figures of two campaigns for each pair of competences that are the same.

    Rows are numbered like `pairs`; columns are those of `figures` with ``_1`` or ``_2``, and
    ``mean_difference`` (steps) and ``share_difference`` (points, -100 to 100), the second minus the
    first, with their state and ``_n``, the people of the smaller group. A competence without
    figures is masked.
    """
    sides = [
        side.reindex([pair[place] for pair in pairs]).reset_index(drop=True)
        for place, side in enumerate((first, second))
    ]
    table = pd.concat(
        [_masked(side).add_suffix(f"_{n}") for n, side in enumerate(sides, start=1)], axis=1
    )
    for figure, unit in FIGURES.items():
        both = table[[f"{figure}_state_{side}" for side in SIDES]]
        state = pd.Series("shown", index=table.index, dtype=object)
        state = state.mask((both == "empty").any(axis=1), "empty")
        state = state.mask((both == "masked").any(axis=1), "masked")
        difference = unit * (table[f"{figure}_2"] - table[f"{figure}_1"])
        table[f"{figure}_difference"] = difference.where(state == "shown")
        table[f"{figure}_difference_state"] = state
        table[f"{figure}_difference_n"] = table[[f"{figure}_n_1", f"{figure}_n_2"]].min(axis=1)
    return table


def _masked(side: pd.DataFrame) -> pd.DataFrame:
    found = side.copy()
    for figure in FIGURES:
        state = f"{figure}_state"
        found[state] = found[state].astype(object).where(found[state].notna(), "masked")
    return found
