"""Publishing figures: from how many answers on, which figures, and what stays as it was shown."""

import re

import pytest

from reports.cells import ALL, BEFORE, SUBMISSIONS, WHOLE, Line, Shown
from reports.queries import archived, last_release, released_lines
from reports.release import release_campaign, release_first
from surveys.errors import NotEnoughAnswers
from surveys.levels import Blank, LevelAnswer
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.queries.campaigns import campaign_by_code, received
from surveys.submission import submit, withdraw
from tests.conftest import NOW
from tests.factories import make_campaign, make_sheet, make_submission, make_ticket, make_version

FRENCH = {"fr": str}
BOTH = {"fr": str, "en": "[{}]".format}
NO = Blank.NO_ANSWER
NOT_CONCERNED = LevelAnswer(current=Blank.NOT_APPLICABLE, importance=Blank.NOT_APPLICABLE)


def release(session, campaign, languages=FRENCH):
    made = release_campaign(session, campaign, now=NOW, languages=languages)
    session.commit()
    return made


def answer(session, campaign, times, *levels, **about):
    return [make_submission(session, campaign, *levels, **about) for _ in range(times)]


def lines_of(session, campaign):
    lines = released_lines(session, last_release(session, campaign.id))
    return {(line.breakdown, line.position): line for line in lines}


def figures(session, campaign, section, code):
    """Return a row of the last report as {column: value}; a masked cell is « masked »."""
    report = archived(session, last_release(session, campaign.id), "fr")
    table = report.section(section).table
    keys = [column.key for column in table.columns]
    [row] = [row for row in table.rows if row[keys.index("code")].value == code]
    return {
        key: cell.value if cell.state == "shown" else cell.state
        for key, cell in zip(keys, row, strict=True)
    }


def code(first, current, goal):
    return first << 6 | current << 3 | goal


def shown(n, counts=None):
    return Shown(visible=True, n=n, counts=counts or {})


def masked(n):
    return Shown(visible=False, n=n)


@pytest.fixture
def campaign(session):
    return make_campaign(session)


@pytest.mark.parametrize("count", [0, 1, 4])
def test_nothing_is_released_under_k_answers(session, campaign, count):
    answer(session, campaign, count, (4, 2), (3, 1))

    with pytest.raises(NotEnoughAnswers) as refused:
        release(session, campaign)

    assert refused.value.values == {"k": 5, "waiting": count}
    assert last_release(session, campaign.id) is None


def test_the_next_release_needs_k_more_answers(session, campaign):
    answer(session, campaign, 5, (4, 2), (3, 1))
    first = release(session, campaign)
    answer(session, campaign, 4, (4, 2), (3, 1))

    with pytest.raises(NotEnoughAnswers) as refused:
        release(session, campaign)
    answer(session, campaign, 1, (4, 2), (3, 1))
    second = release(session, campaign)

    assert refused.value.values == {"k": 5, "waiting": 4}
    assert [(r.number, r.received, r.released_at) for r in (first, second)] == [
        (1, 5, NOW),
        (2, 10, NOW),
    ]
    assert last_release(session, campaign.id) == second


def test_withdrawn_answers_are_made_up_for_before_the_next_release(session):
    campaign = make_campaign(session, mode=PSEUDONYMOUS)
    tickets = answer(session, campaign, 5, (4, 2), (3, 1))
    release(session, campaign)
    withdraw(session, campaign, tickets[0])
    answer(session, campaign, 5, (4, 2), (3, 1))

    with pytest.raises(NotEnoughAnswers) as refused:
        release(session, campaign)

    assert refused.value.values == {"k": 5, "waiting": 4}


def test_a_rehearsal_and_another_campaign_count_for_nothing(session, campaign):
    other = make_campaign(session, version=campaign.questionnaire.version)
    answer(session, other, 5, (0, 4), (0, 4))
    for _ in range(5):
        ticket = make_ticket(campaign, rehearsal=True)
        submit(session, campaign, ticket, make_sheet(1, 1), notice=1, now=NOW)

    with pytest.raises(NotEnoughAnswers):
        release(session, campaign)

    release(session, other)
    assert received(session, [campaign.id, other.id]) == {campaign.id: 0, other.id: 5}
    assert last_release(session, campaign.id) is None


