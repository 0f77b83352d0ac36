"""Joint counts: their codes, their order, and the proof that they are right."""

from hypothesis import given
from hypothesis import strategies as st

from reports.recount import recount
from surveys.levels import Blank, LevelAnswer
from surveys.models import Questionnaire
from surveys.models.answers import Facet
from surveys.submission import Sheet
from surveys.tally import joint_code, kept, keys, post, split_code
from tests.factories import make_campaign, make_submission

rating = st.integers(0, 7)


def asking(*ratings):
    return Questionnaire(version_id=1, items=[1, 2], ratings=list(ratings))


@given(rating, rating, rating)
def test_three_ratings_are_one_number_below_512(first, current, target):
    code = joint_code(first, current, target)

    assert 0 <= code < 512
    assert split_code(code) == (first, current, target)


def test_a_submission_adds_one_line_per_competence_sorted_by_key():
    levels = [LevelAnswer(current=2, importance=4), LevelAnswer(current=Blank.DECLINED)]

    assert keys(3, 9, Sheet({}, tuple(levels)), asking("current", "importance")) == [
        (Facet.RECEIVED, 3, 9, 0, 0),
        (Facet.IMPORTANCE, 3, 9, 0, 0b100_010_111),
        (Facet.IMPORTANCE, 3, 9, 1, 0b111_110_111),
    ]


def test_the_level_before_has_lines_of_its_own_where_it_is_asked():
    levels = [LevelAnswer(current=2, target=3, before=1)]

    assert keys(1, 1, Sheet({}, tuple(levels)), asking("current", "target", "before")) == [
        (Facet.RECEIVED, 1, 1, 0, 0),
        (Facet.IMPORTANCE, 1, 1, 0, 0b111_010_011),
        (Facet.BEFORE, 1, 1, 0, 0b001_010_011),
    ]


def test_counts_are_added_in_one_statement(session, count_queries):
    campaign = make_campaign(session)
    make_submission(session, campaign, (4, 2), (3, 1))
    changes = dict.fromkeys(kept(session, campaign), 2)

    with count_queries() as statements:
        post(session, campaign.id, changes)

    assert len(statements) == 1
    assert set(kept(session, campaign).values()) == {3}


def test_nothing_to_change_runs_no_statement(session, count_queries):
    campaign = make_campaign(session)

    with count_queries() as statements:
        post(session, campaign.id, {(1, 1, 1, 0, 0): 0})

    assert statements == []


def test_lines_that_came_back_to_zero_are_left_out(session):
    campaign = make_campaign(session)
    make_submission(session, campaign, (4, 2), (3, 1))

    post(session, campaign.id, {key: -n for key, n in kept(session, campaign).items()})

    assert not kept(session, campaign)
    assert len(recount(session, campaign)) == 3
