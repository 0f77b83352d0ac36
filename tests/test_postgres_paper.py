"""Sheets of paper on a real PostgreSQL: keyed by many at once, scattered with the rest."""

# ruff: noqa: F811 -- fixtures are asked for by their names

from functools import partial

import pytest
from sqlalchemy import select, text

from referentiel.formats.base import Source
from reports.recount import differences
from surveys.campaigns import close_campaign
from surveys.models import Campaign, PaperKeying
from surveys.models.campaigns import ANONYMOUS
from surveys.paper.boxes import read_keys
from surveys.paper.errors import AnsweredByPhone, AwaitsDecision, CountedAlready
from surveys.paper.files import columns_of, keyed_in
from surveys.paper.importing import key_file
from surveys.paper.keying import Outcome, key_sheet
from surveys.paper.sheets import print_batch
from surveys.queries.campaigns import campaign_of, received
from surveys.queries.paper import progress_of
from surveys.scattering import scatter
from surveys.submission import submit
from surveys.tickets import new_ticket
from tests.conftest import NOW
from tests.factories import SECRET, make_sheet
from tests.test_postgres import (  # noqa: F401 -- fixtures
    PEOPLE,
    at_once,
    campaign,
    engine,
    new_campaign,
    sessions,
)
from webapp.printing import parts_asked

pytestmark = pytest.mark.postgres


def printed(sessions, campaign, sheets=1, *, twice):
    with sessions() as session:
        asked = {"sheets": sheets, "language": "fr", "twice": twice, "phone": True}
        own = session.get_one(Campaign, campaign.id)
        _batch, tickets = print_batch(session, own, SECRET, **asked, now=NOW)
        session.commit()
    return tickets


def keying(sessions, campaign, ticket, attempt, level):
    """Key a sheet in a transaction of one's own; return what became of it, or the refusal."""
    with sessions() as session:
        own = session.get_one(Campaign, campaign.id)
        parts = parts_asked(session, own)
        read = read_keys(parts, {"c0": level}, own.questionnaire)
        try:
            found = key_sheet(session, own, ticket, read, parts, attempt=attempt, now=NOW)
        except (AnsweredByPhone, AwaitsDecision, CountedAlready) as refusal:
            return type(refusal)
        session.commit()
        return found


def counted(sessions, campaign):
    with sessions() as session:
        own = session.get_one(Campaign, campaign.id)
        assert not differences(session, own)
        [progress] = progress_of(session, campaign.id)
        return received(session, [campaign.id])[campaign.id], progress


def test_a_sheet_that_sixteen_people_key_at_once_counts_once(sessions, campaign):
    [ticket] = printed(sessions, campaign, twice=False)

    found = at_once(
        *(partial(keying, sessions, campaign, ticket, str(n), str(n % 5)) for n in range(PEOPLE))
    )

    assert sorted(map(str, found)) == sorted(
        map(str, [Outcome.COUNTED, *[CountedAlready] * (PEOPLE - 1)])
    )
    assert counted(sessions, campaign)[0] == 1


def test_people_who_key_one_sheet_at_once_are_its_first_and_its_second_keying(
    sessions,
    campaign,
):
    [ticket] = printed(sessions, campaign, twice=True)

    found = at_once(
        *(partial(keying, sessions, campaign, ticket, str(n), str(n % 5)) for n in range(5))
    )

    assert found.count(Outcome.ONCE) == found.count(Outcome.DIFFERS) == 1
    assert found.count(AwaitsDecision) == 3
    total, progress = counted(sessions, campaign)
    assert (total, progress.differing) == (0, 1)


def test_a_sheet_keyed_while_its_person_answers_by_phone_counts_once(sessions, campaign):
    tickets = printed(sessions, campaign, 8, twice=False)

    def by_phone(ticket):
        with sessions() as session:
            own = session.get_one(Campaign, campaign.id)
            submit(session, own, ticket, make_sheet(1, 2), notice=1, now=NOW)
            session.commit()

    at_once(
        *(partial(keying, sessions, campaign, ticket, "a", "3") for ticket in tickets),
        *(partial(by_phone, ticket) for ticket in tickets),
    )

    total, progress = counted(sessions, campaign)
    assert total == 8
    assert progress.counted + progress.elsewhere == 8


def test_files_and_people_who_send_the_same_sheets_at_once_count_each_once(sessions, campaign):
    tickets = printed(sessions, campaign, 12, twice=False)

    def by_file(mark, chosen):
        with sessions() as session:
            own = session.get_one(Campaign, campaign.id)
            parts = parts_asked(session, own)
            columns = sorted(columns_of(parts), key=lambda column: column.box.name != "c0")
            titles = ";".join(["code", *(column.title for column in columns)])
            rows = [f"{ticket.code};{place % 5}" for place, ticket in enumerate(chosen)]
            file = keyed_in(Source("", "\n".join([titles, *rows]).encode()), parts)
            found = key_file(session, own, file, parts, secret=SECRET, mark=mark, now=NOW)
            if not found.wrong:
                session.commit()
            return len(found.taken), len(found.wrong)

    def by_phone(level):
        with sessions() as session:
            own = session.get_one(Campaign, campaign.id)
            new = new_ticket(SECRET, campaign.id)
            submit(session, own, new, make_sheet(level, 2), notice=1, now=NOW)
            session.commit()

    found = at_once(
        partial(by_file, "a", tickets),
        partial(by_file, "b", tickets[::-1]),
        *(partial(by_phone, n % 5) for n in range(12)),
    )

    assert sorted(found[:2]) == [(0, 12), (12, 0)]
    total, progress = counted(sessions, campaign)
    assert (total, progress.counted) == (24, 12)


def test_sheets_and_what_waits_of_them_are_scattered_and_stay(sessions):
    campaign = new_campaign(sessions, mode=ANONYMOUS)
    tickets = printed(sessions, campaign, 40, twice=True)
    for ticket in tickets[:3]:
        keying(sessions, campaign, ticket, "a", "3")
    with sessions() as session:
        own = campaign_of(session, campaign.id, [campaign.organisation_id])
        close_campaign(session, own, now=NOW)
        before = lying(session)
        scatter(session, own)
        session.commit()
        after = lying(session)
        kept = set(session.scalars(select(PaperKeying.ticket_hash)))

    assert sorted(after) == sorted(before)
    assert after != before
    assert kept >= {ticket.hash for ticket in tickets[:3]}


def lying(session):
    """Return the hashes of sheets in the order in which they lie."""
    rows = session.execute(text("SELECT ticket_hash FROM paper_sheet ORDER BY ctid"))
    return [bytes(row[0]) for row in rows]
