import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.counts import joint_counts, merged
from reports.needs import (
    borich,
    borich_from_means,
    group_priority,
    indices,
    individually_weighted,
    modified_index,
    needs_table,
    priority_band,
    ranked_discrepancy,
    target_gaps,
    weighted_target_gap,
)

DATA = Path(__file__).parents[1] / "data"
NAN = math.nan


def counts(*rows):
    """Rows (competence, importance, current, target, n)."""
    columns = ["competence", "importance", "current", "target", "n"]
    return joint_counts(pd.DataFrame(rows, columns=columns))


def joint_table():
    table = pd.read_csv(DATA / "a02_joint_table.csv", index_col=0)
    cells = table.rename(columns=float).stack()
    return counts(*[("K", float(i), c, NAN, n) for (i, c), n in cells.items()])


def mini():
    wide = pd.read_csv(DATA / "a01_mini_raw.csv")
    ratings = ["importance", "current", "target"]
    rows = [
        (k, *(row[f"{k}_{rating}"] for rating in ratings), 1)
        for k in ("K1", "K2", "K3", "K4")
        for _, row in wide.iterrows()
    ]
    return counts(*rows)


def expected(*indicators):
    table = pd.read_csv(DATA / "a01_mini_expected.csv", index_col=0)
    return table.loc[list(indicators), ["K1", "K2", "K3", "K4"]].T.to_numpy()


def test_a01_gives_borich_exactly():
    table = borich(mini())

    indicators = ["n_pair", "mean_importance", "mean_current", "mean_discrepancy", "MWDS"]
    assert list(table.index) == ["K1", "K2", "K3", "K4"]
    assert table.to_numpy() == pytest.approx(expected(*indicators), abs=1e-12)


def test_a01_gives_the_individually_weighted_score_and_the_modified_index():
    table = needs_table(mini(), k=5, by="individual")

    indicators = ["mean_individually_weighted_discrepancy", "PNI_modified"]
    found = table.loc[["K1", "K2", "K3", "K4"], ["individual", "pni_modified"]].to_numpy()
    assert found == pytest.approx(expected(*indicators), abs=5e-7)
    assert list(table.index) == ["K4", "K1", "K3", "K2"]


def test_a01_gives_ranked_discrepancy_exactly():
    table = ranked_discrepancy(mini())

    indicators = ["n_pair", "NR_pct", "TR_pct", "PR_pct", "RDS", "RDS_se"]
    assert table.to_numpy() == pytest.approx(expected(*indicators), abs=5e-7)


def test_a01_gives_target_gaps_exactly():
    table = target_gaps(mini())
    table["share_below"] *= 100

    indicators = [
        "n_target_pair",
        "mean_target_gap",
        "mean_positive_target_gap",
        "pct_below_target",
    ]
    columns = ["n_target", "mean_target_gap", "mean_positive_gap", "share_below"]
    assert table[columns].to_numpy() == pytest.approx(expected(*indicators), abs=1e-12)


def test_a01_gives_the_weighted_target_gap_on_complete_triples():
    table = weighted_target_gap(mini())

    indicators = ["n_triple_complete", "importance_x_target_gap_triple_complete"]
    assert table.to_numpy() == pytest.approx(expected(*indicators), abs=1e-12)


def test_a02_joint_table_gives_the_verified_figures():
    table = joint_table()

    assert borich(table).loc["K"].to_dict() == pytest.approx(
        {"n_pair": 100, "mean_importance": 3.87, "mean_current": 2.59, "mean_gap": 1.28,
         "mwds": 3096 / 625}
    )  # fmt: skip
    assert ranked_discrepancy(table).loc["K"].to_dict() == pytest.approx(
        {"n_pair": 100, "nr": 69, "tr": 23, "pr": 8, "rds": -61, "rds_se": 6.3079},
        abs=1e-4,
    )


def test_a02_own_weights_differ_from_the_groups_by_a_covariance():
    table = joint_table()

    covariance = 577 / 100 - 3.87 * 1.28  # sum of I · (I - C) over the table, by hand: 577
    assert individually_weighted(table)["K"] == pytest.approx(5.77)
    assert borich(table).loc["K", "mwds"] + covariance == pytest.approx(5.77)
    assert covariance == pytest.approx(0.8164)


def test_a_mean_level_of_zero_has_no_modified_index():
    table = needs_table(counts(("K", 3, 0, NAN, 6), ("L", 3, 1, NAN, 6)), k=5, by="pni_modified")

    assert table["pni_modified"].to_dict() == pytest.approx({"L": 2.0, "K": NAN}, nan_ok=True)
    assert table["rank_pni_modified"].isna().to_dict() == {"L": False, "K": True}


@pytest.mark.parametrize(
    ("importance", "target", "found"),
    [
        (True, False, ["mwds", "individual", "rds", "pni_modified"]),
        (False, True, ["mean_positive_gap", "rate_intensity"]),
        (True, True, ["mwds", "individual", "rds", "mean_positive_gap", "priority",
                      "pni_modified"]),
    ],
)  # fmt: skip
def test_the_ratings_asked_say_which_indices_can_rank(importance, target, found):
    assert indices(importance, target) == found


