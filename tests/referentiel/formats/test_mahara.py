import json
from io import BytesIO
from uuid import UUID

import pytest
from hypothesis import given, settings

from referentiel.checking import check
from referentiel.formats.base import Naming, Source
from referentiel.formats.mahara import FORMAT
from referentiel.models import AREA, COMPETENCE
from referentiel.tree import ItemNode
from tests.referentiel.trees import Carried, trees

NAMING = Naming("mahara", "V1", UUID(int=7), "Essai", language="en")
STATUSES = [{"begun": "Ready"}, {"incomplete": "Not yet"}, {"partialcomplete": "Partly"}]
MATRIX = {
    "framework": {
        "institution": "all",
        "name": "Standards",
        "description": "<p>About</p>",
        "selfassess": False,
        "evidencestatuses": [*STATUSES, {"completed": "Done"}],
        "standards": [
            {"shortname": "S1", "name": "Relationships", "description": "", "standardid": 1}
        ],
        "standardelements": [
            {
                "shortname": "Engage",
                "name": "Engage with families",
                "description": "<ul><li>one</li><li>two</li></ul>",
                "standardid": 1,
                "elementid": "1.0",
            },
            {
                "shortname": "Engage",
                "name": "Engage with learners",
                "description": "",
                "standardid": 1,
                "elementid": "1.1",
            },
        ],
    }
}


def read(said: object):
    return FORMAT.read(Source("x.matrix", json.dumps(said).encode()), NAMING)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(tree=trees(Carried(most_depth=1)))
def test_our_own_export_comes_back(tree):
    stream = BytesIO()
    FORMAT.write(tree, stream)
    source = Source("export.matrix", stream.getvalue())

    found = FORMAT.read(source, NAMING)

    assert FORMAT.recognises(source)
    assert (found.issues, found.tree) == ((), tree)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(tree=trees(Carried(most_depth=5)))
def test_what_is_deeper_than_two_levels_hangs_under_its_root(tree):
    stream = BytesIO()
    FORMAT.write(tree, stream)

    found = FORMAT.read(Source("export.matrix", stream.getvalue()), NAMING).tree

    assert [item.code for item in found.content.items] == [it.code for it in tree.content.items]
    parents = {item.code: item.parent for item in found.content.items}
    assert all(above is None or parents[above] is None for above in parents.values())


def test_a_matrix_of_mahara_becomes_areas_and_competences():
    found = read(MATRIX)

    assert found.tree.content.items == (
        ItemNode(AREA, "S1", {"en": {"label": "Relationships"}}),
        ItemNode(
            COMPETENCE,
            "Engage",
            {"en": {"label": "Engage with families", "description": "one\ntwo"}},
            parent="S1",
        ),
        ItemNode(
            COMPETENCE, "Engage (1.1)", {"en": {"label": "Engage with learners"}}, parent="S1"
        ),
    )
    assert [issue.entry for issue in found.issues] == ["standardelements[2]"]
    check(found.tree)


def test_its_statuses_are_given_back_to_mahara():
    stream = BytesIO()

    FORMAT.write(read(MATRIX).tree, stream)

    written = json.loads(stream.getvalue())["framework"]
    before = MATRIX["framework"]
    assert [written[key] for key in ("institution", "selfassess", "evidencestatuses", "name")] == [
        before[key] for key in ("institution", "selfassess", "evidencestatuses", "name")
    ]


def test_an_element_of_no_standard_or_without_a_name_is_refused_by_its_place():
    elements = [{"shortname": "E", "name": "Seul", "standardid": 9}, {"standardid": 1}]
    changed = {"framework": MATRIX["framework"] | {"standardelements": elements}}

    found = read(changed)

    assert found.tree is None
    assert {issue.entry for issue in found.errors} == {
        "standardelements[1]",
        "standardelements[2]",
    }


@pytest.mark.parametrize("said", [1, [], {}, {"standards": {"a": 1}}, {"standards": [1]}])
def test_another_json_is_refused_in_a_sentence(said):
    found = read({"framework": said})

    assert found.tree is None
    assert found.errors
