"""Making, opening and closing a campaign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import choice

from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.models import COMPETENCE, Item, JobProfile
from referentiel.people import Organisation
from referentiel.queries import scale_of
from surveys.attributes import ATTRIBUTES, check_combinations, check_crossing
from surveys.composing.conditions import attributes_in
from surveys.composing.errors import AttributeWanted, NothingAsked
from surveys.errors import NoCompetence, NoScale, PutAway, ReplacedAlready, TooManyCompetences
from surveys.guard.webhooks import CLOSED, OPENED, tell
from surveys.joint_control import pin_controllers
from surveys.levels import RATINGS
from surveys.models import Campaign, Event, Questionnaire, Workshop
from surveys.models.campaigns import ANONYMOUS, BLOCKS
from surveys.notices import Translate, renew_notice
from surveys.sections import questions_in

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
    questionnaire: Questionnaire | None = None  # kept to be used again; else made of `items`
    crossed: Sequence[str] = ()  # two of the attributes, to be shown crossed
    row_export: bool = False  # announced to people, so decided before the first answer


def create_campaign(
    session: Session,
    organisation: Organisation,
    plan: Plan,
    *,
    profiles: Sequence[JobProfile],
    event: Event | None = None,
    workshop: Workshop | None = None,
) -> Campaign:
    """Return a campaign that pins what it asks; it takes answers once opened.

    Raises:
        NothingAsked: the questionnaire is empty.
        AttributeWanted: it shows questions on an attribute that is not asked.
        NoCompetence: nothing would be asked.
        TooManyCompetences: nobody would come to the end.
        NoScale: the version has no levels to choose from.
        TooManySegments: the attributes combine too much.
        CrossingNeedsTwo: other than two of the attributes would be crossed.
    """
    questionnaire = _kept(session, plan) if plan.questionnaire else _made(session, plan)
    check_combinations(plan.attributes, len(profiles))
    check_crossing(plan.crossed, plan.attributes)
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
        row_export=plan.row_export and plan.mode == ANONYMOUS,
    )
    session.add(campaign)
    session.flush()
    pin_controllers(session, campaign, workshop.event if workshop else event)
    return campaign


def _kept(session: Session, plan: Plan) -> Questionnaire:
    """Return the questionnaire of a plan, if a campaign can ask it."""
    questionnaire = plan.questionnaire
    assert questionnaire is not None  # noqa: S101 -- whoever calls has looked
    if not questionnaire.items and not questions_in(questionnaire.sections):
        raise NothingAsked
    rated = questionnaire.ratings if questionnaire.items else ()
    if rated and not has_scales(session, questionnaire.version_id, rated):
        raise NoScale
    for code in attributes_in(questionnaire.sections):
        if code not in plan.attributes:
            raise AttributeWanted(attribute=ATTRIBUTES[code].label)
    return questionnaire


def _made(session: Session, plan: Plan) -> Questionnaire:
    """Return a questionnaire of the competences of a plan, for this campaign alone."""
    items = [item for item in plan.items if item.kind == COMPETENCE]
    if not items:
        raise NoCompetence
    if len(items) > MOST_COMPETENCES:
        raise TooManyCompetences(limit=MOST_COMPETENCES, chosen=len(items))
    if not has_scales(session, items[0].version_id, plan.ratings):
        raise NoScale
    return Questionnaire(
        version_id=items[0].version_id,
        items=[item.id for item in items],
        ratings=[rating for rating in RATINGS if rating in plan.ratings or rating == "current"],
    )


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
    _hold_questionnaire(session, campaign)
    renew_notice(session, campaign, now=now, languages=languages)
    tell(session, campaign, OPENED, now=now)


def _hold_questionnaire(session: Session, campaign: Campaign) -> None:
    """Wait for whoever changes what the campaign asks: from now on nobody does."""
    held = select(Questionnaire.id).where(Questionnaire.id == campaign.questionnaire_id)
    session.execute(held.with_for_update(read=True))


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
