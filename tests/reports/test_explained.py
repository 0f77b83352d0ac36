"""What the page says of each figure is what its rule states."""

from itertools import chain

import pytest

from reports.explained.chapters import CHAPTERS

ENTRIES = list(chain.from_iterable(CHAPTERS.values()))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.key)
def test_every_rule_states_formula_range_and_source(entry):
    stated = {name: entry.stated(name) for name in ("Formula", "Range", "Source")}

    assert all(stated.values())
    assert not any("\n" in said or ":class:" in said for said in stated.values())


def test_every_figure_is_explained_once():
    keys = [entry.key for entry in ENTRIES]

    assert len(keys) == len({*keys})


def test_a_statement_over_two_lines_is_read_whole():
    [entry] = [entry for entry in ENTRIES if entry.key == "mean_interval"]

    assert entry.stated("Source") == (
        "Student (1908), Biometrika 6, 1-25; Agresti, A. & Coull, B. (1998), American "
        "Statistician 52"
    )
