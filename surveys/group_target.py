"""What a group aims at together: so many people at such a level, in each competence asked."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from surveys.errors import PutAway
from surveys.models import Campaign, Release

MOST_PEOPLE = 1_000_000
LOWEST, HIGHEST = 1, 4  # at level 0 everybody stands, whatever they can do


class NotAGroupTarget(Refusal):
    sentence = french(
        "L’objectif du groupe est un nombre de personnes, une au moins, à un niveau de 1 à 4."
    )


class GroupTargetPublished(Refusal):
    sentence = french(
        "Des résultats publiés comparent déjà le groupe à cet objectif : il ne change plus."
    )


@dataclass(frozen=True)
class GroupTarget:
    """How many people are wanted at a level or above."""

    people: int
    level: int


def group_target_of(campaign: Campaign) -> GroupTarget:
    """Return what a campaign aims at; k people unless the network decided otherwise."""
    return GroupTarget(people=campaign.target_people or campaign.k, level=campaign.target_level)


def set_group_target(session: Session, campaign: Campaign, target: GroupTarget) -> None:
    """Let a campaign aim at so many people at a level.

    Two targets in two releases would place a number of people between them: none changes once a
    release compared with it. Giving the same one again is no change.

    Raises:
        NotAGroupTarget: nobody, or no level of the scale above 0.
        PutAway: its answers were made anonymous.
        GroupTargetPublished: a release compared the group with another one.
    """
    if not (1 <= target.people <= MOST_PEOPLE and LOWEST <= target.level <= HIGHEST):
        raise NotAGroupTarget
    if target == group_target_of(campaign):
        return
    if campaign.anonymised_on is not None:
        raise PutAway
    if session.scalar(select(Release.id).where(Release.campaign_id == campaign.id).limit(1)):
        raise GroupTargetPublished
    campaign.target_people, campaign.target_level = target.people, target.level
    session.flush()
