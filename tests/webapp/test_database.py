"""An embedded base with several writers at once: nobody is turned away, nothing counts twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from reports.recount import differences
from surveys.queries.campaigns import campaign_of, received
from surveys.submission import save_draft, send_draft, submit
from tests.conftest import NOW
from tests.factories import make_campaign, make_sheet, make_ticket, make_version
from webapp.database import make_engine, session_maker
from webapp.migrating import migrate

PEOPLE = 16


@pytest.fixture
def sessions(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path}/folder/base.sqlite3")
    migrate(engine)
    yield session_maker(engine)
    engine.dispose()


@pytest.fixture
def campaign(sessions):
    with sessions(True) as session:
        made = make_campaign(session, version=make_version(session))
        return campaign_of(session, made.id, [made.organisation_id])


def test_sixteen_people_write_at_once_to_one_file(sessions, campaign):
    def person(number):
        ticket = make_ticket(campaign)
        with sessions(True) as session:
            levels = dict(enumerate(make_sheet((4, number % 5), (3, 1)).levels))
            save_draft(session, campaign, ticket, about={}, levels=levels, now=NOW)
            session.commit()
        for _ in range(2):
            with sessions(True) as session:
                send_draft(session, campaign, ticket, notice=1, now=NOW)
                session.commit()

    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(person, range(PEOPLE)))

    with sessions(False) as session:
        assert received(session, [campaign.id]) == {campaign.id: PEOPLE}
        assert differences(session, campaign) == {}


def test_one_ticket_sent_sixteen_times_at_once_counts_once(sessions, campaign):
    ticket, sheet = make_ticket(campaign), make_sheet((4, 2), (3, 1), structure="public")

    def send(_):
        with sessions(True) as session:
            submit(session, campaign, ticket, sheet, notice=1, now=NOW)
            session.commit()

    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(send, range(PEOPLE)))

    with sessions(False) as session:
        assert received(session, [campaign.id]) == {campaign.id: 1}
        assert differences(session, campaign) == {}


def test_what_was_not_committed_is_not_there(sessions, campaign):
    with sessions(True) as session:
        submit(session, campaign, make_ticket(campaign), make_sheet(1, 1), notice=1, now=NOW)

    with sessions(False) as session:
        assert received(session, [campaign.id]) == {campaign.id: 0}
