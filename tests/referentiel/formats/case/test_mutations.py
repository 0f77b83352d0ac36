"""Real packages with values put out of place: nothing is raised, and what is read comes back."""

import copy
import json
import random

import pytest

from tests.case_schemas import answer_errors, package_errors
from tests.referentiel.formats.case.reading import OPENCASE, OPENSALT, package_of, read_package
from tests.samples import sample
from tests.shipped import REFERENTIEL, tree_of

VALUES = (
    *(None, True, 3, -1.5, 10**30, "", "é", "x" * 30, "11111111-1111-4111-8111-111111111111"),
    *([], {}, [1], ["a", None], {"a": 1}, {"identifier": [1]}, {"reperes": {}}),
)


def places(value):
    """Return every place of a document: what holds it, and under which key."""
    keys = value if isinstance(value, dict) else range(len(value))
    for key in keys:
        yield value, key
        if isinstance(value[key], dict | list):
            yield from places(value[key])


@pytest.mark.parametrize("start", ["opensalt", "opencase", "ours"])
def test_a_value_out_of_place_is_refused_or_repaired(start):
    if start == "ours":
        base = package_of(tree_of(REFERENTIEL))
    else:
        base = json.loads(sample(OPENSALT if start == "opensalt" else OPENCASE).read_text())
    choice = random.Random(start)
    repaired = 0

    for _ in range(40):
        said = copy.deepcopy(base)
        for _ in range(choice.choice((1, 1, 2, 4))):
            holder, key = choice.choice(list(places(said)))
            holder[key] = copy.deepcopy(choice.choice(VALUES))
        read = read_package(said)
        assert (read.tree is None) == bool(read.errors)
        if read.tree is not None:
            repaired += 1
            written = package_of(read.tree)
            assert read_package(written).tree == read.tree
            assert package_errors()(written) == []
            assert answer_errors("/CFPackages/{sourcedId}", 200)(written) == []
    assert repaired > 20