def test_p01_published_means_give_its_gaps_and_borich_ranks():
    found = pd.read_csv(DATA / "p01_sinche2017_skills_means.csv", index_col="item")

    table = borich_from_means(found["employed_mean_found"], found["doc_skill_mean_found"])

    assert (-table["mean_gap"]).to_numpy() == pytest.approx(found["gap_reported_found"].to_numpy())
    assert table["mwds"].to_numpy() == pytest.approx(
        found["borich_I_x_gap_computed"].to_numpy(), abs=1e-9
    )
    ranks = table["mwds"].rank(ascending=False)
    assert ranks.tolist() == found["rank_computed"].tolist()
    pni = modified_index(found["employed_mean_found"], found["doc_skill_mean_found"])
    assert pni.to_numpy() == pytest.approx(found["PNI_modified_computed"].to_numpy(), abs=5e-7)


@pytest.mark.parametrize(
    ("importance", "current", "mwds", "rds"),
    [(5, 1, 20, -100), (3, 3, 0, 0), (2.5, 5, -6.25, 100)],
)
def test_the_limits_of_a_scale_from_1_to_5(importance, current, mwds, rds):
    table = counts(("K", importance, current, NAN, 8))

    assert borich(table).loc["K", "mwds"] == mwds
    assert ranked_discrepancy(table).loc["K", "rds"] == rds


def test_recoding_the_scale_changes_the_borich_ranking():
    items = counts(("A", 2, 1, NAN, 10), ("B", 5, 5, NAN, 7), ("B", 5, 4, NAN, 3))
    recoded = items.assign(importance=items["importance"] - 1, current=items["current"] - 1)

    assert borich(items)["mwds"].tolist() == pytest.approx([2.0, 1.5])
    assert borich(recoded)["mwds"].tolist() == pytest.approx([1.0, 1.2])


def test_nobody_gives_no_figure_rather_than_zero():
    table = borich(counts(("K", NAN, 3, 4, 9)))

    assert table.loc["K", "n_pair"] == 0
    assert table.drop(columns="n_pair").isna().all(axis=None)


def test_weights_move_the_mean_and_leave_n_alone():
    frame = pd.DataFrame(
        {"competence": "K", "importance": [4.0, 2.0], "current": [2.0, 2.0],
         "target": NAN, "before": NAN, "n": [1, 1], "weight": [3.0, 1.0]}
    )  # fmt: skip

    assert borich(frame).loc["K"].to_dict() == pytest.approx(
        {"n_pair": 2, "mean_importance": 3.5, "mean_current": 2, "mean_gap": 1.5, "mwds": 5.25}
    )
    assert math.isnan(ranked_discrepancy(frame).loc["K", "rds_se"])


def test_those_above_target_do_not_make_up_for_the_others():
    table = target_gaps(counts(("K", NAN, 1, 3, 2), ("K", NAN, 4, 2, 2), ("K", NAN, 2, 2, 1)))

    assert table.loc["K"].to_dict() == pytest.approx(
        {"n_target": 5, "mean_level": 12 / 5, "mean_target": 12 / 5, "mean_target_gap": 0,
         "mean_positive_gap": 4 / 5, "share_below": 2 / 5, "share_at": 1 / 5, "share_above": 2 / 5}
    )  # fmt: skip


def test_priority_is_rate_times_intensity_times_importance():
    table = group_priority(
        counts(("K", 2, 1, 3, 2), ("K", 2, 2, 3, 1), ("K", 2, 3, 3, 1), ("K", 2, 4, 3, 1))
    )

    assert table.loc["K"].to_dict() == pytest.approx(
        {"n": 5, "rate": 3 / 5, "intensity": 5 / 3, "importance": 2, "priority": 2}
    )


def test_nobody_below_target_is_a_priority_of_zero():
    table = group_priority(counts(("K", 4, 3, 3, 5)))

    assert table.loc["K"].to_dict() == {
        "n": 5, "rate": 0, "intensity": 0, "importance": 4, "priority": 0
    }  # fmt: skip


def test_without_importance_the_product_has_its_own_name():
    table = group_priority(counts(("K", NAN, 1, 3, 3), ("K", NAN, 3, 3, 3)), importance_asked=False)

    assert table.loc["K"].to_dict() == {"n": 6, "rate": 0.5, "intensity": 2, "rate_intensity": 1}


@pytest.mark.parametrize(
    ("priority", "band"),
    [(0, "none"), (0.1, "light"), (4, "light"), (4.3, "marked"), (8, "marked"), (8.1, "high"),
     (16, "high"), (NAN, None)],
)  # fmt: skip
def test_a_priority_between_two_bands_belongs_to_the_upper_one(priority, band):
    assert priority_band(priority) == band


