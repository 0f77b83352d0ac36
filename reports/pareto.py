"""How many needs make most of the whole: shares of an index, the greatest first."""

import pandas as pd

MOST = 0.8  # of the whole, by custom


def pareto(values: "pd.Series[float]") -> pd.DataFrame:
    """Return the positive values of an index, the greatest first, and what they add up to.

    Columns: ``value``; ``share`` (0 to 1), that of it in the sum of the positive ones; ``reached``,
    that of it and of all before it. What is missing, nil or negative is no need, and is left out.

    Trap: it says how needs are spread, not how many people they concern; a sum of priorities has no
    unit, and depends on how finely the référentiel cuts its competences.

    Formula: Σ_{j ≤ i} vⱼ / Σ vⱼ, v₁ ≥ v₂ ≥ … > 0
    Range: ]0, 1]
    Source: Juran, J. M. (1951), Quality Control Handbook, the « vital few ».
    """
    needs = values[values > 0].sort_values(ascending=False, kind="stable")
    share = needs / needs.sum()
    return pd.DataFrame({"value": needs, "share": share, "reached": share.cumsum()})


def vital_few(table: pd.DataFrame, most: float = MOST) -> int:
    """Return how many of the first needs of `pareto` it takes to reach this share of the whole."""
    return int((table["reached"].round(9) < most).sum()) + 1 if len(table) else 0
