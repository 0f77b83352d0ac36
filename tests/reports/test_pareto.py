"""How needs are spread: hand-computed shares, and the section that says them."""

import math

import pandas as pd
import pytest

from reports.pareto import pareto, vital_few
from reports.queries import archived
from reports.release import release_campaign
from tests.conftest import NOW
from tests.factories import make_campaign, make_submission
from webapp.translations import translations

CODES = ("D4-01", "D4-02", "D4-03", "D4-04")


def test_shares_are_of_the_positive_needs_alone_and_add_up():
    table = pareto(pd.Series({"a": 1.0, "b": 5.0, "c": 0.0, "d": -2.0, "e": 4.0, "f": math.nan}))

    assert list(table.index) == ["b", "e", "a"]
    assert table["share"].tolist() == pytest.approx([0.5, 0.4, 0.1])
    assert table["reached"].tolist() == pytest.approx([0.5, 0.9, 1.0])
    assert vital_few(table) == 2
    assert vital_few(table, 0.5) == 1
    assert vital_few(table, 0.95) == 3


def test_a_limit_that_is_just_reached_asks_for_no_more_needs():
    table = pareto(pd.Series({"a": 0.3, "b": 0.3, "c": 0.2, "d": 0.2}))

    assert vital_few(table) == 3


def test_without_a_need_nothing_is_spread():
    table = pareto(pd.Series({"a": 0.0, "b": -1.0}))

    assert (len(table), vital_few(table)) == (0, 0)


def section_of(session, answers):
    campaign = make_campaign(session, CODES, attributes=("structure",))
    for person in answers:
        make_submission(session, campaign, *person, structure="public")
    release = release_campaign(session, campaign, now=NOW, languages=translations())
    sections = archived(session, release, "fr").sections
    return next((it for it in sections if it.key == "pareto"), None)


def test_the_report_says_how_many_needs_make_80_percent(session):
    # Gaps to importance of 4: 4 or 3, 2 or 1, 1 or 0, then 0 or -1 (a level over importance).
    people = [
        [(4, 0 + odd), (4, 2 + odd), (4, 3 + odd), (3, 3 + odd)] for odd in (0, 1) for _ in range(5)
    ]

    found = section_of(session, people)

    # MWDS: 4 x 3.5 = 14, 4 x 1.5 = 6, 4 x 0.5 = 2, 3 x -0.5 < 0: 14 and 6 of 22 make 91 %.
    assert found.texts[0] == (
        "Pour faire 80\u00a0% du total (Borich (MWDS)), il suffit de 2 besoins sur 3."
    )
    assert found.texts[-1] == "Laissées de côté, sans besoin ou masquées\u00a0: 1."
    assert [row[2].value for row in found.table.rows] == pytest.approx([14, 6, 2])
    assert [row[4].value for row in found.table.rows] == pytest.approx([1400 / 22, 2000 / 22, 100])
    assert all(cell.n == 10 for row in found.table.rows for cell in row[2:])


def test_two_needs_are_not_spread(session):
    people = [[(4, odd), (4, 2 + odd), (2, 2 + odd), (2, 3 + odd)] for odd in (0, 1) * 5]

    assert section_of(session, people) is None
