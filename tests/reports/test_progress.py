"""How the same people moved: hand-computed figures, and what is masked of them."""

from math import sqrt

import pandas as pd
import pytest

from reports.progress import progress, response_shift

K = 5
BEFORE = (0, 1, 1, 2, 2, 2, 3, 3)
AFTER = (1, 2, 1, 3, 4, 2, 3, 2)  # changes: 1 1 0 1 2 0 0 -1
NOBODY = pd.DataFrame({"competence": [], "group": [], "n": []})


def frame(before=BEFORE, after=AFTER, then=None, *, competence="K", **groups):
    """Return pairs of one competence; `groups` says for how many, from the first, each is true."""
    size = len(before)
    then = then or (None,) * size
    columns = {name: [place < n for place in range(size)] for name, n in groups.items()}
    rows = {"competence": competence, "before": before, "after": after, "then": then, **columns}
    return pd.DataFrame(rows).astype(dict.fromkeys(["before", "after", "then"], float))


def published(competence="K", **sizes):
    rows = [(competence, name, n) for name, n in sizes.items()]
    return pd.DataFrame(rows, columns=["competence", "group", "n"])


def test_progress_of_eight_people_by_hand():
    found = progress(frame(), NOBODY, K).loc["K"].to_dict()

    assert found["state"] == found["side_state"] == "shown"
    assert {name: found[name] for name in ("n", "changed")} == {"n": 8, "changed": 5}
    assert found["mean_before"] == 14 / 8
    assert found["mean_after"] == 18 / 8
    assert found["mean_change"] == 4 / 8
    assert (found["progressed"], found["stable"], found["regressed"]) == (4 / 8, 3 / 8, 1 / 8)
    # Squares about the mean 1/2: 3 · 1/4 + 3 · 1/4 + 9/4 + 9/4 = 6, over n - 1 = 7.
    assert found["dz"] == pytest.approx(0.5 / sqrt(6 / 7))
    # Sizes 1 1 1 1 2: ranks 2.5 four times, then 5; gains 7.5 + 5, losses 2.5.
    assert found["rank_biserial"] == pytest.approx(10 / 15)
    assert all(pd.isna(found[name]) for name in ("p_wilcoxon", "p_sign", "q"))


def test_six_who_change_are_tested_and_adjusted_over_all_competences():
    # Changes 1 1 1 1 1 -1 0: all ranks 3.5; five gains or more, or one or less: 2 · 7 / 64.
    one = frame((0, 1, 2, 3, 1, 2, 2), (1, 2, 3, 4, 2, 1, 2))
    # Changes 1 1 1 1 1 1 -1 -2: ranks 4 seven times, then 8; losses 12. Sums of 12 at most: three
    # fours or fewer (1 + 7 + 21 + 35), or the 8 and one four or none (1 + 7): 72 of 256, twice.
    other = frame((0, 1, 2, 3, 1, 2, 2, 3), (1, 2, 3, 4, 2, 3, 1, 1), competence="L")

    found = progress(pd.concat([one, other], ignore_index=True), NOBODY, K)

    assert found.loc["K", "p_wilcoxon"] == found.loc["K", "p_sign"] == 14 / 64
    # Eight signs, two minus or fewer: 1 + 8 + 28 = 37 of 256, twice.
    assert found.loc["L", "p_sign"] == 74 / 256
    assert found.loc["L", "p_wilcoxon"] == 144 / 256
    assert found["q"].to_dict() == {"K": 2 * 14 / 64, "L": 144 / 256}


def test_who_did_not_give_both_levels_is_in_no_pair():
    pairs = frame((*BEFORE, None, 2), (*AFTER, 3, None))

    assert progress(pairs, NOBODY, K).loc["K", "n"] == 8
    assert progress(frame((None,), (3,)), NOBODY, K).loc["K", "state"] == "empty"


def test_nothing_is_shown_under_k_people():
    found = progress(frame(BEFORE[:4], AFTER[:4]), NOBODY, K).loc["K"]

    assert (found["state"], found["side_state"]) == ("masked", "masked")
    assert found.drop(["n", "state", "side_state"]).isna().all()


@pytest.mark.parametrize(
    ("n", "shared", "state"),
    [
        (8, 8, "shown"),  # the very same people
        (9, 8, "masked"),  # one person besides: a subtraction tells their level
        (12, 8, "masked"),
        (13, 8, "shown"),
        (8, 6, "masked"),  # two of the pairs are not in it, two others are
        (11, 6, "shown"),
        (5, 5, "masked"),  # three of the pairs are left over
    ],
)
def test_pairs_that_differ_from_a_published_group_by_few_are_masked(n, shared, state):
    found = progress(frame(first=shared), published(first=n), K)

    assert found.loc["K", "state"] == state


def test_every_published_group_counts_and_those_of_another_competence_do_not():
    pairs = frame(first=8, second=8)
    two = pd.concat([published(first=20), published(second=9)])

    assert progress(pairs, two, K).loc["K", "state"] == "masked"
    assert progress(pairs, published("L", first=9), K).loc["K", "state"] == "shown"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((1,) * 8, AFTER),  # the mean before tells everybody's level
        (BEFORE, (3,) * 8),
        (BEFORE, BEFORE),  # nobody moved: both means are equal for each
    ],
)
def test_means_that_would_tell_everybodys_level_are_masked(before, after):
    assert progress(frame(before, after), NOBODY, K).loc["K", "state"] == "masked"


def test_shares_go_where_all_but_one_moved_to_one_side_and_means_stay():
    after = (1, 2, 2, 3, 4, 3, 4, 3)  # seven progressed, one did not move

    found = progress(frame(after=after), NOBODY, K).loc["K"]

    assert (found["state"], found["side_state"]) == ("shown", "masked")
    assert found["mean_change"] == 8 / 8
    sided = ["progressed", "stable", "regressed", "changed", "dz", "p_wilcoxon", "q"]
    assert found[sided].isna().all()


THEN = (0, 0, 1, 1, 2, 1, 2, 3)


def test_response_shift_by_hand():
    pairs = frame(then=THEN)

    found = response_shift(pairs, NOBODY, progress(pairs, NOBODY, K), K).loc["K"].to_dict()

    assert found == pytest.approx(
        {
            "n": 8,
            "mean_before": 14 / 8,
            "mean_then": 10 / 8,
            "mean_after": 18 / 8,
            "conventional": 4 / 8,
            "adjusted": 8 / 8,
            "shift": 4 / 8,
            "state": "shown",
        }
    )
    assert found["adjusted"] == found["conventional"] + found["shift"]


def test_the_pairs_shown_are_a_group_that_a_shift_may_not_differ_from_by_few():
    pairs = frame(then=(*THEN[:7], None))

    shown = progress(pairs, NOBODY, K)

    assert response_shift(pairs, NOBODY, shown, K).loc["K", "state"] == "masked"
    hidden = shown.assign(state="masked")
    assert response_shift(pairs, NOBODY, hidden, K).loc["K", "state"] == "shown"


def test_a_shift_needs_all_three_and_is_masked_where_it_would_tell_a_level():
    pairs = frame()
    shown = progress(pairs, NOBODY, K)
    assert response_shift(pairs, NOBODY, shown, K).loc["K", "state"] == "empty"

    pairs = frame(then=(1,) * 8)
    assert response_shift(pairs, NOBODY, shown, K).loc["K", "state"] == "masked"
