"""Answers of another tool on a real PostgreSQL: sent by many at once, laid in no file’s order."""

# ruff: noqa: F811 -- fixtures are asked for by their names

from functools import partial

import pytest
from sqlalchemy import text

from referentiel.formats.base import Source
from reports.recount import differences
from surveys.foreign.importing import add_rows, remember
from surveys.foreign.mapping import keyed_rows
from surveys.foreign.tables import table_in
from surveys.foreign.targets import targets_of
from surveys.levels import unpack
from surveys.models import Campaign
from surveys.queries.campaigns import received
from tests.conftest import NOW
from tests.factories import SECRET
from tests.test_postgres import (  # noqa: F401 -- fixtures
    at_once,
    campaign,
    engine,
    new_campaign,
    sessions,
)
from webapp.printing import parts_asked

pytestmark = pytest.mark.postgres

ROWS = 40
FILE = "\n".join(("id;x", *(f"{n};{n * 5 // ROWS}" for n in range(ROWS))))  # levels go up
MEANT = {"current": {str(step): str(step) for step in range(5)}}


def importing(sessions, campaign):
    """Import the file in a transaction of one's own; return how many rows counted."""
    with sessions() as session:
        own = session.get_one(Campaign, campaign.id)
        parts, table = parts_asked(session, own), table_in(Source("f.csv", FILE.encode()))
        keyed = keyed_rows(table, {1: "c0"}, MEANT, targets_of(parts))
        found = add_rows(session, own, table, keyed, parts, {}, secret=SECRET, now=NOW)
        remember(session, own, table.mark, {1: "c0"}, MEANT)
        session.commit()
        return found.counted


def test_a_file_that_many_import_at_once_counts_once(sessions, campaign):
    found = at_once(*(partial(importing, sessions, campaign) for _ in range(6)))

    assert sorted(found) == [0, 0, 0, 0, 0, ROWS]
    with sessions() as session:
        assert received(session, [campaign.id])[campaign.id] == ROWS
        assert not differences(session, session.get_one(Campaign, campaign.id))


def test_rows_lie_in_an_order_that_is_not_the_one_of_the_file(sessions, campaign):
    importing(sessions, campaign)

    with sessions() as session:
        laid = session.execute(text("SELECT levels FROM submission ORDER BY ctid")).scalars().all()
        digests = session.execute(text("SELECT digest FROM foreign_row ORDER BY ctid"))
        kept = [bytes(digest) for digest in digests.scalars()]

    levels = [unpack(bytes(packed))[0].current for packed in laid]
    assert levels != sorted(levels)  # by chance: never seen
    assert kept == sorted(kept)  # by digest: says nothing of the file either