def test_equal_scores_share_their_rank_and_the_next_is_skipped():
    gaps = {"A": 1, "B": 2, "C": 2, "D": 3}
    table = needs_table(
        counts(*[(name, 3, 3 - gap, NAN, 6) for name, gap in gaps.items()]), k=5, by="mwds"
    )

    assert table["rank_mwds"].to_dict() == {"D": 1, "B": 2, "C": 2, "A": 4}
    assert list(table.index) == ["D", "B", "C", "A"]
    assert table["rank_rds"].tolist() == [1, 1, 1, 1]


def test_each_statistic_is_masked_by_its_own_n():
    table = needs_table(counts(("K", 4, 2, 3, 4), ("K", NAN, 2, 3, 4), ("L", 4, 2, NAN, 5)), k=5)

    columns = ["n_pair", "pair_state", "n_target", "target_state", "n", "priority_state"]
    assert table[columns].to_dict("index") == {
        "K": dict(zip(columns, (4, "masked", 8, "shown", 4, "masked"), strict=True)),
        "L": dict(zip(columns, (5, "shown", 0, "empty", 0, "empty"), strict=True)),
    }
    masked = ["mwds", "rds", "rds_se", "nr", "mean_importance", "priority", "rank_mwds"]
    assert table.loc["K", masked].isna().all()
    assert table.loc["K", "mean_target_gap"] == 1
    assert table.loc["L", "mwds"] == 8


few = settings(max_examples=20, deadline=None)
rating = st.one_of(st.none(), st.integers(0, 4))
group = st.lists(
    st.tuples(st.sampled_from("ABC"), rating, rating, rating, st.integers(1, 9)),
    min_size=1, max_size=25,
)  # fmt: skip
SCORES = [
    "n_pair", "mean_importance", "mean_current", "mwds", "individual", "pni", "nr", "tr", "pr",
    "rds",
]  # fmt: skip


def scores(frame):
    table = pd.concat([borich(frame), ranked_discrepancy(frame).drop(columns="n_pair")], axis=1)
    table["individual"] = individually_weighted(frame)
    table["pni"] = modified_index(table["mean_importance"], table["mean_current"])
    return table.sort_index()


@few
@given(group, group)
def test_merged_segments_equal_their_union(one, other):
    apart = merged([counts(*one), counts(*other)])

    together = counts(*one, *other)

    pd.testing.assert_frame_equal(scores(apart), scores(together))


@few
@given(group)
def test_doubling_everybody_leaves_scores_and_shrinks_the_error(rows):
    once, twice = scores(counts(*rows)), scores(merged([counts(*rows), counts(*rows)]))

    columns = [name for name in SCORES if name != "n_pair"]
    pd.testing.assert_frame_equal(twice[columns], once[columns])
    pd.testing.assert_series_equal(twice["rds_se"] * math.sqrt(2), once["rds_se"])


@few
@given(group)
def test_renamed_competences_permute_the_scores(rows):
    names = {"A": "C", "B": "A", "C": "B"}

    renamed = scores(counts(*[(names[name], *rest) for name, *rest in rows]))

    pd.testing.assert_frame_equal(scores(counts(*rows)).rename(names).sort_index(), renamed)


@few
@given(group)
def test_swapping_the_two_scales_swaps_nr_and_pr(rows):
    straight = ranked_discrepancy(counts(*rows))

    swapped = ranked_discrepancy(counts(*[(k, c, i, t, n) for k, i, c, t, n in rows]))

    assert swapped["nr"].equals(straight["pr"])
    assert swapped["tr"].equals(straight["tr"])


@few
@given(group)
def test_rds_is_the_same_after_an_increasing_recoding_of_both_scales(rows):
    recoded = [(k, *(v if v is None else v**2 + 1 for v in values), n) for k, *values, n in rows]

    assert ranked_discrepancy(counts(*recoded)).equals(ranked_discrepancy(counts(*rows)))


@few
@given(group)
def test_borich_is_the_product_of_two_means_and_stays_within_its_range(rows):
    table = borich(counts(*[(k, i, c, t, n) for k, i, c, t, n in rows])).dropna()

    identity = table["mean_importance"] * (table["mean_importance"] - table["mean_current"])
    assert table["mwds"].to_numpy() == pytest.approx(identity.to_numpy())
    assert table["mwds"].between(-4 - 1e-9, 16 + 1e-9).all()  # 0 to 4: -4²/4, and 4 · 4


@few
@given(group)
def test_nr_tr_and_pr_make_a_hundred(rows):
    table = ranked_discrepancy(counts(*rows)).dropna()

    assert table[["nr", "tr", "pr"]].sum(axis=1).to_numpy() == pytest.approx(100)


@few
@given(group)
def test_analyses_leave_the_counts_untouched(rows):
    frame = counts(*rows)
    before = frame.copy()

    needs_table(frame, k=5)

    pd.testing.assert_frame_equal(frame, before)