def test_cells_are_the_joint_counts_by_hand(session):
    # Profiles expect 3 (P1) and 2 (P2) of every competence; k = 5.
    campaign = make_campaign(session, attributes=("profile",))
    answer(session, campaign, 4, (4, 2), (3, 1), profile="P1")
    answer(session, campaign, 2, (4, 4), NOT_CONCERNED, profile="P1")
    answer(session, campaign, 3, (1, 0), LevelAnswer(current=Blank.DECLINED), profile="P2")
    answer(session, campaign, 2, (1, 1), LevelAnswer(current=Blank.DECLINED), profile="P2")

    release(session, campaign)

    counts = {code(4, 2, 3): 4, code(4, 4, 3): 2, code(1, 0, 2): 3, code(1, 1, 2): 2}
    assert lines_of(session, campaign) == {
        (ALL, SUBMISSIONS): Line(ALL, SUBMISSIONS, 1, {"": shown(11)}),
        (ALL, 0): Line(ALL, 0, 1, {"": shown(11, counts)}),
        (ALL, 1): Line(ALL, 1, 1, {"": masked(4)}),
        ("profile", SUBMISSIONS): Line("profile", SUBMISSIONS, 1, {"P1": shown(6), "P2": shown(5)}),
        ("profile", 0): Line(
            "profile",
            0,
            1,
            {
                "P1": shown(6, {code(NO, 2, 3): 4, code(NO, 4, 3): 2}),
                "P2": shown(5, {code(NO, 0, 2): 3, code(NO, 1, 2): 2}),
            },
        ),
        ("profile", 1): Line("profile", 1, 1, {WHOLE: masked(4)}),
    }


def test_a_group_of_two_is_hidden_with_the_smallest_other(session):
    campaign = make_campaign(session, attributes=("structure",))
    for count, structure in ((4, "public"), (3, "association"), (1, "other")):
        answer(session, campaign, count, (4, 2), (3, 1), structure=structure)
        answer(session, campaign, count, (4, 1), (3, 2), structure=structure)

    release(session, campaign)

    lines = lines_of(session, campaign)
    for position in (SUBMISSIONS, 0, 1):
        cells = lines["structure", position].cells
        assert {value: (cell.visible, cell.n) for value, cell in cells.items()} == {
            "public": (True, 8),
            "association": (False, 6),
            "other": (False, 2),
        }


def test_the_level_aimed_at_is_the_goal_where_it_is_asked(session):
    campaign = make_campaign(session, ("D4-01",), attributes=("profile",), ratings=("target",))
    answer(session, campaign, 5, LevelAnswer(current=1, target=4), profile="P1")
    answer(session, campaign, 4, LevelAnswer(current=2, target=4), profile="P1")

    release(session, campaign)

    counts = {code(NO, 1, 4): 5, code(NO, 2, 4): 4}
    lines = lines_of(session, campaign)
    assert lines[ALL, 0].cells == {"": shown(9, counts)}
    assert lines["profile", 0].cells == {"P1": shown(9, counts)}


def test_levels_before_and_now_are_counted_in_pairs(session):
    campaign = make_campaign(session, ("D4-01",), attributes=(), ratings=("before",))
    answer(session, campaign, 3, LevelAnswer(current=3, before=1))
    answer(session, campaign, 2, LevelAnswer(current=2, before=0))
    answer(session, campaign, 5, LevelAnswer(current=2))

    release(session, campaign)

    counts = {code(1, 3, NO): 3, code(0, 2, NO): 2}
    assert lines_of(session, campaign)[BEFORE, 0].cells == {"": shown(5, counts)}
    found = figures(session, campaign, "progress", "D4-01")
    assert found.pop("before") == pytest.approx(3 / 5)
    assert found.pop("now") == pytest.approx(13 / 5)
    assert found == {"code": "D4-01", "label": "Compétence D4-01", "change": 2.0, "n": 5}


def test_a_campaign_that_asks_nothing_but_the_level_is_released_too(session):
    campaign = make_campaign(session, ("D4-01",), attributes=(), ratings=())
    answer(session, campaign, 3, 1)
    answer(session, campaign, 2, 4)

    release(session, campaign)

    assert lines_of(session, campaign) == {
        (ALL, SUBMISSIONS): Line(ALL, SUBMISSIONS, 1, {"": shown(5)}),
        (ALL, 0): Line(ALL, 0, 1, {"": shown(5, {code(NO, 1, NO): 3, code(NO, 4, NO): 2})}),
    }
    report = archived(session, last_release(session, campaign.id), "fr")
    assert [section.key for section in report.sections] == [
        "responses",
        "levels",
        "coverage",
        "method",
    ]


def test_a_campaign_where_nobody_chose_a_profile_shows_no_gap(session):
    campaign = make_campaign(session, ("D4-01",), attributes=("profile", "structure"))
    answer(session, campaign, 6, (4, 1), structure="public")
    answer(session, campaign, 2, (4, 2), structure="public")

    release(session, campaign)

    lines = lines_of(session, campaign)
    assert lines[ALL, 0].cells == {"": shown(8, {code(4, 1, NO): 6, code(4, 2, NO): 2})}
    assert ("structure", 0) not in lines
    assert figures(session, campaign, "gaps", "D4-01")["mean_target_gap"] == "empty"


