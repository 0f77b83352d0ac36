"""Levels over time: blanks are no level, nothing is guessed, and levels grow old."""

from datetime import date

import pytest

from reports.trajectory import Asked, Assessment, months_between, paths_of
from surveys.levels import Blank, LevelAnswer

SPRING, AUTUMN, NEXT = date(2025, 3, 10), date(2025, 10, 2), date(2026, 11, 20)


def assessment(day, **levels):
    asked = tuple(
        Asked(family=code, code=code, label=f"Compétence {code}", answer=answer)
        if isinstance(answer, LevelAnswer)
        else Asked(family=code, code=code, label=code, answer=LevelAnswer(current=answer))
        for code, answer in levels.items()
    )
    return Assessment("code", "Se situer", day, asked)


def path(*levels):
    days = (SPRING, AUTUMN, NEXT)
    [found] = paths_of([assessment(day, a=level) for day, level in zip(days, levels, strict=False)])
    return found


def test_competences_come_in_the_order_of_the_last_time_then_those_not_asked_since():
    paths = paths_of([assessment(SPRING, b=1, c=2), assessment(NEXT, a=0, b=3)])

    assert [it.latest.code for it in paths] == ["a", "b", "c"]
    assert [[(p.place, p.level) for p in it.points] for it in paths] == [
        [(1, 0)],
        [(0, 1), (1, 3)],
        [(0, 2)],
    ]


@pytest.mark.parametrize(
    ("levels", "change", "moved"),
    [
        ((1, 2, 4), 3, True),
        ((3, 1), -2, True),
        ((2, 2, 2), 0, False),
        ((2, 4, 2), 0, True),
        ((0, Blank.DECLINED, 1), 1, True),
        ((Blank.NOT_APPLICABLE, 2), None, False),
        ((Blank.NO_ANSWER,), None, False),
    ],
)
def test_a_change_goes_from_the_first_level_given_to_the_last(levels, change, moved):
    found = path(*levels)

    assert (found.change, found.has_moved) == (change, moved)


def test_a_level_grows_old_at_twenty_four_months_and_no_sooner():
    found = path(1, 2)

    assert found.age(date(2027, 10, 1)) == 23
    assert not found.is_old(date(2027, 10, 1))
    assert found.is_old(date(2027, 10, 2))
    assert path(Blank.DECLINED).age(NEXT) is None
    assert not path(Blank.DECLINED).is_old(NEXT)


def test_a_blank_does_not_make_an_old_level_young():
    assert path(1, Blank.NO_ANSWER).age(NEXT) == 20


def test_a_level_from_before_is_kept_apart():
    answer = LevelAnswer(current=3, before=1)

    found = path(2, answer)

    assert [point.level for point in found.rated] == [2, 3]
    assert [point.asked.answer.before for point in found.judged] == [1]


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 1, 15), date(2026, 2, 15), 1),
        (date(2025, 12, 31), date(2026, 12, 31), 12),
        (date(2026, 5, 2), date(2026, 5, 1), 0),
    ],
)
def test_months_are_whole(start, end, months):
    assert months_between(start, end) == months


def test_nothing_kept_is_no_path():
    assert paths_of([]) == ()
