"""Reading questionnaires that organisations keep, their editions, the campaigns that ask them."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from referentiel.models import Version
from referentiel.people import Organisation
from surveys.models import Campaign, Questionnaire

OPENED = or_(Campaign.notice > 0, Campaign.opens_at.is_not(None))  # or is to open by itself


@dataclass
class Kept:
    """A series: its last edition, who holds it, how many campaigns ask any of its editions."""

    last: Questionnaire
    organisation: Organisation
    editions: list[Questionnaire] = field(default_factory=list)
    campaigns: int = 0
    frozen: bool = False  # the last one


def composed(session: Session, number: int) -> Questionnaire | None:
    """Return an edition that somebody composed, by its number."""
    found = select(Questionnaire).where(Questionnaire.id == number, Questionnaire.title != "")
    return session.scalar(found)


def questionnaire_of(
    session: Session, questionnaire_id: int, organisations: Collection[int]
) -> Questionnaire | None:
    """Return a questionnaire that one of `organisations` keeps, with its version."""
    return session.scalar(
        select(Questionnaire)
        .where(
            Questionnaire.id == questionnaire_id,
            Questionnaire.organisation_id.in_(organisations),
            Questionnaire.title != "",
        )
        .options(joinedload(Questionnaire.version).joinedload(Version.referentiel))
    )


def questionnaires_of(session: Session, organisations: Collection[int]) -> list[Kept]:
    """Return the questionnaires of organisations by series, the one changed last first."""
    rows = session.execute(
        select(
            Questionnaire,
            Organisation,
            func.count(Campaign.id),
            func.coalesce(func.max(case((OPENED, 1), else_=0)), 0),
        )
        .join(Organisation, Organisation.id == Questionnaire.organisation_id)
        .outerjoin(Campaign, Campaign.questionnaire_id == Questionnaire.id)
        .where(Questionnaire.organisation_id.in_(organisations), Questionnaire.title != "")
        .group_by(Questionnaire.id, Organisation.id)
        .order_by(Questionnaire.id.desc())
        .options(joinedload(Questionnaire.version).joinedload(Version.referentiel))
    )
    kept: dict[str, Kept] = {}
    for questionnaire, organisation, campaigns, opened in rows:
        held = kept.setdefault(
            questionnaire.series, Kept(questionnaire, organisation, frozen=opened > 0)
        )
        held.editions.append(questionnaire)
        held.campaigns += campaigns
    return list(kept.values())


def editions_of(session: Session, questionnaire: Questionnaire) -> list[Questionnaire]:
    """Return the editions of a series, the first one first."""
    same = (
        Questionnaire.series == questionnaire.series,
        Questionnaire.organisation_id == questionnaire.organisation_id,
    )
    return list(session.scalars(select(Questionnaire).where(*same).order_by(Questionnaire.edition)))


def last_edition(session: Session, questionnaire: Questionnaire) -> Questionnaire:
    """Return the last edition of a series."""
    return editions_of(session, questionnaire)[-1]


def campaigns_asking(session: Session, questionnaire_id: int) -> list[Campaign]:
    """Return the campaigns that ask a questionnaire, in the order they were made."""
    asking = Campaign.questionnaire_id == questionnaire_id
    return list(session.scalars(select(Campaign).where(asking).order_by(Campaign.id)))


def is_used(session: Session, questionnaire_id: int) -> bool:
    """Say whether a campaign asks a questionnaire."""
    used = select(Campaign.id).where(Campaign.questionnaire_id == questionnaire_id).limit(1)
    return session.scalar(used) is not None


def is_frozen(session: Session, questionnaire_id: int) -> bool:
    """Say whether a campaign that asks a questionnaire has been opened: people may have read it."""
    opened = select(Campaign.id).where(Campaign.questionnaire_id == questionnaire_id, OPENED)
    return session.scalar(opened.limit(1)) is not None
