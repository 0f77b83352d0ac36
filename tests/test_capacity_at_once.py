"""A capacity holds to the unit on a file of SQLite, with sixteen writers at the same moment."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.base import Base
from surveys.capacity import CampaignFull
from surveys.models import Campaign
from surveys.queries.campaigns import campaign_of
from surveys.submission import submit
from tests.conftest import NOW
from tests.factories import make_campaign, make_sheet, make_ticket
from tests.test_postgres import at_once, check
from webapp.database import make_engine, session_maker

WRITERS = 16
PLACES = 5


def sent(sessions: Callable[[], Session], campaign: Campaign, ticket: object) -> bool:
    """Send a sheet under a ticket, as one request does; say whether it was taken."""
    with sessions() as session:
        found = session.scalars(select(Campaign).where(Campaign.id == campaign.id)).one()
        try:
            submit(session, found, ticket, make_sheet(1, 2), notice=1, now=NOW)
        except CampaignFull:
            return False
        session.commit()
        return True


def check_capacity(sessions: Callable[[], Session], campaign: Campaign) -> None:
    """Send sixteen sheets at once, each of eight people twice, for five places."""
    tickets = [make_ticket(campaign) for _ in range(WRITERS // 2)]
    acts = [partial(sent, sessions, campaign, ticket) for ticket in tickets for _twice in "ab"]

    taken = at_once(*acts)

    pairs = list(zip(taken[::2], taken[1::2], strict=True))
    assert sorted(pairs) == [(False, False)] * (len(tickets) - PLACES) + [(True, True)] * PLACES
    assert check(sessions, campaign) == PLACES


@pytest.fixture
def sessions(tmp_path) -> Iterator[Callable[[], Session]]:
    engine = make_engine(f"sqlite:///{tmp_path}/base.sqlite3")
    Base.metadata.create_all(engine)
    open_session = session_maker(engine)
    yield lambda: open_session(True)
    engine.dispose()


def limited(sessions: Callable[[], Session]) -> Campaign:
    """Return an open campaign of five places."""
    with sessions() as session:
        made = make_campaign(session)
        made.capacity = PLACES
        session.commit()
        return campaign_of(session, made.id, [made.organisation_id])


def test_five_places_take_five_of_sixteen_writers(sessions):
    campaign = limited(sessions)

    check_capacity(sessions, campaign)

    assert not sent(sessions, campaign, make_ticket(campaign))
