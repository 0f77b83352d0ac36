from referentiel.models import AREA, COMPETENCE, ExpectedLevel, Item, JobProfile
from referentiel.profiles import expected_levels, expected_targets, highest_levels


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


def profile(**levels):
    row = JobProfile(version_id=1, code="P1", position=0, texts={"fr": {"label": "x"}})
    row.expected = [
        ExpectedLevel(profile_id=1, item_id=int(name[1:]), level=level)
        for name, level in levels.items()
    ]
    return row


ITEMS = [item(1, AREA), item(2, parent=1), item(3, parent=1), item(4, AREA), item(5, parent=4)]


def test_a_competence_is_expected_at_the_level_of_its_area():
    assert expected_levels(profile(i1=3, i4=2), ITEMS) == {2: 3, 3: 3, 5: 2}


def test_a_competence_named_by_the_profile_overrides_its_area():
    assert expected_levels(profile(i1=3, i3=0, i4=2), ITEMS) == {2: 3, 3: 0, 5: 2}


def test_an_area_of_which_the_profile_says_nothing_expects_nothing():
    assert expected_levels(profile(i4=2), ITEMS) == {5: 2}


def test_the_nearest_item_that_the_profile_names_is_what_counts_at_any_depth():
    deep = [item(1, AREA), item(2, AREA, 1), item(3, AREA, 2), item(4, parent=3), item(5, parent=4)]

    assert expected_levels(profile(i1=1, i2=2), deep) == {4: 2, 5: 2}
    assert expected_levels(profile(i1=1, i4=3), deep) == {4: 3, 5: 3}


def test_the_target_of_a_range_is_its_lower_end():
    named = profile(i1=2)
    named.expected[0].high = 3

    assert expected_levels(named, ITEMS) == {2: 2, 3: 2}
    assert {number: it.high for number, it in expected_targets(named, ITEMS).items()} == {
        2: 3,
        3: 3,
    }


def test_two_profiles_expect_the_highest_level_of_each_competence():
    first, second = {2: 3, 3: 0, 5: 2}, {2: 1, 3: 4}

    assert highest_levels([first, second]) == {2: 3, 3: 4, 5: 2}


def test_no_profile_expects_nothing():
    assert highest_levels([]) == {}
