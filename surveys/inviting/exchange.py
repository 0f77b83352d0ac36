"""Giving the right to answer for an invitation, once, without a trace of which right it was."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from surveys.guard.sealing import hashed
from surveys.models import Campaign, Invitee
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.opening import check_may_begin
from surveys.queries.campaigns import hold_batch
from surveys.tickets import Ticket, new_ticket


class UnknownInvitation(Refusal):
    sentence = french(
        "Ce lien d’invitation n’est pas valable. Vérifiez qu’il est complet ; il a peut-être été "
        "retiré, ou la durée de conservation est passée."
    )


class OpenedAlready(Refusal):
    sentence = french(
        "Ce lien a déjà servi. Reprenez sur l’appareil où vous l’avez ouvert, ou avec le code de "
        "reprise que le questionnaire vous a donné."
    )


def invitee_by_token(session: Session, token: str) -> Invitee:
    """Return whom a link invites; raise UnknownInvitation where it is nobody's any more."""
    found = session.scalar(select(Invitee).where(Invitee.token_hash == hashed(token)))
    if found is None:
        raise UnknownInvitation
    return found


def exchange(
    session: Session, campaign: Campaign, invitee: Invitee, *, secret: str, now: datetime
) -> Ticket:
    """Return a fresh ticket for an invitation, which serves no more.

    The ticket is drawn at random and stored nowhere in an anonymous campaign: the row of the
    invitee keeps the one fact that the link was opened. The caller commits at once, and nothing
    else with it.

    Raises:
        CampaignNotOpen, CampaignClosed: nobody may begin now, and the invitation still serves.
        OpenedAlready: it has served.
    """
    check_may_begin(campaign, now)
    hold_batch(session, campaign.id)  # no row is written again meanwhile
    ticket = new_ticket(secret, campaign.id)
    tied = {"ticket_hash": ticket.hash} if campaign.mode == PSEUDONYMOUS else {}
    used = session.execute(
        update(Invitee)
        .where(Invitee.id == invitee.id, ~Invitee.opened)
        .values(opened=True, **tied)
        .returning(Invitee.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if used is None:
        raise OpenedAlready
    return ticket
