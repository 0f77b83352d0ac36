"""Hand-computed: which attributes a file of answers keeps, and which competences it leaves out."""

from reports.rows.rule import BEFORE, CURRENT, DROPPED_FIRST, SIDE, Shown, settled
from surveys.attributes import ATTRIBUTES

K = 5
TWO = ("structure", "agent")
NOTHING_LEFT_OUT = frozenset()


def varied(people, rating=CURRENT, place=0):
    """Everybody of each group rates one competence, half of them 1, the others 3."""
    return {
        (batch, values, rating, place, level): n // 2 + (n % 2 if level == 3 else 0)
        for (batch, values), n in people.items()
        for level in (1, 3)
        if n // 2 + (n % 2 if level == 3 else 0)
    }


def test_every_attribute_is_dropped_in_a_stated_order():
    assert sorted(DROPPED_FIRST) == sorted(ATTRIBUTES)


def test_two_attributes_are_shown_when_ten_hold_each_combination():
    people = {(1, ("public", "yes")): 10, (1, ("public", "no")): 12, (1, ("other", "no")): 10}

    assert settled(TWO, people, varied(people), K) == Shown((0, 1), NOTHING_LEFT_OUT)


def test_the_first_of_the_order_goes_when_nine_hold_a_combination():
    people = {(1, ("public", "yes")): 10, (1, ("public", "no")): 12, (1, ("other", "no")): 9}

    # Without the structure: 10 agents and 21 others.
    assert settled(TWO, people, varied(people), K) == Shown((1,), NOTHING_LEFT_OUT)


def test_one_attribute_is_shown_from_k_on_and_not_below():
    enough = {(1, ("yes",)): 5, (1, ("no",)): 20}
    few = {(1, ("yes",)): 4, (1, ("no",)): 20}

    assert settled(("agent",), enough, varied(enough), K).attributes == (0,)
    assert settled(("agent",), few, varied(few), K).attributes == ()


def test_no_answer_is_a_combination_like_another():
    people = {(1, ("yes",)): 8, (1, ("no",)): 8, (1, ("",)): 1}

    assert settled(("agent",), people, varied(people), K).attributes == ()


def test_each_release_holds_enough_of_each_combination():
    # 20 and 9 in all; of those who came with the second release, 4 only are agents.
    people = {(1, ("yes",)): 5, (1, ("no",)): 10, (2, ("yes",)): 4, (2, ("no",)): 10}

    assert settled(("agent",), people, varied(people), K).attributes == ()

    people[2, ("yes",)] = 5
    assert settled(("agent",), people, varied(people), K).attributes == (0,)


def test_a_combination_where_all_say_the_same_is_not_shown():
    people = {(1, ("yes",)): 6, (1, ("no",)): 6}
    said = {(1, ("yes",), CURRENT, 0, 2): 6, (1, ("no",), CURRENT, 0, 1): 6}

    assert settled(("agent",), people, said, K) == Shown((), NOTHING_LEFT_OUT)


def test_a_combination_where_all_said_the_same_of_before_or_stand_on_one_side_is_not_shown():
    people = {(1, ("yes",)): 6, (1, ("no",)): 6}
    for rating in (BEFORE, SIDE):
        said = varied(people) | {(1, ("yes",), rating, 0, 1): 6, (1, ("no",), rating, 0, 0): 6}

        assert settled(("agent",), people, said, K).attributes == ()


def test_a_competence_on_which_all_say_the_same_is_left_out_and_drops_no_attribute():
    people = {(1, ("yes",)): 6, (1, ("no",)): 6}
    same = {(1, values, CURRENT, 1, 4): n for (_, values), n in people.items()}

    assert settled(("agent",), people, varied(people) | same, K) == Shown((0,), frozenset({1}))


def test_a_competence_on_which_the_newcomers_say_the_same_is_left_out():
    people = {(1, ()): 10, (2, ()): 5}
    said = varied({(1, ()): 10}) | {(2, (), CURRENT, 0, 3): 5}

    assert settled((), people, said, K).left_out == frozenset({0})


def test_a_competence_that_fewer_than_k_rated_is_left_out():
    people = {(1, ()): 10}
    said = varied(people) | {(1, (), CURRENT, 1, 2): 3, (1, (), CURRENT, 1, 4): 1}

    assert settled((), people, said, K).left_out == frozenset({1})
