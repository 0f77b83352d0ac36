"""How many people there are of each answer, whether they answered or not: known totals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from surveys.models import Campaign, Release, ReleaseCell
from surveys.queries.campaigns import received

MOST_PEOPLE = 100_000_000
SUBMISSIONS = -1  # the position of the cells that count submissions
Counts = Mapping[str, Mapping[str, int]]  # attribute → answer → people


class SizeNotTheSum(Refusal):
    sentence = french(
        "Ces nombres font %(sum)s personnes, et la population en a %(size)s : les deux doivent "
        "être égaux."
    )


class TotalBelowAnswers(Refusal):
    sentence = french(
        "Ce nombre est plus petit que celui des réponses déjà montrées : %(answered)s."
    )


class NothingToWeighBy(Refusal):
    sentence = french("Écrivez aussi les nombres de la question d’après laquelle redresser.")


@dataclass(frozen=True)
class Population:
    """The whole of the people whom a campaign speaks of.

    `size` is 0 where it is not known. `totals` holds each attribute whose answers are all known,
    and `by` the one by which figures are weighed; "" where there is none.
    """

    size: int = 0
    totals: Counts = field(default_factory=dict)
    by: str = ""

    def stored(self) -> dict[str, Any]:
        """Return it as plain JSON; nothing where nothing is known."""
        if not self.size:
            return {}
        totals = {name: dict(counts) for name, counts in self.totals.items()}
        return {"size": self.size, "totals": totals, "by": self.by}


def population_in(stored: Mapping[str, Any]) -> Population:
    """Return what `Population.stored` wrote."""
    return Population(**stored)


def set_population(session: Session, campaign: Campaign, population: Population) -> None:
    """Let a campaign know how many people there are; the releases to come keep it with them.

    A size left at 0 is the sum of the first totals. A total is compared with the answers that the
    last release shows, never with live ones: refusals would tell how many are masked.

    Raises:
        SizeNotTheSum: the totals of an attribute do not make the size.
        TotalBelowAnswers: more people answered than there are, as far as it is shown.
        NothingToWeighBy: the attribute to weigh by has no totals.
    """
    sums = {name: sum(counts.values()) for name, counts in population.totals.items()}
    size = population.size or next(iter(sums.values()), 0)
    for name, found in sums.items():
        if found != size:
            raise SizeNotTheSum(attribute=name, sum=found, size=size)
    by = (population.by or next(iter(sums))) if sums else ""
    if by and by not in sums:
        raise NothingToWeighBy
    if size:
        _check_answers(session, campaign, size, population.totals)
    campaign.population = Population(size, population.totals, by).stored()
    session.flush()


def _check_answers(session: Session, campaign: Campaign, size: int, totals: Counts) -> None:
    answered = received(session, [campaign.id])[campaign.id]
    if size < answered:
        raise TotalBelowAnswers(answered=answered)
    for (attribute, value), n in _shown_sizes(session, campaign.id).items():
        if attribute in totals and totals[attribute].get(value, n) < n:
            raise TotalBelowAnswers(attribute=attribute, value=value, answered=n)


def _shown_sizes(session: Session, campaign_id: int) -> dict[tuple[str, str], int]:
    """Return how many people gave each answer, where the last release shows it."""
    last = select(func.max(Release.id)).where(Release.campaign_id == campaign_id).scalar_subquery()
    rows = session.execute(
        select(ReleaseCell.breakdown, ReleaseCell.value, ReleaseCell.n).where(
            ReleaseCell.release_id == last,
            ReleaseCell.position == SUBMISSIONS,
            ReleaseCell.visible,
        )
    )
    return {(breakdown, value): n for breakdown, value, n in rows}
