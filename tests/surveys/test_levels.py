"""Two bytes per competence: nothing is lost, and no blank ever becomes a step."""

from hypothesis import given
from hypothesis import strategies as st

from surveys.levels import UNANSWERED, Blank, LevelAnswer, pack, unpack

ratings = st.sampled_from([*range(5), *Blank])
answers = st.builds(LevelAnswer, ratings, ratings, ratings, ratings, st.booleans(), st.booleans())


@given(st.lists(answers, max_size=60))
def test_answers_come_back_as_they_were_packed_in_two_bytes_each(given_answers):
    packed = pack(given_answers)

    assert len(packed) == 2 * len(given_answers)
    assert unpack(packed) == tuple(given_answers)


def test_the_bits_lie_where_the_format_says():
    answer = LevelAnswer(current=3, importance=4, target=1, before=0, wish=True, offer=False)

    code = 3 | 4 << 3 | 1 << 6 | 0 << 9 | 1 << 12
    assert pack([answer]) == code.to_bytes(2, "little") == bytes([0b01100011, 0b00010000])


def test_no_answer_is_the_fourth_blank_and_never_zero():
    assert pack([UNANSWERED]) == (0b0000_1111_1111_1111).to_bytes(2, "little")
    assert pack([LevelAnswer(0, 0, 0, 0)]) == bytes(2)


def test_ratings_left_out_have_no_answer():
    assert LevelAnswer.of({"current": 2, "target": Blank.DECLINED}) == LevelAnswer(
        current=2, importance=Blank.NO_ANSWER, target=Blank.DECLINED, before=Blank.NO_ANSWER
    )


def test_a_competence_is_rated_when_its_current_level_is_a_step():
    assert [LevelAnswer(current=level).is_rated for level in range(8)] == [True] * 5 + [False] * 3
