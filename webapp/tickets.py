"""The ticket of a respondent: in a cookie, or in the address where cookies are refused."""

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from surveys.errors import InvalidTicket, InvitedOnly
from surveys.models import Campaign
from surveys.tickets import Ticket, new_ticket, read_ticket
from webapp.room import here

KEPT_FOR = 60 * 24 * 3600  # seconds
FIELD = "ticket"


def cookie_name(campaign: Campaign) -> str:
    """Return the name of the cookie that holds the ticket for a campaign.

    Its path is the campaign's, which the stricter prefix `__Host-` would forbid.
    """
    return f"{'__Secure-' if request.is_secure else ''}ticket-{campaign.code}"


def read(campaign: Campaign, text: str | None) -> Ticket | None:
    """Return the ticket written in `text`, or None if we did not sign it for this campaign."""
    try:
        return read_ticket(here().settings.secret_key, campaign.id, text) if text else None
    except InvalidTicket:
        return None


def held(campaign: Campaign) -> Ticket | None:
    """Return the ticket that this browser holds: in its cookie, else in the address."""
    kept = request.cookies.get(cookie_name(campaign))
    return read(campaign, kept) or (read(campaign, request.args.get(FIELD)) if is_ours() else None)


def is_ours() -> bool:
    """Say whether a page of ours led here, as far as the browser tells.

    A link or a form from elsewhere may carry the ticket of somebody who would then read what is
    answered under it.
    """
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


def held_or_new(campaign: Campaign) -> Ticket:
    """Return the ticket of this browser, or a fresh one.

    Raises:
        InvitedOnly: this campaign gives tickets to those who are invited by name.
    """
    kept = held(campaign)
    if kept is None and campaign.invited_only:
        raise InvitedOnly
    return kept or new_ticket(here().settings.secret_key, campaign.id)


def written(campaign: Campaign) -> Ticket:
    """Return the ticket written in a form; it proves that the form is ours.

    Raises:
        InvalidTicket: the form carries none of ours, or is not ours.
    """
    in_form = read(campaign, request.form.get(FIELD))
    if in_form is None or not is_ours():
        raise InvalidTicket
    return in_form


def presented(campaign: Campaign) -> Ticket:
    """Return the ticket that a form presents.

    Two tabs opened at once may carry two tickets: the browser's own, in the cookie, is the one that
    counts, so that they make one submission.

    Raises:
        InvalidTicket: the form carries none of ours, or is not ours.
    """
    in_form = written(campaign)
    return held(campaign) or in_form


def give(response: Response, campaign: Campaign, ticket: Ticket) -> Response:
    """Let the browser keep the ticket."""
    response.set_cookie(
        cookie_name(campaign),
        ticket.text,
        max_age=KEPT_FOR,
        path=f"/c/{campaign.code}",
        samesite="Lax",
        httponly=True,
        secure=request.is_secure,
    )
    return response


def forget(response: Response, campaign: Campaign) -> Response:
    """Let the browser forget the ticket, for the next person on the same device."""
    response.delete_cookie(
        cookie_name(campaign), path=f"/c/{campaign.code}", secure=request.is_secure
    )
    return response


def carried(campaign: Campaign, ticket: Ticket) -> str:
    """Return what keeps the ticket in the address of a link, where it came in the address."""
    came = FIELD in request.args and cookie_name(campaign) not in request.cookies
    return f"?{FIELD}={ticket.text}" if came else ""


def onward(endpoint: str, campaign: Campaign, ticket: Ticket, *, step: int | None = None) -> str:
    """Return the address of the next page, with the ticket in it where there is no cookie."""
    values: dict[str, Any] = {} if step is None else {"step": step}
    if cookie_name(campaign) not in request.cookies:
        values[FIELD] = ticket.text
    return url_for(endpoint, code=campaign.code, **values)
