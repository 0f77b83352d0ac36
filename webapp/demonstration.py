"""The demonstration: real events and référentiel, made-up answers and people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy.orm import Session

import referentiel
import surveys
from referentiel.loading import load_version
from referentiel.models import COMPETENCE, Item
from referentiel.people import Organisation
from referentiel.profiles import expected_levels
from referentiel.queries import get_published_version, items_of, profiles_of
from reports.release import Translate, release_campaign
from surveys.campaigns import Plan, create_campaign, open_campaign
from surveys.events import load_event
from surveys.models import Campaign, Event
from surveys.models.campaigns import BLOCKS, SINGLE
from surveys.plausible import Crowd, plausible_sheet
from surveys.population import Population, set_population
from surveys.queries.campaigns import campaign_by_code
from surveys.queries.events import get_event
from surveys.submission import submit
from surveys.tickets import new_ticket
from webapp.demo_hypotheses import suppose
from webapp.demo_people import ACCOUNTS, NETWORK, organisations, settle, show_to_training_body
from webapp.demo_questionnaire import play_questionnaire

ACCOUNT = (ACCOUNTS[0].email, ACCOUNTS[0].password)
SHARED = "pajol"  # the campaign whose report the training body reads
FIRST_FILE = Path(referentiel.__file__).parent / "data" / "dt-2026.0.yaml"
EVENT_FILES = tuple(sorted((Path(surveys.__file__).parent / "data").glob("*.yaml")))
SEMINAR = "cooperer-dans-et-entre-les-territoires-2015"
TWO_DAYS = "journees-des-territoires-2018"
EVERYTHING = ("profile", "structure", "agent", "seniority", "territory")


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A campaign of the demonstration, and how many made-up people answer it."""

    code: str
    event: str
    workshop: str = ""  # none: the whole event, on the express core
    title: str
    people: int
    is_open: bool
    ratings: tuple[str, ...] = ("current", "importance")
    attributes: tuple[str, ...] = EVERYTHING
    layout: str = BLOCKS
    row_export: bool = False
    population: Population = Population()  # noqa: RUF009 -- frozen


STRUCTURES = {"public": 84, "association": 76, "other": 24}  # made up, like the answers
TERRITORIES = {"rural": 112, "urban": 72}
SCENES = (
    Scene(
        code="crest",
        event=SEMINAR,
        workshop="atelier-3",
        title="Nos compétences en partage\u00a0: auto-évaluation de l’atelier",
        people=31,
        is_open=True,
        row_export=True,
    ),
    Scene(
        code="crest1",
        event=SEMINAR,
        workshop="atelier-1",
        title="Décrypter les situations de coopération\u00a0: avant et après l’atelier",
        people=29,
        is_open=True,
        ratings=("current", "before"),
        attributes=("profile", "structure"),
        layout=SINGLE,
    ),
    Scene(
        code="pajol",
        event=TWO_DAYS,
        title="Deux journées, seize compétences\u00a0: auto-évaluation express",
        people=72,
        is_open=False,
        population=Population(
            184, {"structure": STRUCTURES, "territory": TERRITORIES}, "territory"
        ),
    ),
    Scene(
        code="decide",
        event=TWO_DAYS,
        workshop="prendre-des-decisions-collectives",
        title="Prendre des décisions collectives\u00a0: auto-évaluation de l’atelier",
        people=9,
        is_open=False,
        ratings=("current", "importance", "target"),
        attributes=("profile", "agent"),
    ),
)


def load_content(session: Session, now: datetime) -> Organisation:
    """Load the référentiel and the events, or find them as they are; return who holds them."""
    organisation = organisations(session)[NETWORK]
    load_version(session, FIRST_FILE, organisation=organisation, today=now.date())
    for path in EVENT_FILES:
        load_event(session, path, organisation=organisation)
    return organisation


def stage(
    session: Session, *, secret: str, now: datetime, languages: Mapping[str, Translate]
) -> Campaign:
    """Set up the demonstration, or leave it as it stands; return the seminar's open campaign."""
    organisation = load_content(session, now)
    if campaign_by_code(session, SCENES[0].code) is None:
        settle(session, now=now)
        for scene in SCENES:
            campaign = play(
                session, organisation, scene, secret=secret, now=now, languages=languages
            )
            if scene.code == SHARED:
                show_to_training_body(session, campaign, now=now)
        play_composed(session, organisation, secret=secret, now=now, languages=languages)
    seminar = campaign_by_code(session, SCENES[0].code)
    if seminar is None:  # pragma: no cover -- it was just made
        raise LookupError(SCENES[0].code)
    return seminar


def play_composed(
    session: Session,
    organisation: Organisation,
    *,
    secret: str,
    now: datetime,
    languages: Mapping[str, Translate],
) -> None:
    """Make the campaign of the seminar that asks a composed questionnaire."""
    version, event = get_published_version(session), get_event(session, SEMINAR)
    if version is None or event is None:  # pragma: no cover -- loaded just before
        raise LookupError(SEMINAR)
    play_questionnaire(
        session, organisation, version, event, secret=secret, now=now, languages=languages
    )


def play(
    session: Session,
    organisation: Organisation,
    scene: Scene,
    *,
    secret: str,
    now: datetime,
    languages: Mapping[str, Translate],
) -> Campaign:
    """Make the campaign of a scene, with its answers and their release."""
    version = get_published_version(session)
    event = get_event(session, scene.event)
    if version is None or event is None:  # pragma: no cover -- loaded just before
        raise LookupError(scene.event)
    every = items_of(session, version.id)
    profiles = profiles_of(session, version.id)
    workshop = next((w for w in event.workshops if w.code == scene.workshop), None)
    plan = Plan(
        title=scene.title,
        items=_asked(every, event, scene.workshop),
        attributes=scene.attributes,
        ratings=scene.ratings,
        controller=organisation.name,
        contact="contact@reperes.example",
        legal_basis="intérêt légitime",
        layout=scene.layout,
        row_export=scene.row_export,
        code=scene.code,
        demonstration=True,
    )
    campaign = create_campaign(
        session, organisation, plan, profiles=profiles, event=event, workshop=workshop
    )
    open_campaign(session, campaign, now=now - timedelta(hours=2), languages=languages)
    expected = {profile.code: expected_levels(profile, every) for profile in profiles}
    crowd = Crowd(plan.items, plan.ratings, scene.attributes, expected)
    chance = Random(scene.code)  # noqa: S311 -- made-up answers, the same at every start
    for _ in range(scene.people):
        sheet = plausible_sheet(crowd, chance)
        if sheet.answered:
            ticket = new_ticket(secret, campaign.id)
            submit(session, campaign, ticket, sheet, notice=campaign.notice, now=now)
    if scene.code == SCENES[0].code:
        suppose(session, campaign, now=now)
    set_population(session, campaign, scene.population)
    release_campaign(session, campaign, now=now, languages=languages)
    campaign.closes_at = None if scene.is_open else now
    return campaign


def _asked(every: Sequence[Item], event: Event, workshop: str) -> list[Item]:
    competences = [item for item in every if item.kind == COMPETENCE]
    for entry in event.workshops:
        if entry.code == workshop:
            lineages = {aim.lineage for aim in entry.aims}
            return [item for item in competences if item.lineage in lineages]
    return [item for item in competences if item.core]
