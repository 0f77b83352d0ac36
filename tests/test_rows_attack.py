"""An adversary with files of answers and all released figures tries to find one person's answers.

She knows everybody's situation and with which release each of them came. She knows no answer.
"""

import csv
import io
import random
from collections import Counter, defaultdict

import pytest

from reports.cells import SUBMISSIONS
from reports.queries import last_release, released_lines
from reports.release import release_campaign
from reports.rows.planning import plan_rows
from reports.rows.writing import RowWriter, csv_pieces
from surveys.models import Submission
from tests.conftest import NOW
from tests.factories import LANGUAGES, make_campaign, make_submission

CODES = ("D4-01", "D4-02", "D4-03")
STRUCTURES = ("public", "association", "other")
SHARES = {"even": (1, 1, 1), "rare": (12, 12, 1)}
PLACE = {"type de structure": "structure", "agent de collectivité": "agent"}


def crowd(session, seed, shares, waves):
    """Return a campaign released after each wave, and the situation of each person by wave."""
    chance = random.Random(seed)
    campaign = make_campaign(
        session, CODES, attributes=("structure", "agent"), row_export=True, title=f"{seed}"
    )
    known, files = [], []
    for people in waves:
        for _ in range(people):
            [structure] = chance.choices(STRUCTURES, SHARES[shares])
            about = {"structure": structure, "agent": chance.choice(("yes", "no"))}
            known.append((len(files), *about.values()))
            make_submission(session, campaign, *[(2, chance.randrange(5)) for _ in CODES], **about)
        release_campaign(session, campaign, now=NOW, languages=LANGUAGES)
        session.commit()
        files.append(taken(session, campaign))
    return campaign, known, files


def taken(session, campaign):
    """Return the columns of situation in a file, then its answers: situation, levels."""
    plan = plan_rows(session, campaign)
    writer = RowWriter(plan, translate=str, language="fr")
    data = b"".join(csv_pieces(writer, session)).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(data, newline=""), delimiter=";")
    place = head.index("code de compétence")
    answers = defaultdict(list)
    for row in rows:
        answers[row[0], *row[1:place]].append(row[place:])
    shown = [PLACE[name] for name in head[1:place]]
    return shown, Counter((key[1:], tuple(map(tuple, lines))) for key, lines in answers.items())


CROWDS = [
    (seed, shares, waves)
    for seed in range(6)
    for shares in SHARES
    for waves in ((12,), (40,), (60, 5), (90, 40))
]


@pytest.mark.parametrize(("seed", "shares", "waves"), CROWDS)
def test_everybody_hides_among_k_in_one_file_and_among_newcomers_of_the_next(
    session, seed, shares, waves
):
    campaign, known, files = crowd(session, seed, shares, waves)

    for number, (shown, answers) in enumerate(files):
        since = [wave for wave, *_ in known]
        least = campaign.k if len(shown) < 2 else 10
        # Whoever came by then, as the adversary knows them, by what the file shows.
        seen = Counter(part(person, shown) for person in known if person[0] <= number)
        assert sum(answers.values()) == sum(wave <= number for wave in since)
        assert min(seen.values()) >= least
        if number:
            # What is new since the last file, told apart by equal answers as far as can be.
            new = Counter(part(person, shown) for person in known if person[0] == number)
            assert min(new.values()) >= least


def part(person, shown):
    structure, agent = person[1:]
    return tuple({"structure": structure, "agent": agent}[name] for name in shown)


@pytest.mark.parametrize(("seed", "shares", "waves"), CROWDS)
def test_no_group_that_is_shown_says_one_thing_of_all_its_people(session, seed, shares, waves):
    campaign, _known, files = crowd(session, seed, shares, waves)

    for _shown, answers in files:
        said = defaultdict(Counter)
        for (situation, lines), n in answers.items():
            for code, _before, current, *_rest in lines:
                if current.isdigit():
                    said[situation, code][current] += n
        assert all(len(levels) > 1 for levels in said.values() if levels.total() >= campaign.k)


@pytest.mark.parametrize(("seed", "shares", "waves"), CROWDS)
def test_subtracting_a_file_from_released_figures_leaves_nobody_or_k(session, seed, shares, waves):
    campaign, _known, files = crowd(session, seed, shares, waves)
    shown, answers = files[-1]
    words = {"structure": STRUCTURES, "agent": ("yes", "no")}
    lines = released_lines(session, last_release(session, campaign.id))
    figures = [
        (line.breakdown, value, cell.n)
        for line in lines
        if line.position == SUBMISSIONS and line.breakdown in words
        for value, cell in line.cells.items()
        if cell.visible
    ]
    plan = plan_rows(session, campaign)
    labels = RowWriter(plan, translate=str, language="fr")

    for breakdown, value, n in figures:
        if breakdown in shown:
            place = shown.index(breakdown)
            word = labels._label(breakdown, value)
            rows = sum(
                count for (situation, _), count in answers.items() if situation[place] == word
            )
            assert rows == n or rows - n >= campaign.k, (breakdown, value)


def test_a_file_and_the_base_share_no_key_and_no_order(session):
    campaign, _known, [(_shown, answers)] = crowd(session, 1, "even", (40,))
    plan = plan_rows(session, campaign)
    writer = RowWriter(plan, translate=str, language="fr")
    data = b"".join(csv_pieces(writer, session))

    for hashed in session.query(Submission.ticket_hash):
        assert bytes(hashed[0]) not in data
        assert bytes(hashed[0]).hex().encode() not in data
    assert data != b"".join(csv_pieces(writer, session))
    assert sum(answers.values()) == 40
