"""Codes on a real PostgreSQL: one key for all who come first at once, and codes that go."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from surveys.campaigns import open_campaign
from surveys.linking.codes import keep_code
from surveys.linking.matching import link
from surveys.linking.series import put_in_series
from surveys.linking.weighing import Record
from surveys.models import Campaign, LinkingCode, LinkingKey, Submission
from surveys.models.campaigns import ANONYMOUS, BEFORE, HOT, PSEUDONYMOUS
from surveys.queries.linking import comes_after, series_of, wave_answers
from surveys.retention import retain
from surveys.submission import submit, withdraw
from tests.conftest import NOW
from tests.factories import LANGUAGES, OPENED, SECRET, make_sheet, make_ticket
from tests.test_postgres import (  # noqa: F401 -- fixtures
    PEOPLE,
    at_once,
    committed,
    engine,
    new_campaign,
    sessions,
)

pytestmark = pytest.mark.postgres
PROMPTS = ("mother_first", "father_first", "second_name", "birth_town", "first_school")


def typed(person: int) -> dict[str, str]:
    return dict.fromkeys(PROMPTS, chr(ord("a") + person)) | {"birth_day": str(person + 1)}


@pytest.fixture
def waves(sessions) -> list[Campaign]:  # noqa: F811
    """Two campaigns that follow one another, open, with a sheet of each person in both."""
    made = [new_campaign(sessions, mode=PSEUDONYMOUS, opened=False) for _ in range(2)]
    with sessions() as session:
        first, second = (session.get_one(Campaign, campaign.id) for campaign in made)
        put_in_series(session, first, moment=BEFORE)
        put_in_series(session, second, moment=HOT, follows=first)
        for campaign in (first, second):
            open_campaign(session, campaign, now=OPENED, languages=LANGUAGES)
        session.commit()
        return [first, second]


def sent(sessions, campaign):  # noqa: F811
    tickets = [make_ticket(campaign) for _ in range(PEOPLE)]
    for ticket in tickets:
        committed(sessions, submit, campaign, ticket, make_sheet(1, 2), notice=1, now=NOW)
    return tickets


def kept(sessions, campaign, ticket, person):  # noqa: F811
    def act():
        committed(sessions, keep_code, campaign, ticket, typed(person), secret=SECRET)

    return act


def counts(session):
    tables = (LinkingCode, LinkingKey, Submission)
    return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_codes_given_at_once_share_one_key_and_go_with_what_they_link(
    sessions,  # noqa: F811
    waves,
    tmp_path,
):
    tickets = {campaign.id: sent(sessions, campaign) for campaign in waves}

    acts = [
        kept(sessions, campaign, ticket, person)
        for campaign in waves
        for person, ticket in enumerate(tickets[campaign.id])
    ]
    assert at_once(*acts) == [None] * 2 * PEOPLE

    first, second = waves
    with sessions() as session:
        assert counts(session) == [2 * PEOPLE, 1, 2 * PEOPLE]
        assert series_of(session, second.id) == first.id
        assert comes_after(session, second.id, first.id)
        assert not comes_after(session, first.id, second.id)
        records = [
            [Record(a.ticket_hash, a.elements) for a in wave_answers(session, c.id, last_batch=1)]
            for c in waves
        ]
    assert link(*records).matched == PEOPLE

    committed(sessions, withdraw, first, tickets[first.id][0])
    with sessions() as session:
        assert counts(session) == [2 * PEOPLE - 1, 1, 2 * PEOPLE - 1]
        for campaign in waves:
            session.get_one(Campaign, campaign.id).closes_at = NOW
        session.commit()
    later = NOW + timedelta(days=800)
    committed(sessions, retain, secret=SECRET, folder=tmp_path, now=later, languages=LANGUAGES)
    with sessions() as session:
        assert counts(session) == [0, 0, 2 * PEOPLE - 1]


def test_the_base_refuses_a_code_in_an_anonymous_campaign(sessions):  # noqa: F811
    campaign = new_campaign(sessions, mode=ANONYMOUS)
    ticket = make_ticket(campaign)
    committed(sessions, submit, campaign, ticket, make_sheet(1, 2), notice=1, now=NOW)

    row = {"ticket_hash": ticket.hash, "campaign_id": campaign.id, "elements": {}}
    for mode in (ANONYMOUS, PSEUDONYMOUS):
        with sessions() as session, pytest.raises(IntegrityError):
            session.execute(insert(LinkingCode), row | {"mode": mode})
