"""Keeping the code that a person makes of twelve facts, as one keyed hash per element.

Nothing typed is stored. The hashes are pseudonymous data, and people are told so by
`surveys.linking.prompts.PROMISE`.
"""

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from surveys.errors import InvalidTicket
from surveys.linking.keys import hashed_element, hashing_key
from surveys.linking.normalising import normalised
from surveys.linking.prompts import FEWEST, PROMPTS
from surveys.models import Campaign, LinkingCode, Submission
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.tickets import Ticket
from surveys.upsert import upsert


class NotLinked(Refusal):
    sentence = french(
        "Les réponses de cette auto-évaluation ne se relient pas à d’autres : aucun code n’y est "
        "demandé."
    )


class TooFewElements(Refusal):
    sentence = french(
        "Votre code compte %(given)s réponses ; il en faut %(least)s pour vous distinguer des "
        "autres. Complétez-le, ou passez cette page : vos réponses restent envoyées."
    )


def asks_code(campaign: Campaign) -> bool:
    """Say whether people are asked for a code: in a series, where answers have a pseudonym."""
    return campaign.moment is not None and campaign.mode == PSEUDONYMOUS


def read_code(typed: Mapping[str, str]) -> dict[str, str]:
    """Return the elements typed, by prompt, in their one form; those not known are left out.

    Raises:
        NotALetter, NotANumber: an answer is none that its prompt can have.
        TooFewElements: they would not tell the person from others.
    """
    read = {code: normalised(prompt, typed.get(code, "")) for code, prompt in PROMPTS.items()}
    elements = {code: value for code, value in read.items() if value is not None}
    if len(elements) < FEWEST:
        raise TooFewElements(given=len(elements), least=FEWEST)
    return elements


def keep_code(
    session: Session, campaign: Campaign, ticket: Ticket, typed: Mapping[str, str], *, secret: str
) -> None:
    """Keep the code of who sent answers under a ticket, in the place of the one kept before.

    A rehearsal's code is read, and not kept.

    Raises:
        NotLinked: the campaign asks for no code.
        InvalidTicket: nothing was sent under this ticket.
        NotALetter, NotANumber, TooFewElements: as `read_code`.
    """
    if not asks_code(campaign):
        raise NotLinked
    elements = read_code(typed)
    if ticket.is_rehearsal:
        return
    sent = select(Submission.day).where(
        Submission.ticket_hash == ticket.hash, Submission.campaign_id == campaign.id
    )
    if session.execute(sent.with_for_update()).first() is None:
        raise InvalidTicket
    key = hashing_key(session, campaign.id, secret=secret)
    row = {
        "ticket_hash": ticket.hash,
        "campaign_id": campaign.id,
        "mode": campaign.mode,
        "elements": {code: hashed_element(key, code, value) for code, value in elements.items()},
    }
    statement = upsert(session, LinkingCode, ("ticket_hash",), replace=("elements",))
    session.connection().execute(statement, row)


def forget_code(session: Session, ticket_hash: bytes) -> None:
    """Delete the code kept under a ticket's hash; the answers stay, linked to nothing."""
    session.execute(delete(LinkingCode).where(LinkingCode.ticket_hash == ticket_hash))


def forget_codes(session: Session, campaign_id: int) -> None:
    """Delete all the codes of a campaign; its answers stay, linked to nothing."""
    session.execute(delete(LinkingCode).where(LinkingCode.campaign_id == campaign_id))
