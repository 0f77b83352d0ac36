"""What whole answers say together: kept once per release, beside figures that are shown."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from reports import rank_draws
from reports.cells import ALL, SUBMISSIONS
from reports.queries import archived, last_release, released_lines, subject_of
from reports.rank_draws import drawn_scores
from reports.rank_intervals import rank_intervals, ranked
from reports.release import drawn_again, release_campaign
from reports.sheets import NONE, sheets_in
from reports.together import SEED, covariances, kept_of
from surveys.levels import Blank
from tests.conftest import NOW
from tests.factories import make_campaign, make_submission
from webapp.translations import translations

CODES = ("D4-01", "D4-02", "D4-03")


def plain(text):
    return " ".join(text.split())


def sent(session, campaign, people, *, seed=5, **about):
    """Make answers up: the first need is far from the others, which are close to each other."""
    random = np.random.default_rng(seed)
    found = []
    for person in range(people):
        lowest = 4 if person % 6 == 0 else int(random.integers(0, 2))
        levels = [lowest, *(int(it) for it in random.integers(2, 5, 2))]
        importance = [int(it) for it in random.integers(2, 5, 3)]
        found.append((importance, levels))
        answers = zip(importance, levels, strict=True)
        make_submission(session, campaign, *answers, structure="public", **about)
    return found


def released(session, campaign):
    return release_campaign(session, campaign, now=NOW, languages=translations())


def section(session, campaign, key):
    document = archived(session, last_release(session, campaign.id), "fr")
    return next((it for it in document.sections if it.key == key), None)


def test_ratings_are_read_with_the_goal_of_the_profile_and_blanks_apart(session):
    campaign = make_campaign(session, CODES)
    make_submission(session, campaign, (4, 1), (3, Blank.DECLINED), (Blank.NO_ANSWER, 2),
                    profile="P1")  # fmt: skip
    make_submission(session, campaign, (2, 0), (1, 3), (0, 4))

    sheets = sheets_in(session, campaign, subject_of(session, campaign), last_batch=1)

    found = [sheets.importance, sheets.current, sheets.goal]
    rows = {tuple(map(tuple, (matrix[i].tolist() for matrix in found))) for i in (0, 1)}
    assert rows == {
        ((4, 3, NONE), (1, NONE, 2), (3, 3, 3)),  # P1 expects 3 of everything
        ((2, 1, 0), (0, 3, 4), (NONE, NONE, NONE)),
    }


def test_ranks_of_a_campaign_are_those_of_the_same_answers_in_a_file(session):
    campaign = make_campaign(session, CODES, attributes=("structure",))
    found = sent(session, campaign, 40)
    release = released(session, campaign)

    importance, current = (pd.DataFrame([it[i] for it in found], dtype=float) for i in (0, 1))
    table = rank_intervals(importance, current, seed=SEED)
    # The base gives answers back in another order: draws differ, what is sure does not.
    kept = {place: ranks for place, *ranks in release.together["ranks"]}
    assert release.together["rule"] == "mwds"
    assert kept[0] == [1, 1, 1] == table.loc[0, ["rank", "first", "last"]].tolist()
    assert sorted(kept) == [0, 1, 2]
    assert {kept[1][0], kept[2][0]} == {2, 3}

    shown = section(session, campaign, "certainty")
    assert plain(shown.texts[0]) == (
        "Un besoin est le premier sans doute raisonnable : « Compétence D4-01 »."
    )
    assert shown.table.rows[0][0].value == "D4-01"


def test_the_priority_ranks_where_answers_have_a_goal(session):
    campaign = make_campaign(session, CODES)
    sent(session, campaign, 24, profile="P1")
    release = released(session, campaign)

    assert release.together["rule"] == "priority"
    assert release.together["ranks"][0] == [0, 1, 1, 1]
    assert "rangs d’après\u00a0: Priorité" in section(session, campaign, "certainty").texts[1]


def test_under_twenty_people_a_sentence_says_so_and_nothing_else(session):
    campaign = make_campaign(session, CODES)
    sent(session, campaign, 19)
    release = released(session, campaign)

    shown = section(session, campaign, "certainty")
    assert release.together["ranks"] == []
    assert (shown.table, shown.chart) == (None, None)
    assert shown.texts[0].startswith("Trop peu de réponses pour dire ce que ce classement laisse")
    assert section(session, campaign, "reliability") is None


def test_what_was_kept_stays_where_no_figure_moved(session):
    campaign = make_campaign(session, CODES)
    sent(session, campaign, 24, profile="P1")
    first = released(session, campaign)
    for _ in range(6):  # nobody rates the last one, so that no figure of the first release moves
        make_submission(session, campaign, (3, 1), (3, 1), (3, Blank.NO_ANSWER), profile="P1",
                        structure="public")  # fmt: skip
    second = released(session, campaign)

    whole = [it for it in released_lines(session, second) if it.breakdown == ALL]
    assert {it.as_of for it in whole if it.position != SUBMISSIONS} == {1}
    assert second.together == first.together
    assert first.together["ranks"]


def test_a_figure_that_did_not_move_has_no_rank_among_those_that_did(session):
    campaign = make_campaign(session, CODES)
    sent(session, campaign, 24, profile="P1")
    release = released(session, campaign)
    subject = subject_of(session, campaign)
    lines = [
        replace(it, as_of=1 if it.position == 2 else 2) for it in released_lines(session, release)
    ]

    sheets = sheets_in(session, campaign, subject, last_batch=1)
    kept = kept_of(sheets, lines, CODES, 5, 2, "priority", release.together)

    assert [row[0] for row in kept["ranks"]] == [0, 1]
    assert kept["areas"] == {}


def test_the_coherence_of_an_area_is_told_where_its_n_tells_nobody(session):
    campaign = make_campaign(session, CODES)
    sent(session, campaign, 24)
    release = released(session, campaign)

    items, n, alpha, _pairwise, _omega = release.together["areas"]["D4"]
    assert (items, n) == (3, 24)
    assert alpha == round(alpha, 2)
    row = section(session, campaign, "reliability").table.rows[0]
    assert (row[0].value, row[3].n) == ("D4", 24)


def test_the_coherence_of_an_area_is_not_told_where_its_n_would_tell_of_one_person(session):
    campaign = make_campaign(session, CODES)
    sent(session, campaign, 24)
    make_submission(session, campaign, (3, 1), (3, 1), (3, Blank.NO_ANSWER), structure="public")
    release = released(session, campaign)

    assert release.together["areas"] == {}


def test_a_report_drawn_again_has_the_ranks_that_were_kept(session):
    campaign = make_campaign(session, CODES)
    sent(session, campaign, 24)
    release = released(session, campaign)
    sent(session, campaign, 30, seed=6)

    again = drawn_again(session, release, translate=translations()["fr"], language="fr")

    assert again == archived(session, release, "fr")


def test_normal_draws_of_many_people_say_what_resampling_says(monkeypatch):
    random = np.random.default_rng(11)
    level = random.normal(0, 0.7, (4000, 1))  # what a person says of all competences
    current = np.clip(np.round(1.5 + level + random.normal(0, 1, (4000, 6))), 0, 4)
    importance = random.integers(1, 5, (4000, 6)).astype(float)
    rated = random.random((4000, 6)) < 0.9
    weights, gaps = importance * rated, (importance - current) * rated

    score, drawn = drawn_scores(rated, weights, gaps, seed=1)
    monkeypatch.setattr(rank_draws, "MANY", 1000)
    same, normal = drawn_scores(rated, weights.astype("int8"), gaps.astype("int8"), seed=1)

    assert same == pytest.approx(score)
    assert normal.std(axis=0) == pytest.approx(drawn.std(axis=0), rel=0.1)
    assert np.corrcoef(normal.T) == pytest.approx(np.corrcoef(drawn.T), abs=0.12)
    names = pd.Index(list("ABCDEF"))
    ends = [ranked(it, found, names)[["first", "last"]] for it, found in
            ((score, drawn), (same, normal))]  # fmt: skip
    assert (ends[0] == ends[1]).to_numpy().mean() > 0.9


@pytest.mark.parametrize("people", [70, 300])
def test_covariances_of_whole_numbers_are_those_of_pandas(people, monkeypatch):
    monkeypatch.setattr("reports.together.PORTION", 70)
    random = np.random.default_rng(4)
    current = random.integers(-1, 5, (people, 6)).astype(np.int8)
    places = [0, 2, 5]

    n, listwise, pairwise = covariances(current, places)

    items = pd.DataFrame(current[:, places]).astype(float).replace(NONE, np.nan)
    assert n == len(items.dropna())
    assert listwise.to_numpy() == pytest.approx(items.dropna().cov().to_numpy(), nan_ok=True)
    assert pairwise.to_numpy() == pytest.approx(items.cov().to_numpy(), nan_ok=True)


def test_nobody_has_no_covariance():
    n, listwise, pairwise = covariances(np.zeros((0, 3), dtype=np.int8), [0, 1, 2])

    assert n == 0
    assert listwise.isna().all(axis=None)
    assert pairwise.isna().all(axis=None)
