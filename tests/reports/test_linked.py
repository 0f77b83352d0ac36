"""Masks of linked tables, on the INSEE cases and against brute force and linear programs."""

from itertools import combinations
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from reports.linked import hierarchy, interval, protect, two_way

DATA = Path(__file__).parents[1] / "data"
COLUMNS = ("Harpe", "Piano", "Orgue", "Autre")


@pytest.fixture(scope="module")
def p16():
    table = pd.read_csv(DATA / "p16_insee_magnitude_table.csv").set_index("region")
    return {
        (region, name): int(table.loc[region, f"{name}_n"])
        for region in ("Nord", "Centre", "Sud")
        for name in COLUMNS
    }


SMALL = {("Centre", "Orgue"), ("Sud", "Orgue")}
HARPE = {("Centre", "Harpe"), ("Sud", "Harpe")}


def audited(table, hidden, cell):
    """Return the interval of a cell by two linear programs: margins, and nobody below zero."""
    names = sorted(hidden)
    rows, limits = [], []
    for place in (0, 1):
        for margin in {key[place] for key in table}:
            rows.append([float(key[place] == margin) for key in names])
            limits.append(sum(table[key] for key in names if key[place] == margin))
    aim = np.array([float(key == cell) for key in names])
    ends = [linprog(s * aim, A_eq=rows, b_eq=limits, method="highs").fun * s for s in (1, -1)]
    return tuple(round(end) for end in ends)


def test_p16_primary_masks_alone_hide_nothing(p16):
    links = two_way(p16)

    assert {cell: interval(links, SMALL, cell) for cell in SMALL} == {
        ("Centre", "Orgue"): (2, 2),
        ("Sud", "Orgue"): (1, 1),
    }


def test_p16_hides_the_harps_of_the_centre_and_the_south(p16):
    links = two_way(p16)

    hidden = protect(links, SMALL, 3)

    assert hidden == SMALL | HARPE
    assert {cell: interval(links, hidden, cell) for cell in hidden} == {
        ("Centre", "Orgue"): (0, 3),
        ("Sud", "Orgue"): (0, 3),
        ("Centre", "Harpe"): (3, 6),
        ("Sud", "Harpe"): (1, 4),
    }
    assert all(interval(links, hidden, cell) == audited(p16, hidden, cell) for cell in hidden)


def test_p16_has_no_answer_with_fewer_or_lighter_cells(p16):
    others = [cell for cell in p16 if cell not in SMALL]
    enough = [
        sum(p16[cell] for cell in choice)
        for count in (0, 1, 2)
        for choice in combinations(others, count)
        if all(wide(p16, SMALL | {*choice}, cell, 3) for cell in SMALL | {*choice})
    ]

    assert sorted(enough) == [7, 11, 17]  # three answers, each of two cells


def wide(table, hidden, cell, width):
    low, high = interval(two_way(table), hidden, cell)
    return high - low >= width


def p16b():
    table = pd.read_csv(DATA / "p16b_insee_hierarchy_counts.csv", keep_default_na=False)
    rows = zip(table["node"], table["parent"], table["count_found"], strict=True)
    return hierarchy({node: (parent, int(n)) for node, parent, n in rows})


def test_p16b_hides_the_smaller_sibling():
    links = p16b()

    hidden = protect(links, {"N2"}, 3)

    assert hidden == {"N1", "N2"}
    assert {name: interval(links, hidden, name) for name in hidden} == {
        "N1": (0, 23),
        "N2": (0, 23),
    }


def test_p16b_a_hidden_parent_is_protected_by_its_children_and_siblings():
    links = p16b()

    hidden = protect(links, {"Nord"}, 3)

    assert hidden is not None
    assert len(hidden) == 4  # a sibling of Nord, and a child of each
    assert all(high - low >= 3 for low, high in (interval(links, hidden, n) for n in hidden))


def test_nothing_is_enough_where_margins_tell_it_all():
    assert protect(two_way({("a", "x"): 2, ("b", "x"): 9}), {("a", "x")}, 5) is None


@pytest.mark.parametrize("seed", range(20))
def test_intervals_are_those_of_linear_programs_and_masks_are_wide_enough(seed):
    chance = Random(seed)
    shape = chance.randint(2, 4), chance.randint(2, 4)
    keys = [(f"r{i}", f"c{j}") for i in range(shape[0]) for j in range(shape[1])]
    table = {key: chance.choice((0, 1, 3, 6, 12, 20)) for key in keys}
    small = {key for key, n in table.items() if 0 < n < 5}

    hidden = protect(two_way(table), small, 5)

    links = two_way(table)
    for tried in (small, hidden or set(table)):
        found = {cell: interval(links, tried, cell) for cell in tried}
        assert found == {cell: audited(table, tried, cell) for cell in tried}
    if hidden is None:
        spans = [interval(links, set(table), cell) for cell in small]
        assert min(high - low for low, high in spans) < 5
    else:
        assert small <= hidden
        assert all(wide(table, hidden, cell, 5) for cell in hidden)


def p16c(*together):
    """Return the counts of regions, polluting or not; those `together` made into one region."""
    table = pd.read_csv(DATA / "p16c_insee_counts_region_polluting.csv", index_col="polluante")
    if together:
        table = table.assign(**{"+".join(together): table[[*together]].sum(axis=1)})
    regions = table.columns.difference(["Total", *together], sort=False)
    assert (table.loc["Oui":"Non", regions].sum(axis=1) == table.loc["Oui":"Non", "Total"]).all()
    return {(answer, r): int(table.loc[answer, r]) for answer in ("Oui", "Non") for r in regions}


def test_p16c_no_mask_hides_two_people_of_a_region_whose_total_is_two():
    small = {cell for cell, n in p16c().items() if 0 < n < 3}

    assert small == {("Non", "Ouest"), ("Oui", "Est"), ("Non", "Est")}
    assert protect(two_way(p16c()), small, 3) is None


def test_p16c_with_its_small_region_joined_to_another_is_protected():
    table = p16c("Nord", "Est")  # 7 and 4; 14 and 2; 7 and 13
    small = {("Non", "Ouest")}

    hidden = protect(two_way(table), small, 3)

    # A rectangle around the 2, with the 7 and the 4 of the joined region, lighter than the South.
    joined = "Nord+Est"
    assert hidden == small | {("Oui", "Ouest"), ("Oui", joined), ("Non", joined)}
    ends = {cell: interval(two_way(table), hidden, cell) for cell in hidden}
    assert ends == {cell: audited(table, hidden, cell) for cell in hidden}
    assert ends["Non", "Ouest"] == (0, 6)
