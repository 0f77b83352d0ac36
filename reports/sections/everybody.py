"""Everybody's mean in the measure by which groups are compared, beside which each group is read."""

import pandas as pd

from reports import levels
from reports.cells import LEVELS
from reports.counts import having, means, people
from reports.needs import states
from reports.sections.material import Material, released_counts


def everybodys(material: Material) -> pd.DataFrame:
    """Return, per competence, ``everybody`` (the mean), ``n_all`` and ``all_state``.

    ``squares`` is the sum of the squared distances to that mean, missing where the levels of
    everybody may not be read one by one.
    """
    counts = released_counts(material)
    if material.has_goals:
        rows = having(counts, "current", "target")
        rows = rows.assign(amount=(rows["target"] - rows["current"]).clip(lower=0))
    else:
        rows = having(counts, "current")
        rows = rows.assign(amount=rows["current"])
    n = people(counts, rows)
    table = means(counts, rows, rows[["amount"]]).set_axis(["everybody"], axis=1)
    table = table.assign(n_all=n, all_state=states(n, material.campaign.k))
    table["everybody"] = table["everybody"].where(table["all_state"] == "shown")
    away = rows["n"] * (rows["amount"] - rows["competence"].map(table["everybody"])) ** 2
    squares = away.astype(float).groupby(rows["competence"], sort=False).sum()
    spread = levels.distribution(counts, material.campaign.k, list(LEVELS))
    told = levels.one_sided_masked(spread, counts)["steps_state"] == "shown"
    told &= table["n_all"] >= levels.FEW
    return table.assign(squares=squares.reindex(table.index).where(told))
