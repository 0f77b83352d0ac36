"""Putting a campaign in a series: before the event, right after it, months later."""

from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from surveys.models import Campaign
from surveys.models.campaigns import BEFORE, COLD, HOT, PSEUDONYMOUS
from surveys.queries.linking import is_followed

MOMENTS = {
    BEFORE: french("Avant l’événement (pré-positionnement)"),
    HOT: french("À chaud (à la fin de l’atelier)"),
    COLD: french("À froid (trois ou six mois après)"),
}


class OpenedAlready(Refusal):
    sentence = french(
        "Cette auto-évaluation a déjà été ouverte : on ne peut plus changer celle qu’elle suit. "
        "Préparez-en une nouvelle."
    )


class OnlyPseudonymous(Refusal):
    sentence = french(
        "Suivre les mêmes personnes suppose des réponses sous pseudonyme, avant et après. "
        "Choisissez ce mode pour les deux auto-évaluations."
    )


class CannotFollow(Refusal):
    sentence = french(
        "Une auto-évaluation suit une autre de la même organisation, et vient après elle : avant "
        "l’événement, puis à chaud, puis à froid. Choisissez-en une autre, ou un autre moment."
    )


def put_in_series(
    session: Session, campaign: Campaign, *, moment: str | None, follows: Campaign | None = None
) -> None:
    """Give a campaign its moment, and the campaign whose people it asks again; None: no series.

    Raises:
        OpenedAlready: codes may have been given under the key of another series.
        OnlyPseudonymous: one of the two promises that nothing links its answers.
        CannotFollow: the other is of another organisation, comes at a later moment, or follows.
    """
    if campaign.opens_at is not None:
        raise OpenedAlready
    if any(wave.mode != PSEUDONYMOUS for wave in (campaign, follows) if wave):
        raise OnlyPseudonymous
    if follows is not None and not _may_follow(session, campaign, moment, follows):
        raise CannotFollow
    campaign.moment = moment
    campaign.follows_id = follows.id if follows else None
    session.flush()


def _may_follow(
    session: Session, campaign: Campaign, moment: str | None, earlier: Campaign
) -> bool:
    if moment is None or earlier.moment is None:
        return False
    if earlier.organisation_id != campaign.organisation_id:
        return False
    ranks = list(MOMENTS)
    later = ranks.index(moment) > ranks.index(earlier.moment) or moment == earlier.moment == COLD
    return later and earlier.id != campaign.id and not is_followed(session, campaign.id)