def test_figures_are_the_means_computed_by_hand(session):
    campaign = make_campaign(session, ("D4-01",), attributes=("profile",))
    for importance, current in ((4, 2), (4, 0), (3, 3), (2, 4), (2, 1)):
        answer(session, campaign, 1, (importance, current), profile="P1")

    release(session, campaign)

    # Goal 3. Below it: 2, 0 and 1, so rate 3/5, intensity (1+3+2)/3, importance 15/5.
    needs = figures(session, campaign, "needs", "D4-01")
    assert needs["rate"] == pytest.approx(3 / 5)
    assert needs["intensity"] == pytest.approx(2)
    assert needs["priority"] == pytest.approx(3 / 5 * 2 * 3)
    assert (needs["n"], needs["n_pair"]) == (5, 5)
    assert needs["mean_importance"] == pytest.approx(3)
    assert needs["mean_current"] == pytest.approx(2)
    assert needs["mwds"] == pytest.approx(3 * (3 - 2))
    # Below their importance: 2<4, 0<4, 1<2; at: 3=3; above: 4>2.
    assert needs["rds"] == pytest.approx(100 * (1 - 3) / 5)
    gaps = figures(session, campaign, "gaps", "D4-01")
    assert gaps["mean_target"] == pytest.approx(3)
    assert gaps["mean_target_gap"] == pytest.approx(1)
    assert gaps["mean_positive_gap"] == pytest.approx(6 / 5)


def test_figures_do_not_move_with_the_next_answer_and_do_with_k_more(session):
    campaign = make_campaign(session, ("D4-01",), attributes=("profile",))
    answer(session, campaign, 3, (4, 1), profile="P1")
    answer(session, campaign, 2, (4, 3), profile="P1")
    release(session, campaign)
    before = figures(session, campaign, "needs", "D4-01")

    answer(session, campaign, 1, (0, 4), profile="P1")
    assert received(session, [campaign.id]) == {campaign.id: 6}
    assert figures(session, campaign, "needs", "D4-01") == before
    answer(session, campaign, 4, (2, 2), profile="P1")
    release(session, campaign)

    # Currents 3 × 1, 2 × 3, 4, 4 × 2; importances 5 × 4, 0, 4 × 2; goal 3.
    after = figures(session, campaign, "needs", "D4-01")
    assert before["mean_current"] == pytest.approx(9 / 5)
    assert after["mean_current"] == pytest.approx((3 + 6 + 4 + 8) / 10)
    assert after["mean_importance"] == pytest.approx(28 / 10)
    assert after["rate"] == pytest.approx(7 / 10)
    assert after["intensity"] == pytest.approx((3 * 2 + 4 * 1) / 7)
    assert after["n"] == 10


def test_a_competence_that_few_newcomers_rated_stays_with_its_number(session):
    campaign = make_campaign(session, attributes=())
    for level in (1, 3):
        answer(session, campaign, 3, (4, level), (4, level))
    release(session, campaign)
    for level in (1, 3):
        answer(session, campaign, 2, (4, level), (4, level))
        answer(session, campaign, 1, (4, level), NOT_CONCERNED)

    release(session, campaign)

    lines = lines_of(session, campaign)
    assert lines[ALL, 0] == Line(ALL, 0, 2, {"": shown(12, {code(4, 1, NO): 6, code(4, 3, NO): 6})})
    assert lines[ALL, 1] == Line(ALL, 1, 1, {"": shown(6, {code(4, 1, NO): 3, code(4, 3, NO): 3})})


def test_a_line_that_stayed_moves_once_enough_have_come(session):
    campaign = make_campaign(session, ("D4-01",), attributes=())
    answer(session, campaign, 6, (4, 1))
    answer(session, campaign, 2, (4, 2))
    release(session, campaign)
    for level in (2, 3):
        answer(session, campaign, 3, (4, level))
        answer(session, campaign, 2, NOT_CONCERNED)
        release(session, campaign)

    counts = {code(4, 1, NO): 6, code(4, 2, NO): 5, code(4, 3, NO): 3, code(5, 5, NO): 4}
    assert lines_of(session, campaign)[ALL, 0] == Line(ALL, 0, 3, {"": shown(14, counts)})


def test_a_competence_where_all_gave_one_level_is_masked(session):
    campaign = make_campaign(session, attributes=("profile",))
    answer(session, campaign, 15, (4, 1), (4, 1), profile="P1")
    answer(session, campaign, 6, (4, 1), (4, 3), profile="P1")

    release(session, campaign)

    sections = {"needs": "mean_current", "gaps": "mean_level", "levels": "level_1"}
    same = {key: figures(session, campaign, key, "D4-01")[name] for key, name in sections.items()}
    mixed = figures(session, campaign, "levels", "D4-02")
    assert set(same.values()) == {"masked"}
    assert [mixed[f"level_{step}"] for step in range(5)] == [0, 15, 0, 6, 0]
    assert [mixed[name] for name in ("below", "at", "above", "n")] == [15, 6, 0, 21]


