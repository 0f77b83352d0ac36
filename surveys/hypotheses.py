"""Writing hypotheses on a campaign, correcting them while no release confronts them, deciding.

Figures give a verdict; people give the status. Once a release has confronted a hypothesis its words
and its claim stay: it is withdrawn, or said otherwise under another number.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from referentiel.base import Refusal, french
from surveys.claims import Claim
from surveys.models import Campaign, Hypothesis, HypothesisDecision, Release

STATUSES = {
    "proposed": french("proposée"),
    "debated": french("en débat"),
    "confirmed": french("validée"),
    "refuted": french("infirmée"),
    "qualified": french("nuancée"),
}
MOST = 20  # of one campaign: a larger family decides nothing


class AlreadyConfronted(Refusal):
    sentence = french(
        "Une publication a déjà confronté cette hypothèse : ses mots et sa mesure restent. "
        "Retirez-la, ou écrivez-la autrement sous un nouveau numéro."
    )


class AlreadyWithdrawn(Refusal):
    sentence = french("Cette hypothèse est retirée : elle ne change plus.")


class TooManyHypotheses(Refusal):
    sentence = french(
        "Une campagne confronte vingt hypothèses au plus : au-delà, plus rien ne se tranche."
    )


@dataclass(frozen=True)
class Words:
    """What a hypothesis says, and where it comes from."""

    statement: str
    origin: str


def hypotheses_of(session: Session, campaign_id: int) -> Sequence[Hypothesis]:
    """Return all the hypotheses ever written on a campaign, by number."""
    return session.scalars(
        select(Hypothesis)
        .where(Hypothesis.campaign_id == campaign_id)
        .order_by(Hypothesis.number)
        .options(selectinload(Hypothesis.decisions))
    ).all()


def claim_of(hypothesis: Hypothesis) -> Claim:
    """Return the measurable form of a hypothesis."""
    names = ("subject", "measure", "side", "threshold", "breakdown", "value", "other")
    return Claim(**{name: getattr(hypothesis, name) for name in names})


def write_hypothesis(
    session: Session,
    campaign: Campaign,
    words: Words,
    claim: Claim,
    *,
    now: datetime,
    restates: Hypothesis | None = None,
) -> Hypothesis:
    """Add a hypothesis, proposed; the one that it restates is withdrawn.

    Raises:
        TooManyHypotheses: the campaign has as many as it may.
        AlreadyWithdrawn: the one to restate is.
    """
    session.execute(select(Campaign.id).where(Campaign.id == campaign.id).with_for_update())
    known = hypotheses_of(session, campaign.id)
    if sum(it.withdrawn_after is None for it in known) >= MOST + (restates is not None):
        raise TooManyHypotheses
    if restates is not None:
        withdraw_hypothesis(session, restates)
    hypothesis = Hypothesis(
        campaign_id=campaign.id,
        number=max((it.number for it in known), default=0) + 1,
        statement=words.statement,
        origin=words.origin,
        written_at=now,
        seen=latest_release(session, campaign.id),
        restates=restates.number if restates else None,
        **asdict(claim),
    )
    hypothesis.decisions.append(HypothesisDecision(status="proposed", reasons="", decided_at=now))
    session.add(hypothesis)
    session.flush()
    return hypothesis


def change_hypothesis(session: Session, hypothesis: Hypothesis, words: Words, claim: Claim) -> None:
    """Correct a hypothesis that no release has confronted.

    Raises:
        AlreadyWithdrawn, AlreadyConfronted.
    """
    if hypothesis.withdrawn_after is not None:
        raise AlreadyWithdrawn
    if is_confronted(session, hypothesis):
        raise AlreadyConfronted
    for name, value in {**asdict(words), **asdict(claim)}.items():
        setattr(hypothesis, name, value)
    session.flush()


def withdraw_hypothesis(session: Session, hypothesis: Hypothesis) -> None:
    """Leave a hypothesis out of the releases to come; those that confronted it keep it.

    Raises:
        AlreadyWithdrawn: it is.
    """
    if hypothesis.withdrawn_after is not None:
        raise AlreadyWithdrawn
    hypothesis.withdrawn_after = latest_release(session, hypothesis.campaign_id)
    session.flush()


def decide_status(
    session: Session, hypothesis: Hypothesis, *, status: str, reasons: str, now: datetime
) -> None:
    """Give a hypothesis the status that people decided, after those it had."""
    hypothesis.decisions.append(
        HypothesisDecision(status=status, reasons=reasons.strip(), decided_at=now)
    )
    session.flush()


def is_confronted(session: Session, hypothesis: Hypothesis) -> bool:
    """Say whether a release was made after a hypothesis was written."""
    return latest_release(session, hypothesis.campaign_id) > hypothesis.seen


def latest_release(session: Session, campaign_id: int) -> int:
    """Return the number of the last release of a campaign; 0 for none."""
    numbers = select(func.max(Release.number)).where(Release.campaign_id == campaign_id)
    return session.scalar(numbers) or 0


def confronted_in(hypotheses: Sequence[Hypothesis], number: int) -> list[Hypothesis]:
    """Return those that a release confronts: written before it, and not withdrawn by then."""
    return [
        it
        for it in hypotheses
        if it.seen < number and (it.withdrawn_after is None or it.withdrawn_after >= number)
    ]


def dropped_before(hypotheses: Sequence[Hypothesis], number: int) -> list[Hypothesis]:
    """Return those that an earlier release confronted and that were withdrawn since."""
    return [
        it
        for it in hypotheses
        if it.withdrawn_after is not None and it.seen < it.withdrawn_after < number
    ]
