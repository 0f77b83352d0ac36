"""How many people may answer: a limit that holds to the unit, however many send at once."""

from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from surveys.models import Campaign
from surveys.queries.campaigns import received


class CampaignFull(Refusal):
    sentence = french(
        "Toutes les places sont prises : cette auto-évaluation recueille les réponses de "
        "%(capacity)s personnes au plus. Si vous souhaitiez encore répondre, écrivez à "
        "%(contact)s. Ce que vous auriez déjà rempli est gardé : vous pourrez l’envoyer si une "
        "place se libère."
    )


def is_full(session: Session, campaign: Campaign) -> bool:
    """Say whether as many answers were received as may be."""
    if campaign.capacity is None:
        return False
    return received(session, [campaign.id])[campaign.id] >= campaign.capacity


def check_place(session: Session, campaign: Campaign) -> None:
    """Raise CampaignFull unless one more may answer.

    To count on it, hold the campaign alone: see `hold_batch`.
    """
    if is_full(session, campaign):
        raise CampaignFull(capacity=campaign.capacity, contact=campaign.contact)
