"""Answers taken away one by one from a real PostgreSQL: one moment, each once, in random order."""

import csv
import io
from collections import Counter

import pytest

from reports.rows.planning import plan_rows
from reports.rows.writing import RowWriter, csv_pieces
from surveys.models import Campaign
from tests.row_crowds import add_people, make_crowd
from tests.test_postgres import engine, sessions  # noqa: F401 -- fixtures
from webapp.database import session_maker

pytestmark = pytest.mark.postgres


def test_the_file_is_of_one_moment_while_answers_go_on(engine, sessions):  # noqa: F811
    with sessions() as session:
        number = make_crowd(session, 30).id
    open_session = session_maker(engine)
    with open_session(False) as session:
        plan = plan_rows(session, session.get_one(Campaign, number))
    writer = RowWriter(plan, translate=str, language="fr")

    with open_session(False) as session:
        pieces = csv_pieces(writer, session)
        first = next(pieces)
        with sessions() as other:
            add_people(other, other.get_one(Campaign, number), 4)
        data = first + b"".join(pieces)

    _head, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")
    assert plan.count == 30
    assert Counter(row[4] for row in rows[::2]) == dict.fromkeys("01234", 6)
    assert [row[4] for row in rows[::2]] != [str(n % 5) for n in range(30)]
