"""A campaign that went wrong after people answered it: closed, made again, its link led there.

A printed code must stay valid. So a replaced campaign points to the one that takes its place, and
always to the last one: when that one is replaced in its turn, those that pointed to it follow.
"""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from surveys.alike import made_alike
from surveys.campaigns import close_campaign
from surveys.capacity import check_place
from surveys.errors import ReplacedAlready
from surveys.models import Campaign
from surveys.opening import check_may_begin
from surveys.submission import forget_draft, get_sheet, keep_sheet
from surveys.tickets import LIVE, Ticket, ticket_of_code


class CannotReplace(Refusal):
    sentence = french(
        "Cette campagne ne peut pas en remplacer une autre : elle est elle-même remplacée, ou "
        "c’est la même."
    )


class OtherQuestions(Refusal):
    sentence = french(
        "La nouvelle auto-évaluation ne pose pas les mêmes questions : vos réponses ne peuvent pas "
        "y être reprises. Elles restent où elles sont."
    )


def clone_campaign(session: Session, campaign: Campaign, *, title: str) -> Campaign:
    """Return a campaign that asks the same of the same people, under a code of its own."""
    series = {"moment": campaign.moment, "follows_id": campaign.follows_id}
    return made_alike(session, campaign, title=title, **series)


def replace_campaign(session: Session, old: Campaign, new: Campaign, *, now: datetime) -> None:
    """Close a campaign and lead its link, and those that led to it, to another.

    Raises:
        ReplacedAlready: its link leads elsewhere.
        CannotReplace: the other one is replaced itself, or they are one.
    """
    held = select(Campaign.id).where(Campaign.id.in_((old.id, new.id))).order_by(Campaign.id)
    session.execute(held.with_for_update())
    session.refresh(old, ["replaced_by_id"])
    session.refresh(new, ["replaced_by_id"])
    if old.replaced_by_id is not None:
        raise ReplacedAlready
    if old.id == new.id or new.replaced_by_id is not None:
        raise CannotReplace
    close_campaign(session, old, now=now)
    led_here = update(Campaign).where(Campaign.replaced_by_id == old.id)
    session.execute(led_here.values(replaced_by_id=new.id))
    old.replaced_by_id = new.id
    session.flush()


def restore_campaign(session: Session, old: Campaign) -> None:
    """Let the link of a campaign lead to itself again; it stays closed until it is opened."""
    old.replaced_by_id = None
    session.flush()


def replacing(session: Session, campaign: Campaign) -> Campaign | None:
    """Return the campaign to which the link of `campaign` leads, if it leads elsewhere."""
    found = campaign.replaced_by_id
    return session.get(Campaign, found) if found is not None else None


def replaced_by(session: Session, campaign: Campaign) -> list[Campaign]:
    """Return the campaigns whose links lead to this one, in the order they were made."""
    led_here = select(Campaign).where(Campaign.replaced_by_id == campaign.id)
    return list(session.scalars(led_here.order_by(Campaign.id)))


def asks_the_same(old: Campaign, new: Campaign) -> bool:
    """Say whether answers to one are answers to the other."""
    same = old.questionnaire_id == new.questionnaire_id and old.mode == new.mode
    return same and old.attributes == new.attributes


def carry_over(
    session: Session, old: Campaign, new: Campaign, ticket: Ticket, *, secret: str, now: datetime
) -> Ticket:
    """Take what a person filled into the campaign that replaces; return their ticket there.

    It is a draft there, to be sent. The new ticket bears the same code, so that asking twice finds
    it again, and a code that was noted goes on serving. What was sent to the old one stays there.

    Raises:
        OtherQuestions: the answers would not be answers there.
        CampaignNotOpen, CampaignClosed, CampaignFull: nobody may begin there now.
    """
    carried = ticket_of_code(secret, new.id, ticket.code)
    if not asks_the_same(old, new) or ticket.kind != LIVE:
        raise OtherQuestions
    sheet = get_sheet(session, ticket)
    if sheet is not None and get_sheet(session, carried) is None:
        check_may_begin(new, now)
        check_place(session, new)
        keep_sheet(session, new, carried, sheet, day=now.date())
        forget_draft(session, ticket)
    return carried
