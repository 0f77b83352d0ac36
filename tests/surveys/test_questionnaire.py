"""Pages of five to eight competences, and how the answers of a page are read."""

import pytest

from surveys.errors import InvalidAnswer
from surveys.levels import UNANSWERED, Blank, LevelAnswer
from surveys.questionnaire import AskedCompetence, blocks, field_name, parse_levels, ticked

BOTH = ("current", "importance")
ALL_RATINGS = ("current", "importance", "target", "before")


def questions(*sizes):
    """Return questions in areas of these sizes."""
    areas = [f"D{place}" for place, size in enumerate(sizes, start=1) for _ in range(size)]
    return [AskedCompetence(i, area, f"{area}-{i:02d}") for i, area in enumerate(areas)]


def sizes_of(*sizes):
    return [len(block.positions) for block in blocks(questions(*sizes))]


@pytest.mark.parametrize(
    ("areas", "pages"),
    [
        ([1], [1]),
        ([4], [4]),
        ([5], [5]),
        ([8], [8]),
        ([9], [4, 5]),
        ([14], [7, 7]),
        ([16], [8, 8]),
        ([5, 5], [5, 5]),
        ([8, 8], [8, 8]),
        ([5, 6, 7, 8], [5, 6, 7, 8]),
        ([3, 3], [6]),
        ([2, 2, 2, 2], [8]),
    ],
)
def test_pages_hold_five_to_eight_competences_where_there_is_a_way(areas, pages):
    assert sorted(sizes_of(*areas)) == sorted(pages)


@pytest.mark.parametrize("count", [1, 4, 5, 8, 9, 14, 16, 40, 49])
@pytest.mark.parametrize("size", [1, 3, 5, 7, 49])
def test_every_competence_is_asked_once_in_order_on_no_page_above_eight(count, size):
    areas = [min(size, count - start) for start in range(0, count, size)]

    pages = blocks(questions(*areas))

    assert [p for page in pages for p in page.positions] == list(range(count))
    assert max(len(page.positions) for page in pages) <= 8
    least = min(len(page.positions) for page in pages)
    assert least == count if count < 5 else least >= (4 if count == 9 else 5)


def test_areas_of_five_to_eight_are_kept_together():
    pages = blocks(questions(5, 8, 6, 7, 5, 6))

    assert [page.areas for page in pages] == [("D1",), ("D2",), ("D3",), ("D4",), ("D5",), ("D6",)]


def test_small_neighbouring_areas_share_a_page_without_being_cut():
    pages = blocks(questions(4, 3, 4, 3, 4, 4))

    assert [page.areas for page in pages] == [("D1", "D2"), ("D3", "D4"), ("D5", "D6")]


def test_the_draft_has_one_page_per_area_and_its_core_two_pages():
    assert sizes_of(7, 5, 6, 8, 5, 6, 5, 7) == [7, 5, 6, 8, 5, 6, 5, 7]
    assert [page.areas for page in blocks(questions(*[2] * 8))] == [
        ("D1", "D2", "D3", "D4"),
        ("D5", "D6", "D7", "D8"),
    ]


def test_no_question_makes_no_page():
    assert blocks([]) == ()


def test_fields_are_named_after_the_rating_and_the_place():
    assert [field_name(rating, 12) for rating in ALL_RATINGS] == ["c12", "i12", "t12", "b12"]


def test_a_page_is_read_by_position():
    raw = {"c3": "2", "i3": "4", "c4": "no", "c9": "1", "profile": "P1", "x": "=cmd()"}

    levels = parse_levels(raw, [3, 4, 5], BOTH)

    assert levels == {
        3: LevelAnswer(current=2, importance=4),
        4: LevelAnswer(current=Blank.DECLINED),
        5: UNANSWERED,
    }


def test_not_concerned_speaks_of_the_whole_competence():
    levels = parse_levels({"c0": "na", "i0": "4", "t0": "3", "b0": "1"}, [0], ALL_RATINGS)

    assert levels == {0: LevelAnswer(*[Blank.NOT_APPLICABLE] * 4)}


def test_not_concerned_leaves_what_is_not_asked_without_answer():
    levels = parse_levels({"c0": "na", "i0": "4"}, [0], BOTH)

    assert levels == {0: LevelAnswer(current=Blank.NOT_APPLICABLE, importance=Blank.NOT_APPLICABLE)}


def test_a_rating_that_is_not_asked_is_not_read():
    assert parse_levels({"c0": "2", "t0": "9", "b0": "x"}, [0], BOTH) == {0: LevelAnswer(current=2)}


@pytest.mark.parametrize(
    "value", ["5", "7", "-1", "04", " 2", "٢", "2\x00", "<script>", "NA", "2.0"]
)
def test_a_value_that_the_page_does_not_offer_is_refused(value):
    for field in ("c0", "i0"):
        with pytest.raises(InvalidAnswer):
            parse_levels({field: value}, [0], BOTH)


def test_pages_are_ticked_as_they_were_answered():
    levels = [
        LevelAnswer(current=2, importance=4),
        LevelAnswer(current=Blank.NOT_APPLICABLE, importance=Blank.NOT_APPLICABLE),
        UNANSWERED,
        LevelAnswer(current=Blank.DECLINED, target=1),
    ]

    assert ticked(levels, BOTH) == {"c0=2", "i0=4", "c1=na", "i1=na", "c3=no"}


def test_what_is_ticked_is_read_back_as_it_was():
    levels = (
        LevelAnswer(2, 4, 1, 0),
        LevelAnswer(*[Blank.NOT_APPLICABLE] * 4),
        UNANSWERED,
        LevelAnswer(current=Blank.DECLINED, importance=3),
    )
    raw = dict(tick.split("=") for tick in ticked(levels, ALL_RATINGS))

    assert tuple(parse_levels(raw, range(4), ALL_RATINGS).values()) == levels
