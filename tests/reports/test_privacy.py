import itertools
import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.counts import joint_counts
from reports.needs import borich, target_gaps
from reports.privacy import may_move, settle_base, singled_out, suppressed

DATA = Path(__file__).parents[1] / "data"
NAN = math.nan


@pytest.mark.parametrize(
    ("sizes", "k", "hidden"),
    [
        ((9, 4), 5, {4, 9}),
        ((9, 6), 5, set()),
        ((12, 7, 4), 5, {4, 7}),
        ((12, 7, 3, 2), 5, {2, 3, 7}),  # 5 people in two groups: each would be in [1, 4]
        ((12, 7, 4, 3), 5, {3, 4}),  # 7 in two: each in [1, 6]
        ((12, 7, 2, 1), 5, {1, 2, 7}),
        ((5, 1), 5, {1, 5}),  # nothing else to mask: the breakdown is masked as a whole
        ((12, 5, 1), 5, {1, 12}),  # with 5, each would be in [1, 5]: one more is enough
        ((5, 6, 1), 5, {1, 6}),
        ((12, 0), 5, set()),
        ((12, 0, 3), 5, {3, 12}),
        ((4,), 5, {4}),
        ((), 5, set()),
    ],
)
def test_small_groups_are_masked_with_what_would_give_them_away(sizes, k, hidden):
    assert suppressed({n: n for n in sizes}, k) == hidden


def test_the_first_of_equal_groups_is_masked_every_time():
    assert suppressed({"Nord": 8, "Sud": 8, "Est": 2}, 5) == {"Nord", "Est"}


def test_p16b_hierarchy_hides_the_smaller_sibling():
    table = pd.read_csv(DATA / "p16b_insee_hierarchy_counts.csv")
    children = {
        parent: dict(zip(rows["node"], rows["count_found"], strict=True))
        for parent, rows in table.groupby("parent")
    }

    hidden = {parent: suppressed(sizes, 3) for parent, sizes in children.items()}

    nobody = set()
    assert hidden == {
        "Pays": nobody, "Nord": {"N1", "N2"}, "Ouest": nobody, "Est": nobody, "Sud": nobody
    }  # fmt: skip


def test_p16c_a_region_of_two_is_masked_with_the_smallest_other():
    table = pd.read_csv(DATA / "p16c_insee_counts_region_polluting.csv", index_col="polluante")
    sizes = {region: int(n) for region, n in table.loc["Total"].items() if region != "Total"}

    assert sizes == {"Nord": 9, "Ouest": 16, "Est": 2, "Sud": 20}
    assert suppressed(sizes, 3) == {"Est", "Nord"}


def test_groups_masked_for_another_reason_are_protected_too():
    assert suppressed({"Nord": 8, "Sud": 9, "Est": 12}, 5, {"Sud"}) == {"Nord", "Sud"}


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 30), max_size=7), st.integers(3, 8))
def test_each_masked_group_lies_in_an_interval_of_width_k_unless_all_are_masked(sizes, k):
    groups = dict(enumerate(sizes))

    hidden = suppressed(groups, k)

    held = [key for key in groups if groups[key]]
    assert all(groups[key] > 0 for key in hidden)
    assert all(groups[key] >= k for key in held if key not in hidden)
    if hidden and len(hidden) < len(held):
        assert width_of(groups, hidden) >= k
        choices = [c for n in range(len(hidden)) for c in itertools.combinations(held, n)]
        small = {key for key in held if groups[key] < k}
        fewer = [c for c in choices if small <= {*c} and len(c) > 1]
        assert all(width_of(groups, choice) < k for choice in fewer)


def width_of(groups, hidden):
    """Return how wide the interval of each masked group is, each holding somebody."""
    return sum(groups[key] for key in hidden) - len(hidden)


@pytest.mark.parametrize(
    ("delta", "may"), [(0, True), (1, False), (4, False), (5, True), (-4, False), (-5, True)]
)
def test_a_figure_moves_by_nobody_or_by_k_people(delta, may):
    assert may_move(delta, 5) is may


def rated(**sizes):
    """People who rated competence K, by what else they gave: both, importance, target, none."""
    values = {"both": (4, 3), "importance": (4, NAN), "target": (NAN, 3), "none": (NAN, NAN)}
    rows = [("K", values[key][0], 2, values[key][1], n) for key, n in sizes.items()]
    columns = ["competence", "importance", "current", "target", "n"]
    return joint_counts(pd.DataFrame(rows, columns=columns))


@pytest.mark.parametrize(
    ("sizes", "kept"),
    [
        ({"both": 12}, 12),
        ({"both": 12, "none": 5}, 17),  # two bases five people apart may both be shown
        ({"both": 12, "none": 4}, 12),  # 16 - 12 = 4: everything rests on 12
        ({"both": 12, "importance": 3}, 12),
        ({"both": 12, "importance": 3, "none": 3}, 12),  # 15 - 12 = 3 isolates the first three
        ({"both": 3, "importance": 9}, 12),  # the base of 3 is masked: nothing to subtract
        ({"both": 4, "target": 4}, 8),  # both smaller bases are masked
        ({"both": 3, "importance": 9, "target": 9}, 18),  # 12 + 12 - 21 = 3
    ],
)
def test_published_bases_never_differ_by_fewer_than_k(sizes, kept):
    settled = settle_base(rated(**sizes), 5)

    assert settled["n"].sum() == kept


def test_a_settled_competence_has_one_n_for_all_its_figures():
    settled = settle_base(rated(both=12, importance=2, target=2), 5)

    assert borich(settled).loc["K", "n_pair"] == 12
    assert target_gaps(settled).loc["K", "n_target"] == 12


def test_blanks_are_still_counted_once_bases_are_settled():
    rows = [("K", NAN, NAN, 3, 2), ("K", 4, 2, 3, 9), ("K", NAN, 2, 3, 2)]
    columns = ["competence", "importance", "current", "target", "n"]

    settled = settle_base(joint_counts(pd.DataFrame(rows, columns=columns)), 5)

    assert settled["n"].tolist() == [2, 9]


def test_importance_that_was_not_asked_settles_nothing():
    counts = rated(target=12, none=6)

    assert settle_base(counts, 5, asked=("target",)).equals(counts)


@settings(max_examples=50, deadline=None)
@given(st.tuples(*[st.integers(0, 15)] * 4), st.integers(3, 7))
def test_no_difference_of_two_shown_bases_is_a_small_group(sizes, k):
    out = singled_out(sizes, k)
    kept = [0 if p in out else n for p, n in enumerate(sizes)]

    bases = [sum(n for p, n in enumerate(kept) if p & base == base) for base in range(4)]
    shown = {base: n for base, n in enumerate(bases) if n >= k}
    for (one, n), (other, m) in itertools.combinations(shown.items(), 2):
        if one & other == one:  # every member of the second base is in the first
            assert n - m == 0 or n - m >= k
    if len(shown) == 4:
        assert all(n == 0 or n >= k for n in kept)
