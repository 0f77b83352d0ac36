"""Published tables recomputed: what they teach about ranks, and what scipy says of their tests."""

from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import chisquare, ttest_ind_from_stats

DATA = Path(__file__).parents[1] / "data"


def test_p04_the_published_chi_squares_compare_each_row_with_equal_shares():
    table = pd.read_csv(DATA / "p04_bmjgh_chisquare_gof.csv")
    levels = ["basic_found", "beginner_found", "intermediate_found", "advanced_found"]
    cells = table[[*levels, "expert_found"]]

    found = chisquare(cells.to_numpy(), axis=1)

    assert cells.sum(axis=1).tolist() == table["sum_of_cells_computed"].tolist()
    assert found.statistic == pytest.approx(table["chi2_found"].to_numpy(), abs=0.006)
    assert found.statistic == pytest.approx(table["chi2_uniform_gof_computed"].to_numpy(), abs=6e-5)
    assert found.pvalue == pytest.approx(table["p_computed"].to_numpy(), rel=1e-3)


@pytest.mark.parametrize(("test", "equal"), [("welch", False), ("student", True)])
def test_p06_t_and_p_follow_from_the_printed_means(test, equal):
    table = pd.read_csv(DATA / "p06_educational_needs_two_groups.csv")
    groups = (
        (table[f"{name}_mean_found{n}"], table[f"{name}_sd_found"], size)
        for name, n, size in (("school", "(n=38)", 38), ("hospital", "(n=106)", 106))
    )

    found = ttest_ind_from_stats(*(value for group in groups for value in group), equal_var=equal)

    t, p = table[f"{test}_t_from_rounded_computed"], table[f"{test}_p_computed"]
    assert found.statistic == pytest.approx(t.to_numpy(), abs=6e-5)
    assert found.pvalue == pytest.approx(p.to_numpy(), abs=6e-5)


def test_p06_the_mean_of_all_is_that_of_both_groups():
    table = pd.read_csv(DATA / "p06_educational_needs_two_groups.csv")

    pooled = (
        38 * table["school_mean_found(n=38)"] + 106 * table["hospital_mean_found(n=106)"]
    ) / 144

    assert pooled.to_numpy() == pytest.approx(table["pooled_mean_computed"].to_numpy(), abs=6e-5)
    assert pooled.to_numpy() == pytest.approx(table["all_mean_found(n=144)"].to_numpy(), abs=0.011)


def test_p11_ranks_by_percentage_are_the_published_ones_and_by_mean_are_not():
    table = pd.read_csv(DATA / "p11_ebp_priority_ranks.csv")
    scales = table.groupby("scale")

    by_share = scales["pct_responding_1_to_4_found"].rank(method="min", ascending=False)
    by_mean = scales["mean_found"].rank(method="min")

    assert by_share.tolist() == table["priority_rank_found"].tolist()
    assert by_share.tolist() == table["rank_by_pct_computed"].tolist()
    assert by_mean.tolist() == table["rank_by_lowest_mean_computed"].tolist()
    assert (by_share != by_mean).sum() == 14
