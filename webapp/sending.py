"""Sending what a person filled; what cannot be sent is kept, never lost."""

from flask import request

from surveys.capacity import CampaignFull
from surveys.models import Campaign
from surveys.submission import get_sheet, send_draft, submit
from surveys.tickets import Ticket
from webapp.clock import now
from webapp.database import get_session
from webapp.filling import Whole, keep_whole


def record(campaign: Campaign, ticket: Ticket, whole: Whole | None) -> None:
    """Send what the one-page form holds, or the draft of the pages; what is too late is kept."""
    session, shown = get_session(), request.form.get("notice", -1, type=int)
    if whole is None:
        send_draft(session, campaign, ticket, notice=shown, now=now())
        return
    try:
        submit(session, campaign, ticket, whole.sheet, notice=shown, now=now())
    except CampaignFull:
        keep_typed(campaign, ticket, whole)
        raise


def keep_typed(campaign: Campaign, ticket: Ticket, whole: Whole) -> None:
    """Keep as a draft what a one-page form held, which could not be sent."""
    if get_sheet(get_session(), ticket) != whole.sheet:
        keep_whole(campaign, ticket, whole.sheet)
        get_session().commit()
