"""Moving entries: every position stays right, whatever is moved where."""

from random import Random

import pytest
from sqlalchemy import select

from referentiel.editing.errors import EntryGone, NoPlaceThere
from referentiel.editing.items import add_item
from referentiel.editing.order import (
    DOWN,
    INDENT,
    OUTDENT,
    STEPS,
    UP,
    Outline,
    move_beside,
    move_under,
    take_step,
)
from referentiel.editing.queries import places_of
from referentiel.models import AREA, Item
from referentiel.versioning import VersionIsFrozen
from tests.factories import fr, make_draft, make_version

CODES = ("D1-01", "D1-02", "D2-01", "D2-02", "D3-01")


@pytest.fixture
def draft(session):
    return make_draft(session, CODES)


def ids(session, version):
    found = select(Item.code, Item.id).where(Item.version_id == version.id)
    return dict(session.execute(found).all())


def shape(session, version):
    """Return the tree as it reads: each code under as many dots as it is deep."""
    places = places_of(session, version.id)
    codes = {number: code for code, number in ids(session, version).items()}
    outline = Outline(places)
    assert [place.position for place in places] == list(range(len(places)))
    walked = [one for root in outline.held.get(None, []) for one in outline.under(root)]
    assert walked == outline.order, "the reading order is that of the tree"
    return ["." * (outline.depth(one) - 1) + codes[one] for one in outline.order]


def test_a_competence_goes_down_among_its_own(session, draft):
    here = ids(session, draft)

    landing = take_step(session, draft, here["D1-01"], DOWN)

    assert shape(session, draft) == [
        "D1",
        ".D1-02",
        ".D1-01",
        "D2",
        ".D2-01",
        ".D2-02",
        "D3",
        ".D3-01",
    ]
    assert (landing.parent.code, landing.number, landing.total) == ("D1", 2, 2)


def test_an_area_takes_along_all_it_holds(session, draft):
    landing = take_step(session, draft, ids(session, draft)["D2"], UP)

    assert shape(session, draft) == [
        "D2",
        ".D2-01",
        ".D2-02",
        "D1",
        ".D1-01",
        ".D1-02",
        "D3",
        ".D3-01",
    ]
    assert (landing.parent, landing.number, landing.total) == (None, 1, 3)


def test_an_area_goes_one_level_in_and_out_again(session, draft):
    here = ids(session, draft)

    take_step(session, draft, here["D2"], INDENT)
    inside = shape(session, draft)
    take_step(session, draft, here["D2"], OUTDENT)

    assert inside == ["D1", ".D1-01", ".D1-02", ".D2", "..D2-01", "..D2-02", "D3", ".D3-01"]
    assert shape(session, draft) == [
        "D1",
        ".D1-01",
        ".D1-02",
        "D2",
        ".D2-01",
        ".D2-02",
        "D3",
        ".D3-01",
    ]


@pytest.mark.parametrize(
    ("code", "step"),
    [("D1", UP), ("D3", DOWN), ("D1-02", INDENT), ("D1-01", OUTDENT), ("D1", OUTDENT)],
)
def test_a_step_that_leads_nowhere_changes_nothing(session, draft, code, step):
    before, revision = shape(session, draft), draft.revision

    take_step(session, draft, ids(session, draft)[code], step)

    assert (shape(session, draft), draft.revision) == (before, revision)


def test_a_competence_moves_to_a_place_of_another_area(session, draft):
    here = ids(session, draft)

    landing = move_under(session, draft, here["D1-01"], here["D2"], 1)

    assert shape(session, draft) == [
        "D1",
        ".D1-02",
        "D2",
        ".D2-01",
        ".D1-01",
        ".D2-02",
        "D3",
        ".D3-01",
    ]
    assert (landing.parent.code, landing.number, landing.total) == ("D2", 2, 3)


def test_an_entry_moves_just_after_another(session, draft):
    here = ids(session, draft)

    move_beside(session, draft, here["D1-02"], here["D3-01"], after=True)
    move_beside(session, draft, here["D3"], here["D1"], after=False)

    assert shape(session, draft) == [
        "D3",
        ".D3-01",
        ".D1-02",
        "D1",
        ".D1-01",
        "D2",
        ".D2-01",
        ".D2-02",
    ]


@pytest.mark.parametrize(
    ("code", "parent"), [("D1", "D1"), ("D1", "D1-01"), ("D1-01", None), ("D1-01", "D2-01")]
)
def test_nothing_goes_where_it_cannot_stand(session, draft, code, parent):
    here = ids(session, draft)

    with pytest.raises(NoPlaceThere):
        move_under(session, draft, here[code], here.get(parent), 0)

    assert shape(session, draft)[:2] == ["D1", ".D1-01"]


def test_a_move_counts_for_the_entry_and_for_the_version(session, draft):
    here = ids(session, draft)
    item = session.get_one(Item, here["D1-01"])
    before = (item.revision, draft.revision)

    take_step(session, draft, item.id, DOWN)

    assert (item.revision, draft.revision) == (before[0] + 1, before[1] + 1)


def test_a_move_takes_few_statements_whatever_the_size(session, count_queries):
    small = make_draft(session, ("D1-01", "D1-02"), slug="small")
    large = make_draft(session, [f"D{a}-{n:02}" for a in range(5) for n in range(9)], slug="large")
    counted = []

    for draft in (small, large):
        first, last = places_of(session, draft.id)[1].id, places_of(session, draft.id)[-1].id
        with count_queries() as statements:
            move_beside(session, draft, first, last, after=True)
        counted.append(len([s for s in statements if s.startswith("UPDATE")]))

    assert counted == [3, 3]  # the positions, the entry, the version


def test_holes_in_the_numbers_are_closed_first(session, draft):
    here = ids(session, draft)
    session.get_one(Item, here["D3-01"]).position = 40
    session.flush()

    take_step(session, draft, here["D2-01"], DOWN)

    assert shape(session, draft)[3:6] == ["D2", ".D2-02", ".D2-01"]


def test_a_published_version_is_not_moved(session):
    version = make_version(session)

    with pytest.raises(VersionIsFrozen):
        take_step(session, version, ids(session, version)["D4-01"], DOWN)


def test_an_entry_of_another_version_is_not_here(session, draft):
    other = make_draft(session, CODES, slug="autre")

    with pytest.raises(EntryGone):
        take_step(session, draft, ids(session, other)["D1-01"], DOWN)


def test_the_order_holds_through_any_number_of_moves(session):
    draft = make_draft(session, [f"D{a}-{n}" for a in range(4) for n in range(3)])
    add_item(
        session,
        draft,
        kind=AREA,
        code="D0.1",
        texts=fr(label="Sous-domaine"),
        parent_id=ids(session, draft)["D0"],
    )
    everything = sorted(shape(session, draft), key=lambda line: line.strip("."))
    chance = Random(20261128)
    places = places_of(session, draft.id)

    for _ in range(120):
        one, other = chance.choice(places).id, chance.choice(places).id
        number = chance.randrange(4)
        try:
            if chance.random() < 0.4:
                take_step(session, draft, one, chance.choice(STEPS))
            elif chance.random() < 0.5:
                move_under(session, draft, one, chance.choice([other, None]), number)
            else:
                move_beside(session, draft, one, other, after=chance.random() < 0.5)
        except NoPlaceThere:
            continue
        left = sorted(line.strip(".") for line in shape(session, draft))
        assert left == sorted(line.strip(".") for line in everything)
