import json

import pytest
from hypothesis import given, settings

from referentiel.formats.keeping import (
    Unkept,
    edge_of,
    item_of,
    kept_of_edge,
    kept_of_item,
    kept_of_tree,
    tree_of,
)
from tests.referentiel.trees import trees


@settings(max_examples=40, deadline=None, derandomize=True)
@given(tree=trees())
def test_what_rides_along_comes_back(tree):
    kept = json.loads(json.dumps(kept_of_tree(tree)))
    items = [
        item_of(json.loads(json.dumps(kept_of_item(it))), it.code, it.parent)
        for it in tree.content.items
    ]

    assert tree_of(kept, items) == tree
    assert [edge_of(kept_of_edge(it)) for it in tree.content.edges] == list(tree.content.edges)


@pytest.mark.parametrize(
    "kept",
    [
        None,
        [],
        {"kind": 1},
        {"kind": "area", "texts": {"fr": "x"}},
        {"kind": "area", "texts": {"fr": {"label": 1}}},
        {"kind": "area", "sources": "x"},
        {"kind": "area", "criteria": [{"steps": [{"score": "x"}]}]},
        {"kind": "area", "foreign": []},
    ],
)
def test_what_somebody_else_wrote_is_no_item(kept):
    with pytest.raises(Unkept):
        item_of(kept, "A", None)
