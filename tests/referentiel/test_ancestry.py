from referentiel.ancestry import ancestors_of, areas_of
from referentiel.models import AREA, COMPETENCE, Item
from referentiel.search import branches


def item(number, kind=COMPETENCE, parent=None):
    row = Item(
        version_id=1,
        lineage=str(number),
        parent_id=parent,
        position=number,
        kind=kind,
        code=str(number),
        texts={"fr": {"label": "x"}},
    )
    row.id = number
    return row


DEEP = [
    item(1),
    item(2, AREA),
    item(3, AREA, 2),
    item(4, parent=3),
    item(5, parent=4),
    item(6, parent=2),
    item(7),
]


def ids(found):
    return {number: [it.id for it in above] for number, above in found.items()}


def test_what_is_above_an_item_comes_from_the_root_down():
    assert ids(ancestors_of(DEEP)) == {
        1: [], 2: [], 3: [2], 4: [2, 3], 5: [2, 3, 4], 6: [2], 7: []
    }  # fmt: skip


def test_the_order_in_which_items_are_given_changes_nothing():
    assert ids(ancestors_of(reversed(DEEP))) == ids(ancestors_of(DEEP))


def test_only_areas_are_shown_above():
    assert ids(areas_of(DEEP))[5] == [2, 3]


def test_a_circle_is_cut_rather_than_followed_for_ever():
    found = ancestors_of([item(1, AREA, 2), item(2, AREA, 1)])

    assert found.keys() == {1, 2}


def test_a_competence_is_grouped_under_its_nearest_area_and_one_of_none_apart():
    found = [
        (branch.code, [area.id for area in branch.above], [it.id for it in branch.competences])
        for branch in branches(DEEP)
    ]

    assert found == [("", [], [1, 7]), ("2", [], [6]), ("3", [2], [4, 5])]
