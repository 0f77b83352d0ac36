"""A trajectory read from the base: the same competence across versions, in words and tables."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from referentiel.models import Succession
from referentiel.versioning import draft_from, publish
from reports.trajectory_report import path_sentence, trajectory_document, trajectory_of
from surveys.keeping import keep
from surveys.levels import Blank, LevelAnswer
from surveys.models import Submission
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.queries.space import kept_results
from tests.conftest import NOW
from tests.factories import make_campaign, make_draft, make_person, make_submission
from tests.referentiel.drafting import reword

CODES = ("D4-01", "D4-02")
TODAY = NOW.date()


@pytest.fixture
def version(session):
    return publish(session, make_draft(session, CODES), standing="projet", today=TODAY)


def kept(session, version, day, *levels, codes=CODES, **plan):
    """Let Anne keep what she answered on a day."""
    campaign = make_campaign(session, codes, version=version, mode=PSEUDONYMOUS, **plan)
    ticket = make_submission(session, campaign, *levels)
    keep(session, campaign, ticket, person_id=make_person(session).id)
    own = Submission.ticket_hash == ticket.hash
    session.execute(update(Submission).where(own).values(day=day))
    session.commit()


def trajectory(session):
    own = kept_results(session, make_person(session).id)
    return trajectory_of(session, own, today=TODAY, language="fr")


def document(session):
    return trajectory_document(
        trajectory(session), title="Mon trajet", translate=str, language="fr"
    )


def rows(section):
    return [tuple(cell.value for cell in row) for row in section.table.rows]


def test_one_assessment_is_a_start_and_nothing_is_compared(session, version):
    kept(session, version, date(2026, 5, 4), 1, Blank.DECLINED)

    found = trajectory(session)

    assert (found.compared, len(found.once), found.moved) == (0, 1, ())
    section = document(session).section("levels")
    assert [column.label for column in section.table.columns][2:] == [
        "04/05/2026", "Âge du dernier niveau",
    ]  # fmt: skip
    assert [row[2:] for row in rows(section)] == [
        (1, "6 mois"),
        ("ne souhaite pas répondre", None),
    ]


def test_two_assessments_of_two_versions_are_one_path_where_they_say_the_same(session, version):
    kept(session, version, date(2024, 11, 20), 1, 3)
    draft = draft_from(session, version)
    reword(session, draft, "D4-01", "En d’autres mots")
    newer = publish(session, draft, standing="projet", today=TODAY)
    kept(session, newer, date(2026, 11, 20), 3, 3)

    found = trajectory(session)

    [moved] = found.moved
    assert moved.latest.label == "En d’autres mots"
    assert (moved.change, found.higher, found.lower, len(found.steady)) == (2, 1, 0, 1)
    first, last = (point.asked.words for point in moved.rated)
    assert path_sentence(moved, str) == (
        f"«\u00a0{first}\u00a0» (1), puis «\u00a0{last}\u00a0» (3)\u00a0: +2, "
        "du 20/11/2024 au 20/11/2026."
    )
    assert [row[2:5] for row in rows(document(session).section("levels"))] == [(1, 3, 2), (3, 3, 0)]


def test_what_no_version_declares_the_same_stays_apart(session, version):
    kept(session, version, date(2024, 11, 20), 1, 3)
    newer = publish(session, draft_from(session, version), standing="projet", today=TODAY)
    for row in session.query(Succession).filter_by(version_id=newer.id):
        row.kind = "split"
    session.commit()
    kept(session, newer, date(2026, 11, 20), 3, 3)

    found = trajectory(session)

    assert (found.compared, len(found.paths), len(found.once)) == (0, 4, 4)
    assert [row[2:4] for row in rows(document(session).section("levels"))] == [
        ("non posée", 3),
        ("non posée", 3),
        (1, "non posée"),
        (3, "non posée"),
    ]


def test_twelve_assessments_are_twelve_columns_in_a_constant_number_of_queries(
    session, version, count_queries
):
    for number in range(12):
        kept(session, version, date(2025, 1 + number, 1), number % 5, Blank.NOT_APPLICABLE)
    own = kept_results(session, make_person(session).id)

    with count_queries() as taken:
        found = trajectory_of(session, own, today=TODAY, language="fr")

    assert len(taken) == 5  # one version: nothing is declared between two
    assert [point.level for point in found.moved[0].rated] == [n % 5 for n in range(12)]
    section = document(session).section("levels")
    assert len(section.table.columns) == 2 + 12 + 2
    assert [
        len(chart.chart.figure["data"][1]["x"]) for chart in document(session).sections[1:]
    ] == [12]


def test_two_answers_of_one_day_are_told_apart(session, version):
    kept(session, version, TODAY, 1, 1)
    kept(session, version, TODAY, 2, 2)

    columns = document(session).section("levels").table.columns

    assert [column.label for column in columns][2:4] == ["20/11/2026 (1)", "20/11/2026 (2)"]


def test_a_level_from_before_has_its_own_table_and_is_on_no_drawing(session, version):
    ratings = ("current", "before")
    kept(session, version, TODAY - timedelta(days=40), 1, 0, ratings=ratings)
    answer = LevelAnswer(current=3, before=2)
    kept(session, version, TODAY, answer, 1, ratings=ratings)

    found = document(session)

    assert rows(found.section("judged")) == [("D4-01", "Compétence D4-01", "20/11/2026", 2, 3)]
    assert found.section("path-0").chart.figure["data"][1]["y"] == [1, 3]


def test_old_levels_say_so(session, version):
    kept(session, version, date(2024, 11, 20), 1, 2)

    assert len(trajectory(session).old) == 2
    assert rows(document(session).section("levels"))[0][-1] == "24 mois\u00a0: a vieilli"


def test_nothing_kept_is_an_empty_trajectory(session):
    assert trajectory(session).assessments == ()
    assert document(session).sections == ()
