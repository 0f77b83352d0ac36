"""What a person does on the pages of a campaign, and what a test reads on them."""

import re
from html import unescape

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from referentiel.base import Base
from surveys.models import Campaign
from surveys.submission import Sheet, get_sheet
from surveys.tickets import Ticket, read_ticket
from tests.factories import SECRET, make_ticket

FORTY = [f"D{area}-0{n}" for area in range(1, 9) for n in range(1, 6)]


def text_of(response: TestResponse) -> str:
    return unescape(response.get_data(as_text=True))


def ticket_in(response: TestResponse) -> str:
    """Return the ticket that the form of a page carries."""
    [found] = set(re.findall(r'name="ticket" value="([^"]*)"', text_of(response)))
    return str(found)


def code_in(response: TestResponse) -> str:
    """Return the resume code that a page shows."""
    [found] = re.findall(r'class="resume-code">([^<]*)<', text_of(response))
    return str(found)


def ticks_in(response: TestResponse) -> set[str]:
    """Return `field=value` for each answer ticked on a page."""
    found = re.findall(r'name="([^"]+)" value="([^"]*)" checked', text_of(response))
    return {f"{name}={value}" for name, value in found}


def fill(client: FlaskClient, campaign: Campaign, step: int, **fields: str) -> TestResponse:
    """Fill a page as a browser does: open it, and send its form."""
    page = client.get(f"/c/{campaign.code}/{step}")
    data = {"ticket": ticket_in(page), **fields}
    return client.post(f"/c/{campaign.code}/{step}", data=data)


def send(client: FlaskClient, campaign: Campaign, ticket: str, **fields: object) -> TestResponse:
    data = {"ticket": ticket, "notice": campaign.notice, **fields}
    return client.post(f"/c/{campaign.code}/send", data=data)


def hold(client: FlaskClient, campaign: Campaign, ticket: Ticket) -> None:
    """Put a ticket in the browser, as a visit does."""
    client.set_cookie(f"ticket-{campaign.code}", ticket.text, path=f"/c/{campaign.code}")


def rehearse(client: FlaskClient, campaign: Campaign) -> Ticket:
    ticket = make_ticket(campaign, rehearsal=True)
    hold(client, campaign, ticket)
    return ticket


def sheet_of(session: Session, campaign: Campaign, ticket: str) -> Sheet | None:
    """Return what the base holds under a ticket."""
    session.expire_all()
    return get_sheet(session, read_ticket(SECRET, campaign.id, ticket))


def count(session: Session, table: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0
