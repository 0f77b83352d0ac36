"""Making, opening and closing a campaign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import choice

from sqlalchemy.orm import Session

from referentiel.models import COMPETENCE, Item, JobProfile
from referentiel.people import Organisation
from referentiel.queries import scale_of
from surveys.attributes import check_combinations, check_crossing
from surveys.errors import NoCompetence, NoScale, PutAway, ReplacedAlready, TooManyCompetences
from surveys.guard.webhooks import CLOSED, OPENED, tell
from surveys.joint_control import pin_controllers
from surveys.levels import RATINGS
from surveys.models import Campaign, Event, Questionnaire, Workshop
from surveys.models.campaigns import ANONYMOUS, BLOCKS
from surveys.notices import Translate, renew_notice

LINK_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LINK_LENGTH = 5
MOST_COMPETENCES = 300


def has_scales(session: Session, version_id: int, ratings: Sequence[str] = ()) -> bool:
    """Say whether a version has the steps that these ratings, and levels, are chosen from."""
    wanted = ("mastery", "importance") if "importance" in ratings else ("mastery",)
    return all(scale_of(session, version_id, name) for name in wanted)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a facilitator decides before the first answer."""

    title: str
    items: Sequence[Item]
    attributes: Sequence[str]
    controller: str
    contact: str
    legal_basis: str
    ratings: Sequence[str] = ("current", "importance")
    mode: str = ANONYMOUS
    layout: str = BLOCKS
    retention_months: int = 24
    code: str = ""
    demonstration: bool = False
    crossed: Sequence[str] = ()  # two of the attributes, to be shown crossed


def create_campaign(
    session: Session,
    organisation: Organisation,
    plan: Plan,
    *,
    profiles: Sequence[JobProfile],
    event: Event | None = None,
    workshop: Workshop | None = None,
) -> Campaign:
    """Return a campaign that pins the version of its items; it takes answers once opened.

    Raises:
        NoCompetence: nothing would be asked.
        TooManyCompetences: nobody would come to the end.
        NoScale: the version has no levels to choose from.
        TooManySegments: the attributes combine too much.
        CrossingNeedsTwo: other than two of the attributes would be crossed.
    """
    items = [item for item in plan.items if item.kind == COMPETENCE]
    if not items:
        raise NoCompetence
    if len(items) > MOST_COMPETENCES:
        raise TooManyCompetences(limit=MOST_COMPETENCES, chosen=len(items))
    if not has_scales(session, items[0].version_id, plan.ratings):
        raise NoScale
    check_combinations(plan.attributes, len(profiles))
    check_crossing(plan.crossed, plan.attributes)
    questionnaire = Questionnaire(
        version_id=items[0].version_id,
        items=[item.id for item in items],
        ratings=[rating for rating in RATINGS if rating in plan.ratings or rating == "current"],
    )
    session.add(questionnaire)
    session.flush()
    campaign = Campaign(
        organisation_id=organisation.id,
        event_id=event.id if event else workshop.event_id if workshop else None,
        workshop_id=workshop.id if workshop else None,
        questionnaire_id=questionnaire.id,
        code=plan.code or new_link(),
        title=plan.title,
        mode=plan.mode,
        layout=plan.layout,
        k=organisation.k,
        attributes=list(plan.attributes),
        controller=plan.controller,
        contact=plan.contact,
        legal_basis=plan.legal_basis,
        retention_months=plan.retention_months,
        demonstration=plan.demonstration,
        crossed=[code for code in plan.attributes if code in plan.crossed],
    )
    session.add(campaign)
    session.flush()
    pin_controllers(session, campaign, workshop.event if workshop else event)
    return campaign


def new_link() -> str:
    """Return a short code that is easy to read from a screen and to type on a phone."""
    return "".join(choice(LINK_ALPHABET) for _ in range(LINK_LENGTH))


def open_campaign(
    session: Session, campaign: Campaign, *, now: datetime, languages: Mapping[str, Translate]
) -> None:
    """Let people answer from now on, under a notice; one that was closed is opened again.

    A closing planned for later stays.

    Raises:
        PutAway: its answers were made anonymous, and no ticket would find them.
        ReplacedAlready: its link leads to another.
    """
    if campaign.replaced_by_id is not None:
        raise ReplacedAlready
    if campaign.anonymised_on is not None:
        raise PutAway
    if campaign.opens_at is None or campaign.opens_at > now:
        campaign.opens_at = now
    if campaign.closes_at is not None and campaign.closes_at <= now:
        campaign.closes_at = None
    renew_notice(session, campaign, now=now, languages=languages)
    tell(session, campaign, OPENED, now=now)


def close_campaign(session: Session, campaign: Campaign, *, now: datetime) -> None:
    """Take no answer begun after now; one that is closed stays closed since then.

    One that was to open later opens no more by itself.
    """
    if campaign.opens_at is not None and campaign.opens_at > now:
        campaign.opens_at = None
    if campaign.closes_at is None or campaign.closes_at > now:
        campaign.closes_at = now
        tell(session, campaign, CLOSED, now=now)
    session.flush()