@pytest.mark.parametrize("at", [0, 1])
def test_shares_are_masked_where_all_or_all_but_one_are_on_one_side(session, at):
    # Goal 3. Nobody can tell whether one person stands apart, or none.
    campaign = make_campaign(session, ("D4-01",), attributes=("profile",))
    answer(session, campaign, 12 - at, (4, 1), profile="P1")
    answer(session, campaign, 12, (4, 2), profile="P1")
    answer(session, campaign, at, (4, 3), profile="P1")

    release(session, campaign)

    needs = figures(session, campaign, "needs", "D4-01")
    gaps = figures(session, campaign, "gaps", "D4-01")
    levels = figures(session, campaign, "levels", "D4-01")
    hidden = [needs["rate"], needs["intensity"], needs["rds"], gaps["share_below"]]
    assert hidden == ["masked"] * 4
    assert {levels[name] for name in ("below", "at", "above", "level_1", "median")} == {"masked"}
    mean = ((12 - at) * 2 + 12) / 24
    assert needs["priority"] == pytest.approx(mean * 4)
    assert gaps["mean_positive_gap"] == pytest.approx(mean)


def test_a_competence_that_few_or_nobody_rated_is_masked(session):
    campaign = make_campaign(session, ("D4-01", "D4-02", "D4-03"), attributes=())
    answer(session, campaign, 4, (4, 1), (4, 1), NOT_CONCERNED)
    answer(session, campaign, 3, (4, 2), NOT_CONCERNED, NOT_CONCERNED)

    release(session, campaign)

    # One cannot be told from the other: their difference would tell that somebody rated it.
    found = {c: figures(session, campaign, "needs", c)["mean_current"] for c in CODES}
    assert found == {"D4-01": pytest.approx(10 / 7), "D4-02": "masked", "D4-03": "masked"}


CODES = ("D4-01", "D4-02", "D4-03")


def test_a_report_is_frozen_in_each_language_as_it_was_shown(session, campaign):
    answer(session, campaign, 5, (4, 2), (3, 1))
    first = release(session, campaign, BOTH)
    french, english = (archived(session, first, language) for language in BOTH)
    campaign.title = "Un autre titre"
    answer(session, campaign, 5, (0, 0), (0, 0))
    second = release(session, campaign)
    session.expire_all()

    assert (french.language, english.language) == ("fr", "en")
    assert english.section("method").title == f"[{french.section('method').title}]"
    assert archived(session, first, "fr") == french
    assert archived(session, second, "fr").title == "Un autre titre"
    assert archived(session, first, "de") is None


def test_the_report_says_which_figures_are_those_of_an_earlier_release(session):
    campaign = make_campaign(session, ("D4-01",), attributes=())
    answer(session, campaign, 4, (4, 1))
    answer(session, campaign, 2, (4, 2))
    release(session, campaign)
    answer(session, campaign, 5, NOT_CONCERNED)
    release(session, campaign)

    report = archived(session, last_release(session, campaign.id), "fr")

    assert any(re.search(r"publication n°\s1\b", text) for text in report.section("method").texts)
    assert any("11 réponses" in text for text in report.section("responses").texts)


def test_made_up_answers_are_said_to_be_made_up(session):
    campaign = make_campaign(session, demonstration=True)
    answer(session, campaign, 5, (4, 1), (4, 1))

    report = archived(session, release(session, campaign), "fr")

    assert "données de démonstration" in report.notices[0].lower()


def test_a_first_release_is_made_at_the_closing_if_there_are_enough_answers(session, campaign):
    def first():
        return release_first(session, campaign, now=NOW, languages=FRENCH)

    answer(session, campaign, 4, (4, 1), (4, 1))
    assert first() is None
    answer(session, campaign, 1, (4, 1), (4, 1))
    assert first().number == 1
    answer(session, campaign, 5, (4, 1), (4, 1))
    assert first() is None


def test_a_release_reads_as_many_statements_for_any_number_of_answers(session, count_queries):
    codes = [f"D{area}-0{n}" for area in range(1, 4) for n in range(1, 6)]
    version = make_version(session, codes)
    small = make_campaign(session, codes[:2], version=version)
    large = make_campaign(session, codes, version=version)
    answer(session, small, 5, (4, 1), (4, 1), profile="P1", structure="public")
    for structure in ("public", "association", "other"):
        answer(session, large, 5, *[(4, 1)] * 15, profile="P2", structure=structure)

    counted = []
    for code in (small.code, large.code):
        session.expunge_all()
        campaign = campaign_by_code(session, code)
        with count_queries() as statements:
            release(session, campaign)
        counted.append(len(statements))

    assert counted[0] == counted[1] <= 20
