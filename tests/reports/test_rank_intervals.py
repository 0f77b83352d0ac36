import numpy as np
import pandas as pd

from reports.rank_intervals import rank_intervals


def answers(levels, people=30, importance=3):
    """Everybody gives the same importance; levels of each competence alternate between two."""
    current = pd.DataFrame(
        {name: [pair[i % 2] for i in range(people)] for name, pair in levels.items()}, dtype=float
    )
    return pd.DataFrame(float(importance), index=current.index, columns=current.columns), current


def rows(table):
    return {
        name: tuple(None if pd.isna(v) else int(v) for v in row)
        for name, *row in table[["rank", "first", "last"]].itertuples(name=None)
    }


def test_needs_far_apart_have_sure_ranks_and_close_ones_share_theirs():
    importance, current = answers({"A": (0, 0), "B": (3, 2), "C": (2, 3), "D": (4, 4)})

    table = rank_intervals(importance, current, seed=1)

    # B and C mirror each other: the same mean, so the same rank, either may be the second.
    assert rows(table) == {"A": (1, 1, 1), "B": (2, 2, 3), "C": (2, 2, 3), "D": (4, 4, 4)}


def test_the_same_seed_gives_the_same_intervals_and_columns_may_come_in_any_order():
    random = np.random.default_rng(3)
    names = list("ABCDEF")
    importance, current = (
        pd.DataFrame(random.integers(0, 5, (14, 6)).astype(float), columns=names) for _ in range(2)
    )

    table = rank_intervals(importance, current, seed=7)
    turned = rank_intervals(importance[names[::-1]], current[names[::-1]], seed=7)

    assert rows(table) == rows(rank_intervals(importance, current, seed=7))
    assert rows(table) == rows(turned)
    assert ((table["first"] <= table["rank"]) & (table["rank"] <= table["last"])).all()


def test_a_competence_without_a_pair_has_no_rank_and_counts_for_none():
    importance, current = answers({"A": (0, 1), "B": (4, 3), "C": (0, 1)})
    importance["C"] = np.nan

    table = rank_intervals(importance, current, seed=1)

    assert rows(table) == {"A": (1, 1, 1), "B": (2, 2, 2), "C": (None, None, None)}


def test_one_competence_alone_is_the_first():
    importance, current = answers({"A": (0, 1)})

    assert rows(rank_intervals(importance, current, seed=1)) == {"A": (1, 1, 1)}
